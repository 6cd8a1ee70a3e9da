import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Mark } from "../core/scope.ts";
import type { LabelerParts } from "./parts.ts";

interface TrackProps {
  readonly parts: LabelerParts;
  readonly label: string;
  /** The last place; the first one is 0. */
  readonly last: number;
  readonly at: number;
  /** What is said of the place. */
  readonly text: string;
  readonly marks: readonly Mark[];
  readonly range: readonly [number, number] | null;
  readonly hint: (place: number) => string;
  readonly onScrub: (place: number) => void;
  readonly onEnd: () => void;
  /** Places between whole numbers count too. */
  readonly isSmooth?: boolean;
}

/** A line to drag along, with what lies on it. */
export function Track(props: TrackProps): JSX.Element {
  const { last, at, marks, range } = props;
  const line = useRef<HTMLDivElement>(null);
  const over = useSignal<number | null>(null);
  const width = (count: number) => `${(count / (last + 1)) * 100}%`;
  const placeAt = (event: PointerEvent) => placeUnder(event, line.current, last, props.isSmooth ?? false);
  const scrub = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const slider = event.currentTarget as HTMLElement;
    slider.setPointerCapture(event.pointerId);
    props.onScrub(placeAt(event));
    const move = (moved: PointerEvent) => props.onScrub(placeAt(moved));
    const end = () => {
      slider.removeEventListener("pointermove", move);
      props.onEnd();
    };
    slider.addEventListener("pointermove", move);
    slider.addEventListener("lostpointercapture", end, { once: true });
  };
  return (
    <div
      class="track"
      role="slider"
      tabIndex={0}
      data-track
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={Math.round(last)}
      aria-valuenow={Math.round(at)}
      aria-valuetext={props.text}
      onPointerDown={scrub}
      onPointerMove={(event) => {
        over.value = placeAt(event);
      }}
      onPointerLeave={() => {
        over.value = null;
      }}
    >
      <div class="line" ref={line}>
        <i class="done" style={{ width: width(at + (props.isSmooth ? 0 : 0.5)) }} />
        {marks.map((mark, index) => (
          <i
            key={`${index}${mark.first}`}
            class="mark"
            style={{ left: width(mark.first), width: width(mark.last - mark.first + 1), "--chip": mark.color }}
          />
        ))}
        {range && <i class="range" style={{ left: width(range[0]), width: width(range[1] - range[0] + 1) }} />}
        <i class="head" style={{ left: width(at + (props.isSmooth ? 0 : 0.5)) }} />
        {over.value !== null && (
          <span class="hint" style={{ left: width(over.value + 0.5) }}>
            {props.hint(over.value)}
          </span>
        )}
      </div>
    </div>
  );
}

function placeUnder(event: PointerEvent, line: HTMLElement | null, last: number, isSmooth: boolean): number {
  const box = line?.getBoundingClientRect();
  if (!box?.width) return 0;
  const part = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
  return isSmooth ? part * last : Math.min(last, Math.floor(part * (last + 1)));
}
