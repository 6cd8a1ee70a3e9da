import { effect, untracked } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Row } from "../protocol.gen.ts";
import type { SeenFrame } from "./onscreen.ts";
import type { LabelerParts } from "./parts.ts";

/**
 * The frame that is seen.
 *
 * It is painted at once and not as an effect of a component: those run after the screen was drawn, so that the number
 * beside it would be one drawing ahead.
 */
export function FrameCanvas({ parts, row }: { readonly parts: LabelerParts; readonly row: Row }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => effect(() => show(parts, canvas.current)), [parts]);
  return <canvas ref={canvas} role="img" aria-label={row.title} width={0} height={0} />;
}

function show({ reel, model, stage }: LabelerParts, canvas: HTMLCanvasElement | null): void {
  const shown = reel.shown.value;
  if (!shown || !canvas || shown.id !== model.current.peek()?.id) return;
  if (!("bitmap" in shown) || !paint(canvas, shown)) return;
  const { width, height } = shown.full;
  untracked(() => {
    stage.picture.value = { width, height };
    model.shown(shown.id);
  });
}

/** False for a picture that was given back meanwhile. */
function paint(canvas: HTMLCanvasElement, { bitmap, frame }: SeenFrame): boolean {
  if (!bitmap.width) return false;
  if (canvas.width !== bitmap.width) canvas.width = bitmap.width;
  if (canvas.height !== bitmap.height) canvas.height = bitmap.height;
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  canvas.dataset.frame = String(frame);
  return true;
}
