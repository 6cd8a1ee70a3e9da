// Where tiles lie: places of the ranking to pixels and back. True positions, not those of the scroll bar.
import { clamp } from "../core/windowing.ts";

/** Tile sizes in px, from contact sheet to large. */
export const SIZES = [64, 128, 192, 320] as const;
export type Size = (typeof SIZES)[number];

const GAP_PX: Record<Size, number> = { 64: 4, 128: 8, 192: 12, 320: 12 };
const CAPTION_PX: Record<Size, number> = { 64: 0, 128: 0, 192: 22, 320: 22 };
const SIDE_PX = 8;
const HEADING_PX = 40;

/** Places that stand together. */
export interface Span {
  readonly first: number;
  readonly count: number;
}

/** Lines of tiles under one heading; without groups there is one section, and no heading. */
export interface Section extends Span {
  /** Number of its first line, headings not counted. */
  readonly line: number;
  readonly lines: number;
  /** Where it begins, its heading included. */
  readonly top: number;
}

export interface Geometry {
  readonly size: Size;
  readonly count: number;
  readonly columns: number;
  /** Lines of tiles in all sections. */
  readonly lines: number;
  /** Distance from one column to the next; the gap lies inside. */
  readonly pitch: number;
  readonly rowHeight: number;
  readonly gap: number;
  readonly side: number;
  readonly caption: number;
  /** Height of a heading; 0 where there are none. */
  readonly heading: number;
  /** At least one, in order. */
  readonly sections: readonly Section[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** Line numbers, both ends inclusive; `last` is less than `first` where there is none. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** The grid of `count` tiles in `width` px: columns fill the width, tiles grow to do so; each group begins a line of its own. */
export function geometryOf(width: number, size: Size, count: number, groups: readonly Span[] = []): Geometry {
  const gap = GAP_PX[size];
  const room = Math.max(0, width - 2 * SIDE_PX);
  const columns = Math.max(1, Math.floor(room / (size + gap)));
  const pitch = Math.max(size / 2, Math.floor(room / columns));
  const rowHeight = pitch + CAPTION_PX[size];
  const isGrouped = groups.length > 0 && covers(groups, count);
  const heading = isGrouped ? HEADING_PX : 0;
  const sections = sectionsOf(isGrouped ? groups : [{ first: 0, count }], columns, rowHeight, heading);
  const { line, lines } = sections.at(-1) as Section;
  const shared = { size, count, columns, pitch, rowHeight, gap, side: SIDE_PX, caption: CAPTION_PX[size] };
  return { ...shared, heading, sections, lines: line + lines };
}

function covers(groups: readonly Span[], count: number): boolean {
  let next = 0;
  for (const group of groups) {
    if (group.first !== next || group.count <= 0) return false;
    next += group.count;
  }
  return next === count;
}

function sectionsOf(groups: readonly Span[], columns: number, rowHeight: number, heading: number): Section[] {
  let line = 0;
  let top = 0;
  return groups.map(({ first, count }) => {
    const lines = Math.ceil(count / columns);
    const section = { first, count, line, lines, top };
    line += lines;
    top += heading + lines * rowHeight;
    return section;
  });
}

export function totalHeight(geometry: Geometry): number {
  const { top, lines } = geometry.sections.at(-1) as Section;
  return top + geometry.heading + lines * geometry.rowHeight + SIDE_PX;
}

/** Index of the section that a place stands in. */
export function sectionOf(geometry: Geometry, place: number): number {
  return lastWhere(geometry.sections, (section) => section.first <= place);
}

export function lineOf(geometry: Geometry, place: number): number {
  const section = geometry.sections[sectionOf(geometry, place)] as Section;
  return section.line + Math.floor((place - section.first) / geometry.columns);
}

/** Upper edge of a line, in true positions. */
export function lineTop(geometry: Geometry, line: number): number {
  const section = sectionOfLine(geometry, line);
  return section.top + geometry.heading + (line - section.line) * geometry.rowHeight;
}

/** First and last place of a line. */
export function placesOf(geometry: Geometry, line: number): readonly [number, number] {
  const { columns } = geometry;
  const section = sectionOfLine(geometry, line);
  const first = section.first + (line - section.line) * columns;
  return [first, Math.min(first + columns, section.first + section.count) - 1];
}

/** The line at a height; of a heading the line below it. */
export function lineAt(geometry: Geometry, y: number): number {
  const section = geometry.sections[lastWhere(geometry.sections, ({ top }) => top <= y)] as Section;
  const inside = Math.floor((y - section.top - geometry.heading) / geometry.rowHeight);
  return section.line + clamp(inside, 0, Math.max(0, section.lines - 1));
}

/** Lines that touch the view, with `extra` more at both sides. */
export function linesInView(geometry: Geometry, top: number, view: number, extra = 0): Lines {
  const first = lineAt(geometry, top) - extra;
  const last = lineAt(geometry, Math.max(top, top + view - 0.5)) + extra;
  return { first: Math.max(0, first), last: Math.min(last, geometry.lines - 1) };
}

/** The box of a tile, in true positions. */
export function boxOf(geometry: Geometry, place: number): Box {
  const { pitch, rowHeight, gap, side } = geometry;
  const line = lineOf(geometry, place);
  const x = side + (place - placesOf(geometry, line)[0]) * pitch + gap / 2;
  const y = lineTop(geometry, line) + gap / 2 + side / 2;
  return { x, y, width: pitch - gap, height: rowHeight - gap };
}

/** The tile under a point, or null on the background. */
export function placeAtPoint(geometry: Geometry, { x, y }: Point): number | null {
  const column = Math.floor((x - geometry.side) / geometry.pitch);
  if (column < 0 || column >= geometry.columns || geometry.count === 0) return null;
  const [first, last] = placesOf(geometry, lineAt(geometry, y - geometry.side / 2));
  const place = first + column;
  if (place > last) return null;
  const box = boxOf(geometry, place);
  const inside = x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
  return inside ? place : null;
}

/** Places of the tiles that the rectangle between two points overlaps, as ranges. */
export function touched(geometry: Geometry, a: Point, b: Point): [number, number][] {
  const { columns, gap, pitch, rowHeight, side } = geometry;
  const [left, right] = [Math.min(a.x, b.x) - side, Math.max(a.x, b.x) - side];
  const [upper, lower] = [Math.min(a.y, b.y) - side / 2, Math.max(a.y, b.y) - side / 2];
  const from = Math.max(0, Math.floor((left + gap / 2) / pitch));
  const to = Math.min(columns - 1, Math.floor((right - gap / 2) / pitch));
  const found: [number, number][] = [];
  if (from > to || geometry.count === 0) return found;
  for (let line = lineAt(geometry, upper); line <= lineAt(geometry, lower); line++) {
    const top = lineTop(geometry, line);
    const isOver = lower >= top + gap / 2 && upper < top + rowHeight - gap / 2;
    const [first, last] = placesOf(geometry, line);
    if (isOver && first + from <= last) found.push([first + from, Math.min(first + to, last)]);
  }
  return found;
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
  const reached = clamp(place + columns, 0, Math.max(0, geometry.count - 1));
  if (rows === 0 || geometry.count === 0) return reached;
  const line = lineOf(geometry, reached);
  const target = clamp(line + rows, 0, geometry.lines - 1);
  if (target === line) return reached;
  const [first, last] = placesOf(geometry, target);
  return Math.min(first + reached - placesOf(geometry, line)[0], last);
}

function sectionOfLine(geometry: Geometry, line: number): Section {
  return geometry.sections[lastWhere(geometry.sections, (section) => section.line <= line)] as Section;
}

/** Index of the last one that it holds for, where it holds for all before it; at least 0. */
function lastWhere<T>(sorted: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (holds(sorted[middle] as T)) low = middle;
    else high = middle - 1;
  }
  return low;
}
