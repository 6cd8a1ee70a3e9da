// Pointer events of one view: fed to the gestures, their effects carried out.
import type { Answering } from "./answering.ts";
import { crossed, placeAtPoint } from "./geometry.ts";
import { type Effect, type Gesture, IDLE, type PointerInput, pointer } from "./gestures.ts";
import type { Armed, Stroke } from "./stroke.ts";
import type { GridView } from "./view.ts";

const EDGE_PX = 28;
const EDGE_SPEED = 0.35;

export class PointerInputs {
  readonly band = document.createElement("div");
  readonly #view: GridView;
  readonly #answering: Answering;
  #gesture: Gesture = IDLE;
  #stroke: Stroke | null = null;
  #held: Armed | null = null;
  #last: PointerEvent | null = null;
  #frame = 0;

  constructor(view: GridView, answering: Answering, onOpen: () => void, signal: AbortSignal) {
    this.#view = view;
    this.#answering = answering;
    this.band.className = "band";
    this.band.hidden = true;
    view.scroller.layer.append(this.band);
    const { root } = view.scroller;
    root.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    root.addEventListener("pointermove", (event) => this.#move(event), { signal });
    root.addEventListener("pointerup", (event) => this.#up(event), { signal });
    root.addEventListener("pointercancel", () => this.#feed({ type: "cancel" }), { signal });
    root.addEventListener("dblclick", (event) => this.#isOnTile(event) && onOpen(), { signal });
    signal.addEventListener("abort", () => cancelAnimationFrame(this.#frame));
  }

  /** Whether a drag is going on. */
  get isDragging(): boolean {
    return this.#gesture.kind === "band" || this.#gesture.kind === "paint";
  }

  /** Take the drag back; false where there is none. */
  cancel(): boolean {
    if (this.#gesture.kind === "idle") return false;
    this.#feed({ type: "cancel" });
    return true;
  }

  /** A class key went down: with the button held, the drag becomes a stroke of that class. */
  hold(key: string): boolean {
    this.#held = this.#answering.armedBy(key);
    const gesture = this.#gesture;
    if (!this.#held || (gesture.kind !== "pressed" && gesture.kind !== "band")) return false;
    const from = gesture.kind === "pressed" ? gesture.at : gesture.from;
    this.#feed({ type: "cancel" });
    const mods = { ctrl: false, shift: false, alt: false };
    this.#feed({ type: "down", at: from, place: null, check: false, mods, paints: true });
    if (this.#last) this.#moveTo(this.#last);
    return true;
  }

  release(): void {
    this.#held = null;
  }

  #down(event: PointerEvent): void {
    const { root, geometry } = this.#view.scroller;
    const at = this.#view.scroller.pointOf(event);
    const onScrollBar = event.clientX - root.getBoundingClientRect().left >= root.clientWidth;
    const onButton = event.target instanceof Element && event.target.closest("button") !== null;
    if (event.button !== 0 || onScrollBar || onButton) return;
    event.preventDefault();
    root.focus({ preventScroll: true });
    if (event.pointerType !== "touch") root.setPointerCapture(event.pointerId);
    const mods = { ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey, alt: event.altKey };
    const check = event.target instanceof Element && event.target.classList.contains("check");
    this.#last = event;
    this.#view.selecting.startBand();
    this.#feed({ type: "down", at, place: placeAtPoint(geometry, at), check, mods, paints: this.#armed() !== null });
  }

  #move(event: PointerEvent): void {
    if (this.#gesture.kind === "idle" || event.pointerType === "touch") return;
    this.#last = event;
    this.#moveTo(event);
    this.#scrollAtEdges();
  }

  #up(event: PointerEvent): void {
    if (event.button === 0) this.#feed({ type: "up" });
  }

  #moveTo(event: PointerEvent): void {
    this.#feed({ type: "move", at: this.#view.scroller.pointOf(event), alt: event.altKey });
  }

  #armed(): Armed | null {
    return this.#held ?? (this.#answering.paints.peek() ? this.#answering.armed.peek() : null);
  }

  #feed(input: PointerInput): void {
    const step = pointer(this.#gesture, input);
    this.#gesture = step.state;
    for (const effect of step.effects) this.#carryOut(effect);
  }

  #carryOut(effect: Effect): void {
    switch (effect.do) {
      case "click":
        this.#view.selecting.click(effect.place, effect.check, effect.mods);
        break;
      case "background":
        if (!effect.mods.ctrl && !effect.mods.shift) this.#view.selecting.clear();
        break;
      case "band":
        this.#view.selecting.band(effect.from, effect.to, effect.keep);
        this.#showBand(effect);
        break;
      case "band_cancel":
        this.#view.selecting.cancelBand();
        this.band.hidden = true;
        break;
      case "band_end":
        this.band.hidden = true;
        break;
      case "paint":
        this.#paint(effect);
        break;
      case "paint_end":
        this.#stroke?.end();
        this.#stroke = null;
        break;
      case "paint_cancel":
        this.#stroke?.cancel();
        this.#stroke = null;
        break;
    }
  }

  #paint({ from, to, erase }: Extract<Effect, { do: "paint" }>): void {
    const armed = this.#armed();
    if (!this.#stroke && armed) this.#stroke = this.#answering.stroke(armed);
    this.#stroke?.over(crossed(this.#view.scroller.geometry, from, to), erase);
  }

  #showBand({ from, to }: Extract<Effect, { do: "band" }>): void {
    const x = Math.min(from.x, to.x);
    const y = Math.min(from.y, to.y);
    const box = { x, y, width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) };
    const placed = this.#view.scroller.inLayer(box);
    this.band.hidden = false;
    this.band.style.transform = `translate(${placed.x}px, ${placed.y}px)`;
    this.band.style.width = `${placed.width}px`;
    this.band.style.height = `${placed.height}px`;
  }

  /** Near an edge the grid scrolls under the pointer for as long as it stays there. */
  #scrollAtEdges(): void {
    if (this.#frame !== 0) return;
    const step = () => {
      this.#frame = 0;
      const speed = this.isDragging && this.#last ? this.#edgeSpeed(this.#last) : 0;
      if (speed === 0 || !this.#last) return;
      this.#view.scroller.scrollBy(speed);
      this.#moveTo(this.#last);
      this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  #edgeSpeed(event: PointerEvent): number {
    const { top, bottom } = this.#view.scroller.root.getBoundingClientRect();
    const above = top + EDGE_PX - event.clientY;
    const below = event.clientY - (bottom - EDGE_PX);
    if (above > 0) return -Math.min(60, above * EDGE_SPEED + 1);
    return below > 0 ? Math.min(60, below * EDGE_SPEED + 1) : 0;
  }

  #isOnTile(event: MouseEvent): boolean {
    const { scroller } = this.#view;
    return placeAtPoint(scroller.geometry, scroller.pointOf(event)) !== null;
  }
}
