import type { Size } from "../core/camera.ts";
import { nearest } from "../core/frames.ts";
import type { FrameState, StripStore } from "../core/strips.ts";
import type { MediumInfo } from "../protocol.gen.ts";
import type { Look } from "./look.ts";
import { MAX_PX, type PictureStore } from "./pictures.ts";

/** Pixels of a frame as a canvas can draw them. */
export interface Painted {
  readonly bitmap: ImageBitmap;
}

export interface SeenFrame extends Painted {
  readonly id: number;
  readonly frame: number;
  /** The frame at its own size, which the bitmap may be smaller than. */
  readonly full: Size;
}

/** What is on screen, or why there is nothing; its number is the one that the kernel gave it. */
export type OnScreen = SeenFrame | { readonly id: number; readonly frame: number; readonly reason: string };

export interface Stores {
  readonly strips: StripStore<Painted>;
  readonly stills: PictureStore<Painted>;
}

interface AskedFrame {
  readonly id: number;
  readonly at: number;
  readonly look: Look;
  readonly playing: boolean;
  readonly info: MediumInfo | null;
}

/** The frame asked for, in full if it is here, else as the strip has it, else what comes nearest; null for no news. */
export function bestOf({ strips, stills }: Stores, asked: AskedFrame, shown: OnScreen | null): OnScreen | null {
  const { id, at, look, playing, info } = asked;
  const still = playing ? undefined : stills.get({ id, frame: at, look });
  if (still?.state === "ready") {
    const full = { width: still.fullWidth, height: still.fullHeight };
    return { id, frame: still.frame, bitmap: still.bitmap, full };
  }
  const { source } = strips;
  if (source?.id !== id || source.axis !== look.axis || String(source.window) !== String(look.window)) return null;
  const strip = strips.get(at);
  if (strip?.state === "broken") return { id, frame: at, reason: strip.reason };
  if (strip) return { id, frame: at, bitmap: strip.bitmap, full: fullOf(strip, source.px, info) };
  if (playing) return null;
  // While a frame is on its way, a neighbour that is here says more than what was left.
  const frame = nearest(at, shown?.id === id ? shown.frame : null, strips.ready);
  const near = frame === null || frame === shown?.frame ? undefined : strips.get(frame);
  if (frame === null || near?.state !== "ready") return null;
  return { id, frame, bitmap: near.bitmap, full: fullOf(near, source.px, info) };
}

/** Whether there is a larger picture of a frame than the one in a strip of this size. */
export function isReduced(strip: FrameState<Painted> | undefined, px: number, info: MediumInfo | null): boolean {
  if (strip?.state !== "ready" || longest(strip) < px) return false;
  return longest(strip) < Math.min(MAX_PX, longest(fullOf(strip, px, info)));
}

export function isSameShown(a: OnScreen, b: OnScreen | null): boolean {
  if (!b || a.id !== b.id || a.frame !== b.frame) return false;
  if ("reason" in a || "reason" in b) return "reason" in a && "reason" in b && a.reason === b.reason;
  return a.bitmap === b.bitmap;
}

/** A frame smaller than was asked for came at its own size; of larger ones the item says how large they are. */
function fullOf(strip: Size, px: number, info: MediumInfo | null): Size {
  if (longest(strip) < px || !info || longest(info) < longest(strip)) return strip;
  const isAlike = Math.abs(strip.width * info.height - strip.height * info.width) <= 2 * longest(info);
  return isAlike ? info : strip;
}

function longest({ width, height }: Size): number {
  return Math.max(width, height);
}
