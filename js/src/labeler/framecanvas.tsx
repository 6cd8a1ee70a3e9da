import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Row } from "../protocol.gen.ts";
import type { LabelerParts } from "./parts.ts";
import type { OnScreen } from "./reel.ts";

/** The frame that is seen, drawn the moment it is there. */
export function FrameCanvas({ parts, row }: { readonly parts: LabelerParts; readonly row: Row }): JSX.Element {
  const { reel, model, stage } = parts;
  const canvas = useRef<HTMLCanvasElement>(null);
  useSignalEffect(() => {
    const shown = reel.shown.value;
    if (!shown || shown.id !== model.current.peek()?.id || !canvas.current) return;
    if (!("bitmap" in shown) || !paint(canvas.current, shown)) return;
    const info = reel.info.peek();
    const isAsStored = reel.look.peek().axis === null && info !== null && info.width > 0;
    const { width, height } = isAsStored ? info : shown.bitmap;
    stage.picture.value = { width, height };
    model.shown(shown.id);
  });
  return <canvas ref={canvas} role="img" aria-label={row.title} width={0} height={0} />;
}

/** False for a picture that was given back meanwhile. */
function paint(canvas: HTMLCanvasElement, { bitmap, frame }: Extract<OnScreen, { bitmap: ImageBitmap }>): boolean {
  if (!bitmap.width) return false;
  if (canvas.width !== bitmap.width) canvas.width = bitmap.width;
  if (canvas.height !== bitmap.height) canvas.height = bitmap.height;
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  canvas.dataset.frame = String(frame);
  return true;
}
