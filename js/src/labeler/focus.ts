import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { isUnit, type Mode, type Scope } from "../core/scope.ts";
import type { Row } from "../protocol.gen.ts";

/** What the next answer is about: the whole item, the frame on screen, or the frames between two marks. */
export class Focus {
  /** What the annotator chose; it stays from item to item, other than the marks of a range. */
  readonly chosen: Signal<"frame" | "item"> = signal("item");
  /** The frame that is on screen; null while none is. */
  readonly frame: Signal<number | null> = signal(null);
  /** Whether another frame than the one on screen was asked for and is on its way. */
  readonly isPending: Signal<boolean> = signal(false);
  /** How many frames there are, once that is known; a row may have come before its file was read. */
  readonly count: Signal<number | null> = signal(null);
  /** Whether frame numbers mean the same as in Python: not while a volume is sliced along another axis. */
  readonly isNumbered: Signal<boolean> = signal(true);
  readonly start: Signal<number | null> = signal(null);
  readonly end: Signal<number | null> = signal(null);

  constructor(readonly row: ReadonlySignal<Row | undefined>) {}

  /** Whether there is a choice at all. */
  readonly hasFrames: ReadonlySignal<boolean> = computed(() => {
    const row = this.row.value;
    const count = this.count.value ?? row?.n_frames ?? 1;
    return row !== undefined && !isUnit(row) && count > 1 && this.isNumbered.value;
  });

  readonly mode: ReadonlySignal<Mode> = computed(() => {
    if (!this.hasFrames.value) return "item";
    return this.isMarked ? "range" : this.chosen.value;
  });

  /** The frames between the marks; a mark that is not set lies where one looks. */
  readonly range: ReadonlySignal<readonly [number, number]> = computed(() => {
    const here = this.frame.value ?? 0;
    const [start, end] = [this.start.value ?? here, this.end.value ?? here];
    return start <= end ? [start, end] : [end, start];
  });

  readonly scope: ReadonlySignal<Scope> = computed(() => {
    const frame = this.frame.value;
    if (this.mode.value === "item") return null;
    return this.mode.value === "range" ? this.range.value : [frame ?? 0, frame ?? 0];
  });

  /** Whether what an answer would be about is what is seen. */
  get isSettled(): boolean {
    return this.mode.peek() === "item" || (this.frame.peek() !== null && !this.isPending.peek());
  }

  get isMarked(): boolean {
    return this.start.value !== null || this.end.value !== null;
  }

  /** Let answers be about this; a range begins where one looks. */
  choose(mode: Mode): void {
    batch(() => {
      if (mode === "range") this.start.value ??= this.frame.peek() ?? 0;
      else {
        this.unmark();
        this.chosen.value = mode;
      }
    });
  }

  markStart(frame: number): void {
    batch(() => {
      this.start.value = frame;
      if ((this.end.peek() ?? frame) < frame) this.end.value = null;
    });
  }

  markEnd(frame: number): void {
    batch(() => {
      this.end.value = frame;
      if ((this.start.peek() ?? frame) > frame) this.start.value = null;
    });
  }

  unmark(): void {
    batch(() => {
      this.start.value = null;
      this.end.value = null;
    });
  }
}
