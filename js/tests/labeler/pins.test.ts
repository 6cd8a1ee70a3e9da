import { describe, expect, it } from "vitest";
import { FIT, panned, zoomed } from "../../src/core/camera.ts";
import { frameOfUnit, itemOfUnit, unitOf } from "../../src/core/units.ts";
import { moved, onScreen, pointAt, type Sight } from "../../src/labeler/pins.ts";
import { dice } from "../dice.ts";

const FITTED = { width: 600, height: 400 };

describe("points of a picture", () => {
  it("the middle lies in the middle, the corners at those of the fitted picture", () => {
    const sight = { camera: FIT, fitted: FITTED };
    expect(onScreen(sight, { x: 0.5, y: 0.5 })).toEqual({ x: 0, y: 0 });
    expect(onScreen(sight, { x: 0, y: 1 })).toEqual({ x: -300, y: 200 });
  });

  it("stay on what they are about however one zooms and pans", () => {
    const roll = dice(4);
    const throwDice = () => roll(10_001) / 10_000;
    for (let turn = 0; turn < 300; turn++) {
      const camera = panned(
        zoomed(FIT, 1 + throwDice() * 9, 1, throwDice() * 300 - 150, throwDice() * 200 - 100),
        throwDice() * 500,
        throwDice() * 500,
        FITTED,
      );
      const sight: Sight = { camera, fitted: FITTED };
      const point = { x: throwDice(), y: throwDice() };
      const back = pointAt(sight, onScreen(sight, point));
      expect(back.x).toBeCloseTo(point.x, 9);
      expect(back.y).toBeCloseTo(point.y, 9);
    }
  });

  it("beyond the edge the edge is meant", () => {
    const sight = { camera: FIT, fitted: FITTED };
    expect(pointAt(sight, { x: 5_000, y: -5_000 })).toEqual({ x: 1, y: 0 });
    expect(moved(sight, { x: 0.99, y: 0.5 }, 32, 0)).toEqual({ x: 1, y: 0.5 });
    expect(pointAt({ camera: FIT, fitted: { width: 0, height: 0 } }, { x: 3, y: 3 })).toEqual({ x: 0.5, y: 0.5 });
  });

  it("a frame has a number of its own, from which item and frame come back", () => {
    expect(unitOf(7, 3)).toBe(17179869191);
    expect([itemOfUnit(17179869191), frameOfUnit(17179869191)]).toEqual([7, 3]);
    expect([itemOfUnit(7), frameOfUnit(7)]).toEqual([7, null]);
  });
});
