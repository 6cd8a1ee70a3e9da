import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { lengthOf } from "../core/badge.ts";
import { Icon } from "../ui/icons.tsx";
import type { LabelerParts } from "./parts.ts";

const STEP_PX = 68;

/** The neighbours of the picture, as many as fit; those done are marked. */
export function Filmstrip({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { model } = parts;
  const strip = useRef<HTMLDivElement>(null);
  const fit = useSignal(9);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      fit.value = Math.max(1, Math.floor((entry?.contentRect.width ?? 0) / STEP_PX));
    });
    if (strip.current) observer.observe(strip.current);
    return () => observer.disconnect();
  }, []);
  const count = model.rows.count.value;
  const pos = model.pos.value;
  const first = Math.max(0, Math.min(count - fit.value, pos - Math.floor(fit.value / 2)));
  const places = Array.from({ length: Math.min(fit.value, count) }, (_, index) => first + index);
  useEffect(() => wantThumbs(parts, places), [first, fit.value, model.rows.version.value]);
  return (
    <div class="strip" ref={strip} role="group" aria-label="Neighbouring pictures">
      {places.map((place) => (
        <Frame key={place} parts={parts} place={place} current={place === pos && !model.ended.value} />
      ))}
    </div>
  );
}

interface FrameProps {
  readonly parts: LabelerParts;
  readonly place: number;
  readonly current: boolean;
}

function Frame({ parts, place, current }: FrameProps): JSX.Element {
  const { model, thumbs, shell } = parts;
  thumbs.version.value;
  model.rows.version.value;
  const row = model.rows.get(place);
  const thumb = row && thumbs.get(row.id, 128);
  const work = model.work.value;
  const done = row !== undefined && (work ? !work.isOpen(row) : model.ontology.value.isAnswered(row, model.goal));
  const color = done ? model.ontology.value.chips(row)[0]?.color : undefined;
  const badge = row ? lengthOf(row) : "";
  const go = () => {
    model.go(place);
    shell.view.focus();
  };
  return (
    <button
      type="button"
      class={`still ${current ? "current" : ""}`}
      tabIndex={-1}
      title={row?.title}
      aria-label={`${place + 1}: ${row?.title ?? "not loaded yet"}${badge && `, ${badge}`}${done ? `, ${work ? "done" : "labelled"}` : ""}`}
      aria-current={current ? "true" : undefined}
      onClick={go}
    >
      {thumb?.state === "ready" && <img src={thumb.url} alt="" draggable={false} />}
      {(thumb?.state === "broken" || row?.problem) && <Icon name="warn" />}
      {badge && <small class="badge">{badge}</small>}
      {done && (
        <i class="done" style={{ "--chip": color ?? "" }}>
          <Icon name="check" />
        </i>
      )}
    </button>
  );
}

function wantThumbs({ model, thumbs }: LabelerParts, places: readonly number[]): void {
  const pos = model.pos.peek();
  const nearest = [...places].sort((a, b) => Math.abs(a - pos) - Math.abs(b - pos));
  thumbs.want(
    nearest.map((place) => model.rows.get(place)?.id).filter((id) => id !== undefined),
    128,
  );
}
