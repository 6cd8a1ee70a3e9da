// Which frames to ask for next: the one that is looked at, then what will be looked at soon.

const AHEAD = 12;
export const AHEAD_PLAYING = 24;
const BEHIND = 8;
/** A strip is asked for when so many of its frames are missing, or when the nearest gap is as near as `NEAR`. */
const WORTH_ASKING = 8;
const NEAR = 5;

export interface Wish {
  /** The frame that is looked at. */
  readonly at: number;
  /** What comes next, the nearest first. */
  readonly next: readonly number[];
  /** What was before, the nearest first. */
  readonly former: readonly number[];
}

/** Around a frame at rest: twelve in the direction of motion, eight behind. */
export function around(at: number, direction: 1 | -1, last: number): Wish {
  const side = (step: number, count: number) =>
    Array.from({ length: count }, (_, index) => at + step * (index + 1)).filter((frame) => frame >= 0 && frame <= last);
  return { at, next: side(direction, AHEAD), former: side(-direction, BEHIND) };
}

/** What one request should hold; nothing where all is here or it is not worth a request yet. */
export function nextRequest(wish: Wish, has: (frame: number) => boolean): number[] {
  if (!has(wish.at)) return [wish.at];
  const missing = [...wish.next, ...wish.former].filter((frame) => !has(frame));
  const gap = wish.next.findIndex((frame) => !has(frame));
  const isNear = (gap >= 0 && gap < NEAR) || wish.former.slice(0, 2).some((frame) => !has(frame));
  return isNear || missing.length >= WORTH_ASKING ? missing : [];
}

/** Whether a frame that arrives now is still of use. */
export function isWished({ at, next, former }: Wish, frame: number): boolean {
  return frame === at || next.includes(frame) || former.includes(frame);
}

/** Frames to forget so that `most` are left: those farthest from where one looks, what is wished for last. */
export function surplus(held: readonly number[], wish: Wish, most: number): number[] {
  const order = new Map([wish.at, ...wish.next, ...wish.former].map((frame, index) => [frame, index]));
  const worth = (frame: number) => order.get(frame) ?? 1_000 + Math.abs(frame - wish.at);
  return [...held].sort((a, b) => worth(b) - worth(a)).slice(0, Math.max(0, held.length - most));
}

/** The frame to show: the wished one, else the nearest that is here if it is nearer than what is shown. */
export function nearest(at: number, shown: number | null, held: readonly number[]): number | null {
  let best = shown;
  for (const frame of held) if (best === null || Math.abs(frame - at) < Math.abs(best - at)) best = frame;
  return best;
}
