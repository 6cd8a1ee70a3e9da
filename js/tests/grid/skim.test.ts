import { expect, test } from "vitest";
import { type Frames, Skim } from "../../src/grid/skim.ts";

/** Tiles of five screens of 400 px, and a browser that draws a frame when it is told to. */
function desk(isStepwise = false) {
  let step: ((now: number) => void) | null = null;
  let now = 1_000;
  const surface = {
    top: 0,
    viewHeight: 400,
    scrollBy(pixels: number) {
      surface.top = Math.min(1_600, surface.top + pixels);
    },
  };
  const frames: Frames = (run) => {
    step = run;
    return () => {
      step = null;
    };
  };
  const skim = new Skim(surface, frames, () => isStepwise);
  const seconds = (count: number) => {
    for (let frame = 0; frame < count * 60 && step; frame++) {
      now += 1_000 / 60;
      step(now);
    }
  };
  return { skim, surface, seconds };
}

test("the tiles pass by steadily until they are paused", () => {
  const { skim, surface, seconds } = desk();
  skim.start();
  seconds(4);
  expect(surface.top).toBeGreaterThan(190);
  expect(surface.top).toBeLessThan(210);
  skim.pause();
  const { top } = surface;
  seconds(4);
  expect([surface.top, skim.running.value]).toEqual([top, false]);
});

test("screens without an answer pass faster and faster, each answer slows them down", () => {
  const { skim, seconds } = desk();
  const { pace } = skim;
  skim.start();
  seconds(17);
  const faster = skim.pace;
  expect(faster).toBeGreaterThan(pace * 1.1);
  skim.answered();
  expect(skim.pace).toBeLessThan(faster);
  for (let many = 0; many < 50; many++) skim.answered();
  expect(skim.pace).toBeGreaterThan(0);
});

test("it ends with the last tile", () => {
  const { skim, surface, seconds } = desk();
  skim.start();
  seconds(60);
  expect([surface.top, skim.running.value]).toEqual([1_600, false]);
});

test("where movement is not wanted, a whole screen at a time", () => {
  const { skim, surface, seconds } = desk(true);
  skim.start();
  seconds(7);
  expect(surface.top).toBe(0);
  seconds(2);
  expect(surface.top).toBe(400);
});
