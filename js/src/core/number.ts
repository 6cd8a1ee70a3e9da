import type { QuestionInfo } from "../protocol.gen.ts";

export type Checked = { readonly value: number } | { readonly problem: string };

/** The number somebody typed, or what is wrong with it, in the words of the question. */
export function checkNumber(question: QuestionInfo, typed: string): Checked {
  const text = typed.trim();
  if (/^[+-]?\d+,\d+$/.test(text))
    return { problem: `Write "${text.replace(",", ".")}": the decimal sign is a point.` };
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return { problem: `"${text}" is not a number.` };
  const value = Number(text);
  if (!Number.isFinite(value)) return { problem: `"${text}" is too large.` };
  return outOfRange(question, value) ?? offStep(question, value) ?? { value };
}

function outOfRange({ min, max }: QuestionInfo, value: number): Checked | null {
  const below = isNumber(min) && value < min;
  const above = isNumber(max) && value > max;
  if (!below && !above) return null;
  if (isNumber(min) && isNumber(max)) return { problem: `Between ${min} and ${max}, not ${value}.` };
  return { problem: below ? `At least ${min}, not ${value}.` : `At most ${max}, not ${value}.` };
}

function offStep({ min, step }: QuestionInfo, value: number): Checked | null {
  if (!isNumber(step) || step <= 0) return null;
  const steps = (value - (min ?? 0)) / step;
  if (Math.abs(steps - Math.round(steps)) < 1e-6) return null;
  const near = roundTo(Math.round(steps) * step + (min ?? 0), step);
  return { problem: `In steps of ${step}: ${near}, not ${value}.` };
}

/** A count as it is read: 12,480. */
export function n(count: number): string {
  return count.toLocaleString("en");
}

/** Take away the dust of binary fractions: 0.30000000000000004 at step 0.1 is 0.3. */
export function roundTo(value: number, step: number): number {
  const decimals = (String(step).split(".")[1] ?? "").length;
  return Number(value.toFixed(Math.min(12, decimals + 2)));
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === "number";
}
