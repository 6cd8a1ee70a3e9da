import type { MediumInfo } from "../protocol.gen.ts";

/** How frames of a medical picture are rendered. */
export interface Look {
  /** The values shown: the middle one and how many; null as the file says. */
  readonly window: readonly [level: number, width: number] | null;
  /** The axis that is sliced; null as the file says. */
  readonly axis: number | null;
}

export const AS_IT_IS: Look = { window: null, axis: null };

/** A level and a width of values that are black to white. */
export interface Window {
  readonly level: number;
  readonly width: number;
}

export interface Range {
  readonly least: number;
  readonly most: number;
  readonly step: number;
}

/** Whether level and width can be chosen. */
export function isWindowed(info: MediumInfo | null): boolean {
  return info !== null && (info.window ?? 0) > 0;
}

export function windowOf(look: Look, info: MediumInfo): Window {
  const [level, width] = look.window ?? [info.level ?? 0, info.window ?? 1];
  return { level, width };
}

/**
 * What the two sliders reach: the values there are, and every window that has a name.
 *
 * Some files say no more of their values than how many bits these have: far beyond all windows nothing is to be seen.
 */
export function rangesOf(info: MediumInfo): { readonly level: Range; readonly width: Range } {
  const own = { level: info.level ?? 0, width: info.window || 1 };
  const given = [own, ...(info.windows ?? [])];
  const levels = given.map(({ level }) => level);
  const widths = given.map(({ width }) => width);
  const beyond = 1.5 * Math.max(...widths);
  const [lowest, highest] = [Math.min(...levels), Math.max(...levels)];
  const isKnown = (info.high ?? 0) > (info.low ?? 0);
  const least = Math.min(lowest, isKnown ? Math.max(info.low ?? 0, lowest - beyond) : lowest - beyond);
  const most = Math.max(highest, isKnown ? Math.min(info.high ?? 0, highest + beyond) : highest + beyond);
  const widest = Math.max(most - least, ...widths);
  const step = stepFor(widest);
  return { level: { least, most, step }, width: { least: step, most: widest, step } };
}

/** A window moved by a drag: up is brighter, to the right is more contrast in less values. */
export function dragged({ level, width }: Window, byX: number, byY: number, info: MediumInfo): Window {
  const ranges = rangesOf(info);
  const perPixel = (info.window || 1) / 256;
  const clamp = (value: number, { least, most }: Range) => Math.max(least, Math.min(most, value));
  const rounded = (value: number) => Math.round(value / ranges.level.step) * ranges.level.step;
  return {
    level: clamp(rounded(level + byY * perPixel), ranges.level),
    width: clamp(rounded(width + byX * perPixel), ranges.width),
  };
}

/** A thousand steps or so, by a round number. */
function stepFor(span: number): number {
  if (!(span > 0)) return 1;
  return span >= 400 ? 1 : 10 ** Math.floor(Math.log10(span / 400));
}
