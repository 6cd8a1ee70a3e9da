import { describe, expect, it } from "vitest";
import { AS_IT_IS, dragged, isWindowed, rangesOf, windowOf } from "../../src/labeler/look.ts";
import { installLine } from "../../src/labeler/problem.tsx";
import type { MediumInfo } from "../../src/protocol.gen.ts";

const CT: MediumInfo = {
  id: 1,
  kind: "dicom",
  n_frames: 24,
  width: 512,
  height: 512,
  level: 40,
  window: 400,
  low: -1_024,
  high: 3_071,
  windows: [{ name: "lung", level: -600, width: 1_500 }],
};

describe("level and width", () => {
  it("are as the file says until they are chosen", () => {
    expect(windowOf(AS_IT_IS, CT)).toEqual({ level: 40, width: 400 });
    expect(windowOf({ ...AS_IT_IS, window: [-600, 1_500] }, CT)).toEqual({ level: -600, width: 1_500 });
    expect([isWindowed(CT), isWindowed({ ...CT, window: 0 }), isWindowed(null)]).toEqual([true, false, false]);
  });

  it("reach all values and every named window", () => {
    const { level, width } = rangesOf(CT);
    expect([level.least, level.most, width.most]).toEqual([-1_024, 2_290, 3_314]);
    const narrow = rangesOf({ ...CT, low: 0, high: 100 });
    expect([narrow.level.least, narrow.width.most]).toEqual([-600, 1_500]);
  });

  it("do not reach over all that the bits of the file could hold", () => {
    const { level } = rangesOf({ ...CT, low: -33_792, high: 31_743 });
    expect([level.least, level.most]).toEqual([-2_850, 2_290]);
  });

  it("have fine steps where the values are fine", () => {
    expect(rangesOf({ ...CT, level: 0.5, window: 1, low: 0, high: 1, windows: [] }).level.step).toBeCloseTo(0.001);
  });

  it("follow a drag, within what there is", () => {
    expect(dragged({ level: 40, width: 400 }, 128, 64, CT)).toEqual({ level: 140, width: 600 });
    expect(dragged({ level: 40, width: 400 }, -9_999, -9_999, CT)).toEqual({ level: -1_024, width: 1 });
  });
});

describe("a missing extra", () => {
  it("says what to run in a cell", () => {
    const reason = 'Reading a PDF needs the extra "pdf": pip install "nblabel[pdf]".';
    expect(installLine(reason)).toBe('%pip install "nblabel[pdf]"');
    expect(installLine("The file is cut short.")).toBe("");
  });
});
