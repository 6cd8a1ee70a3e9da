import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Row } from "../protocol.gen.ts";
import { Lru } from "./lru.ts";
import type { Session } from "./session.ts";

export const PAGE_ROWS = 60;
const PAGES_KEPT = 200;
const REQUESTS_AT_ONCE = 2;

/** The item or frame that a row shows: of a row that is a label or a prediction, the one it is on. */
export function itemOf(row: Row): number {
  return row.of || row.id;
}

/** A change drawn before the kernel answered. */
export interface Optimistic {
  /** The kernel did it: these rows are the truth now. */
  commit(rows?: readonly Row[]): void;
  /** The kernel refused it: the rows go back, and `reason` stands on them. */
  rollback(reason?: string): void;
}

interface Patch {
  readonly ids: ReadonlySet<number>;
  readonly change: (row: Row) => Row;
}

/** The rows of the current ranking, fetched a page at a time. */
export class RowStore {
  readonly #session: Session;
  readonly #pages = new Lru<number, readonly number[]>(PAGES_KEPT, (_, ids) => this.#forget(ids));
  readonly #base = new Map<number, Row>();
  readonly #shown = new Map<number, Row>();
  readonly #patches = new Set<Patch>();
  readonly #refusals = new Map<number, string>();
  readonly #asked = new Set<number>();
  readonly #version = signal(0);
  readonly #count = signal(0);
  readonly #gen = signal(0);
  readonly #stop: (() => void)[];
  #wanted: number[] = [];

  constructor(session: Session) {
    this.#session = session;
    this.#stop = [
      session.on("changed", (changed) => this.apply(changed.rows)),
      session.on("facts", ({ rows }) => this.apply(rows)),
      session.on("applied", (change) => this.#applied(change.rows)),
      session.on("reset", () => this.#greeted()),
    ];
    if (session.hello.peek()) this.#greeted();
  }

  /** Grows with every change of any row, so that what reads it is drawn again. */
  get version(): ReadonlySignal<number> {
    return this.#version;
  }

  /** Items in the ranking. */
  get count(): ReadonlySignal<number> {
    return this.#count;
  }

  get gen(): ReadonlySignal<number> {
    return this.#gen;
  }

  /** The row at a place, if it is here. */
  get(pos: number): Row | undefined {
    const page = this.#pages.get(Math.floor(pos / PAGE_ROWS));
    const id = page?.[pos % PAGE_ROWS];
    return id === undefined ? undefined : this.byId(id);
  }

  byId(id: number): Row | undefined {
    return this.#shown.get(id) ?? this.#base.get(id);
  }

  /** True from the key press to the kernel's answer. */
  isUnsaved(id: number): boolean {
    for (const patch of this.#patches) if (patch.ids.has(id)) return true;
    return false;
  }

  /** Why the latest change of this item was refused. */
  refusal(id: number): string | undefined {
    return this.#refusals.get(id);
  }

  /** Show another ranking: what `query` and `refresh` answer with. */
  reset(gen: number, count: number): void {
    this.#gen.value = gen;
    this.#count.value = count;
    this.#pages.clear();
    this.#base.clear();
    this.#asked.clear();
    this.#refusals.clear();
    this.#redraw();
    this.#ask();
  }

  /** Have the rows from `first` to `last` soon, and a page more in the direction of motion. */
  want(first: number, last: number, direction: 1 | -1 | 0 = 0): void {
    const from = Math.floor(Math.max(0, first) / PAGE_ROWS);
    const to = Math.floor(Math.min(this.#count.peek() - 1, last) / PAGE_ROWS);
    const wanted: number[] = [];
    for (let page = from; page <= to; page++) wanted.push(page);
    if (direction === 1) wanted.push(to + 1);
    if (direction === -1) wanted.push(from - 1);
    this.#wanted = wanted.filter((page) => page >= 0 && page * PAGE_ROWS < this.#count.peek());
    this.#ask();
  }

  /** Take rows as the kernel has them; one that is here already may have been read later, and stays. */
  apply(rows: readonly Row[]): void {
    if (!rows.length) return;
    this.#put(rows);
    this.#redraw();
  }

  /** Draw a change at once; the answer commits it or rolls it back. */
  optimistic(ids: readonly number[], change: (row: Row) => Row): Optimistic {
    const patch: Patch = { ids: new Set(ids), change };
    this.#patches.add(patch);
    for (const id of ids) this.#refusals.delete(id);
    this.#redraw();
    return {
      commit: (rows) => this.#commit(patch, rows ?? []),
      rollback: (reason) => this.#rollback(patch, reason),
    };
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
  }

  #put(rows: readonly Row[]): void {
    for (const row of rows) {
      const known = this.#base.get(row.id);
      if (known && isOlder(row, known)) continue;
      this.#base.set(row.id, row.pos < 0 && known ? { ...row, pos: known.pos } : row);
    }
  }

  /** What was drawn before the answer came looks as it did until that is committed, which is next. */
  #applied(rows: readonly Row[]): void {
    if (rows.length && rows.every(({ id }) => this.isUnsaved(id))) this.#put(rows);
    else this.apply(rows);
  }

  #greeted(): void {
    const hello = this.#session.hello.peek();
    if (!hello) return;
    if (hello.gen === this.#gen.peek() && this.#count.peek() === hello.count) {
      // It may be another kernel, which counts anew.
      for (const [id, row] of this.#base) this.#base.set(id, { ...row, as_of: 0 });
      this.#asked.clear();
      this.#pages.clear();
      this.#ask();
    } else {
      this.reset(hello.gen, hello.count);
    }
  }

  #commit(patch: Patch, rows: readonly Row[]): void {
    if (!this.#patches.delete(patch)) return;
    const answered = new Set(rows.map((row) => row.id));
    for (const id of patch.ids) {
      const row = this.#base.get(id);
      if (row && !answered.has(id)) this.#base.set(id, patch.change(row));
    }
    this.apply(rows);
    this.#redraw();
  }

  #rollback(patch: Patch, reason: string | undefined): void {
    if (!this.#patches.delete(patch)) return;
    if (reason) for (const id of patch.ids) this.#refusals.set(id, reason);
    this.#redraw();
  }

  #redraw(): void {
    this.#shown.clear();
    for (const patch of this.#patches) {
      for (const id of patch.ids) {
        const row = this.byId(id);
        if (row) this.#shown.set(id, patch.change(row));
      }
    }
    this.#version.value++;
  }

  #ask(): void {
    const missing = this.#wanted.filter((page) => !this.#pages.has(page) && !this.#asked.has(page));
    for (const page of missing) {
      if (this.#asked.size >= REQUESTS_AT_ONCE) return;
      void this.#fetch(page);
    }
  }

  async #fetch(page: number): Promise<void> {
    const gen = this.#gen.peek();
    const stale = () => gen !== this.#gen.peek();
    this.#asked.add(page);
    try {
      const args = { gen, first: page * PAGE_ROWS, count: PAGE_ROWS };
      const { result } = await this.#session.request("rows", args, { stale });
      if (stale()) return;
      if (result.gen !== gen) return this.#session.retry();
      this.#take(page, result.rows);
    } catch {
      // The link says why; what is still wanted is asked for after the next hello.
      if (!stale()) this.#asked.delete(page);
      return;
    }
    this.#asked.delete(page);
    this.#ask();
  }

  #take(page: number, rows: readonly Row[]): void {
    this.#pages.set(
      page,
      rows.map((row) => row.id),
    );
    this.apply(rows);
  }

  #forget(ids: readonly number[]): void {
    for (const id of ids) if (!this.isUnsaved(id)) this.#base.delete(id);
  }
}

/** Answers cross on their way: what was read before a change may come after what the change made. */
function isOlder(row: Row, than: Row): boolean {
  return (row.as_of ?? 0) < (than.as_of ?? 0);
}
