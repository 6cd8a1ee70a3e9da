import { describe, expect, it } from "vitest";
import { around, isWished, nearest, nextRequest, surplus } from "../../src/core/frames.ts";

const held = (...frames: number[]) => {
  const set = new Set(frames);
  return (frame: number) => set.has(frame);
};
const span = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe("which frames to ask for", () => {
  it("first the one that is looked at, alone, then twelve on and eight back as one", () => {
    const wish = around(50, 1, 999);
    expect(nextRequest(wish, held())).toEqual([50]);
    expect(nextRequest(wish, held(50))).toEqual([...span(51, 62), ...span(42, 49).reverse()]);
  });

  it("twelve lie in the direction of motion", () => {
    const back = around(50, -1, 999);
    expect(back.next).toEqual(span(38, 49).reverse());
    expect(back.former).toEqual(span(51, 58));
  });

  it("ends where the item ends", () => {
    expect(around(2, 1, 4)).toEqual({ at: 2, next: [3, 4], former: [1, 0] });
    expect(nextRequest(around(0, 1, 0), held(0))).toEqual([]);
  });

  it("a step does not cost a request of one frame each time", () => {
    const wish = around(51, 1, 999);
    expect(nextRequest(wish, held(...span(42, 62)))).toEqual([]);
  });

  it("but what is about to be needed is asked for, with all else that is missing", () => {
    const wish = around(58, 1, 999);
    expect(nextRequest(wish, held(...span(42, 62)))).toEqual(span(63, 70));
  });

  it("knows what came too late to be of use", () => {
    const wish = around(500, 1, 999);
    expect([50, 491, 492, 500, 512, 513].map((frame) => isWished(wish, frame))).toEqual([
      false,
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it("forgets what is farthest, never what is wished for first", () => {
    const wish = around(50, 1, 999);
    expect(surplus([0, 40, 48, 50, 51, 300], wish, 3)).toEqual([300, 0, 40]);
    expect(surplus([49, 50], wish, 5)).toEqual([]);
  });

  it("shows the nearest that is here only if it is nearer than what is shown", () => {
    expect(nearest(50, 10, [20, 45, 70])).toBe(45);
    expect(nearest(50, 48, [20, 45, 70])).toBe(48);
    expect(nearest(50, null, [])).toBeNull();
    expect(nearest(50, null, [3])).toBe(3);
  });
});
