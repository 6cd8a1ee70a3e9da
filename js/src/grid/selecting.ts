// What pointer and keys do to the selection in one view: the anchor of ranges, the page, the rubber band.
import type { Signal } from "@preact/signals-core";
import { Selection } from "../core/selection.ts";
import { type Point, touched } from "./geometry.ts";
import type { Modifiers } from "./gestures.ts";
import type { GridModel } from "./model.ts";
import type { Scroller } from "./scroller.ts";

export class Selecting {
  readonly #model: GridModel;
  readonly #scroller: Scroller;
  readonly #focus: Signal<number>;
  #anchor = 0;
  #page: Selection | null = null;
  #beforeBand = Selection.empty;

  constructor(model: GridModel, scroller: Scroller, focus: Signal<number>) {
    this.#model = model;
    this.#scroller = scroller;
    this.#focus = focus;
  }

  /** Ranges start here from now on; a single selected tile goes along. */
  anchorAt(place: number): void {
    this.#anchor = place;
    if (this.#model.selectedCount.peek() === 1) this.#model.select(Selection.of([place, place]));
  }

  forget(anchor: number): void {
    this.#anchor = anchor;
  }

  /** Select from the anchor to a place. */
  extendTo(place: number): void {
    this.#model.select(Selection.of([this.#anchor, place]));
  }

  /** Select one tile and nothing else. */
  only(place: number): void {
    this.#anchor = place;
    this.#model.select(Selection.of([place, place]));
  }

  click(place: number, check: boolean, mods: Modifiers): void {
    const { selection } = this.#model;
    this.#focus.value = place;
    if (mods.shift) {
      const range = [this.#anchor, place] as const;
      this.#model.select(mods.ctrl ? selection.peek().with(range) : Selection.of(range));
      return;
    }
    this.#anchor = place;
    this.#model.select(check || mods.ctrl ? selection.peek().toggle(place) : Selection.of([place, place]));
  }

  toggleFocused(): void {
    const place = this.#focus.peek();
    if (place < 0) return;
    this.#anchor = place;
    this.#model.select(this.#model.selection.peek().toggle(place));
  }

  clear(): boolean {
    if (this.#model.selectedCount.peek() === 0) return false;
    this.#model.select(Selection.empty);
    return true;
  }

  /** The page in view; once that is selected, everything that matches. */
  selectPage(): void {
    if (this.#count === 0) return;
    if (this.isPageSelected()) this.everything();
    else {
      this.#page = Selection.of(this.#scroller.page());
      this.#model.select(this.#page);
    }
  }

  /** Whether the selection is the page that was selected last: no tile was added or taken off since. */
  isPageSelected(): boolean {
    return this.#model.selection.value === this.#page;
  }

  invertPage(): void {
    if (this.#count === 0) return;
    this.#model.select(this.#model.selection.peek().invert(this.#scroller.page()));
  }

  startBand(): void {
    this.#beforeBand = this.#model.selection.peek();
  }

  band(from: Point, to: Point, keep: boolean): void {
    const hit = touched(this.#scroller.geometry, from, to);
    const base = keep ? this.#beforeBand : Selection.empty;
    this.#model.select(base.withAll(hit));
  }

  cancelBand(): void {
    this.#model.select(this.#beforeBand);
  }

  everything(): void {
    if (this.#count > 0) this.#model.select(Selection.everything);
  }

  get #count(): number {
    return this.#model.rows.count.peek();
  }
}
