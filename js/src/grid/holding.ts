// Keys that count while they are held, and a pointer that rests: what a list of commands cannot say.
import type { Signal } from "@preact/signals-core";
import type { View } from "../ui/mount.tsx";
import { placeAtPoint } from "./geometry.ts";
import type { PointerInputs } from "./pointer.ts";
import type { GridView } from "./view.ts";

const REST_MS = 250;
/** Tiles up to this size are too small to judge a picture by. */
const SMALL_PX = 128;

/** A class key held makes a drag paint; it answers once, however long it is held. `z` shows the picture while held. */
export function listenToKeys(mount: View, pointer: PointerInputs, peek: Signal<number>, signal: AbortSignal): void {
  const down = (event: KeyboardEvent) => {
    const digit = digitOf(event);
    if (!digit || isTyping(event)) return;
    if (event.repeat || pointer.hold(digit)) event.preventDefault();
  };
  const up = (event: KeyboardEvent) => {
    if (/^Digit|^Numpad/.test(event.code)) pointer.release();
    if (event.key.toLowerCase() === "z") peek.value = -1;
  };
  mount.surface.addEventListener("keydown", down, { signal });
  mount.surface.addEventListener("keyup", up, { signal });
  mount.surface.addEventListener("focusout", () => pointer.release(), { signal });
}

/** The picture beside a small tile once the pointer rests on it. */
export function peekOnRest(view: GridView, pointer: PointerInputs, peek: Signal<number>, signal: AbortSignal): void {
  const { root } = view.scroller;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = -1;
  const stop = () => {
    clearTimeout(timer);
    over = -1;
    peek.value = -1;
  };
  const move = (event: PointerEvent) => {
    if (event.pointerType !== "mouse" || event.buttons !== 0 || view.size.peek() > SMALL_PX) return;
    const place = placeAtPoint(view.scroller.geometry, view.scroller.pointOf(event)) ?? -1;
    if (place === over) return;
    stop();
    over = place;
    if (place < 0) return;
    timer = setTimeout(() => {
      if (!pointer.isDragging) peek.value = place;
    }, REST_MS);
  };
  root.addEventListener("pointermove", move, { signal });
  for (const name of ["pointerleave", "pointerdown", "keydown"]) root.addEventListener(name, stop, { signal });
  root.addEventListener("scroll", stop, { signal, passive: true });
  signal.addEventListener("abort", () => clearTimeout(timer));
}

function digitOf(event: KeyboardEvent): string | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return undefined;
  return /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return target instanceof HTMLElement && target.matches("input:not([type=range], [type=radio]), textarea, select");
}
