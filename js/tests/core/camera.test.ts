import { describe, expect, it } from "vitest";
import { FIT, fitOf, fullSize, isCrisp, panned, zoomBounds, zoomed } from "../../src/core/camera.ts";

const VIEW = { width: 1_000, height: 500 };

describe("zoom and pan", () => {
  it("fits a picture into its frame, whichever side is longer", () => {
    expect(fitOf(VIEW, { width: 2_000, height: 500 })).toBe(0.5);
    expect(fitOf(VIEW, { width: 100, height: 100 })).toBe(5);
    expect(fitOf(VIEW, { width: 0, height: 0 })).toBe(1);
  });

  it("keeps the point under the pointer where it is", () => {
    const camera = zoomed(FIT, 3, 0.5, 120, -40);
    expect((120 - camera.x) / camera.scale).toBeCloseTo(120);
    expect((-40 - camera.y) / camera.scale).toBeCloseTo(-40);
  });

  it("zooms out to the whole, in far enough to see a pixel of the largest picture", () => {
    expect(zoomed(FIT, 0.01, 0.5)).toEqual(FIT);
    const [, most] = zoomBounds(0.05);
    expect(most * 0.05).toBe(16);
    expect(zoomBounds(4)).toEqual([0.25, 16]);
  });

  it("shows a pixel as a pixel at 100 %, also where that is smaller than the frame", () => {
    expect(fullSize(FIT, 0.25).scale).toBe(4);
    expect(fullSize({ scale: 8, x: 9, y: 9 }, 2).scale).toBe(0.5);
  });

  it("draws squares from 200 % on", () => {
    expect(isCrisp({ scale: 3.9, x: 0, y: 0 }, 0.5)).toBe(false);
    expect(isCrisp({ scale: 4, x: 0, y: 0 }, 0.5)).toBe(true);
    expect(isCrisp(FIT, 30)).toBe(true);
  });

  it("never pushes the picture out of the middle of the frame", () => {
    const camera = panned({ scale: 4, x: 0, y: 0 }, 99_999, -99_999, VIEW);
    expect([camera.x, camera.y]).toEqual([2_000, -1_000]);
    expect(panned(FIT, 50, 50, VIEW)).toEqual(FIT);
  });
});
