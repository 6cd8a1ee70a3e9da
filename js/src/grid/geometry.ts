// Where tiles lie: places of the ranking to pixels and back. True positions, not those of the scroll bar.
import { clamp } from "../core/windowing.ts";

/** Tile sizes in px, from contact sheet to large. */
export const SIZES = [64, 128, 192, 320] as const;
export type Size = (typeof SIZES)[number];

const GAP_PX: Record<Size, number> = { 64: 4, 128: 8, 192: 12, 320: 12 };
const CAPTION_PX: Record<Size, number> = { 64: 0, 128: 0, 192: 22, 320: 22 };
const SIDE_PX = 8;

export interface Geometry {
  readonly size: Size;
  readonly count: number;
  readonly columns: number;
  readonly rows: number;
  /** Distance from one column to the next; the gap lies inside. */
  readonly pitch: number;
  readonly rowHeight: number;
  readonly gap: number;
  readonly side: number;
  readonly caption: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** The grid of `count` tiles in `width` px: columns fill the width, tiles grow to do so. */
export function geometryOf(width: number, size: Size, count: number): Geometry {
  const gap = GAP_PX[size];
  const room = Math.max(0, width - 2 * SIDE_PX);
  const columns = Math.max(1, Math.floor(room / (size + gap)));
  const pitch = Math.max(size / 2, Math.floor(room / columns));
  const rowHeight = pitch + CAPTION_PX[size];
  const rows = Math.ceil(count / columns);
  return { size, count, columns, rows, pitch, rowHeight, gap, side: SIDE_PX, caption: CAPTION_PX[size] };
}

export function totalHeight(geometry: Geometry): number {
  return geometry.rows * geometry.rowHeight + SIDE_PX;
}

export function rowOf(geometry: Geometry, place: number): number {
  return Math.floor(place / geometry.columns);
}

/** The box of a tile, in true positions. */
export function boxOf(geometry: Geometry, place: number): Box {
  const { columns, pitch, rowHeight, gap, side } = geometry;
  const x = side + (place % columns) * pitch + gap / 2;
  const y = rowOf(geometry, place) * rowHeight + gap / 2 + side / 2;
  return { x, y, width: pitch - gap, height: rowHeight - gap };
}

/** The tile under a point, or null on the background. */
export function placeAtPoint(geometry: Geometry, { x, y }: Point): number | null {
  const column = Math.floor((x - geometry.side) / geometry.pitch);
  const row = Math.floor((y - geometry.side / 2) / geometry.rowHeight);
  if (column < 0 || column >= geometry.columns || row < 0) return null;
  const place = row * geometry.columns + column;
  if (place >= geometry.count) return null;
  const box = boxOf(geometry, place);
  const inside = x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
  return inside ? place : null;
}

export interface Rectangle {
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
}

/** Rows and columns touched by the rectangle between two points, or null where it touches no tile. */
export function touched(geometry: Geometry, a: Point, b: Point): Rectangle | null {
  const columns = span(a.x, b.x, geometry.side, geometry.pitch, geometry.gap, geometry.columns);
  const rows = span(a.y, b.y, geometry.side / 2, geometry.rowHeight, geometry.gap, geometry.rows);
  return rows && columns ? { rows, columns } : null;
}

/** Places of the tiles crossed on the straight way between two points, in order. */
export function crossed(geometry: Geometry, from: Point, to: Point): number[] {
  const step = Math.max(4, geometry.pitch / 3);
  const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / step));
  const places: number[] = [];
  for (let index = 0; index <= steps; index++) {
    const part = index / steps;
    const place = placeAtPoint(geometry, { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part });
    if (place !== null && !places.includes(place)) places.push(place);
  }
  return places;
}

/** The place that arrow keys reach, staying in the grid. */
export function neighbour(geometry: Geometry, place: number, columns: number, rows: number): number {
  const last = geometry.count - 1;
  const target = place + columns + rows * geometry.columns;
  if (rows > 0 && target > last) {
    const lastRow = rowOf(geometry, last);
    return rowOf(geometry, place) === lastRow
      ? place
      : Math.min(last, lastRow * geometry.columns + (place % geometry.columns));
  }
  if (rows < 0 && target < 0) return Math.abs(rows) === 1 ? place : place % geometry.columns;
  return clamp(target, 0, Math.max(0, last));
}

function span(a: number, b: number, start: number, pitch: number, gap: number, count: number) {
  const low = Math.min(a, b) - start;
  const high = Math.max(a, b) - start;
  const first = Math.max(0, Math.floor((low + gap / 2) / pitch));
  const last = Math.min(count - 1, Math.floor((high - gap / 2) / pitch));
  return first <= last ? ([first, last] as const) : null;
}
