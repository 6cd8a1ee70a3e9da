// One view of the grid: its scroll place, focus and size, and how each tile looks.
import { batch, effect, type Signal, signal, untracked } from "@preact/signals-core";
import { itemOf } from "../core/rows.ts";
import type { Px } from "../core/thumbs.ts";
import { clamp } from "../core/windowing.ts";
import type { Group } from "../protocol.gen.ts";
import type { Answering } from "./answering.ts";
import { brushOf } from "./brush.ts";
import { lineOf, neighbour, placesOf, SIZES, type Size, sectionOf } from "./geometry.ts";
import type { HeadingState } from "./heading.ts";
import type { GridModel } from "./model.ts";
import type { Predicting } from "./predicting.ts";
import { Scroller, type TileSource } from "./scroller.ts";
import { Selecting } from "./selecting.ts";
import type { GridParts } from "./store.ts";
import type { TileState } from "./tile.ts";

const PULSE_MS = 1_600;
const CHIP_LIMITS: Record<Size, number> = { 64: 2, 128: 3, 192: 3, 320: 3 };
let views = 0;

export interface Step {
  readonly columns?: number;
  readonly rows?: number;
  /** Extend the selection from the anchor. */
  readonly extend?: boolean;
  /** Leave the selection as it is. */
  readonly keep?: boolean;
}

export class GridView implements TileSource {
  readonly scroller: Scroller;
  readonly selecting: Selecting;
  /** The place with the focus; -1 before the first. */
  readonly focus: Signal<number> = signal(-1);
  readonly size: Signal<Size>;
  /** Grows whenever tiles move on screen. */
  readonly motion = signal(0);
  readonly #model: GridModel;
  readonly #answering: Answering;
  readonly #predicting: Predicting;
  readonly #pulse = signal<{ readonly ids: ReadonlySet<number>; readonly round: number }>({ ids: new Set(), round: 0 });
  #direction: 1 | -1 | 0 = 0;

  constructor({ model, answering, predicting }: GridParts, size: Size) {
    this.#model = model;
    this.#answering = answering;
    this.#predicting = predicting;
    this.size = signal(size);
    this.scroller = new Scroller(this, `nbl-tile-${++views}`);
    this.selecting = new Selecting(model, this.scroller, this.focus);
  }

  start(abort: AbortSignal): void {
    this.scroller.start(abort);
    const stop = [
      effect(() => this.#redraw()),
      effect(() => this.#relayout()),
      effect(() => this.#followFocus()),
      effect(() => this.#startOver()),
      effect(() => this.#showBrush()),
      effect(() => {
        if (this.#answering.settled.value) untracked(() => this.scroller.flush());
      }),
    ];
    abort.addEventListener("abort", () => {
      for (const end of stop) end();
    });
  }

  count(): number {
    return this.#model.rows.count.peek();
  }

  tileSize(): Size {
    return this.size.peek();
  }

  stateOf(place: number): TileState {
    const { rows, selection } = this.#model;
    const row = rows.get(place);
    const size = this.size.peek();
    const { ids, round } = this.#pulse.peek();
    return {
      place,
      row,
      pixels: row ? this.#pixels(itemOf(row)) : undefined,
      chips: row ? this.#model.chipsOf(row) : NO_CHIPS,
      predicted: row ? this.#predicting.chipsOf(row) : NO_PREDICTED,
      chipLimit: CHIP_LIMITS[size],
      selected: selection.peek().has(place),
      focused: this.focus.peek() === place,
      unsaved: row ? rows.isUnsaved(row.id) : false,
      refused: row ? (rows.refusal(row.id) ?? "") : "",
      pulse: row && ids.has(row.id) ? round : 0,
    };
  }

  groups(): readonly Group[] {
    return this.#model.groups.peek();
  }

  headingOf(section: number): HeadingState {
    const { label = "", first = 0, count = 0 } = this.groups()[section] ?? {};
    const rest = this.#predicting.isOn && count > 0 ? this.#predicting.restOf([first, first + count - 1]) : 0;
    const isCurrent = this.sectionOfFocus() === section;
    const many = rest === null ? "…" : rest.toLocaleString("en");
    const action = rest === 0 ? "" : `${isCurrent ? "A · " : ""}Accept the rest (${many})`;
    return { label, count, action, isCurrent, run: () => this.acceptSection(section) };
  }

  /** The group that holds the focus, else the first one in view. */
  sectionOfFocus(): number {
    const { geometry } = this.scroller;
    const focus = this.focus.peek();
    return sectionOf(geometry, focus >= 0 && this.scroller.isInView(focus) ? focus : this.scroller.firstInView());
  }

  /** Accept the predictions that nobody touched, of the group or the page in view, and go on to the next one. */
  acceptRest(): void {
    if (this.scroller.geometry.heading) this.acceptSection(this.sectionOfFocus());
    else this.#acceptPlaces(this.scroller.page());
  }

  acceptSection(section: number): void {
    const { first = 0, count = 0 } = this.groups()[section] ?? {};
    if (count) this.#acceptPlaces([first, first + count - 1]);
  }

  #acceptPlaces([first, last]: readonly [number, number]): void {
    if (this.count() === 0) return;
    const count = this.#predicting.acceptRest([first, last]);
    if (count === 0) this.#model.problem.value = "Nothing is left here to accept.";
    if (!count || last + 1 >= this.count()) return;
    batch(() => {
      this.focus.value = last + 1;
      this.selecting.forget(last + 1);
      this.scroller.showFirst(last + 1);
    });
  }

  inView(first: number, last: number, direction: 1 | -1 | 0): void {
    if (direction !== 0) this.#direction = direction;
    const { rows, thumbs } = this.#model;
    const ahead = last - first + 1;
    const from = this.#direction < 0 ? Math.max(0, first - ahead) : first;
    const to = Math.min(this.count() - 1, this.#direction < 0 ? last : last + ahead);
    rows.want(from, to, this.#direction);
    const ids: number[] = [];
    const add = (place: number) => {
      const row = rows.get(place);
      if (row) ids.push(itemOf(row));
    };
    for (let place = first; place <= last; place++) add(place);
    const seen = ids.length;
    for (let place = last + 1; place <= to; place++) add(place);
    for (let place = first - 1; place >= from; place--) add(place);
    const isMoving = direction !== 0;
    thumbs.want([...new Set(ids)], this.#px(), isMoving ? seen : ids.length);
  }

  moved(): void {
    this.motion.value++;
  }

  /** Move the focus; -1 to nowhere. */
  focusOn(place: number): void {
    const last = this.count() - 1;
    if (last < 0) return;
    this.focus.value = clamp(place, 0, last);
    this.scroller.reveal(this.focus.peek());
  }

  /** Arrow keys. A single selected tile moves along; a larger selection stays until something replaces it. */
  step({ columns = 0, rows = 0, extend = false, keep = false }: Step): void {
    if (this.count() === 0) return;
    const from = this.focus.peek();
    const to = from < 0 ? this.scroller.firstInView() : neighbour(this.scroller.geometry, from, columns, rows);
    this.#moveTo(to, extend, keep);
  }

  screen(direction: 1 | -1, extend = false): void {
    const rows = Math.max(1, Math.floor(this.scroller.viewHeight / this.scroller.geometry.rowHeight));
    this.step({ rows: rows * direction, extend });
  }

  rowEnd(end: boolean, extend = false): void {
    const { geometry } = this.scroller;
    const [first, last] = placesOf(geometry, lineOf(geometry, Math.max(0, this.focus.peek())));
    this.#moveTo(end ? last : first, extend, false);
  }

  gridEnd(end: boolean, extend = false): void {
    this.#moveTo(end ? this.count() - 1 : 0, extend, false);
  }

  /** Show a place somewhere in view and put the focus there. */
  goTo(place: number): void {
    const target = clamp(place, 0, Math.max(0, this.count() - 1));
    this.scroller.centre(target);
    batch(() => {
      this.focus.value = target;
      this.selecting.anchorAt(target);
    });
  }

  /** Next size up or down, with the focused tile staying where it is. */
  zoom(by: 1 | -1): void {
    const next = SIZES[SIZES.indexOf(this.size.peek()) + by];
    if (next) this.setSize(next);
  }

  setSize(size: Size): void {
    this.size.value = size;
  }

  /** Show where something happened: scroll there if it is out of view, and pulse the tiles once. */
  pulse(ids: readonly number[], first: number): void {
    if (first >= 0 && !this.scroller.isInView(first)) this.scroller.centre(first);
    const round = this.#pulse.peek().round + 1;
    this.#pulse.value = { ids: new Set(ids), round };
    setTimeout(() => {
      if (this.#pulse.peek().round === round) this.#pulse.value = { ids: new Set(), round };
    }, PULSE_MS);
  }

  #moveTo(place: number, extend: boolean, keep: boolean): void {
    const before = this.focus.peek();
    batch(() => {
      this.focusOn(place);
      const now = this.focus.peek();
      if (extend && before < 0) this.selecting.only(now);
      else if (extend) this.selecting.extendTo(now);
      else if (!keep) this.selecting.anchorAt(now);
    });
  }

  #pixels(id: number): TileState["pixels"] {
    const { thumbs } = this.#model;
    const px = this.#px();
    return thumbs.get(id, px) ?? (px === 256 ? thumbs.get(id, 128) : undefined);
  }

  #px(): Px {
    return this.size.peek() * Math.min(2, globalThis.devicePixelRatio || 1) > 150 ? 256 : 128;
  }

  #redraw(): void {
    const { rows, thumbs, selection } = this.#model;
    rows.version.value;
    thumbs.version.value;
    selection.value;
    this.focus.value;
    this.#pulse.value;
    this.#predicting.sight.value;
    this.#predicting.counted.value;
    this.scroller.schedule();
  }

  #relayout(): void {
    this.size.value;
    this.#model.rows.count.value;
    this.#model.groups.value;
    const focus = this.focus.peek();
    this.scroller.relayout(focus >= 0 && this.scroller.isInView(focus) ? focus : undefined);
  }

  /** Another ranking: its top and no focus, or where the page stood before it was loaded again. */
  #startOver(): void {
    const { focus, first } = this.#model.start.value;
    this.focus.value = focus;
    this.selecting.forget(Math.max(0, focus));
    if (first >= 0) this.scroller.showFirst(first);
    else this.scroller.centre(focus);
  }

  /** In paint mode the pointer carries the class it paints. */
  #showBrush(): void {
    const armed = this.#answering.paints.value ? this.#answering.armed.value : null;
    const { root } = this.scroller;
    root.classList.toggle("paints", this.#answering.paints.value);
    root.style.cursor = armed ? brushOf(armed) : "";
  }

  #followFocus(): void {
    this.#model.rows.version.value;
    const place = this.focus.value;
    const row = place < 0 ? undefined : this.#model.rows.get(place);
    if (row) this.#answering.focused.value = row.id;
    else if (place < 0) this.#answering.focused.value = null;
  }
}

const NO_CHIPS: TileState["chips"] = [];
const NO_PREDICTED: TileState["predicted"] = [];
