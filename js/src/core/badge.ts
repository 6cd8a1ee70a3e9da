// What a tile says of an item that is more than one picture: how long, how many, or which frame.
import type { Row } from "../protocol.gen.ts";
import { countingOf } from "./timeline.ts";

/** "0:05", "9 pages", "48 slices", "frame 12"; "" for a plain picture. What stands on its frames is counted too. */
export function badgeOf(row: Row): string {
  if (isFrame(row)) return lengthOf(row);
  const onFrames = (row.answers ?? []).filter(({ frames }) => frames).length;
  const marks = onFrames ? `${onFrames} on ${countingOf(row.kind).noun}s` : "";
  return [lengthOf(row), marks].filter(Boolean).join(" · ");
}

/** The same without what stands on its frames, for where there is little room. */
export function lengthOf(row: Row): string {
  const { noun, first } = countingOf(row.kind);
  if (isFrame(row)) return `${noun} ${(row.frame ?? 0) + first}`;
  if ((row.kind === "video" || row.kind === "audio") && row.duration) return clock(row.duration);
  const count = row.n_frames ?? 1;
  return count > 1 ? `${count.toLocaleString("en")} ${noun}s` : "";
}

/** "1:05", "1:00:05". */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(rest).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

function isFrame(row: Row): boolean {
  return row.frame !== undefined && row.frame >= 0;
}
