import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Row } from "../protocol.gen.ts";
import { Chips } from "./chips.tsx";
import { FrameCanvas } from "./framecanvas.tsx";
import { listenToPointer, listenToWheel, watchSize } from "./gestures.ts";
import { Heading } from "./heading.tsx";
import type { LabelerParts } from "./parts.ts";
import { CLOSE_PX } from "./pictures.ts";
import { Composer, Pins } from "./pinlayer.tsx";
import { Problem } from "./problem.tsx";
import { Cursor } from "./soundbar.tsx";
import { TileLayer } from "./tilelayer.tsx";
import { Timeline } from "./timeline.tsx";
import { Tuning } from "./tuning.tsx";
import { Standing } from "./verdict.tsx";

/** The picture, its labels on top of it, its name above and its frames below. */
export function PictureStage({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const row = parts.model.current.value;
  return (
    <>
      <Heading parts={parts} row={row} />
      <Standing parts={parts} />
      <Tuning parts={parts} />
      <PictureFrame parts={parts} row={row} />
      <Timeline parts={parts} />
    </>
  );
}

interface PictureFrameProps {
  readonly parts: LabelerParts;
  readonly row: Row | undefined;
}

function PictureFrame({ parts, row }: PictureFrameProps): JSX.Element {
  const { model, stage, shell, reel } = parts;
  const frame = useRef<HTMLDivElement>(null);
  const reason = whyBroken(parts, row);
  useLayoutEffect(() => stage.arrive(), [row?.id]);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const stops = [listenToWheel(element, parts), listenToPointer(element, parts), watchSize(element, parts)];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  useEffect(() => {
    if (row && reason) model.shown(row.id);
  }, [row?.id, reason]);
  const { scale } = stage.camera.value;
  const isAiming = stage.note.value?.placed === false;
  const label = row ? `Picture ${model.pos.value + 1}: ${row.title}` : "The picture is on its way";
  return (
    <div
      ref={frame}
      class={`picture ${scale > 1 ? "zoomed" : ""} ${stage.isCrisp.value ? "crisp" : ""} ${isAiming ? "aiming" : ""}`}
      role="group"
      aria-label={label}
      tabIndex={0}
      data-home
    >
      {row && !reason && <Layers parts={parts} row={row} />}
      {reason && <Problem shell={shell} reason={reason} />}
      {stage.isZoomed && (
        <button type="button" class="btn edge zoom" onClick={() => shell.commands.run("fit")}>
          {percentOf(parts)} % · Fit
        </button>
      )}
      {reel.isReel.value && !reason && <Delay parts={parts} />}
      {row && <Chips parts={parts} row={row} />}
      {row && !reason && <Pins parts={parts} />}
      {row && <Composer parts={parts} row={row} />}
    </div>
  );
}

function Layers({ parts, row }: { readonly parts: LabelerParts; readonly row: Row }): JSX.Element {
  const { stage, reel } = parts;
  const { scale, x, y } = stage.camera.value;
  const style = { transform: `translate(${x}px, ${y}px) scale(${scale})` };
  return (
    <>
      <div class="layers" style={style}>
        <Placeholder parts={parts} row={row} />
        {reel.isReel.value ? <FrameCanvas key={row.id} parts={parts} row={row} /> : <Still parts={parts} row={row} />}
      </div>
      <TileLayer parts={parts} row={row} />
      <Cursor parts={parts} />
    </>
  );
}

/** The thumbnail, until there is something better. */
function Placeholder({ parts, row }: { readonly parts: LabelerParts; readonly row: Row }): JSX.Element | null {
  const { thumbs, pictures, reel, model } = parts;
  thumbs.version.value;
  pictures.version.value;
  const thumb = thumbs.get(row.id, 128);
  const isReel = reel.isReel.value;
  const isThere = isReel ? reel.shown.value?.id === row.id : pictures.get(placeOf(row))?.state === "ready";
  if (thumb?.state !== "ready" || isThere) return null;
  // The thumbnail of a film is its most telling frame, not the one that comes: it may not be answered yet.
  const seen = () => isReel || model.shown(row.id);
  return <img class="placeholder" src={thumb.url} alt="" draggable={false} onLoad={seen} />;
}

function Still({ parts, row }: { readonly parts: LabelerParts; readonly row: Row }): JSX.Element | null {
  const { pictures, model } = parts;
  pictures.version.value;
  const first = pictures.get(placeOf(row));
  const closer = parts.needsCloser ? pictures.get({ ...placeOf(row), px: CLOSE_PX }) : undefined;
  const picture = closer?.state === "ready" ? closer : first;
  useEffect(() => {
    if (picture?.state !== "ready") return;
    parts.stage.picture.value = { width: picture.fullWidth, height: picture.fullHeight };
  }, [picture]);
  if (picture?.state !== "ready") return null;
  return <img key={row.id} src={picture.url} alt={row.title} draggable={false} onLoad={() => model.shown(row.id)} />;
}

/** Says that another frame than the one seen is on its way; not for the first moments. */
function Delay({ parts }: { readonly parts: LabelerParts }): JSX.Element | null {
  const { model, reel } = parts;
  const isLate = model.focus.isPending.value || reel.player.value.waiting;
  if (!isLate) return null;
  const doing = reel.playing ? "Waiting for frames" : "Frame on its way";
  return (
    <span class="delay" role="status">
      {doing}…
    </span>
  );
}

function placeOf(row: Row): { readonly id: number; readonly frame: number } {
  return { id: row.id, frame: Math.max(0, row.frame ?? -1) };
}

function whyBroken({ pictures, reel }: LabelerParts, row: Row | undefined): string {
  if (!row) return "";
  pictures.version.value;
  const info = reel.info.value;
  const told = row.problem || info?.problem;
  if (told) return told;
  if (reel.isReel.value) {
    const shown = reel.shown.value;
    return shown && "reason" in shown ? shown.reason : "";
  }
  const picture = pictures.get(placeOf(row));
  return picture?.state === "broken" ? picture.reason : "";
}

/** How large a pixel of the picture is drawn; before its size is known, how large the picture is against the fit. */
function percentOf({ stage }: LabelerParts): number {
  const isKnown = stage.picture.value.width > 0;
  return Math.round(stage.camera.value.scale * (isKnown ? stage.fitScale.value : 1) * 100);
}
