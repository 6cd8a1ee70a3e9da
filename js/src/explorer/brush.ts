// Bins of a histogram to values and back, and what a drag or a key makes of the bounds. No DOM.
import type { Histogram } from "../protocol.gen.ts";

export type Bounds = readonly [number, number];

type Bins = Pick<Histogram, "low" | "high" | "counts">;

function step({ low, high, counts }: Bins): number {
  return (high - low) / Math.max(1, counts.length);
}

/** Whether the values are whole numbers as far as one can see from the bins. */
function isWhole(bins: Bins): boolean {
  return Number.isInteger(bins.low) && Number.isInteger(bins.high) && step(bins) >= 1;
}

/** The value at a share (0 to 1) of the width, on the edge of the nearest bin. */
export function valueAt(bins: Bins, share: number): number {
  const { low, counts } = bins;
  const edge = Math.round(Math.min(1, Math.max(0, share)) * counts.length);
  return edge === counts.length ? bins.high : tidy(bins, low + edge * step(bins));
}

/** Where a value lies, as a share of the width. */
export function shareOf({ low, high }: Bins, value: number): number {
  return high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0;
}

/** The bounds of a drag from one share to another, or null where it crossed no edge: a click. */
export function dragged(bins: Bins, from: number, to: number): Bounds | null {
  const [a, b] = [valueAt(bins, Math.min(from, to)), valueAt(bins, Math.max(from, to))];
  return a === b ? null : [a, b];
}

/** A bound moved by some bins, staying beside the other one; null where that says no more than everything. */
export function moved(bins: Bins, bounds: Bounds | null, end: 0 | 1, by: number): Bounds | null {
  const whole: Bounds = [bins.low, bins.high];
  const now = bounds ?? whole;
  const least = end === 0 ? bins.low : now[0];
  const most = end === 0 ? now[1] : bins.high;
  const value = Math.min(most, Math.max(least, tidy(bins, now[end] + by * step(bins))));
  const next: Bounds = end === 0 ? [value, now[1]] : [now[0], value];
  return next[0] <= whole[0] && next[1] >= whole[1] ? null : next;
}

/** What two typed numbers mean: an empty field is the end of the histogram. */
export function typed(bins: Bins, low: string, high: string): { bounds: Bounds | null } | { problem: string } {
  const [a, b] = [numberOf(low, bins.low), numberOf(high, bins.high)];
  if (a === null || b === null) return { problem: "Type numbers, such as 0.5." };
  if (a > b) return { problem: "The first number is the smaller one." };
  return { bounds: low.trim() || high.trim() ? [a, b] : null };
}

/** A number as the panel shows it: four digits that count. */
export function shown(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(4)));
}

/** On the edges as they read, so that `0.30000000000000004` is never asked for. */
function tidy(bins: Bins, value: number): number {
  if (isWhole(bins)) return Math.round(value);
  const digits = Math.max(0, Math.ceil(-Math.log10(step(bins) || 1)) + 2);
  return Number(value.toFixed(Math.min(12, digits)));
}

function numberOf(text: string, otherwise: number): number | null {
  const trimmed = text.trim().replace(",", ".");
  if (!trimmed) return otherwise;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : null;
}
