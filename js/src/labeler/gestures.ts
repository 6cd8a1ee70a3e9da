// Wheel and pointer on the picture.

import { dragged, isWindowed, windowOf } from "./look.ts";
import type { LabelerParts } from "./parts.ts";
import { placeByPointer } from "./pinlayer.tsx";

/** The margin around the picture, in screen pixels (`.layers` in labeler.css). */
export const MARGIN_PX = 12;

/** Zoom only where the widget has the focus or is zoomed: else the wheel belongs to the notebook. */
export function listenToWheel(frame: HTMLElement, { stage, shell }: LabelerParts): () => void {
  const wheel = (event: WheelEvent) => {
    if (!(event.ctrlKey || stage.isZoomed || shell.view.focused === frame)) return;
    event.preventDefault();
    const box = frame.getBoundingClientRect();
    const x = event.clientX - box.left - box.width / 2;
    const y = event.clientY - box.top - box.height / 2;
    stage.zoom(1.0015 ** -event.deltaY, x, y);
  };
  frame.addEventListener("wheel", wheel, { passive: false });
  return () => frame.removeEventListener("wheel", wheel);
}

/** Any button drags a zoomed picture; the right one chooses the window of a medical picture. */
export function listenToPointer(frame: HTMLElement, parts: LabelerParts): () => void {
  let moved = false;
  const down = (event: PointerEvent) => {
    if ((event.target as HTMLElement).closest("button, input, form")) return;
    if (placeByPointer(frame, event, parts)) return;
    const isTuning = event.button === 2 && isWindowed(parts.reel.info.peek());
    if (!isTuning && !(parts.stage.camera.peek().scale > 1)) return;
    if (event.button === 1) event.preventDefault();
    moved = false;
    const tune = isTuning ? tuner(parts) : null;
    follow(frame, event, (byX, byY) => {
      moved = true;
      if (tune) tune(byX, byY);
      else parts.stage.pan(byX, byY);
    });
  };
  const menu = (event: Event) => {
    if (!moved && !isWindowed(parts.reel.info.peek())) return;
    event.preventDefault();
    event.stopPropagation();
  };
  frame.addEventListener("pointerdown", down);
  frame.addEventListener("contextmenu", menu);
  return () => {
    frame.removeEventListener("pointerdown", down);
    frame.removeEventListener("contextmenu", menu);
  };
}

/** Know how large the place for the picture is. */
export function watchSize(frame: HTMLElement, { stage, reel }: LabelerParts): () => void {
  const observer = new ResizeObserver(([entry]) => {
    const { width = 0, height = 0 } = entry?.contentRect ?? {};
    const room = { width: Math.max(0, width - 2 * MARGIN_PX), height: Math.max(0, height - 2 * MARGIN_PX) };
    stage.room.value = room;
    reel.px.value = Math.max(room.width, room.height) * (globalThis.devicePixelRatio || 1);
  });
  observer.observe(frame);
  return () => observer.disconnect();
}

function follow(frame: HTMLElement, event: PointerEvent, move: (byX: number, byY: number) => void): void {
  frame.setPointerCapture(event.pointerId);
  const moved = ({ movementX, movementY }: PointerEvent) => move(movementX, movementY);
  frame.addEventListener("pointermove", moved);
  frame.addEventListener("lostpointercapture", () => frame.removeEventListener("pointermove", moved), { once: true });
}

/** The window as it was when the drag began, moved by all of it: rounding does not add up. */
function tuner({ reel }: LabelerParts): (byX: number, byY: number) => void {
  const info = reel.info.peek();
  const start = info && windowOf(reel.look.peek(), info);
  let [x, y] = [0, 0];
  return (byX, byY) => {
    x += byX;
    y += byY;
    if (!info || !start) return;
    const { level, width } = dragged(start, x, y, info);
    reel.setWindow([level, width]);
  };
}
