import { expect, test } from "vitest";
import { dragged, moved, shareOf, shown, typed, valueAt } from "../../src/explorer/brush.ts";
import { dice } from "../dice.ts";

const SHARES = { low: 0, high: 1, counts: new Array<number>(30).fill(1) };
const PIXELS = { low: 400, high: 2_000, counts: new Array<number>(30).fill(1) };

test("a drag keeps the bins it touched half of, whichever way it went", () => {
  expect(dragged(SHARES, 0.21, 0.58)).toEqual([0.2, 0.5667]);
  expect(dragged(SHARES, 0.58, 0.21)).toEqual([0.2, 0.5667]);
  expect(dragged(PIXELS, 0.1, 0.2)).toEqual([560, 720]);
});

test("a drag beyond the edge ends at the edge, exactly", () => {
  expect(dragged(SHARES, 0.5, 7)).toEqual([0.5, 1]);
  expect(dragged(SHARES, -3, 0.5)).toEqual([0, 0.5]);
});

test("a click is no range", () => {
  expect(dragged(SHARES, 0.4, 0.405)).toBeNull();
});

test("a key moves one bound by bins, never past the other, and off the edge there is no filter", () => {
  expect(moved(SHARES, null, 0, 1)).toEqual([0.0333, 1]);
  expect(moved(SHARES, [0.5, 0.6], 0, 30)).toEqual([0.6, 0.6]);
  expect(moved(SHARES, [0.5, 1], 0, -30)).toBeNull();
  expect(moved(PIXELS, [500, 900], 1, 5)).toEqual([500, 1_167]);
});

test("two typed numbers are the bounds; an empty field is the end, and words are refused", () => {
  expect(typed(SHARES, "0,62", ".9")).toEqual({ bounds: [0.62, 0.9] });
  expect(typed(SHARES, "", "0.5")).toEqual({ bounds: [0, 0.5] });
  expect(typed(SHARES, " ", "")).toEqual({ bounds: null });
  expect(typed(SHARES, "much", "")).toEqual({ problem: "Type numbers, such as 0.5." });
  expect(typed(SHARES, "2", "1")).toEqual({ problem: "The first number is the smaller one." });
});

test("numbers are shown as short as they can be told apart", () => {
  expect([shown(0.1 + 0.2), shown(1_234), shown(1_234.567)]).toEqual(["0.3", "1234", "1235"]);
});

test("an edge of a bin is found again where it is drawn", () => {
  const roll = dice(7);
  const throwDice = () => roll(10_000) / 10_000;
  for (let turn = 0; turn < 200; turn++) {
    const low = Math.round((throwDice() - 0.5) * 1_000) / 10;
    const bins = {
      low,
      high: low + throwDice() * 500 + 0.001,
      counts: new Array<number>(1 + Math.floor(throwDice() * 40)).fill(1),
    };
    const value = valueAt(bins, throwDice());
    const step = (bins.high - bins.low) / bins.counts.length;
    expect(Math.abs(valueAt(bins, shareOf(bins, value)) - value)).toBeLessThan(step / 50 + 1e-9);
  }
});
