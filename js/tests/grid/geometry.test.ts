import { expect, test } from "vitest";
import {
  boxOf,
  crossed,
  geometryOf,
  linesInView,
  lineTop,
  neighbour,
  placeAtPoint,
  placesOf,
  SIZES,
  totalHeight,
  touched,
} from "../../src/grid/geometry.ts";
import { dice } from "../dice.ts";

test("every tile is found at its own middle and corners, at every size and width", () => {
  const roll = dice(11);
  for (const size of SIZES) {
    for (const width of [120, 333, 700, 1400]) {
      const geometry = geometryOf(width, size, 10_007);
      for (const place of [0, 1, 10_006, ...Array.from({ length: 20 }, () => roll(10_007))]) {
        const box = boxOf(geometry, place);
        expect(placeAtPoint(geometry, { x: box.x + box.width / 2, y: box.y + box.height / 2 })).toBe(place);
        expect(placeAtPoint(geometry, { x: box.x, y: box.y })).toBe(place);
        expect(box.y + box.height).toBeLessThanOrEqual(totalHeight(geometry));
        expect(box.x + box.width).toBeLessThanOrEqual(Math.max(width, box.width + 16));
      }
    }
  }
});

const GROUPS = [
  { first: 0, count: 5 },
  { first: 5, count: 1 },
  { first: 6, count: 12 },
];

test("each group begins a line of its own below its heading, and its tiles are found where they lie", () => {
  const geometry = geometryOf(600, 128, 18, GROUPS);
  expect(geometry.columns).toBe(4);
  expect(geometry.sections.map(({ line, lines }) => [line, lines])).toEqual([
    [0, 2],
    [2, 1],
    [3, 3],
  ]);
  for (let place = 0; place < 18; place++) {
    const box = boxOf(geometry, place);
    expect(placeAtPoint(geometry, { x: box.x + 1, y: box.y + 1 })).toBe(place);
    expect(touched(geometry, { x: box.x, y: box.y }, { x: box.x + 1, y: box.y + 1 })).toEqual([[place, place]]);
  }
  for (const { top } of geometry.sections) expect(placeAtPoint(geometry, { x: 80, y: top + 20 })).toBeNull();
  expect(Array.from({ length: geometry.lines }, (_, line) => placesOf(geometry, line))).toEqual([
    [0, 3],
    [4, 4],
    [5, 5],
    [6, 9],
    [10, 13],
    [14, 17],
  ]);
  expect(lineTop(geometry, 2) - lineTop(geometry, 1)).toBe(geometry.rowHeight + geometry.heading);
});

test("arrow keys go from group to group and keep the column where there is one", () => {
  const geometry = geometryOf(600, 128, 18, GROUPS);
  expect(neighbour(geometry, 4, 1, 0)).toBe(5);
  expect(neighbour(geometry, 3, 0, 1)).toBe(4);
  expect(neighbour(geometry, 5, 0, 1)).toBe(6);
  expect(neighbour(geometry, 7, 0, -1)).toBe(5);
  expect(neighbour(geometry, 17, 0, 1)).toBe(17);
});

test("groups that do not cover the ranking are left out rather than shown wrong", () => {
  expect(geometryOf(600, 128, 19, GROUPS).heading).toBe(0);
  expect(geometryOf(600, 128, 18, GROUPS.slice(1)).heading).toBe(0);
});

test("lines in view cover the view and nothing beyond the content", () => {
  const roll = dice(3);
  for (const groups of [[], GROUPS]) {
    const geometry = geometryOf(600, 128, 18, groups);
    for (let trial = 0; trial < 100; trial++) {
      const top = roll(totalHeight(geometry));
      const seen = linesInView(geometry, top, 250);
      for (let line = 0; line < geometry.lines; line++) {
        const upper = lineTop(geometry, line);
        const isIn = upper < top + 250 && upper + geometry.rowHeight > top;
        if (isIn) expect(line >= seen.first && line <= seen.last, `line ${line} at ${top}`).toBe(true);
      }
      expect(seen.last).toBeLessThan(geometry.lines);
    }
  }
  expect(linesInView(geometryOf(600, 128, 0), 0, 250)).toEqual({ first: 0, last: -1 });
});

test("gaps and the room after the last tile are background", () => {
  const geometry = geometryOf(600, 128, 5);
  const box = boxOf(geometry, 0);
  expect(placeAtPoint(geometry, { x: box.x + box.width + geometry.gap / 2, y: box.y + 5 })).toBeNull();
  const beyond = boxOf({ ...geometry, count: 99 }, 5);
  expect(placeAtPoint(geometry, { x: beyond.x + 3, y: beyond.y + 3 })).toBeNull();
});

test("a rubber band touches just the tiles it overlaps", () => {
  const geometry = geometryOf(900, 128, 200);
  const roll = dice(5);
  for (let trial = 0; trial < 200; trial++) {
    const a = { x: roll(900), y: roll(1200) };
    const b = { x: roll(900), y: roll(1200) };
    const hit = touched(geometry, a, b);
    for (let place = 0; place < 60; place++) {
      const box = boxOf(geometry, place);
      const overlaps =
        Math.max(a.x, b.x) >= box.x &&
        Math.min(a.x, b.x) < box.x + box.width &&
        Math.max(a.y, b.y) >= box.y &&
        Math.min(a.y, b.y) < box.y + box.height;
      const inside = hit.some(([first, last]) => place >= first && place <= last);
      expect(inside, `trial ${trial}, place ${place}`).toBe(overlaps);
    }
  }
});

test("a fast stroke of paint leaves no tile out", () => {
  const geometry = geometryOf(1400, 64, 400);
  const from = boxOf(geometry, 0);
  const to = boxOf(geometry, geometry.columns - 1);
  const places = crossed(geometry, { x: from.x + 9, y: from.y + 9 }, { x: to.x + 9, y: to.y + 9 });
  expect(places).toEqual(Array.from({ length: geometry.columns }, (_, index) => index));
});

test("arrow keys stay in the grid and reach the unfinished last row", () => {
  const geometry = geometryOf(600, 128, 10);
  expect([geometry.columns, geometry.lines]).toEqual([4, 3]);
  expect(neighbour(geometry, 0, 0, -1)).toBe(0);
  expect(neighbour(geometry, 0, -1, 0)).toBe(0);
  expect(neighbour(geometry, 5, 0, 1)).toBe(9);
  expect(neighbour(geometry, 7, 0, 1)).toBe(9);
  expect(neighbour(geometry, 9, 0, 1)).toBe(9);
  expect(neighbour(geometry, 9, 1, 0)).toBe(9);
  expect(neighbour(geometry, 1, 0, 9)).toBe(9);
  expect(neighbour(geometry, 9, 0, -9)).toBe(1);
});
