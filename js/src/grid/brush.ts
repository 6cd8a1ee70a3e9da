import { inkOn } from "../ui/theme.ts";
import type { Armed } from "./stroke.ts";

/** The pointer of the paint mode, as a value of CSS `cursor`: cross hairs that carry the chip of the class. */
export function brushOf({ code, color }: Armed): string {
  const width = 12 + 8 * [...code].length;
  const text = code.replace(/[&<>]/g, "");
  const chip =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width + 10}" height="30">` +
    `<path d="M5 0v10M0 5h10" stroke="#000" stroke-width="3"/><path d="M5 0v10M0 5h10" stroke="#fff"/>` +
    `<rect x="9.5" y="9.5" width="${width}" height="18" rx="4" fill="${color}" stroke="#000" stroke-opacity=".5"/>` +
    `<text x="${9.5 + width / 2}" y="23" font-family="sans-serif" font-size="11" font-weight="600" ` +
    `text-anchor="middle" fill="${inkOn(color)}">${text}</text></svg>`;
  return `url("data:image/svg+xml,${encodeURIComponent(chip)}") 5 5, crosshair`;
}
