// When panels are drawn: at once, and after a key that labels with its answer, which mostly comes within three frames.
// Drawing them before it too, while the kernel is at work on the same few cores, made the answer come 4 ms later.
import { options } from "preact";

const LONGEST_MS = 100;

let timer: ReturnType<typeof setTimeout> | undefined;
let waiting: (() => void) | null = null;
let isDrawing = false;

/** Let panels wait for an answer that is on its way: until `drawPanels`, and no longer than a glance takes. */
export function holdPanels(): void {
  timer ??= setTimeout(drawPanels, LONGEST_MS);
}

/** Draw now what waits, so that the next key and the focus find what the last one made. */
export function drawPanels(): void {
  clearTimeout(timer);
  timer = undefined;
  draw();
}

function draw(): void {
  if (isDrawing) return;
  const next = waiting;
  waiting = null;
  isDrawing = true;
  try {
    next?.();
  } finally {
    isDrawing = false;
  }
}

options.debounceRendering = (next) => {
  waiting = next;
  queueMicrotask(() => timer === undefined && draw());
};
