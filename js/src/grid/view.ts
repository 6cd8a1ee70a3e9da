// One view of the grid: its scroll place, focus and size, and what pointer and keys do to the selection.
import { batch, effect, type Signal, signal } from "@preact/signals-core";
import { Selection } from "../core/selection.ts";
import type { Px } from "../core/thumbs.ts";
import { clamp } from "../core/windowing.ts";
import { inkOn } from "../ui/theme.ts";
import type { Answering, Armed } from "./answering.ts";
import { neighbour, type Point, rowOf, SIZES, type Size, touched } from "./geometry.ts";
import type { Modifiers } from "./gestures.ts";
import type { GridModel } from "./model.ts";
import { Scroller, type TileSource } from "./scroller.ts";
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
  /** The place with the focus; -1 before the first. */
  readonly focus: Signal<number> = signal(-1);
  readonly size: Signal<Size>;
  /** Grows whenever tiles move on screen. */
  readonly motion = signal(0);
  readonly #model: GridModel;
  readonly #answering: Answering;
  readonly #pulse = signal<{ readonly ids: ReadonlySet<number>; readonly round: number }>({ ids: new Set(), round: 0 });
  #anchor = 0;
  #page: Selection | null = null;
  #direction: 1 | -1 | 0 = 0;
  #beforeBand = Selection.empty;

  constructor(model: GridModel, answering: Answering, size: Size) {
    this.#model = model;
    this.#answering = answering;
    this.size = signal(size);
    this.scroller = new Scroller(this, `nbl-tile-${++views}`);
  }

  start(abort: AbortSignal): void {
    this.scroller.start(abort);
    const stop = [
      effect(() => this.#redraw()),
      effect(() => this.#relayout()),
      effect(() => this.#followFocus()),
      effect(() => this.#startOver()),
      effect(() => this.#showBrush()),
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
      pixels: row ? this.#pixels(row.id) : undefined,
      chips: row ? this.#model.chipsOf(row) : NO_CHIPS,
      chipLimit: CHIP_LIMITS[size],
      selected: selection.peek().has(place),
      focused: this.focus.peek() === place,
      unsaved: row ? rows.isUnsaved(row.id) : false,
      refused: row ? (rows.refusal(row.id) ?? "") : "",
      pulse: row && ids.has(row.id) ? round : 0,
    };
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
      if (row) ids.push(row.id);
    };
    for (let place = first; place <= last; place++) add(place);
    for (let place = last + 1; place <= to; place++) add(place);
    for (let place = first - 1; place >= from; place--) add(place);
    thumbs.want(ids, this.#px());
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
    const { columns, count } = this.scroller.geometry;
    const first = rowOf(this.scroller.geometry, Math.max(0, this.focus.peek())) * columns;
    this.#moveTo(end ? Math.min(first + columns, count) - 1 : first, extend, false);
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
      this.#anchor = target;
      this.#carryAlong(target);
    });
  }

  click(place: number, check: boolean, mods: Modifiers): void {
    const { selection } = this.#model;
    this.focus.value = place;
    if (mods.shift) {
      const range = [this.#anchor, place] as const;
      this.#model.select(mods.ctrl ? selection.peek().with(range) : Selection.of(range));
      return;
    }
    this.#anchor = place;
    this.#model.select(check || mods.ctrl ? selection.peek().toggle(place) : Selection.of([place, place]));
  }

  toggleFocused(): void {
    const place = this.focus.peek();
    if (place < 0) return;
    this.#anchor = place;
    this.#model.select(this.#model.selection.peek().toggle(place));
  }

  clearSelection(): boolean {
    if (this.#model.selectedCount.peek() === 0) return false;
    this.#model.select(Selection.empty);
    return true;
  }

  /** The page in view; once that is selected, everything that matches. */
  selectPage(): void {
    if (this.count() === 0) return;
    if (this.isPageSelected()) this.#model.select(Selection.everything);
    else {
      this.#page = Selection.of(this.scroller.page());
      this.#model.select(this.#page);
    }
  }

  /** Whether the selection is the page that was selected last: no tile was added or taken off since. */
  isPageSelected(): boolean {
    return this.#model.selection.value === this.#page;
  }

  invertPage(): void {
    if (this.count() === 0) return;
    this.#model.select(this.#model.selection.peek().invert(this.scroller.page()));
  }

  startBand(): void {
    this.#beforeBand = this.#model.selection.peek();
  }

  band(from: Point, to: Point, keep: boolean): void {
    const hit = touched(this.scroller.geometry, from, to);
    const base = keep ? this.#beforeBand : Selection.empty;
    const { columns } = this.scroller.geometry;
    this.#model.select(hit ? base.withRectangle(hit.rows, hit.columns, columns, this.count()) : base);
  }

  cancelBand(): void {
    this.#model.select(this.#beforeBand);
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
      if (extend) this.#model.select(Selection.of([before < 0 ? now : this.#anchor, now]));
      else this.#anchor = keep ? this.#anchor : now;
      if (!extend && !keep) this.#carryAlong(now);
    });
  }

  /** A single selected tile goes where the focus goes. */
  #carryAlong(place: number): void {
    if (this.#model.selectedCount.peek() === 1) this.#model.select(Selection.of([place, place]));
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
    this.scroller.schedule();
  }

  #relayout(): void {
    this.size.value;
    this.#model.rows.count.value;
    const focus = this.focus.peek();
    this.scroller.relayout(focus >= 0 && this.scroller.isInView(focus) ? focus : undefined);
  }

  /** Another ranking: its top, and no focus that would mean another item than before. */
  #startOver(): void {
    this.#model.fresh.value;
    this.focus.value = -1;
    this.#anchor = 0;
    this.scroller.scrollTo(0);
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

function brushOf({ code, color }: Armed): string {
  const width = 12 + 8 * [...code].length;
  const text = code.replace(/[&<>]/g, "");
  const chip =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width + 10}" height="30">` +
    `<path d="M5 0v10M0 5h10" stroke="#000" stroke-width="3"/><path d="M5 0v10M0 5h10" stroke="#fff"/>` +
    `<rect x="9.5" y="9.5" width="${width}" height="18" rx="4" fill="${color}" stroke="#000" stroke-opacity=".5"/>` +
    `<text x="${9.5 + width / 2}" y="23" font-family="sans-serif" font-size="11" font-weight="600" ` +
    `text-anchor="middle" fill="${inkOn(color)}">${text}</text></svg>`;
  return `url("data:image/svg+xml,${encodeURIComponent(chip)}") 5 5, crosshair`;
}

const NO_CHIPS: TileState["chips"] = [];
