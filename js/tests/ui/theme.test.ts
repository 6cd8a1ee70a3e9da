import { describe, expect, it } from "vitest";
import { inkOn, luminance } from "../../src/ui/theme.ts";

const CLASSES = ["#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#8C8C8C"];

describe("colours", () => {
  it("text on every class colour has a contrast of at least 4.5", () => {
    for (const color of CLASSES) {
      const [paper = 0, ink = 0] = [luminance(color) ?? 0, luminance(inkOn(color) === "#000" ? "black" : "white") ?? 0];
      const contrast = (Math.max(paper, ink) + 0.05) / (Math.min(paper, ink) + 0.05);
      expect(contrast, color).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("are read as the browser writes them", () => {
    expect(luminance("rgb(255, 255, 255)")).toBeCloseTo(1);
    expect(luminance("#111")).toBeLessThan(0.02);
    expect(luminance("rgba(0, 0, 0, 0)")).toBeNull();
    expect(luminance("var(--x)")).toBeNull();
  });
});
