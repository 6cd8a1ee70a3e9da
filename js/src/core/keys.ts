/** What a key press says, without the DOM's event class. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
}

/**
 * The names a key press answers to, the likeliest first.
 *
 * Letters and signs go by the character typed, digits by the place of the key, so that other keyboard layouts work:
 * the French `&` key is `1`, the German `Shift+7` is `/`, and `Shift+7` only where nothing is bound to `/`.
 */
export function keyNames(press: KeyPress): string[] {
  const typedSign = press.key.length === 1 && !/[\p{L}\p{N} ]/u.test(press.key);
  const throughAltGr = typedSign && press.ctrl && press.alt;
  const modifiers = throughAltGr ? "" : prefix(press);
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
  if (digit !== undefined && !throughAltGr && !(press.code.startsWith("Numpad") && press.key.length > 1)) {
    const placed = `${modifiers}${press.shift ? "Shift+" : ""}${digit}`;
    return typedSign && press.shift ? [modifiers + press.key, placed] : [placed];
  }
  if (typedSign) return [modifiers + press.key];
  return [`${modifiers}${press.shift ? "Shift+" : ""}${named(press.key)}`];
}

/** A key as a person reads it. */
export function keyLabel(name: string, mac = false): string {
  const signs: Record<string, string> = {
    ArrowLeft: "←",
    ArrowRight: "→",
    ArrowUp: "↑",
    ArrowDown: "↓",
    Escape: "Esc",
    ContextMenu: "Menu",
    Backspace: mac ? "⌫" : "Backspace",
    Ctrl: mac ? "⌘" : "Ctrl",
    Alt: mac ? "⌥" : "Alt",
    Shift: mac ? "⇧" : "Shift",
  };
  const parts = name === "+" ? ["+"] : name.split(/\+(?=.)/);
  const shown = parts.map((part) => signs[part] ?? (parts.length > 1 && part.length === 1 ? part.toUpperCase() : part));
  return shown.join(mac ? "" : "+");
}

function prefix(press: KeyPress): string {
  return (press.ctrl || press.meta ? "Ctrl+" : "") + (press.alt ? "Alt+" : "");
}

function named(key: string): string {
  if (key === " ") return "Space";
  return key.length === 1 ? key.toLowerCase() : key;
}
