// What a tile says of an item that is more than one picture: how long, how many, or which frame.
import type { Row } from "../protocol.gen.ts";

const COUNTED: Record<string, string> = { pdf: "page", text: "page", dicom: "slice", nifti: "slice" };

/** "0:05", "9 pages", "48 slices", "frame 12"; "" for a plain picture. */
export function badgeOf(row: Row): string {
  if (row.frame !== undefined && row.frame >= 0) return `${unitOf(row.kind)} ${row.frame}`;
  if ((row.kind === "video" || row.kind === "audio") && row.duration) return clock(row.duration);
  const count = row.n_frames ?? 1;
  return count > 1 ? `${count.toLocaleString("en")} ${unitOf(row.kind)}s` : "";
}

/** "1:05", "1:00:05". */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(rest).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

function unitOf(kind: string): string {
  return COUNTED[kind] ?? "frame";
}
