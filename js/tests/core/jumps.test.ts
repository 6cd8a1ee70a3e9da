import { expect, test } from "vitest";
import { itemJump } from "../../src/core/jumps.ts";

test("a number within the view is an item to jump to, whatever parts its thousands", () => {
  const gone: number[] = [];
  for (const typed of ["1", "item 531200", "Item 531,200", " 531_200 "])
    for (const jump of itemJump(typed, 1_000_000, (place) => gone.push(place))) jump.run();
  expect(gone).toEqual([0, 531_199, 531_199, 531_199]);
  for (const typed of ["", "0", "1000001", "item", "item 5b", "5 items"])
    expect(itemJump(typed, 1_000_000, () => undefined)).toEqual([]);
});
