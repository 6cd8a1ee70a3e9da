/** What the user asked for; `auto` follows the notebook. */
export type Theme = "auto" | "light" | "dark";

/** Keep `data-scheme` of a surface true to the colours around it, so that the rest of the tokens can follow. */
export function followTheme(surface: HTMLElement, theme: Theme, signal: AbortSignal): void {
  surface.dataset.theme = theme;
  const look = () => {
    surface.dataset.scheme = theme === "auto" ? schemeOf(surface) : theme;
  };
  look();
  if (theme !== "auto") return;
  const observer = new MutationObserver(look);
  const { body, documentElement } = surface.ownerDocument;
  const attributes = { attributes: true, attributeFilter: ["class", "style", "data-jp-theme-name", "data-theme"] };
  for (const element of [body, documentElement]) if (element) observer.observe(element, attributes);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", look, { signal });
  signal.addEventListener("abort", () => observer.disconnect());
}

function schemeOf(surface: HTMLElement): "light" | "dark" {
  const named = getComputedStyle(surface).getPropertyValue("--jp-layout-color1") || pageColor(surface);
  const light = luminance(named.trim());
  if (light !== null) return light < 0.4 ? "dark" : "light";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function pageColor(surface: HTMLElement): string {
  const vscode = getComputedStyle(surface).getPropertyValue("--vscode-editor-background");
  return vscode || getComputedStyle(surface.ownerDocument.body).backgroundColor;
}

/** Relative luminance of a CSS colour from 0 to 1; null for one that shows what is behind it. */
export function luminance(color: string): number | null {
  const rgb = channels(color);
  if (!rgb) return null;
  const [red = 0, green = 0, blue = 0] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Black or white, whichever is easier to read on a colour. */
export function inkOn(color: string): "#000" | "#fff" {
  const light = luminance(color) ?? 0.5;
  return (light + 0.05) / 0.05 >= 1.05 / (light + 0.05) ? "#000" : "#fff";
}

function channels(color: string): number[] | null {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color)?.[1];
  if (hex) {
    const wide = hex.length === 3 ? hex.replace(/./g, "$&$&") : hex;
    return [0, 2, 4].map((at) => Number.parseInt(wide.slice(at, at + 2), 16));
  }
  const named: Record<string, number[]> = { white: [255, 255, 255], black: [0, 0, 0] };
  if (named[color]) return named[color];
  const parts = /^rgba?\(([^)]+)\)$/
    .exec(color)?.[1]
    ?.split(/[\s,/]+/)
    .map(Number);
  if (!parts || parts.length < 3 || parts.some(Number.isNaN)) return null;
  return parts.length > 3 && (parts[3] ?? 1) < 0.5 ? null : parts.slice(0, 3);
}
