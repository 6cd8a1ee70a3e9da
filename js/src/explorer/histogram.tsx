// A numeric facet: bars of now over pale bars of before, and bounds by drag, by key, or typed.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { FacetInfo, Histogram } from "../protocol.gen.ts";
import { type Bounds, dragged, moved, shareOf, shown, typed } from "./brush.ts";
import { boundsOf, withBounds } from "./query.ts";
import type { ExplorerStore } from "./store.ts";

const WIDTH = 200;
const HEIGHT = 44;
/** A bound moved by key is asked for once the keys rest. */
const REST_MS = 350;

interface BrushProps {
  readonly store: ExplorerStore;
  readonly info: FacetInfo;
  readonly histogram: Histogram;
}

export function Brush({ store, info, histogram }: BrushProps): JSX.Element {
  const set = boundsOf(store.model.wanted.value.filters ?? [], info.name);
  // What is being dragged or typed stands before what is asked for.
  const draft = useSignal<Bounds | null | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const bounds = draft.value === undefined ? set : draft.value;
  const commit = (next: Bounds | null) => {
    clearTimeout(timer.current);
    draft.value = undefined;
    if (String(next) !== String(set)) void store.show(withBounds(store.model.wanted.peek(), info.name, next));
  };
  const nudge = (end: 0 | 1, by: number) => {
    // Keys may come faster than the page is drawn.
    const now = draft.peek() === undefined ? set : draft.peek();
    const next = moved(histogram, now ?? null, end, by);
    draft.value = next;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => commit(next), REST_MS);
  };
  const parts = { info, histogram, bounds };
  const { missing, counts } = histogram;
  if (!counts.length) return <p class="muted rest">No numbers</p>;
  return (
    <div class="histogram" role="group" aria-label={info.label}>
      <Plot
        {...parts}
        onDrag={(next) => {
          draft.value = next;
        }}
        onEnd={commit}
        onNudge={nudge}
      />
      <Fields {...parts} onCommit={commit} />
      {missing > 0 && <p class="muted rest">{missing.toLocaleString("en")} without a value</p>}
    </div>
  );
}

interface PlotProps {
  readonly info: FacetInfo;
  readonly histogram: Histogram;
  readonly bounds: Bounds | null;
  readonly onDrag: (bounds: Bounds | null) => void;
  readonly onEnd: (bounds: Bounds | null) => void;
  readonly onNudge: (end: 0 | 1, by: number) => void;
}

function Plot({ info, histogram, bounds, onDrag, onEnd, onNudge }: PlotProps): JSX.Element {
  const [from, to] = (bounds ?? [histogram.low, histogram.high]).map((value) => shareOf(histogram, value)) as [
    number,
    number,
  ];
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const plot = event.currentTarget as HTMLElement;
    event.preventDefault();
    plot.setPointerCapture(event.pointerId);
    const start = shareUnder(plot, event, bounds ? [from, to] : null);
    let last: Bounds | null = bounds;
    const move = (now: PointerEvent) => {
      last = dragged(histogram, start, shareIn(plot, now));
      onDrag(last);
    };
    const stop = () => {
      plot.removeEventListener("pointermove", move);
      plot.removeEventListener("pointerup", up);
    };
    const up = (now: PointerEvent) => {
      onEnd(dragged(histogram, start, shareIn(plot, now)));
    };
    plot.addEventListener("pointermove", move);
    plot.addEventListener("pointerup", up);
    plot.addEventListener("lostpointercapture", stop, { once: true });
  };
  return (
    <div class="plot" onPointerDown={down} title="Drag to keep a range; click to take it off">
      <Bars histogram={histogram} />
      {bounds && <i class="outside" style={{ left: 0, width: `${from * 100}%` }} aria-hidden="true" />}
      {bounds && <i class="outside" style={{ left: `${to * 100}%`, right: 0 }} aria-hidden="true" />}
      <Handle {...{ info, histogram, bounds, onNudge }} end={0} share={from} />
      <Handle {...{ info, histogram, bounds, onNudge }} end={1} share={to} />
    </div>
  );
}

interface HandleProps extends Pick<PlotProps, "info" | "histogram" | "bounds" | "onNudge"> {
  readonly end: 0 | 1;
  readonly share: number;
}

/** One bound: left and right move it by a bin, with Shift by five. */
function Handle({ info, histogram, bounds, onNudge, end, share }: HandleProps): JSX.Element {
  const { low, high } = histogram;
  const value = bounds?.[end] ?? (end === 0 ? low : high);
  const key = (event: KeyboardEvent) => {
    const many = histogram.counts.length;
    const by = { ArrowLeft: event.shiftKey ? -5 : -1, ArrowRight: event.shiftKey ? 5 : 1, Home: -many, End: many }[
      event.key
    ];
    if (by === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    onNudge(end, by);
  };
  return (
    <span
      class={`handle ${bounds ? "set" : ""}`}
      role="slider"
      data-stop
      tabIndex={-1}
      style={{ left: `${share * 100}%` }}
      aria-label={`${info.label}: ${end === 0 ? "at least" : "at most"}`}
      aria-orientation="horizontal"
      aria-valuemin={low}
      aria-valuemax={high}
      aria-valuenow={value}
      aria-valuetext={shown(value)}
      onKeyDown={key}
    />
  );
}

function Bars({ histogram }: { readonly histogram: Histogram }): JSX.Element {
  const { counts, totals } = histogram;
  const most = Math.max(1, ...totals, ...counts);
  const width = WIDTH / Math.max(1, counts.length);
  const path = (values: readonly number[]) =>
    values
      .map((value, index) => {
        const height = value === 0 ? 0 : Math.max(1.5, (value / most) * HEIGHT);
        return height
          ? `M${(index * width).toFixed(2)} ${HEIGHT}v${-height.toFixed(2)}h${(width - 1).toFixed(2)}v${height.toFixed(2)}z`
          : "";
      })
      .join("");
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path class="all" d={path(totals)} />
      <path class="now" d={path(counts)} />
    </svg>
  );
}

interface FieldsProps {
  readonly info: FacetInfo;
  readonly histogram: Histogram;
  readonly bounds: Bounds | null;
  readonly onCommit: (bounds: Bounds | null) => void;
}

/** The same bounds as numbers. */
function Fields({ info, histogram, bounds, onCommit }: FieldsProps): JSX.Element {
  const low = useRef<HTMLInputElement>(null);
  const high = useRef<HTMLInputElement>(null);
  const problem = useSignal("");
  const texts = [bounds ? shown(bounds[0]) : "", bounds ? shown(bounds[1]) : ""];
  const commit = () => {
    const now = [low.current?.value ?? "", high.current?.value ?? ""] as const;
    problem.value = "";
    if (now[0] === texts[0] && now[1] === texts[1]) return;
    const meant = typed(histogram, ...now);
    if ("problem" in meant) problem.value = meant.problem;
    else onCommit(meant.bounds);
  };
  const field = (end: 0 | 1) => (
    <input
      ref={end === 0 ? low : high}
      class="field"
      type="text"
      inputMode="decimal"
      data-stop
      tabIndex={-1}
      autocomplete="off"
      aria-label={`${info.label}: ${end === 0 ? "from" : "to"}`}
      aria-invalid={problem.value ? true : undefined}
      placeholder={shown(end === 0 ? histogram.low : histogram.high)}
      value={texts[end]}
      onBlur={commit}
      onKeyDown={(event) => event.key === "Enter" && commit()}
    />
  );
  return (
    <>
      <div class="bounds">
        {field(0)}
        <span class="muted">to</span>
        {field(1)}
      </div>
      {problem.value && (
        <p class="problem" role="status">
          {problem.value}
        </p>
      )}
    </>
  );
}

function shareIn(plot: HTMLElement, event: PointerEvent): number {
  const { left, width } = plot.getBoundingClientRect();
  return width > 0 ? (event.clientX - left) / width : 0;
}

/** Near a bound the drag moves that one: it starts from the other. */
function shareUnder(plot: HTMLElement, event: PointerEvent, set: readonly [number, number] | null): number {
  const share = shareIn(plot, event);
  const near = 8 / Math.max(1, plot.getBoundingClientRect().width);
  if (set && Math.abs(share - set[0]) < near) return set[1];
  if (set && Math.abs(share - set[1]) < near) return set[0];
  return share;
}
