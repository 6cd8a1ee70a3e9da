import { expect, test } from "vitest";
import {
  isStuck,
  JUMP_PX,
  lastScroll,
  lastTop,
  type Place,
  placeAt,
  recentred,
  SPACE_LIMIT_PX,
  type Space,
  scrolled,
  spacerHeight,
  topShowing,
} from "../../src/core/windowing.ts";
import { dice } from "../dice.ts";

const SPACES: readonly Space[] = [
  { total: 0, view: 500 },
  { total: 300, view: 500 },
  { total: 90_000, view: 613 },
  { total: SPACE_LIMIT_PX, view: 480 },
  { total: SPACE_LIMIT_PX + 1, view: 480 },
  { total: 26_700_000, view: 520 },
  { total: 330_000_000, view: 1_300 },
];

test("no spacer is higher than a browser can lay out", () => {
  for (const space of SPACES) expect(spacerHeight(space)).toBeLessThanOrEqual(SPACE_LIMIT_PX);
});

test("a jump shows exactly the row asked for, anywhere", () => {
  const roll = dice(7);
  for (const rowHeight of [68, 131, 196, 348]) {
    for (const rows of [1, 12, 9_000, 166_667, 1_000_000]) {
      const space: Space = { total: rows * rowHeight, view: 523 };
      for (const row of [0, rows - 1, Math.floor(rows / 2), ...Array.from({ length: 30 }, () => roll(rows))]) {
        const place = placeAt(space, topShowing(space, roll(space.total), row * rowHeight, rowHeight));
        expect(row).toBeGreaterThanOrEqual(Math.floor(place.top / rowHeight));
        expect(row * rowHeight).toBeLessThan(place.top + space.view);
        expect(place.scroll).toBeGreaterThanOrEqual(0);
        expect(place.scroll).toBeLessThanOrEqual(lastScroll(space));
        expect(scrolled(space, place, place.scroll).top).toBe(place.top);
      }
    }
  }
});

test("the ends of the scroll bar are the ends of the content", () => {
  for (const space of SPACES) {
    const middle = placeAt(space, lastTop(space) / 2);
    if (lastScroll(space) < 2 * JUMP_PX) continue;
    expect(scrolled(space, middle, 0).top).toBe(0);
    expect(scrolled(space, middle, lastScroll(space)).top).toBe(lastTop(space));
  }
});

test("a farther drag of the scroll bar never shows an earlier place", () => {
  for (const space of SPACES.filter((one) => lastScroll(one) > 0)) {
    let before = -1;
    for (let part = 0; part <= 200; part++) {
      const far: Place = { top: 0, scroll: -2 * JUMP_PX };
      const { top } = scrolled(space, far, (part / 200) * lastScroll(space));
      expect(top).toBeGreaterThanOrEqual(before);
      before = top;
    }
  }
});

test("wheel steps move the content by just as much, in both directions", () => {
  const space: Space = { total: 26_700_000, view: 520 };
  let place = placeAt(space, 13_000_000);
  const start = place.top;
  for (let step = 0; step < 50; step++) place = scrolled(space, place, place.scroll + 120);
  expect(place.top).toBe(start + 6_000);
  for (let step = 0; step < 50; step++) place = scrolled(space, place, place.scroll - 120);
  expect(place.top).toBe(start);
});

test("the wheel alone reaches both ends of content far higher than the spacer", () => {
  const space: Space = { total: 20_000_000, view: 520 };
  for (const direction of [1, -1]) {
    let place = placeAt(space, direction > 0 ? 0 : lastTop(space));
    let steps = 0;
    while (place.top !== (direction > 0 ? lastTop(space) : 0) && steps++ < 20_000) {
      const scroll = Math.min(Math.max(place.scroll + direction * 2_400, 0), lastScroll(space));
      const before = place.top;
      place = scrolled(space, place, scroll);
      expect((place.top - before) * direction).toBeGreaterThanOrEqual(0);
      expect(Math.abs(place.top - before)).toBeLessThanOrEqual(2_400);
      if (isStuck(space, place)) place = recentred(space, place) ?? place;
      else if (steps % 50 === 0) place = recentred(space, place) ?? place;
    }
    expect(steps).toBeLessThan(20_000);
  }
});

test("putting the scroll bar right does not move the content", () => {
  const roll = dice(3);
  const space: Space = { total: 150_000_000, view: 700 };
  for (let trial = 0; trial < 200; trial++) {
    const place: Place = { top: roll(lastTop(space)), scroll: roll(lastScroll(space)) };
    const put = recentred(space, place);
    if (put) expect(put.top).toBe(place.top);
    expect(recentred(space, put ?? place)).toBeNull();
  }
});
