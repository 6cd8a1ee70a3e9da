// Which tiles of a large picture are in view, at the level whose pixels are no larger than those of the screen.
import type { Camera, Size } from "./camera.ts";

export interface TilePlace {
  readonly level: number;
  readonly column: number;
  readonly row: number;
  /** Where it lies on the screen, from the upper left of the frame. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Pyramid {
  readonly width: number;
  readonly height: number;
  readonly tilePx: number;
  /** Level 0 is full size, each further level half of it. */
  readonly levels: number;
}

/** The coarsest level that still has a pixel for each screen pixel. */
export function levelFor(nativeScale: number, levels: number): number {
  if (nativeScale <= 0) return levels - 1;
  return Math.max(0, Math.min(levels - 1, Math.floor(Math.log2(1 / nativeScale) + 0.01)));
}

/**
 * The tiles in view, those in the middle first.
 *
 * `density` is the number of screen pixels a CSS pixel; `overviewPx` the long side of the picture that lies below: no
 * tiles are needed while it is fine enough.
 */
export function visibleTiles(
  pyramid: Pyramid,
  view: Size,
  camera: Camera,
  fit: number,
  density = 1,
  overviewPx = 0,
): TilePlace[] {
  const scale = camera.scale * fit;
  if (!(pyramid.tilePx > 0) || pyramid.levels < 1) return [];
  if (overviewPx >= Math.max(pyramid.width, pyramid.height) * Math.min(1, scale * density)) return [];
  const level = levelFor(scale * density, pyramid.levels);
  const side = pyramid.tilePx * 2 ** level;
  const left = view.width / 2 + camera.x - (pyramid.width * scale) / 2;
  const top = view.height / 2 + camera.y - (pyramid.height * scale) / 2;
  const columns = range(-left / scale, (view.width - left) / scale, side, pyramid.width);
  const rows = range(-top / scale, (view.height - top) / scale, side, pyramid.height);
  const places = rows.flatMap((row) => columns.map((column) => place(column, row)));
  const fromCentre = ({ x, y, width, height }: TilePlace) =>
    (x + width / 2 - view.width / 2) ** 2 + (y + height / 2 - view.height / 2) ** 2;
  return places.sort((a, b) => fromCentre(a) - fromCentre(b));

  function place(column: number, row: number): TilePlace {
    const width = Math.min(side, pyramid.width - column * side) * scale;
    const height = Math.min(side, pyramid.height - row * side) * scale;
    return { level, column, row, x: left + column * side * scale, y: top + row * side * scale, width, height };
  }
}

export function tileKey({ level, column, row }: Pick<TilePlace, "level" | "column" | "row">): string {
  return `${level}/${column}/${row}`;
}

function range(from: number, to: number, side: number, whole: number): number[] {
  const first = Math.max(0, Math.floor(from / side));
  const last = Math.min(Math.ceil(whole / side) - 1, Math.floor((to - 1e-6) / side));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
