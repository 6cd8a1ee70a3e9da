// Selected tiles dragged onto a collection of the list: they are added to it.
import { placeAtPoint } from "../grid/geometry.ts";
import type { GridView } from "../grid/view.ts";
import type { Shell } from "../ui/shell.ts";
import { told } from "./commands.ts";
import type { Sheets } from "./sheets.ts";
import type { BuilderStore } from "./store.ts";

const BEGINS_PX = 6;

interface DragParts {
  readonly shell: Shell;
  readonly store: BuilderStore;
  readonly view: GridView;
  readonly sheets: Sheets;
}

/** A drag that begins on a selected tile carries the selection; any other draws the rubber band as before. */
export function dragToCollections(parts: DragParts, signal: AbortSignal): void {
  const { root } = parts.view.scroller;
  // Captured: the gestures of the grid must not see the press.
  root.addEventListener("pointerdown", (event) => begin(event, parts, signal), { signal, capture: true });
}

function begin(down: PointerEvent, parts: DragParts, signal: AbortSignal): void {
  const { view, store, shell } = parts;
  const { scroller } = view;
  const place = placeAtPoint(scroller.geometry, scroller.pointOf(down));
  const isPlain = down.button === 0 && !down.ctrlKey && !down.metaKey && !down.shiftKey && down.pointerType !== "touch";
  const onControl = down.target instanceof Element && down.target.closest("button, .check") !== null;
  const isSelected = place !== null && store.model.selection.peek().has(place);
  if (!isPlain || onControl || !isSelected || store.answering.paints.peek()) return;
  down.stopPropagation();
  down.preventDefault();
  scroller.root.focus({ preventScroll: true });
  const drag = new Drag(down, parts);
  const controller = new AbortController();
  const until = { signal: AbortSignal.any([signal, controller.signal]) };
  const end = (isDropped: boolean) => {
    controller.abort();
    release();
    if (drag.end(isDropped)) return;
    if (isDropped) view.selecting.click(place, false, { ctrl: false, shift: false, alt: false });
  };
  const release = shell.view.onEscape(() => {
    end(false);
    return true;
  });
  window.addEventListener("pointermove", (event) => drag.move(event), until);
  window.addEventListener("pointerup", () => end(true), until);
  window.addEventListener("pointercancel", () => end(false), until);
}

/** One drag: the badge under the pointer, and the collection under it. */
class Drag {
  readonly #down: PointerEvent;
  readonly #parts: DragParts;
  readonly #badge = document.createElement("div");
  #isMoving = false;

  constructor(down: PointerEvent, parts: DragParts) {
    this.#down = down;
    this.#parts = parts;
    this.#badge.className = "dragged";
  }

  move(event: PointerEvent): void {
    const { shell, store } = this.#parts;
    const [dx, dy] = [event.clientX - this.#down.clientX, event.clientY - this.#down.clientY];
    if (!this.#isMoving) {
      if (Math.hypot(dx, dy) < BEGINS_PX) return;
      this.#isMoving = true;
      this.#badge.textContent = `${store.model.selectedCount.peek().toLocaleString("en")} selected`;
      shell.view.surface.append(this.#badge);
    }
    const { left, top } = shell.view.surface.getBoundingClientRect();
    this.#badge.style.transform = `translate(${event.clientX - left + 12}px, ${event.clientY - top + 12}px)`;
    const under = shell.view.root.elementFromPoint(event.clientX, event.clientY)?.closest("[data-collection]");
    store.shelf.aimedAt.value = under instanceof HTMLElement ? (under.dataset.collection ?? null) : null;
  }

  /** Whether there was a drag, and not a click. */
  end(isDropped: boolean): boolean {
    const { shelf } = this.#parts.store;
    const title = shelf.aimedAt.peek();
    shelf.aimedAt.value = null;
    this.#badge.remove();
    if (this.#isMoving && isDropped && title !== null) this.#drop(title);
    return this.#isMoving;
  }

  #drop(title: string): void {
    const { shell, store, sheets } = this.#parts;
    const { shelf, model } = store;
    const [target, count] = [model.target(), model.selectedCount.peek()];
    if (title) {
      told(
        shell,
        shelf.collect(title, target).then((change) => shell.done(change)),
      );
    } else sheets.value = { kind: "save", target, count, isAll: false, title: "" };
  }
}
