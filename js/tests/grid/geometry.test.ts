import { expect, test } from "vitest";
import {
  boxOf,
  crossed,
  geometryOf,
  neighbour,
  placeAtPoint,
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
      const row = Math.floor(place / geometry.columns);
      const column = place % geometry.columns;
      const inside =
        hit !== null &&
        row >= hit.rows[0] &&
        row <= hit.rows[1] &&
        column >= hit.columns[0] &&
        column <= hit.columns[1];
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
  const geometry = { ...geometryOf(600, 128, 10), columns: 4, rows: 3 };
  expect(neighbour(geometry, 0, 0, -1)).toBe(0);
  expect(neighbour(geometry, 0, -1, 0)).toBe(0);
  expect(neighbour(geometry, 5, 0, 1)).toBe(9);
  expect(neighbour(geometry, 7, 0, 1)).toBe(9);
  expect(neighbour(geometry, 9, 0, 1)).toBe(9);
  expect(neighbour(geometry, 9, 1, 0)).toBe(9);
  expect(neighbour(geometry, 1, 0, 9)).toBe(9);
  expect(neighbour(geometry, 9, 0, -9)).toBe(1);
});
