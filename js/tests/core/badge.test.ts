import { describe, expect, it } from "vitest";
import { badgeOf, clock } from "../../src/core/badge.ts";
import type { Row } from "../../src/protocol.gen.ts";

const row = (more: Partial<Row>): Row => ({ id: 1, pos: 0, title: "a", kind: "image", status: "annotate", ...more });

describe("the badge of a tile", () => {
  it("is empty for a plain picture", () => {
    expect(badgeOf(row({ n_frames: 1 }))).toBe("");
    expect(badgeOf(row({}))).toBe("");
  });

  it("tells how long a video is, and how many pages, slices or pictures there are", () => {
    expect(badgeOf(row({ kind: "video", n_frames: 120, duration: 5 }))).toBe("0:05");
    expect(badgeOf(row({ kind: "audio", duration: 15.5 }))).toBe("0:16");
    expect(badgeOf(row({ kind: "pdf", n_frames: 9 }))).toBe("9 pages");
    expect(badgeOf(row({ kind: "nifti", n_frames: 1048 }))).toBe("1,048 slices");
    expect(badgeOf(row({ kind: "group", n_frames: 4 }))).toBe("4 pictures");
  });

  it("names the frame where the tile is a single one", () => {
    expect(badgeOf(row({ kind: "video", n_frames: 120, duration: 5, frame: 0 }))).toBe("frame 0");
    expect(badgeOf(row({ kind: "pdf", n_frames: 9, frame: 3 }))).toBe("page 4");
  });

  it("counts the answers that stand on frames, since no chip shows them", () => {
    const answers = [
      { question: 1, options: [2], frames: [3, 9] as [number, number] },
      { question: 1, options: [3] },
    ];
    expect(badgeOf(row({ kind: "video", n_frames: 120, duration: 5, answers }))).toBe("0:05 · 1 on frames");
    expect(badgeOf(row({ kind: "video", n_frames: 120, duration: 5, frame: 4, answers }))).toBe("frame 4");
  });

  it("writes hours where there are some", () => {
    expect([clock(0), clock(65), clock(3605)]).toEqual(["0:00", "1:05", "1:00:05"]);
  });
});
