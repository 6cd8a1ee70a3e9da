import { describe, expect, it } from "vitest";
import { clockText, countingOf, frameOf, isPlayed, placeText, Timeline } from "../../src/core/timeline.ts";

const FRAMES = countingOf("video");
const even = new Timeline(120, 25, [], 4.8);
const uneven = new Timeline(4, 24, [0.5, 0.6, 1.2, 1.25]);

describe("frames and their seconds", () => {
  it("says a place as it is read aloud", () => {
    expect(placeText(12, even, FRAMES)).toBe("frame 12 of 120, 0:00.480");
    expect(placeText(0, new Timeline(9, 0), countingOf("pdf"))).toBe("page 1 of 9");
    expect(placeText(0, new Timeline(24, 0), countingOf("nifti"))).toBe("slice 0 of 24");
  });

  it("takes time from the stamps of the file where they are uneven", () => {
    expect([0, 1, 2, 3].map((frame) => uneven.secondsOf(frame))).toEqual([0.5, 0.6, 1.2, 1.25]);
    expect([0, 0.5, 0.59, 0.6, 1.19, 1.2, 9].map((seconds) => uneven.frameAt(seconds))).toEqual([0, 0, 0, 1, 1, 2, 3]);
  });

  it("finds each frame at its own second, whatever the rate", () => {
    for (const fps of [23.976, 24, 25, 29.97, 30, 60]) {
      const timeline = new Timeline(2_000, fps);
      for (let frame = 0; frame < 2_000; frame++) expect(timeline.frameAt(timeline.secondsOf(frame))).toBe(frame);
    }
  });

  it("ignores stamps that are not one a frame", () => {
    expect(new Timeline(4, 10, [0, 5]).secondsOf(2)).toBe(0.2);
  });

  it("writes hours only where there are some", () => {
    expect(clockText(59.9996)).toBe("1:00.000");
    expect(clockText(3_723.004)).toBe("1:02:03.004");
  });

  it("goes to what is typed: a number, a time, or nothing", () => {
    const typed = (text: string) => frameOf(text, even, FRAMES);
    expect([typed("12"), typed(" 1,000 "), typed("0:02"), typed("0:00.48"), typed("2.5s")]).toEqual([
      12, 119, 50, 12, 62,
    ]);
    expect([typed(""), typed("abc"), typed("4.5"), typed("-3")]).toEqual([null, null, null, null]);
    expect(frameOf("3", new Timeline(9, 0), countingOf("pdf"))).toBe(2);
    expect(frameOf("0:02", new Timeline(9, 0), countingOf("pdf"))).toBeNull();
  });

  it("plays films and stacks, and turns pages", () => {
    expect(["video", "dicom", "sequence", "pdf", "group"].map(isPlayed)).toEqual([true, true, true, false, false]);
  });
});
