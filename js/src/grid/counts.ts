// Counts of the facets: asked late, one request at a time, never before the pictures, and not between two labels.
import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Ontology } from "../core/ontology.ts";
import { Pause } from "../core/pause.ts";
import type { Clock } from "../core/types.ts";
import type { Facet, FacetInfo, Filter } from "../protocol.gen.ts";
import type { GridModel } from "./model.ts";

const SETTLE_MS = 250;
/** Pictures that do not come (none in view, a busy kernel) hold the counts back only so long. */
const PATIENCE_MS = 1_500;
const OPEN_AT_FIRST = 6;

export class FacetCounts {
  readonly counts: Signal<ReadonlyMap<string, Facet>> = signal(new Map());
  /** Names of the facets whose buckets are on screen. */
  readonly open: Signal<ReadonlySet<string>> = signal(new Set());
  readonly loading = signal(false);
  readonly #model: GridModel;
  readonly #clock: Clock;
  readonly #stop: (() => void)[];
  readonly #pause: Pause;
  #cancel: () => void = () => undefined;
  #round = 0;
  #pictures = false;

  /** `hand` is another with whatever the user does between two labels. */
  constructor(model: GridModel, clock: Clock, hand: ReadonlySignal<unknown> = signal(null)) {
    this.#model = model;
    this.#clock = clock;
    this.#pause = new Pause(clock);
    this.#stop = [
      effect(() => this.#openFirst(model.session.hello.value?.facets ?? [])),
      effect(() => {
        model.rows.gen.value;
        this.open.value;
        this.#later(this.#pictures ? SETTLE_MS : PATIENCE_MS);
      }),
      effect(() => {
        if (model.thumbs.version.value === 0 || this.#pictures) return;
        this.#pictures = true;
        this.#later(SETTLE_MS);
      }),
      model.session.on("applied", () => {
        this.#pause.changed();
        this.#awaitPause();
      }),
      effect(() => {
        hand.value;
        this.#awaitPause();
      }),
      model.session.on("changed", () => this.#later(SETTLE_MS)),
    ];
  }

  toggle(name: string): void {
    const open = new Set(this.open.peek());
    if (!open.delete(name)) open.add(name);
    this.open.value = open;
  }

  dispose(): void {
    this.#cancel();
    for (const stop of this.#stop) stop();
  }

  #openFirst(infos: readonly FacetInfo[]): void {
    if (this.open.peek().size || !infos.length) return;
    this.open.value = new Set(
      infos
        .filter((info) => !info.numeric)
        .slice(0, OPEN_AT_FIRST)
        .map((info) => info.name),
    );
  }

  #later(ms: number): void {
    this.#cancel();
    this.#cancel = this.#clock.after(ms, () => void this.#ask());
  }

  #awaitPause(): void {
    const { left } = this.#pause;
    if (left !== null) this.#later(left);
  }

  async #ask(): Promise<void> {
    this.#pause.over();
    const names = [...this.open.peek()];
    const { session, rows } = this.#model;
    if (!names.length || !session.hello.peek()) return;
    const round = ++this.#round;
    this.loading.value = true;
    try {
      const { result } = await session.request("facets", { gen: rows.gen.peek(), names });
      if (round !== this.#round) return;
      const counts = new Map(this.counts.peek());
      for (const facet of result.facets) counts.set(facet.name, facet);
      this.counts.value = counts;
      this.#model.counted(result);
    } catch {
      return; // The link in the status bar says why; the next change asks again.
    } finally {
      if (round === this.#round) this.loading.value = false;
    }
  }
}

/** The filters after a click on a bucket: only this value; not this one with `not`; a second click takes it back. */
export function withBucket(filters: readonly Filter[], field: string, value: string, not: boolean): Filter[] {
  const op = not ? "not" : "is";
  const others = filters.filter((filter) => filter.field !== field);
  const same = filters.find((filter) => filter.field === field && filter.op === op);
  const values = same?.values ?? [];
  if (!not) return isOnly(values, value) ? others : [...others, { field, op, values: [value] }];
  const next = values.includes(value) ? values.filter((known) => known !== value) : [...values, value];
  return next.length ? [...others, { field, op, values: next }] : others;
}

/** The filters after adding a value to, or taking it from, those allowed (Ctrl+click). */
export function withBucketToo(filters: readonly Filter[], field: string, value: string): Filter[] {
  const others = filters.filter((filter) => filter.field !== field);
  const values = filters.find((filter) => filter.field === field && filter.op === "is")?.values ?? [];
  const next = values.includes(value) ? values.filter((known) => known !== value) : [...values, value];
  return next.length ? [...others, { field, op: "is", values: next }] : others;
}

/** How a bucket takes part in the filters. */
export function stateOf(filters: readonly Filter[], field: string, value: string): "is" | "not" | "" {
  const filter = filters.find((known) => known.field === field && (known.values ?? []).includes(value));
  return filter?.op === "is" || filter?.op === "not" ? filter.op : "";
}

/** Whether the filter asks for what the ontology does not have any more: it finds nothing until it is taken off. */
export function isGone(filter: Filter): boolean {
  return filter.field === "gone";
}

/** A filter in words: `Animal: cat, dog`, `status: not complete`. */
/** A filter in words; the names of options are known before anybody counted them. */
export function filterText(
  filter: Filter,
  infos: readonly FacetInfo[],
  counts: ReadonlyMap<string, Facet>,
  ontology?: Pick<Ontology, "option">,
): string {
  if (isGone(filter)) return `gone: ${filter.values?.join(", ")}`;
  const info = infos.find(({ name }) => name === filter.field);
  const heading = info?.label ?? filter.field;
  const buckets = counts.get(filter.field)?.buckets ?? [];
  const option = (value: string) => (info?.question ? ontology?.option(Number(value))?.name : undefined);
  const named = (value: string) =>
    buckets.find((bucket) => bucket.value === value)?.label ?? option(value) ?? (value || "no answer");
  const values = filter.values ?? [];
  if (filter.op === "between") return `${heading}: ${values.join(" to ")}`;
  if (filter.op === "contains") return `${heading} contains "${values[0] ?? ""}"`;
  return `${heading}: ${filter.op === "not" ? "not " : ""}${values.map(named).join(", ")}`;
}

function isOnly(values: readonly string[], value: string): boolean {
  return values.length === 1 && values[0] === value;
}
