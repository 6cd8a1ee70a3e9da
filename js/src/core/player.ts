// The clock of playing, as values: what is due now, what is shown in its place, when the clock has to stand.
import type { Timeline } from "./timeline.ts";

export type Span = readonly [first: number, last: number];

/** Frames a second that are shown at most: faster playing leaves frames out. */
const MOST_SHOWN_FPS = 30;
/** Nothing new for so long, and the clock stands until pictures are there again. */
export const STALL_MS = 400;
/** So many frames must lie ready before a standing clock goes on. */
export const READY_AHEAD = 4;
export const RATES: readonly number[] = [0.5, 1, 2, 4, 8];
const MOST_STRIDE = 32;

export interface Player {
  readonly playing: boolean;
  readonly rate: number;
  /** The frame to show. */
  readonly frame: number;
  /** Every how manyth frame is shown: more where the rate is high or pictures come slowly. */
  readonly stride: number;
  /** Played round and round, null for the whole once. */
  readonly loop: Span | null;
  /** The clock stands because pictures are missing. */
  readonly waiting: boolean;
  /** Frames that were due and left out for lack of pictures. */
  readonly dropped: number;
  /** The clock read `from` at `since`. */
  readonly from: number;
  readonly since: number;
  readonly shownAt: number;
}

export const STOPPED: Player = {
  playing: false,
  rate: 1,
  frame: 0,
  stride: 1,
  loop: null,
  waiting: false,
  dropped: 0,
  from: 0,
  since: 0,
  shownAt: 0,
};

export function strideOf(rate: number, timeline: Timeline): number {
  return Math.max(1, Math.ceil((rate * timeline.pace) / MOST_SHOWN_FPS - 0.05));
}

/** Begin to play; from the last frame it begins anew. The clock stands until the first pictures are there. */
export function play(player: Player, now: number, timeline: Timeline): Player {
  const [first, last] = bounds(player, timeline);
  const frame = player.frame >= last || player.frame < first ? first : player.frame;
  const stride = strideOf(player.rate, timeline);
  return { ...player, playing: true, waiting: true, dropped: 0, frame, stride, ...clockAt(frame, now) };
}

export function pause(player: Player): Player {
  return { ...player, playing: false, waiting: false };
}

/** To this frame; a player that runs goes on from there. */
export function seek(player: Player, frame: number, now: number, timeline: Timeline): Player {
  const to = timeline.clamp(frame);
  return { ...player, frame: to, waiting: player.playing, ...clockAt(to, now) };
}

export function setRate(player: Player, rate: number, now: number, timeline: Timeline): Player {
  return { ...player, rate, stride: strideOf(rate, timeline), ...clockAt(player.frame, now) };
}

export function setLoop(player: Player, loop: Span | null): Player {
  return { ...player, loop };
}

/** Time has passed: show what is due, or the latest ready frame before it; stop or begin anew at the end. */
export function tick(player: Player, now: number, timeline: Timeline, isReady: (frame: number) => boolean): Player {
  if (!player.playing) return player;
  if (player.waiting) return goOn(player, now, timeline, isReady);
  const [first, last] = bounds(player, timeline);
  if (player.frame >= last) return ended(player, first, now, timeline);
  const due = dueAt(player, now, timeline, last);
  for (let frame = due; frame > player.frame; frame = before(player, frame)) {
    if (!isReady(frame)) continue;
    const left = Math.max(0, Math.ceil((frame - player.frame) / player.stride) - 1);
    return { ...player, frame, shownAt: now, dropped: player.dropped + left };
  }
  if (due === player.frame || now - player.shownAt < STALL_MS) return player;
  const stride = Math.min(MOST_STRIDE, player.stride * 2);
  return { ...player, waiting: true, stride, ...clockAt(player.frame, now) };
}

/** The frames that come next while playing, in order and round the loop, without the one shown. */
export function ahead(player: Player, timeline: Timeline, count: number): number[] {
  const [first, last] = bounds(player, timeline);
  const frames: number[] = [];
  let [frame, grid] = [player.frame, player];
  while (frames.length < count) {
    if (frame < last) frame = after(grid, frame, last);
    else if (player.loop) [frame, grid] = [first, { ...player, from: first }];
    else break;
    if (frame === player.frame || frames.includes(frame)) break;
    frames.push(frame);
  }
  return frames;
}

function goOn(player: Player, now: number, timeline: Timeline, isReady: (frame: number) => boolean): Player {
  const needed = [player.frame, ...ahead(player, timeline, READY_AHEAD)];
  return needed.every(isReady) ? { ...player, waiting: false, ...clockAt(player.frame, now) } : player;
}

function ended(player: Player, first: number, now: number, timeline: Timeline): Player {
  const isLong = now - player.shownAt >= 1000 / timeline.pace / player.rate;
  if (!player.loop) return pause(player);
  return isLong ? { ...player, frame: first, waiting: true, ...clockAt(first, now) } : player;
}

function dueAt({ from, since, rate, stride }: Player, now: number, timeline: Timeline, last: number): number {
  const seconds = timeline.secondsOf(from) + ((now - since) / 1000) * rate;
  const frame = timeline.frameAt(seconds);
  if (frame >= last) return last;
  return from + Math.floor((frame - from) / stride) * stride;
}

/** The frame of the grid before this one; the last frame stands beside the grid. */
function before({ from, stride }: Player, frame: number): number {
  return from + (Math.ceil((frame - from) / stride) - 1) * stride;
}

function after({ from, stride }: Player, frame: number, last: number): number {
  return Math.min(last, from + (Math.floor((frame - from) / stride) + 1) * stride);
}

function bounds({ loop }: Player, timeline: Timeline): Span {
  return loop ? [timeline.clamp(loop[0]), timeline.clamp(loop[1])] : [0, timeline.last];
}

function clockAt(from: number, now: number): Pick<Player, "from" | "since" | "shownAt"> {
  return { from, since: now, shownAt: now };
}
