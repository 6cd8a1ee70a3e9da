// Predictions in the grid: which are shown, how many would become labels, and the keys that accept and reject them.
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { Pause } from "../core/pause.ts";
import {
  isOpenTo,
  type PredictedChip,
  predictedChips,
  predictedParts,
  type Sight,
  withAccepted,
  withoutPredictions,
} from "../core/predictions.ts";
import { itemOf } from "../core/rows.ts";
import type { Clock } from "../core/types.ts";
import { itemOfUnit } from "../core/units.ts";
import type { AcceptPlan, Row, SourceInfo, Target } from "../protocol.gen.ts";
import type { Accepting } from "./acceptjob.ts";
import { type Aim, DIRECT_LIMIT } from "./aim.ts";
import type { Answering } from "./answering.ts";
import type { GridModel } from "./model.ts";
import type { Meant } from "./planned.ts";

const SETTLE_MS = 200;
const NO_CHIPS: readonly PredictedChip[] = [];

/** Places that stand next to each other, both ends inclusive. */
export type Places = readonly [number, number];

export class Predicting {
  readonly source: Signal<string> = signal("");
  readonly threshold: Signal<number> = signal(0);
  readonly sources: ReadonlySignal<readonly SourceInfo[]>;
  /** What accepting everything shown would do; null until the kernel has counted. */
  readonly plan: Signal<AcceptPlan | null> = signal(null);
  /** Opens the plan of accepting more than a key should change. */
  onMany: (asked: Accepting, meant: Meant) => void = () => undefined;
  readonly #model: GridModel;
  readonly #answering: Answering;
  readonly #clock: Clock;
  readonly #plans = new Map<string, { count: number; version: number }>();
  readonly #counted = signal(0);
  readonly #stop: (() => void)[];
  readonly #pause: Pause;
  #chips = new WeakMap<Row, readonly PredictedChip[]>();
  #open = new WeakMap<Row, boolean>();
  #version = 0;
  #round = 0;
  #asking = "";
  #cancel: () => void = () => undefined;

  constructor(model: GridModel, answering: Answering, clock: Clock) {
    this.#model = model;
    this.#answering = answering;
    this.#clock = clock;
    this.#pause = new Pause(clock);
    this.sources = computed(() => model.session.hello.value?.sources ?? []);
    this.#stop = [
      effect(() => this.#chooseFirst()),
      effect(() => {
        this.source.value;
        this.threshold.value;
        model.ontology.value;
        model.query.value;
        this.#chips = new WeakMap();
        this.#open = new WeakMap();
      }),
      effect(() => {
        this.sight.value;
        model.rows.gen.value;
        this.#later();
      }),
      model.session.on("applied", () => {
        this.#pause.changed();
        this.#awaitPause();
      }),
      effect(() => {
        answering.focused.value;
        this.#awaitPause();
      }),
      model.session.on("changed", () => this.#later()),
    ];
  }

  readonly sight: ReadonlySignal<Sight> = computed(() => ({
    source: this.source.value,
    threshold: this.threshold.value,
  }));

  /** Why nothing may be accepted in bulk here; "" where it may. */
  get refused(): string {
    return this.#model.session.hello.peek()?.bulk_refused ?? "";
  }

  /** Why what is aimed at may not be accepted together; of one item always "". */
  refusedAt(aim: Aim | null): string {
    return isOfSeveral(aim) ? this.refused : "";
  }

  /** Why it may not be rejected together: that is what a pulled task forbids, and nothing else does. */
  rejectRefusedAt(aim: Aim | null): string {
    return this.#model.session.hello.peek()?.task?.allocation === "pulling" ? this.refusedAt(aim) : "";
  }

  get isOn(): boolean {
    return this.source.value !== "";
  }

  /** Grows when a count of `restOf` has come. */
  get counted(): ReadonlySignal<number> {
    return this.#counted;
  }

  /** The top question whose predictions keys accept: the one that the grid is grouped by, else every one (0). */
  get root(): number {
    const [, source, question] = /^predicted:(.*)\/(\d+)$/.exec(this.#model.query.value.group ?? "") ?? [];
    return source === this.source.value ? Number(question) : 0;
  }

  chipsOf(row: Row): readonly PredictedChip[] {
    if (!row.predictions?.length && !row.object) return NO_CHIPS;
    const known = this.#chips.get(row);
    if (known) return known;
    const ontology = this.#model.ontology.peek();
    const chips = predictedChips(ontology, row, predictedParts(ontology, row, this.sight.peek()));
    this.#chips.set(row, chips);
    return chips;
  }

  /** Whether `a` and `x` mean anything here. */
  canAccept(aim: Aim | null): boolean {
    if (!aim || !this.source.peek()) return false;
    return !aim.rows || aim.rows.some((row) => this.#partsOf(row).length > 0);
  }

  /** Accept what is shown on the items aimed at, over other answers. */
  accept(aim: Aim | null = this.#answering.aim.peek()): void {
    if (!aim || !this.canAccept(aim)) return;
    if (!aim.rows) {
      this.#askFirst(aim);
      this.#answering.remember((next) => this.accept(next));
      return;
    }
    const rows = aim.rows.filter((row) => this.#partsOf(row).length > 0);
    this.#accept({ ids: rows.map(itemOf) }, rows, true);
    this.#answering.remember((next) => this.accept(next));
  }

  /** The predictions of the items aimed at are wrong: they are shown no longer. */
  reject(aim: Aim | null = this.#answering.aim.peek()): void {
    if (!aim || !this.canAccept(aim)) return;
    const [source, question] = [this.source.peek(), this.root];
    this.#answering.remember((next) => this.reject(next));
    if (!aim.rows) {
      this.#answering.onChange({ op: "reject", source, question }, aim);
      return;
    }
    const ontology = this.#model.ontology.peek();
    const drawn = this.#model.rows.optimistic(
      aim.rows.map(({ id }) => id),
      (row) => withoutPredictions(ontology, row, source, question),
    );
    const args = { target: aim.target, source, question };
    void this.#answering.send("reject", args, { count: aim.count, lost: null }, drawn);
  }

  /**
   * Accept what is shown at these places and was not touched: no other answer, and not selected for one.
   *
   * How many; null where the plan is shown first, as they are more than one sees.
   */
  acceptRest([first, last]: Places): number | null {
    const rows = this.#rowsOf([first, last]);
    if (!rows) {
      const [target, count] = [
        { gen: this.#model.rows.gen.peek(), ranges: [[first, last]] as [number, number][] },
        last - first + 1,
      ];
      if (count > DIRECT_LIMIT) this.#askFirst({ target, count });
      else this.#accept(target, null, false);
      return count > DIRECT_LIMIT ? null : count;
    }
    const rest = rows.filter((row) => this.#isOpen(row));
    const { selection } = this.#model;
    const unselected = rest.filter(({ pos }) => !selection.peek().has(pos));
    const meant = unselected.length ? unselected : rest;
    if (meant.length) this.#accept({ ids: meant.map(itemOf) }, meant, false);
    return meant.length;
  }

  /** Accept everything shown, in the whole view. */
  acceptAll(): void {
    const count = this.plan.peek()?.accepted ?? 0;
    const total = this.#model.rows.count.peek();
    if (!count || !total) return;
    if (count > DIRECT_LIMIT) this.#askFirst({ target: this.#everything(), count: total });
    else if (!this.#rowsOf([0, total - 1])) this.#accept(this.#everything(), null, false);
    else {
      const rows = (this.#rowsOf([0, total - 1]) ?? []).filter((row) => this.#isOpen(row));
      this.#accept({ ids: rows.map(itemOf) }, rows, false);
    }
  }

  /** How many of these places `acceptRest` would accept; null where that has to be counted first. */
  restOf(places: Places): number | null {
    if (!this.source.peek() || this.refused) return 0;
    const rows = this.#rowsOf(places);
    if (rows) return rows.reduce((sum, row) => sum + (this.#isOpen(row) ? 1 : 0), 0);
    const key = places.join();
    const known = this.#plans.get(key);
    if (known?.version !== this.#version) void this.#count(key, places);
    return known?.count ?? null;
  }

  dispose(): void {
    this.#cancel();
    for (const stop of this.#stop) stop();
  }

  #partsOf(row: Row) {
    return predictedParts(this.#model.ontology.peek(), row, this.sight.peek(), this.root);
  }

  #isOpen(row: Row): boolean {
    const known = this.#open.get(row);
    if (known !== undefined) return known;
    const isOpen = isOpenTo(this.#model.ontology.peek(), row, this.#partsOf(row));
    this.#open.set(row, isOpen);
    return isOpen;
  }

  #askFirst({ target, count }: Meant): void {
    this.onMany({ ...this.sight.peek(), question: this.root }, { target, count });
  }

  async #planOf(target: Target): Promise<AcceptPlan> {
    const { source, threshold } = this.sight.peek();
    const args = { target, source, question: this.root, threshold, override: false };
    return (await this.#model.session.request("accept_plan", args)).result;
  }

  #accept(target: Target, rows: readonly Row[] | null, override: boolean): void {
    const { source, threshold } = this.sight.peek();
    const question = this.root;
    const ontology = this.#model.ontology.peek();
    const sight = this.sight.peek();
    const drawn = rows
      ? this.#model.rows.optimistic(
          rows.map(({ id }) => id),
          (row) => withAccepted(ontology, row, predictedParts(ontology, row, sight, question), override),
        )
      : undefined;
    const count = rows?.length ?? DIRECT_LIMIT + 1;
    const args = { target, source, question, threshold, override };
    void this.#answering.send("accept", args, { count, lost: null }, drawn);
  }

  #everything(): Target {
    return { gen: this.#model.rows.gen.peek(), all: true, ranges: [] };
  }

  /** The rows of these places, where they are few and all here. */
  #rowsOf([first, last]: Places): readonly Row[] | null {
    if (last - first >= DIRECT_LIMIT) return null;
    const rows: Row[] = [];
    for (let place = first; place <= last; place++) {
      const row = this.#model.rows.get(place);
      if (!row) return null;
      rows.push(row);
    }
    return rows;
  }

  #chooseFirst(): void {
    const known = this.sources.value;
    const chosen = this.source.peek();
    if (chosen ? known.some(({ name }) => name === chosen) : !known.length) return;
    this.source.value = known[0]?.name ?? "";
  }

  #later(): void {
    this.#version++;
    this.#recount(SETTLE_MS);
  }

  /** Labels change what would be accepted: that is counted in a pause of the hands. */
  #awaitPause(): void {
    const { left } = this.#pause;
    if (left !== null) this.#recount(left);
  }

  #recount(afterMs: number): void {
    this.#cancel();
    if (!this.source.peek() || this.refused) {
      this.plan.value = null;
      return;
    }
    this.#cancel = this.#clock.after(afterMs, () => {
      if (this.#pause.left !== null) this.#version++;
      this.#pause.over();
      this.#counted.value++;
      void this.#ask();
    });
  }

  async #ask(): Promise<void> {
    const round = ++this.#round;
    try {
      const plan = await this.#planOf(this.#everything());
      if (round === this.#round) this.plan.value = plan;
    } catch {
      if (round === this.#round) this.plan.value = null; // the link says why; the next change asks again
    }
  }

  /** One at a time, so that a long list of groups does not keep the kernel from everything else. */
  async #count(key: string, [first, last]: Places): Promise<void> {
    if (this.#asking) return;
    this.#asking = key;
    const version = this.#version;
    try {
      const target = { gen: this.#model.rows.gen.peek(), ranges: [[first, last]] as [number, number][] };
      const plan = await this.#planOf(target);
      this.#plans.set(key, { count: plan.accepted, version });
    } catch {
      this.#plans.set(key, { count: 0, version });
    } finally {
      this.#asking = "";
      this.#counted.value++;
    }
  }
}

/** Frames of one item are one thing to work on. */
function isOfSeveral(aim: Aim | null): boolean {
  if (!aim?.rows) return aim !== null;
  return new Set(aim.rows.map((row) => itemOfUnit(itemOf(row)))).size > 1;
}
