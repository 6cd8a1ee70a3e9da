// Skimming: the tiles pass by themselves, and the hand has only what is wrong to stop at.
import { type ReadonlySignal, signal } from "@preact/signals";
import type { View } from "../ui/mount.tsx";
import type { Shell } from "../ui/shell.ts";
import type { GridModel } from "./model.ts";
import type { GridView } from "./view.ts";

/** Screens a second: at first, at least, at most. */
const PACE = { first: 1 / 8, least: 1 / 40, most: 1 / 2 };
/** A screen passed without an answer is one that could have passed faster. */
const FASTER = 1.15;
const SLOWER = 0.8;
/** After a hidden tab or a long task the tiles go on, and do not leap. */
const MOST_MS = 100;

interface Surface {
  readonly top: number;
  readonly viewHeight: number;
  scrollBy(pixels: number): void;
}

/** Frames of an animation until it is told to end. */
export type Frames = (step: (now: number) => void) => () => void;

export class Skim {
  readonly #surface: Surface;
  readonly #frames: Frames;
  readonly #isStepwise: () => boolean;
  readonly #running = signal(false);
  #pace = PACE.first;
  #last = 0;
  #carry = 0;
  #passed = 0;
  #end: () => void = () => undefined;

  /** `isStepwise`: movement is not wanted, so a whole screen at a time. */
  constructor(surface: Surface, frames: Frames, isStepwise: () => boolean = () => false) {
    this.#surface = surface;
    this.#frames = frames;
    this.#isStepwise = isStepwise;
  }

  get running(): ReadonlySignal<boolean> {
    return this.#running;
  }

  /** Screens a second. */
  get pace(): number {
    return this.#pace;
  }

  start(): void {
    this.pause();
    this.#last = this.#carry = 0;
    this.#running.value = true;
    this.#end = this.#frames((now) => this.#step(now));
  }

  pause(): void {
    this.#end();
    this.#running.value = false;
  }

  /** Something was wrong: more may be. */
  answered(): void {
    this.#passed = 0;
    this.#pace = Math.max(PACE.least, this.#pace * SLOWER);
  }

  #step(now: number): void {
    const screen = this.#surface.viewHeight;
    const ms = this.#last ? Math.min(MOST_MS, now - this.#last) : 0;
    this.#last = now;
    this.#carry += (ms / 1_000) * this.#pace * screen;
    const pixels = this.#isStepwise() ? (this.#carry >= screen ? screen : 0) : Math.floor(this.#carry);
    if (pixels === 0) return;
    const before = this.#surface.top;
    this.#surface.scrollBy(pixels);
    this.#carry -= pixels;
    if (this.#surface.top === before) this.pause();
    else this.#pass(pixels / screen);
  }

  #pass(screens: number): void {
    this.#passed += screens;
    if (this.#passed < 1) return;
    this.#passed -= 1;
    this.#pace = Math.min(PACE.most, this.#pace * FASTER);
  }
}

const animation: Frames = (step) => {
  let frame = requestAnimationFrame(function next(now) {
    frame = requestAnimationFrame(next);
    step(now);
  });
  return () => cancelAnimationFrame(frame);
};

/** A skim of this view: any key, click or turn of the wheel ends it, and the key does nothing else. */
export function skimOf(mount: View, shell: Shell, view: GridView, model: GridModel, signal: AbortSignal): Skim {
  const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const skim = new Skim(view.scroller, animation, isStill);
  const pause = () => {
    if (!skim.running.peek()) return false;
    skim.pause();
    if (!view.scroller.isInView(view.focus.peek())) view.focusOn(view.scroller.firstInView());
    shell.announce("Skimming paused.");
    return true;
  };
  const key = (event: KeyboardEvent) => {
    if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
    if (pause() && event.key !== "Tab") event.preventDefault();
  };
  mount.surface.addEventListener("keydown", key, { signal, capture: true });
  for (const kind of ["pointerdown", "wheel"])
    mount.surface.addEventListener(kind, pause, { signal, capture: true, passive: true });
  const stop = model.session.on("applied", () => skim.answered());
  signal.addEventListener("abort", () => {
    skim.pause();
    stop();
  });
  return skim;
}
