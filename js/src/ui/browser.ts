import type { AnyModel } from "@anywidget/types";
import type { Clock, Storage, Wire } from "../core/types.ts";

/** Time as the browser counts it. */
export const clock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

const remembered = new Map<string, string>();

/** localStorage; where the host forbids it or it is full, the page's memory. */
export const storage: Storage = {
  load(key) {
    const held = remembered.get(key);
    if (held !== undefined) return held;
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  save(key, value) {
    try {
      localStorage.setItem(key, value);
      remembered.delete(key);
    } catch {
      remembered.set(key, value);
    }
  },
};

export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The custom messages of a widget's model. */
export function wireOf(model: AnyModel): Wire {
  return {
    send: (message) => model.send(message),
    listen(callback) {
      const heard = (message: unknown, buffers: DataView[]) => callback(message, buffers);
      model.on("msg:custom", heard);
      return () => model.off("msg:custom", heard);
    },
  };
}

/** Put text into the clipboard, also where the page may not use the clipboard's own interface. */
export async function copyText(text: string, root: ShadowRoot): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, root);
  }
}

function copyBySelection(text: string, root: ShadowRoot): boolean {
  const area = root.ownerDocument.createElement("textarea");
  const focused = root.activeElement;
  area.value = text;
  area.className = "spoken";
  root.append(area);
  area.select();
  const copied = root.ownerDocument.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}

export const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);
