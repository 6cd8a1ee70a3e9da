// The kernel in memory with what the explorer asks for: facets of all kinds, histograms, tabs, groups, lists.
import type { Wire } from "../../src/core/types.ts";
import type {
  AnswerPart,
  Args,
  Change,
  CollectionInfo,
  Facet,
  FacetInfo,
  Filter,
  Group,
  Hello,
  Histogram,
  KeptView,
  Query,
  Row,
  SortInfo,
} from "../../src/protocol.gen.ts";
import { FakeKernel, type FakeOptions } from "./kernel.ts";

interface Message {
  readonly v: number;
  readonly rid: string;
  readonly op: string;
  readonly args: never;
}

const SORTS: readonly SortInfo[] = [
  { field: "title", label: "Title", group: false },
  { field: "width", label: "Width", group: false },
  { field: "meta:lux", label: "lux", group: false },
  { field: "meta:site", label: "site", group: true },
  { field: "q:1", label: "Animal", group: true },
  { field: "status", label: "Status", group: true },
];

const SITES = ["north", "south", "east", "west"];

export interface FakeExplorerOptions extends FakeOptions {
  readonly facets?: readonly FacetInfo[];
  /** Further values of `meta:camera`. */
  readonly cameras?: number;
}

/** Holds back counts while `slow`; `cancelled` lists what the page asked to stop. */
export class ExplorerKernel extends FakeKernel {
  collections: CollectionInfo[] = [];
  kept: KeptView[] = [];
  /** Counts are not answered before `count` is called. */
  slow = false;
  readonly cancelled: string[] = [];
  /** What of a query applies. */
  leavesOut: (query: Query) => Query = (query) => query;
  /** The next counts are refused with this. */
  refuseCounts = "";
  /** The next addition to a collection is refused with this. */
  refuseNextCollect = "";
  readonly #facets: readonly FacetInfo[];
  readonly #cameras: number;
  readonly #members = new Map<string, ReadonlySet<number>>();
  readonly #held: (() => void)[] = [];
  #base: ReadonlySet<number> | null = null;
  #query: Query = {};
  #groups: Group[] = [];
  /** Rows that are labels, by their negative id. */
  readonly #labels = new Map<number, { readonly of: number; readonly part: AnswerPart }>();

  constructor(options: FakeExplorerOptions = {}) {
    super({ items: 300, ...options });
    this.#cameras = options.cameras ?? 3;
    this.#facets = options.facets ?? [
      { name: "status", label: "Status" },
      { name: "tag", label: "Tags" },
      { name: "width", label: "Width", numeric: true },
      { name: "q:1", label: "Animal", question: 1 },
      { name: "q:2", label: "Flags", question: 2 },
      { name: "metric:brightness", label: "Brightness", numeric: true },
      { name: "meta:site", label: "site" },
      { name: "meta:lux", label: "lux", numeric: true },
      { name: "meta:camera", label: "camera" },
    ];
    const row = this.items.row.bind(this.items);
    Object.assign(this.items, {
      matching: (query: Query) => this.#matching(query),
      row: (id: number): Row => {
        const label = this.#labels.get(id);
        if (!label) return row(id);
        return { ...row(label.of), id, of: label.of, pos: this.items.posOf(id), answers: [label.part] };
      },
    });
  }

  override wire(): Wire {
    const wire = super.wire();
    return {
      send: (message) => {
        if (this.gone) throw new Error("Cannot send");
        this.#hear(structuredClone(message) as Message, wire);
      },
      listen: (callback) => wire.listen((message, buffers) => callback(this.#told(message), buffers)),
    };
  }

  /** Let the counts held back go. */
  count(): void {
    this.slow = false;
    for (const answer of this.#held.splice(0)) answer();
  }

  valuesOf(id: number, field: string): string[] {
    const at = id < 0 ? (this.#labels.get(id)?.of ?? 0) : id;
    if (field === "tag") return this.items.values(at, "tags");
    if (field.startsWith("q:")) return this.items.values(at, `question:${field.slice(2)}`);
    if (field === "meta:site") return [at % 11 === 0 ? "" : (SITES[at % SITES.length] ?? "")];
    if (field === "meta:camera") return [`camera ${String((at % this.#cameras) + 1).padStart(2, "0")}`];
    return this.items.values(at, field);
  }

  numberOf(id: number, field: string): number | null {
    const at = id < 0 ? (this.#labels.get(id)?.of ?? 0) : id;
    if (field === "width") return 400 + ((at * 37) % 1600);
    if (field === "meta:lux") return at % 7 === 0 ? null : Math.abs(Math.sin(at)) ** 2 * 100;
    if (field === "metric:brightness") return ((at * 13) % 100) / 100;
    return null;
  }

  #hear(message: Message, wire: Wire): void {
    const { rid, op } = message;
    const isOther = op === "show_view" || op === "show_collection";
    const answer = isOther ? undefined : this.#answerOf(message);
    if (isOther) this.#replace(message, wire);
    else if (answer === undefined) wire.send(message);
    if (answer === undefined) return;
    this.heard.push(message as never);
    const tell = () => this.say({ v: 1, rid, ...answer() });
    if (this.busy || (this.slow && (op === "facets" || op === "histogram"))) this.#held.push(tell);
    else queueMicrotask(tell);
  }

  #answerOf({ op, args }: Message): (() => object) | undefined {
    const fine = (result: unknown) => () => ({ ok: true, result });
    switch (op) {
      case "facets":
        return () => this.#counted(() => this.#facetsOf(args));
      case "histogram":
        return () => this.#counted(() => this.#histogram(args));
      case "code":
        return fine({
          python: "project.items.filter(...)",
          sql: "SELECT item_id\nFROM item\nWHERE status = ?\n-- ['review']",
        });
      case "cancel":
        this.cancelled.push((args as Args["cancel"]).id);
        return fine({});
      case "views":
        return () => ({ ok: true, result: { views: [...this.kept] } });
      case "collections":
        return () => ({ ok: true, result: { collections: [...this.collections] } });
      case "keep_view":
        return () => ({ ok: true, result: this.#keep(args) });
      case "drop_view":
        return () => ({ ok: true, result: this.#drop(args) });
      case "collect":
        return () => this.#collect(args);
      default:
        return undefined;
    }
  }

  #counted(count: () => unknown): object {
    if (!this.refuseCounts) return { ok: true, result: count() };
    const message = this.refuseCounts;
    this.refuseCounts = "";
    return { ok: false, error: { code: "refused", message } };
  }

  /** A kept view or a collection is shown as if the page had asked for its query. */
  #replace(message: Message, wire: Wire): void {
    let query: Query = {};
    if (message.op === "show_collection") {
      const { title } = message.args as Args["show_collection"];
      this.#base = title ? (this.#members.get(title) ?? new Set()) : null;
    } else {
      const { name } = message.args as Args["show_view"];
      query = this.kept.find((view) => view.name === name)?.query ?? {};
    }
    this.heard.push(message as never);
    wire.send({ ...message, op: "query", args: { query, gen: 0, selection: {} } });
  }

  #told(message: unknown): unknown {
    const reply = message as { readonly ok?: boolean; readonly result?: Partial<Hello> };
    if (!reply.ok || !reply.result) return message;
    const { result } = reply;
    if ("facets" in result && "project" in result) {
      const collections = this.collections.map(({ title }) => title);
      const facets = [...this.#facets];
      const more = { facets, sorts: [...SORTS], groups: this.#groups, collections, code: this.#code() };
      return { ...reply, result: { ...result, ...more } };
    }
    if ("selection" in result) {
      const told = { query: this.#query, groups: this.#groups, code: this.#code() };
      return { ...reply, result: { ...result, ...told } };
    }
    return message;
  }

  #code(): string {
    const { filters = [], search = "", sort = [] } = this.#query;
    const parts = filters.map(
      ({ field, op, values = [] }) => `F[${JSON.stringify(field)}].${op}(${values.join(", ")})`,
    );
    const keys = sort.map(({ field, descending }) => `F[${JSON.stringify(field)}]${descending ? ".desc()" : ""}`);
    return [
      "project",
      parts.length ? `.filter(${parts.join(", ")})` : "",
      keys.length ? `.sort(${keys.join(", ")})` : "",
      search ? `.search(${JSON.stringify(search)})` : "",
      parts.length || keys.length || search ? "" : ".items",
    ].join("");
  }

  #matching(asked: Query): number[] | null {
    const query = this.leavesOut(asked);
    this.#query = query;
    this.#groups = [];
    const { filters = [], search = "", sort = [], tab = "data", group = "" } = query;
    const isPlain = !filters.length && !search && !sort.length && tab === "data" && !group && !this.#base;
    if (isPlain) return null;
    let ids = this.#found(filters, search);
    if (tab !== "data") ids = tab === "labels" ? this.#labelRows(ids) : [];
    for (const { field, descending } of [...sort].reverse()) {
      const key = (id: number) =>
        this.numberOf(id, field) ?? (field === "title" ? this.items.titleOf(id) : this.valuesOf(id, field)[0]) ?? "";
      ids.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * (descending ? -1 : 1));
    }
    return group ? this.#grouped(ids, group) : ids;
  }

  #found(filters: readonly Filter[], search: string): number[] {
    const ids: number[] = [];
    for (let id = 1; id <= this.items.count; id++) {
      if (this.#base && !this.#base.has(id)) continue;
      if (search && !this.items.titleOf(id).toLowerCase().includes(search.toLowerCase())) continue;
      if (filters.every((filter) => this.#passes(id, filter))) ids.push(id);
    }
    return ids;
  }

  #passes(id: number, { field, op, values = [] }: Filter): boolean {
    if (op === "between") {
      const [low = 0, high = 0] = values.map(Number);
      const value = this.numberOf(id, field);
      return value !== null && value >= low && value <= high;
    }
    const own = this.valuesOf(id, field);
    if (op === "contains") return own.some((value) => value.includes(values[0] ?? ""));
    return own.some((value) => values.includes(value)) !== (op === "not");
  }

  #labelRows(ids: readonly number[]): number[] {
    this.#labels.clear();
    for (const of of ids)
      for (const part of this.items.labels(of).answers) this.#labels.set(-1 - this.#labels.size, { of, part });
    return [...this.#labels.keys()];
  }

  #grouped(ids: readonly number[], field: string): number[] {
    const byValue = new Map<string, number[]>();
    for (const id of ids) {
      const value = this.valuesOf(id, field)[0] ?? "";
      byValue.set(value, [...(byValue.get(value) ?? []), id]);
    }
    let first = 0;
    this.#groups = [...byValue].map(([value, members]) => {
      const group = { value, label: this.#labelOf(value), first, count: members.length };
      first += members.length;
      return group;
    });
    return [...byValue.values()].flat();
  }

  #facetsOf({ gen, names }: Args["facets"]): { gen: number; revision: number; facets: Facet[] } {
    const facets = names.map((name) => {
      const under = this.#found(
        (this.#query.filters ?? []).filter(({ field }) => field !== name),
        this.#query.search ?? "",
      );
      const [counts, totals] = [new Map<string, number>(), new Map<string, number>()];
      for (const id of under)
        for (const value of this.valuesOf(id, name)) counts.set(value, (counts.get(value) ?? 0) + 1);
      for (let id = 1; id <= this.items.count; id++)
        for (const value of this.valuesOf(id, name)) totals.set(value, (totals.get(value) ?? 0) + 1);
      const buckets = [...totals].map(([value, total]) => ({
        value,
        label: this.#labelOf(value),
        count: counts.get(value) ?? 0,
        total,
      }));
      return { name, label: name, buckets: buckets.sort((a, b) => b.total - a.total) };
    });
    return { gen, revision: 0, facets };
  }

  #histogram({ gen, field, bins = 30 }: Args["histogram"]): Histogram {
    const all = Array.from({ length: this.items.count }, (_, index) => this.numberOf(index + 1, field));
    const numbers = all.filter((value) => value !== null);
    const [low, high] = [Math.floor(Math.min(...numbers)), Math.ceil(Math.max(...numbers))];
    const [counts, totals] = [new Array<number>(bins).fill(0), new Array<number>(bins).fill(0)];
    const under = new Set(
      this.#found(
        (this.#query.filters ?? []).filter((filter) => filter.field !== field),
        this.#query.search ?? "",
      ),
    );
    all.forEach((value, index) => {
      if (value === null) return;
      const bin = Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins));
      totals[bin] = (totals[bin] ?? 0) + 1;
      if (under.has(index + 1)) counts[bin] = (counts[bin] ?? 0) + 1;
    });
    return { gen, field, low, high, counts, totals, missing: all.length - numbers.length };
  }

  #labelOf(value: string): string {
    const options = this.questions.flatMap((question) => question.options ?? []);
    return options.find(({ id }) => String(id) === value)?.name ?? (value || "no value");
  }

  #keep({ name }: Args["keep_view"]): Change {
    this.kept = [...this.kept.filter((view) => view.name !== name), { name, code: this.#code(), query: this.#query }];
    return this.#record("keep_view", `Kept the filter ${name}`);
  }

  #drop({ name }: Args["drop_view"]): Change {
    this.kept = this.kept.filter((view) => view.name !== name);
    return this.#record("drop_view", `Forgot the filter ${name}`);
  }

  #collect({ target, title, description = "", make = false, live = false, remove = false }: Args["collect"]): object {
    const refused = this.refuseNextCollect;
    if (refused) return { ok: false, error: { code: "refused", message: refused } };
    const known = this.collections.find((info) => info.title === title);
    if (!known && !make) return { ok: false, error: { code: "refused", message: `No collection "${title}".` } };
    const ids = this.items.ids(target).map((id) => this.#labels.get(id)?.of ?? id);
    const former = [...(this.#members.get(title) ?? [])];
    const members = new Set(remove ? former.filter((id) => !ids.includes(id)) : [...former, ...ids]);
    this.#members.set(title, members);
    if (this.#base && remove) this.#base = members;
    const info = { title, description, live, created_by: "ada", created_at: "", ...known, items: members.size };
    this.collections = [...this.collections.filter((other) => other.title !== title), info];
    return {
      ok: true,
      result: this.#record("collect", `${remove ? "Removed" : "Added"} ${ids.length} items`, ids.length),
    };
  }

  #record(kind: string, text: string, applied = 0): Change {
    return { op: 900, kind, text, revision: 0, counts: { applied }, rows: [], undo: {}, code: "" };
  }
}
