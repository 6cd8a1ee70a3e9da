import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { RowStore } from "../core/rows.ts";
import type { Session } from "../core/session.ts";
import type { Row } from "../protocol.gen.ts";

const ROWS_AROUND = 30;

interface Hooks {
  /** About to show another item. */
  leave(): void;
  /** Another item is shown. */
  arrive(): void;
}

/** Where we are among the items. */
export class Walk {
  readonly pos: Signal<number> = signal(0);
  /** True after the last item, until one goes back. */
  readonly ended: Signal<boolean> = signal(false);
  readonly current: ReadonlySignal<Row | undefined>;

  constructor(
    readonly session: Session,
    readonly rows: RowStore,
    readonly hooks: Hooks,
  ) {
    this.current = computed(() => {
      rows.version.value;
      return rows.get(this.pos.value);
    });
  }

  /** Show the item at a place; beyond the last one stands the end. */
  go(pos: number): void {
    const count = this.rows.count.peek();
    this.hooks.leave();
    batch(() => {
      this.ended.value = count > 0 && pos >= count;
      this.pos.value = Math.max(0, Math.min(count - 1, pos));
      const place = this.pos.peek();
      this.rows.want(place - ROWS_AROUND, place + ROWS_AROUND, 1);
      this.hooks.arrive();
    });
  }

  next(): void {
    this.go(this.pos.peek() + 1);
  }

  previous(): void {
    this.go(this.ended.peek() ? this.pos.peek() : this.pos.peek() - 1);
  }

  /** Show this item wherever it stands now; `otherwise` where it is not among these. */
  async find(id: number, gen: number, otherwise: number): Promise<void> {
    try {
      const { result } = await this.session.request("locate", { gen, id });
      this.go(result.pos < 0 ? otherwise : result.pos);
    } catch {
      this.go(otherwise);
    }
  }

  /** To the next item that is still `open`, round the end; one that is not here yet may be. False if there is none. */
  toOpen(direction: 1 | -1, isOpen: (row: Row) => boolean): boolean {
    const count = this.rows.count.peek();
    const here = this.ended.peek() ? -1 : this.pos.peek();
    for (let step = 1; step <= count; step++) {
      const pos = (here + direction * step + count * 2) % count;
      const row = this.rows.get(pos);
      if (pos !== here && (!row || isOpen(row))) {
        this.go(pos);
        return true;
      }
    }
    return false;
  }

  /** To the next item without an answer to `question`, round the end; resolves to false if there is none. */
  async toUnlabelled(direction: 1 | -1, question: number, isLabelled: (row: Row) => boolean): Promise<boolean> {
    const near = this.#nearUnlabelled(direction, isLabelled);
    if (near !== null) {
      this.go(near);
      return true;
    }
    const args = { gen: this.rows.gen.peek(), start: this.pos.peek(), direction, question };
    const { result } = await this.session.request("locate", args);
    if (result.pos < 0) this.ended.value = true;
    else if (result.pos !== this.pos.peek()) this.go(result.pos);
    return result.pos >= 0;
  }

  /** Places to have ready, the most important first. */
  get ahead(): readonly number[] {
    const pos = this.pos.value;
    return [pos, pos + 1, pos + 2, pos + 3, pos - 1].filter((place) => place >= 0 && place < this.rows.count.value);
  }

  #nearUnlabelled(direction: 1 | -1, isLabelled: (row: Row) => boolean): number | null {
    const count = this.rows.count.peek();
    for (let pos = this.pos.peek() + direction; pos >= 0 && pos < count; pos += direction) {
      const row = this.rows.get(pos);
      if (!row) return null;
      if (!isLabelled(row)) return pos;
    }
    return null;
  }
}
