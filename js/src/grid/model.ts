// What all views of one grid share: session, rows, pictures, query, selection. No DOM.
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { type Chip, Ontology } from "../core/ontology.ts";
import type { RowStore } from "../core/rows.ts";
import { Selection } from "../core/selection.ts";
import type { Session } from "../core/session.ts";
import { ThumbStore } from "../core/thumbs.ts";
import { type Answered, type Change, type Clock, WireError } from "../core/types.ts";
import type { Args, Facets, Filter, Group, Hello, Query, QueryResult, Row, Target } from "../protocol.gen.ts";
import { type ThumbUrl, urlOf } from "./picture.ts";
import type { Place, Start } from "./place.ts";

/** What the page showed before it was loaded again. */
export interface Former {
  readonly selection: Target | null;
  /** The item with the focus, 0 for none. */
  readonly current: number;
  readonly place: Place | null;
}

export class GridModel {
  readonly thumbs: ThumbStore<ThumbUrl>;
  readonly selection: Signal<Selection> = signal(Selection.empty);
  readonly query: Signal<Query> = signal({});
  /** The view as a line of Python. */
  readonly code = signal("");
  /** Headings of a grouped ranking, in order. */
  readonly groups: Signal<readonly Group[]> = signal([]);
  /** Titles of the collections that fixed members can be added to, those made here too. */
  readonly collections: Signal<readonly string[]> = signal([]);
  readonly ontology: ReadonlySignal<Ontology>;
  readonly selectedCount: ReadonlySignal<number>;
  /** The query as the user has it by now: the one being run, else the one that is shown. The next change starts from it. */
  readonly wanted: ReadonlySignal<Query>;
  /** Set while another query is being run. */
  readonly querying = signal(false);
  /** Items changed since the query ran, where that may make them leave. */
  readonly mayNotMatch = signal(0);
  /** How many items match by now, whoever changed them; null before they were counted since the query ran. */
  readonly matching: Signal<number | null> = signal(null);
  /** The latest sentence that something did not work. */
  readonly problem = signal("");
  readonly #chips = new WeakMap<Row, readonly Chip[]>();
  readonly #stop: (() => void)[];
  /** Set with every other ranking: where its views start. */
  readonly start: Signal<Start> = signal(TOP);
  #recentCollections: readonly string[] = [];
  readonly #asked: Signal<Query | null> = signal(null);
  #round = 0;
  #gen = 0;
  #former: Former | null;

  constructor(
    readonly session: Session,
    readonly rows: RowStore,
    clock: Clock,
    former: Former | null = null,
  ) {
    this.#former = former;
    this.thumbs = new ThumbStore<ThumbUrl>(session, { clock, decode: urlOf });
    this.ontology = computed(() => new Ontology(session.hello.value?.questions ?? []));
    this.wanted = computed(() => this.#asked.value ?? this.query.value);
    this.selectedCount = computed(() => this.selection.value.count(this.rows.count.value));
    this.#stop = [session.on("reset", () => this.#greeted()), session.on("applied", (change) => this.#applied(change))];
    if (session.hello.peek()) this.#greeted();
  }

  get hello(): Hello | null {
    return this.session.hello.peek();
  }

  chipsOf(row: Row): readonly Chip[] {
    const known = this.#chips.get(row);
    if (known) return known;
    const chips = this.ontology.peek().chips(row);
    this.#chips.set(row, chips);
    return chips;
  }

  /** Titles used lately, newest first. */
  get recentCollections(): readonly string[] {
    return this.#recentCollections;
  }

  knowCollection(title: string): void {
    this.#recentCollections = [title, ...this.#recentCollections.filter((known) => known !== title)].slice(0, 12);
    if (!this.collections.peek().includes(title)) this.collections.value = [...this.collections.peek(), title].sort();
  }

  select(selection: Selection): void {
    this.selection.value = selection;
  }

  /** The selection for the kernel. */
  target(): Target {
    return this.selection.peek().toTarget(this.rows.gen.peek());
  }

  /** Run another query; the newest wins. */
  async ask(query: Query): Promise<void> {
    const args = { query, gen: this.rows.gen.peek(), selection: this.target() };
    this.#asked.value = query;
    await this.#rank(() => this.#measured(args), true);
  }

  /** The answer to a query; what it compares and most pictures were not measured for is measured first, which can be stopped. */
  async #measured(args: Args["query"]): Promise<Answered<"query">> {
    try {
      return await this.session.request("query", args);
    } catch (error) {
      if (!(error instanceof WireError) || error.code !== "not_measured") throw error;
      const isAlike = (args.query.sort ?? []).some(({ field }) => field.startsWith("like:") || field === "diversity");
      await this.session.request("measure", { what: [isAlike ? "embedding" : "metrics"] }, { isPatient: true });
      return this.session.request("query", args);
    }
  }

  /** Show what another request ranks: a kept view, a collection. */
  async show(request: () => Promise<{ readonly result: QueryResult }>): Promise<void> {
    this.#asked.value = null;
    await this.#rank(request, true);
  }

  /** Run the same query again, so that what no longer matches leaves. */
  async refresh(): Promise<void> {
    await this.#rank(
      () => this.session.request("refresh", { gen: this.rows.gen.peek(), selection: this.target() }),
      false,
    );
  }

  setFilters(filters: readonly Filter[]): Promise<void> {
    return this.ask({ ...this.wanted.peek(), filters: [...filters] });
  }

  /** Whether the page leaves items of the view out. */
  get isNarrowed(): boolean {
    const { filters = [], search = "", receipt } = this.wanted.peek();
    return filters.length > 0 || search !== "" || Boolean(receipt);
  }

  /** Back to the view the cell was run on. */
  clearQuery(): Promise<void> {
    const { sort, tab, group } = this.wanted.peek();
    return this.ask({ ...(sort ? { sort } : {}), ...(tab ? { tab } : {}), ...(group ? { group } : {}) });
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
    this.rows.dispose();
    this.thumbs.dispose();
    this.session.dispose();
  }

  async #rank(request: () => Promise<{ readonly result: QueryResult }>, isFresh: boolean): Promise<void> {
    const round = ++this.#round;
    this.querying.value = true;
    try {
      const { result } = await request();
      if (round !== this.#round) return;
      this.#ranked(result);
      if (isFresh) this.start.value = { ...TOP };
    } catch (error) {
      if (round === this.#round) this.problem.value = sentence(error);
    } finally {
      if (round === this.#round) {
        this.querying.value = false;
        this.#asked.value = null;
      }
    }
  }

  #ranked(result: QueryResult): void {
    batch(() => {
      this.#gen = result.gen;
      this.rows.reset(result.gen, result.count);
      this.query.value = result.query;
      this.#asked.value = null;
      this.code.value = result.code;
      this.groups.value = result.groups ?? [];
      this.selection.value = Selection.fromTarget(result.selection);
      this.mayNotMatch.value = 0;
      this.matching.value = null;
      this.problem.value = "";
    });
  }

  #greeted(): void {
    const hello = this.hello;
    if (!hello) return;
    batch(() => {
      if (hello.gen !== this.#gen) this.#start(hello.gen);
      this.query.value = hello.query;
      this.code.value = hello.code;
      this.groups.value = hello.groups ?? [];
      this.collections.value = hello.collections ?? [];
      this.mayNotMatch.value = 0;
      this.matching.value = null;
    });
  }

  /** Each item has one status: unless it is filtered by, its counts say how many match. */
  counted({ gen, facets }: Facets): void {
    const { filters = [], tab = "data" } = this.query.peek();
    const status = facets.find(({ name }) => name === "status");
    if (!status || gen !== this.rows.gen.peek() || tab !== "data") return;
    if (filters.some(({ field }) => field === "status")) return;
    this.matching.value = status.buckets.reduce((sum, { count }) => sum + count, 0);
  }

  /** A page loaded again goes on with the selection, the focus and the place of a ranking that still stands. */
  #start(gen: number): void {
    const former = this.#former?.selection?.gen === gen ? this.#former : null;
    this.#former = null;
    this.#gen = gen;
    this.selection.value = former?.selection ? Selection.fromTarget(former.selection) : Selection.empty;
    const { place = null, current = 0 } = former ?? {};
    const isPlace = place?.gen === gen && place.current === current;
    this.start.value = { ...(isPlace ? place : TOP) };
    if (current && !isPlace) void this.#find(gen, current);
  }

  async #find(gen: number, id: number): Promise<void> {
    try {
      const { result } = await this.session.request("locate", { gen, id });
      if (gen === this.#gen && result.pos >= 0) this.start.value = { focus: result.pos, first: -1 };
    } catch {
      // Without an answer the page stays at the top, and the link says why.
    }
  }

  #applied(change: Change): void {
    const { filters = [], tab = "data" } = this.query.peek();
    if (!filters.length && tab === "data") return;
    this.mayNotMatch.value += change.counts.applied ?? 0;
  }
}

const TOP: Start = { focus: -1, first: 0 };

/** What to say of something thrown. */
export function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const hint = "hint" in error && typeof error.hint === "string" ? error.hint : "";
  return hint ? `${error.message} ${hint}` : error.message;
}
