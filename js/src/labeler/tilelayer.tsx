import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Size } from "../core/camera.ts";
import { type TilePlace, visibleTiles } from "../core/tiles.ts";
import type { Row } from "../protocol.gen.ts";
import { MARGIN_PX } from "./gestures.ts";
import type { LabelerParts } from "./parts.ts";
import { MAX_PX } from "./pictures.ts";

/** Over a large picture: the tiles in view, as fine as the screen. */
export function TileLayer({ parts, row }: { readonly parts: LabelerParts; readonly row: Row }): JSX.Element | null {
  const { reel, tiles } = parts;
  const canvas = useRef<HTMLCanvasElement>(null);
  const isTiled = (reel.info.value?.tile_px ?? 0) > 0 && reel.info.value?.id === row.id;
  useSignalEffect(() => {
    tiles.version.value;
    const view = viewOf(parts);
    const places = placesOf(parts, view);
    const frame = reel.isReel.value ? (reel.shown.value?.frame ?? 0) : Math.max(0, row.frame ?? -1);
    tiles.want(row.id, frame, places);
    if (canvas.current) draw(canvas.current, parts, view, places, frame, row.id);
  });
  return isTiled ? <canvas class="tiles" ref={canvas} /> : null;
}

/** The tiles reach over the margin: a zoomed picture fills the frame. */
function viewOf({ stage }: LabelerParts): Size {
  const { width, height } = stage.room.value;
  return { width: width + 2 * MARGIN_PX, height: height + 2 * MARGIN_PX };
}

function placesOf({ reel, stage }: LabelerParts, view: Size): TilePlace[] {
  const info = reel.info.value;
  if (!info?.tile_px) return [];
  const { width, height, tile_px: tilePx, levels = 1 } = info;
  const pyramid = { width, height, tilePx, levels };
  return visibleTiles(pyramid, view, stage.camera.value, stage.fitScale.value, density(), MAX_PX);
}

function draw(
  canvas: HTMLCanvasElement,
  { tiles, stage }: LabelerParts,
  { width, height }: Size,
  places: readonly TilePlace[],
  frame: number,
  id: number,
): void {
  const [columns, rows] = [Math.round(width * density()), Math.round(height * density())];
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.setTransform(density(), 0, 0, density(), 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.imageSmoothingEnabled = !stage.isCrisp.peek();
  for (const place of places) {
    const bitmap = tiles.get(id, frame, place)?.bitmap;
    if (bitmap) pen.drawImage(bitmap, ...snapped(place));
  }
}

/** Edges on whole screen pixels, so that no seam shows between tiles. */
function snapped({ x, y, width, height }: TilePlace): [number, number, number, number] {
  const snap = (value: number) => Math.round(value * density()) / density();
  const [left, top] = [snap(x), snap(y)];
  return [left, top, snap(x + width) - left, snap(y + height) - top];
}

function density(): number {
  return globalThis.devicePixelRatio || 1;
}
