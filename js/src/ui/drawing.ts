// When panels are drawn: at once, and after a key that labels with its answer, which mostly comes within three frames.
// Drawing them before it too, while the kernel is at work on the same few cores, made the answer come 4 ms later.
import { options } from "preact";

const LONGEST_MS = 100;

let timer: ReturnType<typeof setTimeout> | undefined;
let held: (() => void) | null = null;

/** Let panels wait for an answer that is on its way: until `drawPanels`, and no longer than a glance takes. */
export function holdPanels(): void {
  timer ??= setTimeout(drawPanels, LONGEST_MS);
}

/** Draw what waits. */
export function drawPanels(): void {
  clearTimeout(timer);
  timer = undefined;
  const draw = held;
  held = null;
  draw?.();
}

options.debounceRendering = (draw) => {
  if (timer === undefined) queueMicrotask(draw);
  else held = draw;
};
