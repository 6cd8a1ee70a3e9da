// What a tile says of an item that is more than one picture: how long, how many, or which frame.
import type { Row } from "../protocol.gen.ts";
import { countingOf } from "./timeline.ts";

/** "0:05", "9 pages", "48 slices", "frame 12"; "" for a plain picture. What stands on its frames is counted too. */
export function badgeOf(row: Row): string {
  const { noun, first } = countingOf(row.kind);
  if (row.frame !== undefined && row.frame >= 0) return `${noun} ${row.frame + first}`;
  const onFrames = (row.answers ?? []).filter(({ frames }) => frames).length;
  const marks = onFrames ? `${onFrames} on ${noun}s` : "";
  return [lengthOf(row, noun), marks].filter(Boolean).join(" · ");
}

function lengthOf(row: Row, noun: string): string {
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
