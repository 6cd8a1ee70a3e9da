import { expect, test } from "vitest";
import { type Range, Selection } from "../../src/core/selection.ts";
import { dice } from "../dice.ts";

const TOTAL = 60;

test("random sequences agree with a plain set of places", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const roll = dice(seed);
    let selection = Selection.empty;
    let plain = new Set<number>();
    for (let step = 0; step < 40; step++) {
      [selection, plain] = oneStep(roll, selection, plain);
      const found = Array.from({ length: TOTAL }, (_, place) => place).filter((place) => selection.has(place));
      expect(found, `seed ${seed}, step ${step}`).toEqual([...plain].sort((a, b) => a - b));
      expect(selection.count(TOTAL)).toBe(plain.size);
      expect(selection.places(TOTAL, TOTAL)).toEqual(found);
      expect(isTidy(selection.ranges)).toBe(true);
    }
  }
});

test("a selection survives the trip to the kernel and back", () => {
  const selection = Selection.everything.without([3, 9]).toggle(5).toggle(30);
  expect(Selection.fromTarget(selection.toTarget(4))).toEqual(selection);
  expect(selection.toTarget(4)).toEqual({
    gen: 4,
    all: true,
    ranges: [
      [3, 4],
      [6, 9],
      [30, 30],
    ],
  });
});

test("everything of nothing is nothing", () => {
  expect(Selection.everything.isEmpty(0)).toBe(true);
  expect(Selection.everything.count(1_000_000)).toBe(1_000_000);
  expect(Selection.everything.without([0, 999_999]).isEmpty(1_000_000)).toBe(true);
});

test("a rectangle ends where the items end", () => {
  expect(Selection.empty.withAll(rectangle([1, 2], [1, 3], 5, 12)).places(12, 99)).toEqual([6, 7, 8, 11]);
});

test("a rubber band over ten thousand rows stays a matter of milliseconds of work", () => {
  const selection = Selection.empty.withAll(rectangle([0, 9_999], [1, 2], 6, 60_000));
  expect(selection.count(60_000)).toBe(20_000);
  expect(selection.ranges.length).toBe(10_000);
});

function oneStep(roll: (below: number) => number, selection: Selection, plain: Set<number>): [Selection, Set<number>] {
  const range: Range = [roll(TOTAL), roll(TOTAL)];
  const [first, last] = range[0] <= range[1] ? range : [range[1], range[0]];
  const inside = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  switch (roll(7)) {
    case 0:
      return [selection.with(range), new Set([...plain, ...inside])];
    case 1:
      return [selection.without(range), minus(plain, inside)];
    case 2:
      return [selection.toggle(first), toggled(plain, [first])];
    case 3:
      return [selection.invert(range), toggled(plain, inside)];
    case 4:
      return [Selection.everything, new Set(Array.from({ length: TOTAL }, (_, place) => place))];
    case 5: {
      const rows: Range = [roll(5), 5 + roll(5)];
      const places = inside.filter(() => false);
      for (let row = rows[0]; row <= rows[1]; row++) for (const column of [2, 3]) places.push(row * 7 + column);
      return [
        selection.withAll(rectangle(rows, [2, 3], 7, TOTAL)),
        new Set([...plain, ...places.filter((place) => place < TOTAL)]),
      ];
    }
    default:
      return roll(4) === 0 ? [Selection.empty, new Set()] : [selection.toggle(last), toggled(plain, [last])];
  }
}

function minus(plain: Set<number>, places: readonly number[]): Set<number> {
  const gone = new Set(places);
  return new Set([...plain].filter((place) => !gone.has(place)));
}

function toggled(plain: Set<number>, places: readonly number[]): Set<number> {
  const result = new Set(plain);
  for (const place of places) if (!result.delete(place)) result.add(place);
  return result;
}

function isTidy(ranges: readonly Range[]): boolean {
  return ranges.every(([first, last], index) => first <= last && (ranges[index - 1]?.[1] ?? -2) + 1 < first);
}

/** The places of some rows and columns of a grid, a range a row. */
function rectangle(rows: Range, columnsOf: Range, columns: number, total: number): Range[] {
  const found: Range[] = [];
  for (let row = rows[0]; row <= rows[1]; row++) {
    const [first, last] = [row * columns + columnsOf[0], Math.min(row * columns + columnsOf[1], total - 1)];
    if (first <= last) found.push([first, last]);
  }
  return found;
}
