// Counts of the panel: only of what is open and in view, after the pictures, not between two labels, kept, and stopped when
// nobody waits for them.
import { batch, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { Lru } from "../core/lru.ts";
import { Pause } from "../core/pause.ts";
import type { Clock } from "../core/types.ts";
import { type GridModel, sentence } from "../grid/model.ts";
import type { Facet, FacetInfo, Histogram } from "../protocol.gen.ts";

/** After the last picture came. */
const SETTLE_MS = 120;
/** Pictures that do not come hold the counts back only so long. */
const PATIENCE_MS = 1_200;
/** After something was opened or scrolled into view. */
const SOON_MS = 40;
const KEPT = 400;
const BINS = 30;
const NEVER = Number.POSITIVE_INFINITY;

type Counted = { readonly facet: Facet } | { readonly histogram: Histogram };
type Found = readonly (readonly [string, Counted])[];

/** A request on its way: the facets it counts, each with what it is counted under. */
interface Asked {
  readonly keys: ReadonlyMap<string, string>;
  rid: string;
}

export class Counts {
  readonly facets: Signal<ReadonlyMap<string, Facet>> = signal(new Map());
  readonly histograms: Signal<ReadonlyMap<string, Histogram>> = signal(new Map());
  /** Why a facet could not be counted. */
  readonly problems: Signal<ReadonlyMap<string, string>> = signal(new Map());
  /** Facets that show the numbers of a former query, or none yet. */
  readonly late: Signal<ReadonlySet<string>> = signal(new Set());
  /** The first pictures are there, or too late: others may ask the kernel too. */
  readonly isReady = signal(false);
  readonly #model: GridModel;
  readonly #clock: Clock;
  readonly #kept = new Lru<string, Counted>(KEPT);
  /** What each facet that is shown was counted under. */
  readonly #under = new Map<string, string>();
  readonly #wanted = new Set<string>();
  readonly #stop: (() => void)[];
  readonly #pause: Pause;
  #cancel: () => void = () => undefined;
  #due = NEVER;
  #deadline = 0;
  #asked: Asked | null = null;
  #epoch = 0;

  /** `hand` is another with whatever the user does between two labels. */
  constructor(model: GridModel, clock: Clock, hand: ReadonlySignal<unknown> = signal(null)) {
    this.#model = model;
    this.#clock = clock;
    this.#pause = new Pause(clock);
    const { session, rows, thumbs } = model;
    this.#stop = [
      effect(() => {
        rows.gen.value;
        this.#ranked();
      }),
      effect(() => {
        rows.version.value;
        thumbs.version.value;
        this.#pictured();
      }),
      effect(() => {
        if (model.querying.value) this.#drop(() => true);
        else this.#later(SETTLE_MS);
      }),
      session.on("applied", () => this.#labelled()),
      effect(() => {
        hand.value;
        this.#awaitPause();
      }),
      session.on("changed", () => this.forget()),
      session.on("query_changed", () => this.forget()),
    ];
  }

  /** A facet came into view, open; or left it. */
  see(name: string, isSeen: boolean): void {
    if (this.#wanted.has(name) === isSeen) return;
    if (isSeen) this.#wanted.add(name);
    else this.#wanted.delete(name);
    this.#recall();
    // Who opens a facet looks at the panel: the hands rest.
    if (this.#pause.left === null) this.#later(SOON_MS);
    else this.#hold(SOON_MS);
  }

  /** Count again what failed. */
  retry(name: string): void {
    const problems = new Map(this.problems.peek());
    problems.delete(name);
    this.problems.value = problems;
    this.#later(0);
  }

  /** Labels or the view itself changed: nothing that was counted holds. */
  forget(): void {
    this.#epoch++;
    this.#recall();
    this.#later(SETTLE_MS);
  }

  /** What was counted is late at the first label; it is counted in a pause of the hands. */
  #labelled(): void {
    this.#epoch++;
    if (this.#pause.left === null) this.#recall();
    this.#pause.changed();
    this.#awaitPause();
  }

  #awaitPause(): void {
    const { left } = this.#pause;
    if (left !== null) this.#hold(left);
  }

  dispose(): void {
    this.#cancel();
    for (const stop of this.#stop) stop();
  }

  /** Another ranking: what was counted under it before stands there at once, the rest waits for the pictures. */
  #ranked(): void {
    this.#deadline = this.#clock.now() + PATIENCE_MS;
    this.#pause.over();
    this.problems.value = new Map();
    this.#recall();
    this.#hold(PATIENCE_MS);
  }

  /** Rows and pictures came: the counts follow once no more do. */
  #pictured(): void {
    const { rows, thumbs } = this.#model;
    const isFirst = !this.isReady.peek();
    if (isFirst ? thumbs.version.peek() === 0 : rows.get(0) === undefined) return;
    if (this.#due !== NEVER && this.#pause.left === null)
      this.#hold(Math.max(0, Math.min(SETTLE_MS, this.#deadline - this.#clock.now())));
  }

  /** Ask then and not before, whatever was planned. */
  #hold(ms: number): void {
    this.#due = this.#clock.now() + ms;
    this.#cancel();
    this.#cancel = this.#clock.after(ms, () => this.#ask());
  }

  /** Ask then, unless something is planned already. */
  #later(ms: number): void {
    if (this.#due === NEVER) this.#hold(ms);
  }

  #ask(): void {
    this.#due = NEVER;
    this.#pause.over();
    if (this.#model.hello) this.isReady.value = true;
    if (this.#asked || !this.#model.hello || this.#model.querying.peek()) return;
    const missing = [...this.#wanted].filter((name) => this.#isMissing(name));
    const plain = missing.filter((name) => !this.#info(name)?.numeric);
    const [first] = missing;
    const gen = this.#model.rows.gen.peek();
    if (plain.length) void this.#run(plain, (asked) => this.#facetsOf(plain, gen, asked));
    else if (first) void this.#run([first], (asked) => this.#histogramOf(first, gen, asked));
  }

  async #facetsOf(names: readonly string[], gen: number, asked: Asked): Promise<Found> {
    const { result } = await this.#model.session.request("facets", { gen, names: [...names] }, this.#hooks(asked));
    if (this.#asked === asked) this.#model.counted(result);
    return result.facets.map((facet) => [facet.name, { facet }]);
  }

  async #histogramOf(field: string, gen: number, asked: Asked): Promise<Found> {
    const { result } = await this.#model.session.request("histogram", { gen, field, bins: BINS }, this.#hooks(asked));
    return [[field, { histogram: result }]];
  }

  #hooks(asked: Asked) {
    return {
      isPatient: true,
      stale: () => this.#asked !== asked,
      sent: (rid: string) => {
        asked.rid = rid;
      },
    };
  }

  async #run(names: readonly string[], ask: (asked: Asked) => Promise<Found>): Promise<void> {
    const asked: Asked = { keys: new Map(names.map((name) => [name, this.#key(name)])), rid: "" };
    this.#asked = asked;
    try {
      const found = await ask(asked);
      for (const [name, counted] of found) this.#kept.set(`${name} ${asked.keys.get(name)}`, counted);
      this.#recall();
    } catch (error) {
      if (this.#asked === asked) this.#failed(names, sentence(error));
    }
    if (this.#asked !== asked) return;
    this.#asked = null;
    this.#later(0);
  }

  /** Stop the kernel where nobody waits any more for what it counts. */
  #drop(isVain: (name: string, key: string) => boolean): void {
    const asked = this.#asked;
    if (!asked || ![...asked.keys].every(([name, key]) => isVain(name, key))) return;
    this.#asked = null;
    this.#model.session.request("cancel", { id: asked.rid }).catch(() => undefined);
  }

  #failed(names: readonly string[], reason: string): void {
    const problems = new Map(this.problems.peek());
    for (const name of names) problems.set(name, reason);
    this.problems.value = problems;
  }

  /** Show what is known under the query of now; what is not is late. */
  #recall(): void {
    this.#drop((name, key) => !this.#wanted.has(name) || key !== this.#key(name));
    const [facets, histograms] = [new Map(this.facets.peek()), new Map(this.histograms.peek())];
    for (const name of this.#wanted) {
      const key = this.#key(name);
      const counted = this.#kept.get(`${name} ${key}`);
      if (!counted || this.#under.get(name) === key) continue;
      this.#under.set(name, key);
      if ("facet" in counted) facets.set(name, counted.facet);
      else histograms.set(name, counted.histogram);
    }
    batch(() => {
      this.facets.value = facets;
      this.histograms.value = histograms;
      this.late.value = new Set([...this.#wanted].filter((name) => this.#under.get(name) !== this.#key(name)));
    });
  }

  #isMissing(name: string): boolean {
    return this.#under.get(name) !== this.#key(name) && !this.problems.peek().has(name);
  }

  #info(name: string): FacetInfo | undefined {
    return this.#model.hello?.facets.find((info) => info.name === name);
  }

  /** What the counts of a facet depend on: everything but the order, and but the facet's own filter. */
  #key(name: string): string {
    const { filters = [], search = "", receipt = null, tab = "data" } = this.#model.query.peek();
    const other = filters.filter((filter) => filter.field !== name);
    return JSON.stringify([this.#epoch, tab, search, receipt, other]);
  }
}
