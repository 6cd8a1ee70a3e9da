// The collections of a project, the one that is shown, and the rules that are being changed. No DOM.
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Change, Clock, Storage, WriteArgs, WriteOp } from "../core/types.ts";
import { type GridModel, sentence } from "../grid/model.ts";
import type { CollectionInfo, Query, RefreshPlan, Target } from "../protocol.gen.ts";

/** What of a collection is shown: all it holds, what was added by hand, or what was kept out by hand. */
export type Part = "" | "added" | "removed";
export type Combination = "or" | "and" | "without";

const SETTLE_MS = 150;
/** Changes after which a list of collections is out of date, whoever made them. */
const COUNTED = new Set(["collect", "collection", "send", "undo", "redo", "add", "register"]);

export class Shelf {
  /** By title; null until they are known. */
  readonly list: Signal<readonly CollectionInfo[] | null> = signal(null);
  /** Why the list could not be read. */
  readonly problem = signal("");
  /** The collection shown; 0 for all items. */
  readonly shown = signal(0);
  readonly part: Signal<Part> = signal("");
  /** The collection whose rules are being changed, among all items; "" for none. */
  readonly editing = signal("");
  /** What a refresh of the one shown would change; null while nobody has asked. */
  readonly plan: Signal<RefreshPlan | null> = signal(null);
  /** Requests on their way that change a collection. */
  readonly working = signal(0);
  /** The collection that tiles are dragged over. */
  readonly aimedAt: Signal<string | null> = signal(null);
  readonly info: ReadonlySignal<CollectionInfo | undefined>;
  /** Its title; "" for all items. */
  readonly title: ReadonlySignal<string>;
  readonly #model: GridModel;
  readonly #clock: Clock;
  readonly #storage: Storage;
  readonly #key: string;
  readonly #stop: (() => void)[];
  #wanted: string;
  #cancel: () => void = () => undefined;
  #isFirst = true;
  #round = 0;

  /** `wanted`: the title to show first. */
  constructor(model: GridModel, clock: Clock, storage: Storage, key: string, wanted: string) {
    this.#model = model;
    this.#clock = clock;
    this.#storage = storage;
    this.#key = `nblabel/collections/shown/${key}`;
    this.#wanted = wanted;
    this.info = computed(() => this.list.value?.find(({ id }) => id && id === this.shown.value));
    this.title = computed(() => this.info.value?.title ?? "");
    const { session } = model;
    this.#stop = [
      session.on("reset", ({ gen }) => void this.#greeted(gen)),
      session.on("query_changed", ({ gen }) => gen !== model.rows.gen.peek() && this.#forget()),
      session.on("applied", (change) => this.#applied(change)),
      session.on("changed", () => this.#soon()),
    ];
    if (session.hello.peek()) void this.#greeted(session.hello.peek()?.gen ?? 0);
  }

  /** What is counted: items, or frames of a collection of frames. */
  get noun(): string {
    if (this.shown.value) return this.info.value?.frames ? "frame" : "item";
    return this.#model.session.hello.value?.noun ?? "item";
  }

  async load(): Promise<void> {
    const round = ++this.#round;
    try {
      const { result } = await this.#model.session.request("collections", {});
      if (round !== this.#round) return;
      this.list.value = result.collections;
      this.problem.value = "";
      if (this.shown.peek() && !this.info.peek()) await this.show("");
    } catch (error) {
      if (round === this.#round) this.problem.value = sentence(error);
    }
  }

  /** Show what a collection holds, or a part of it; "" for all items. */
  async show(title: string, part: Part = ""): Promise<boolean> {
    const isThere = await this.#ranked(() => this.#model.session.request("show_collection", { title, part }));
    if (!isThere) return false;
    this.shown.value = this.#find(title)?.id ?? 0;
    this.part.value = part;
    this.editing.value = "";
    this.plan.value = null;
    this.#keep();
    return true;
  }

  /** Go to all items under the rules of the collection shown, to change them there. */
  async edit(): Promise<void> {
    const info = this.info.peek();
    if (!info) return;
    if (!(await this.show(""))) return;
    this.editing.value = info.title;
    await this.#model.ask(info.query ?? {});
  }

  /** Give the collection whose rules are being changed the filters of now, and show it. */
  async applyRules(): Promise<Change> {
    const title = this.editing.peek();
    const { filters, search, sort } = this.#model.query.peek();
    const query: Query = { ...(filters ? { filters } : {}), ...(search ? { search } : {}), ...(sort ? { sort } : {}) };
    const change = await this.write("set_rules", { title, query });
    await this.load();
    await this.show(title);
    return change;
  }

  /** Show all items that are in two collections, as filters that can be saved. */
  async combine(first: string, how: Combination, second: string): Promise<void> {
    if (!(await this.show(""))) return;
    const field = "collection";
    const own = { field, op: "is" as const, values: [first] };
    const filters = {
      or: [{ ...own, values: [first, second] }],
      and: [own, { ...own, values: [second] }],
      without: [own, { field, op: "not" as const, values: [second] }],
    };
    await this.#model.ask({ filters: filters[how] });
  }

  /** Add to a collection, or take out of it. */
  collect(title: string, target: Target, remove = false): Promise<Change> {
    return this.write("collect", { title, target, remove });
  }

  /** What a refresh would change: told before it is done. */
  async ask(): Promise<RefreshPlan> {
    const { result } = await this.#model.session.request("refresh_plan", { title: this.title.peek() });
    this.plan.value = result;
    return result;
  }

  /** Write, and bring list and tiles up to date; what is refused is thrown. */
  async write<O extends WriteOp>(op: O, args: WriteArgs<O>): Promise<Change> {
    this.working.value++;
    try {
      return await this.#model.session.write(op, args);
    } finally {
      this.working.value--;
    }
  }

  dispose(): void {
    this.#cancel();
    for (const stop of this.#stop) stop();
  }

  #applied(change: Change): void {
    if (COUNTED.has(change.kind)) this.plan.value = null;
    this.#soon();
    const isMoved = ["collect", "collection", "undo", "redo"].includes(change.kind);
    if (isMoved && this.shown.peek() && change.op) void this.#again();
  }

  /** Run the collection shown again, under the filters of the page. */
  async #again(): Promise<void> {
    await this.load();
    if (this.shown.peek()) await this.#model.refresh();
  }

  #soon(): void {
    this.#cancel();
    this.#cancel = this.#clock.after(SETTLE_MS, () => void this.load());
  }

  async #ranked(request: Parameters<GridModel["show"]>[0]): Promise<boolean> {
    const gen = this.#model.rows.gen.peek();
    await this.#model.show(request);
    return this.#model.rows.gen.peek() !== gen;
  }

  async #greeted(gen: number): Promise<void> {
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    const former = this.#former();
    if (isFirst && former.gen === gen) {
      this.shown.value = former.shown ?? 0;
      this.part.value = former.part ?? "";
    }
    await this.load();
    if (isFirst && !this.shown.peek() && this.#find(this.#wanted)) await this.show(this.#wanted);
    this.#wanted = "";
  }

  /** Python gave the widget another view. */
  #forget(): void {
    this.shown.value = 0;
    this.part.value = "";
    this.editing.value = "";
  }

  #find(title: string): CollectionInfo | undefined {
    return this.list.peek()?.find((info) => info.title === title);
  }

  /** No hello tells what stands in place of the view: the page remembers it with the ranking. */
  #keep(): void {
    const kept = { gen: this.#model.rows.gen.peek(), shown: this.shown.peek(), part: this.part.peek() };
    this.#storage.save(this.#key, JSON.stringify(kept));
  }

  #former(): { readonly gen?: number; readonly shown?: number; readonly part?: Part } {
    try {
      return JSON.parse(this.#storage.load(this.#key) ?? "{}") ?? {};
    } catch {
      return {};
    }
  }
}
