import { type Wire, WRITE_OPS } from "../../src/core/types.ts";
import {
  type Args,
  type Group,
  type Hello,
  PROTOCOL_HASH,
  type Query,
  type QuestionInfo,
  type Replies,
  type TaskInfo,
} from "../../src/protocol.gen.ts";
import { Items } from "./items.ts";
import { type FakeMedia, joined, Media } from "./media.ts";
import { FakePredictions } from "./predictions.ts";
import { petQuestions } from "./questions.ts";
import { FakeQueue } from "./queue.ts";
import { type Operation, type Refusal, Writes } from "./writes.ts";

export interface FakeOptions extends FakeMedia {
  readonly items?: number;
  readonly questions?: QuestionInfo[];
  readonly titleOf?: (id: number) => string;
  readonly problemOf?: (id: number) => string;
  /** A picture of an item, its long side `px`. */
  readonly picture?: (id: number, px: number) => Uint8Array | Promise<Uint8Array>;
  readonly start?: number;
  /** Runs what answers a request; the test decides when (default: in a microtask). */
  readonly later?: (answer: () => void) => void;
  readonly protocol?: string;
}

interface Request {
  readonly v: number;
  readonly rid: string;
  readonly op: keyof Args;
  readonly args: never;
}

type Listener = (message: unknown, buffers: readonly DataView[]) => void;

/** The smallest JPEG there is: one grey pixel. */
const GREY_PIXEL = Uint8Array.from([0xff, 0xd8, 0xff, 0xdb, 0xff, 0xd9]);

const PULLED: TaskInfo = {
  id: 1,
  name: "pulled",
  allocation: "pulling",
  statuses: [],
  items: 5000,
  done: 0,
  annotate: 5000,
  review: 0,
  returned: 0,
  unassigned: 5000,
};

/** The kernel's side of the conversation, in memory; its moods (busy, gone, refusing) are switches. */
export class FakeKernel {
  readonly items: Items;
  readonly media: Media;
  readonly queue: FakeQueue;
  readonly predictions: FakePredictions;
  /** Who sits at the page. */
  role = "admin";
  /** Statuses in which nothing may be changed. */
  locked: readonly string[] = [];
  /** Why nothing may be changed in bulk here. */
  bulkRefused = "";
  /** Whether the items are those of a pulled task. */
  isPulled = false;
  readonly questions: QuestionInfo[];
  /** Every request as it came, oldest first. */
  readonly heard: Request[] = [];
  /** Requests wait, unanswered, until this is false again and `release` is called. */
  busy = false;
  /** Items whose thumbnails are not made yet. */
  readonly pending = new Set<number>();
  gone = false;
  /** Requests are done, but their answers never arrive. */
  mute = false;
  readonly #options: FakeOptions;
  readonly #listeners = new Set<Listener>();
  readonly #writes: Writes;
  readonly #held: Request[] = [];
  #gen = 1;
  #query: Query = {};
  /** Set, the ranking is of a view by a condition: what no longer meets it is not counted. */
  matches: ((id: number) => boolean) | null = null;
  /** Refuse to compare pictures until they are measured. */
  isUnmeasured = false;
  #seq = 0;

  constructor(options: FakeOptions = {}) {
    this.#options = options;
    this.questions = options.questions ?? petQuestions();
    const titleOf = options.titleOf ?? ((id) => `picture_${String(id).padStart(4, "0")}.jpg`);
    const draw = options.frame ?? ((id, _, px) => this.#draw(id, px));
    this.media = new Media(options, draw);
    const problemOf = options.problemOf ?? (() => "");
    this.items = new Items(options.items ?? 100, this.questions, titleOf, problemOf, (id) => this.media.info(id));
    this.#writes = new Writes(this.items, this.questions);
    this.queue = new FakeQueue(this.items, (kind, text, after) => this.#writes.commit(kind, text, after));
    this.predictions = new FakePredictions(this.items, (kind, text, after) => this.#writes.commit(kind, text, after));
    this.#writes.more = (op, args) => this.queue.write(op, args) ?? this.predictions.write(op, args);
  }

  get operations(): readonly Operation[] {
    return this.#writes.operations;
  }

  /** The next write is refused with this. */
  set refuseNext(refusal: Refusal) {
    this.#writes.refuseNext = refusal;
  }

  /** A way to this kernel, as one widget model has it. */
  wire(): Wire {
    return {
      send: (message) => {
        if (this.gone) throw new Error("Cannot send");
        this.#hear(structuredClone(message) as Request);
      },
      listen: (callback) => {
        this.#listeners.add(callback);
        return () => this.#listeners.delete(callback);
      },
    };
  }

  /** Another ranking is shown, as after a restart. */
  restart(): void {
    this.#gen++;
  }

  release(): void {
    this.busy = false;
    for (const request of this.#held.splice(0)) this.#later(request);
  }

  announce(ev: string, data: unknown): void {
    this.#tell({ v: 1, ev, seq: ++this.#seq, data }, []);
  }

  /** Send a page anything at all. */
  say(message: unknown): void {
    this.#tell(message, []);
  }

  #hear(request: Request): void {
    this.heard.push(request);
    if (this.busy) this.#held.push(request);
    else this.#later(request);
  }

  #later(request: Request): void {
    const later = this.#options.later ?? queueMicrotask;
    later(() => void this.#answer(request));
  }

  async #answer(request: Request): Promise<void> {
    const { v, rid } = request;
    try {
      const { result, buffer } = await this.#do(request);
      const bytes = buffer ? [new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)] : [];
      if (!this.mute) this.#tell({ v, rid, ok: true, result }, bytes);
    } catch (error) {
      const refused = isRefusal(error) ? error : { code: "internal", message: String(error) };
      if (!this.mute) this.#tell({ v, rid, ok: false, error: refused }, []);
    }
  }

  #tell(message: unknown, buffers: readonly DataView[]): void {
    for (const listener of [...this.#listeners]) listener(structuredClone(message), buffers);
  }

  async #do({ op, args }: Request): Promise<{ result: unknown; buffer?: Uint8Array<ArrayBuffer> }> {
    if (op === "thumbs") return this.#thumbs(args);
    if (op === "picture") return this.#picture(args);
    if (op === "strip") return this.media.strip(args);
    if (op === "tile") return this.media.tile(args);
    if (op === "sound") return this.media.sound(args);
    if (WRITE_OPS.some((write) => write === op)) return { result: this.#writes.write(op, args) };
    return { result: this.#read(op, args) };
  }

  #read(op: keyof Args, args: never): unknown {
    switch (op) {
      case "hello":
        return this.#hello();
      case "rows":
        return this.#rows(args);
      case "rows_by_id":
        return {
          gen: this.#gen,
          revision: this.#writes.revision,
          rows: (args as Args["rows_by_id"]).ids.map((id) => this.items.row(id)),
        };
      case "measure":
        this.isUnmeasured = false;
        return {};
      case "query":
        if (this.isUnmeasured && (args as Args["query"]).query.sort?.length)
          throw { code: "not_measured", message: "200 pictures have no vector yet: project.embed() does it, once." };
        return this.#run((args as Args["query"]).query, args);
      case "refresh":
        return this.#run(this.#query, args);
      case "facets":
        return this.#facets(args);
      case "locate":
        return this.#locate(args);
      case "plan":
        return this.#plan(args);
      case "change_plan":
        return this.#changePlan(args);
      case "history":
        return this.#writes.history(args);
      case "medium":
        return this.media.info((args as Args["medium"]).id);
      case "queue":
        return this.queue.queue();
      case "open_task":
        return this.#openTask(args);
      case "next":
        return this.queue.next(args);
      case "keep":
        return this.queue.keep(args);
      case "comments":
        return this.queue.comments(args);
      case "accept_plan":
        return this.predictions.plan(args);
      case "reject_plan":
        return this.predictions.rejectPlan(args, this.locked);
      case "ping":
      case "cancel":
        return {};
      default:
        throw { code: "unknown_op", message: `There is no request "${op}".` };
    }
  }

  #hello(): Hello {
    const facets = this.questions.map(({ id, name }) => ({ name: `question:${id}`, label: name, question: id }));
    const { sources } = this.predictions;
    return {
      protocol: this.#options.protocol ?? PROTOCOL_HASH,
      revision: this.#writes.revision,
      project: { uuid: "11111111-2222", name: "pets", path: "pets.duckdb", items: this.items.count },
      annotator: "ada",
      role: this.role,
      gen: this.#gen,
      count: this.items.ranked,
      query: this.#query,
      questions: this.questions,
      statuses: ["annotate", "review", "complete"],
      facets: [...facets, { name: "status", label: "status" }, { name: "tags", label: "tags" }],
      undo: this.#writes.undoState(),
      code: "project.items",
      start: this.#options.start ?? 0,
      bulk_refused: this.bulkRefused,
      ...(this.isPulled ? { task: PULLED } : {}),
      ...(sources.length ? { sources, sorts: sources.map(({ name }) => predicted(name)) } : {}),
    };
  }

  #rows({ first, count }: Args["rows"]): Replies["rows"] {
    const last = Math.min(this.items.ranked, first + count);
    const rows = Array.from({ length: Math.max(0, last - first) }, (_, index) =>
      this.items.row(this.items.idAt(first + index)),
    );
    return { gen: this.#gen, revision: this.#writes.revision, rows };
  }

  async #thumbs({ ids, px }: Args["thumbs"]) {
    const broken = ids.filter((id) => this.items.problemOf(id)).map((id) => ({ id, reason: this.items.problemOf(id) }));
    const pending = ids.filter((id) => this.pending.has(id));
    const whole = ids.filter((id) => !this.items.problemOf(id) && !this.pending.has(id));
    const pictures = await Promise.all(whole.map((id) => this.#draw(id, px)));
    let offset = 0;
    const ready = pictures.map((bytes, index) => {
      const thumb = {
        id: whole[index] ?? 0,
        offset,
        length: bytes.length,
        width: px,
        height: Math.round((px * 2) / 3),
      };
      offset += bytes.length;
      return thumb;
    });
    return { result: { px, ready, broken, pending }, buffer: joined(pictures) };
  }

  async #picture({ id, frame = 0, max_px: px = 1600, window = null, axis = null }: Args["picture"]) {
    const reason = this.items.problemOf(id) || (this.#options.brokenFrame?.(id, frame) ?? "");
    const { width: full_width, height: full_height } = this.media.info(id);
    const sizes = { id, frame, width: px, height: Math.round((px * 2) / 3), full_width, full_height };
    if (reason) return { result: { ...sizes, reason } };
    const bytes = await (this.#options.mediumOf?.(id)
      ? this.media.draw(id, frame, px, { window, axis })
      : this.#draw(id, px));
    return { result: { ...sizes, reason: "" }, buffer: Uint8Array.from(bytes) };
  }

  #draw(id: number, px: number): Uint8Array | Promise<Uint8Array> {
    return this.#options.picture?.(id, px) ?? GREY_PIXEL;
  }

  #run(query: Query, args: Args["query"] | Args["refresh"]): Replies["query"] {
    this.#query = query;
    const receipt = query.receipt ? this.operations.find(({ op }) => op === query.receipt?.op) : undefined;
    this.items.ranking = receipt ? [...receipt.after.keys()] : this.items.matching(query);
    const groups = query.group?.startsWith("predicted:") ? this.#group(query.group) : [];
    this.#gen++;
    const code = query.filters?.length ? "project.items.filter(...)" : "project.items";
    return { gen: this.#gen, count: this.items.ranked, query, code, selection: args.selection, dropped: 0, groups };
  }

  #group(field: string): Group[] {
    const ids = Array.from({ length: this.items.ranked }, (_, place) => this.items.idAt(place));
    const { ranking, groups } = this.predictions.grouped(ids, field);
    this.items.ranking = ranking;
    return groups;
  }

  #openTask(args: Args["open_task"]): Replies["open_task"] {
    this.items.ranking = this.queue.open(args);
    this.#gen++;
    const code = `project.tasks[${args.task}].items`;
    return { gen: this.#gen, count: this.items.ranked, query: {}, code, selection: {}, dropped: 0 };
  }

  #facets({ names, ranked = false }: Args["facets"]): Replies["facets"] {
    const places = Array.from({ length: Math.min(this.items.ranked, 20_000) }, (_, pos) => this.items.idAt(pos));
    const ids = ranked || !this.matches ? places : places.filter(this.matches);
    const facets = names.map((name) => {
      const totals = new Map<string, number>();
      const counts = new Map<string, number>();
      for (let id = 1; id <= Math.min(this.items.count, 20_000); id++)
        for (const value of this.items.values(id, name)) add(totals, value);
      for (const id of ids) for (const value of this.items.values(id, name)) add(counts, value);
      const buckets = [...totals].map(([value, total]) => ({
        value,
        label: this.#labelOf(value),
        count: counts.get(value) ?? 0,
        total,
      }));
      return { name, label: name, buckets: buckets.sort((a, b) => b.total - a.total) };
    });
    return { gen: this.#gen, revision: this.#writes.revision, facets };
  }

  #labelOf(value: string): string {
    return this.#writes.option(Number(value))?.name ?? (value || "no answer");
  }

  #locate({ id = 0, start = 0, direction = 1, question = 0 }: Args["locate"]): Replies["locate"] {
    if (id) return { pos: this.items.posOf(id), id };
    const count = this.items.ranked;
    for (let step = 1; step <= count; step++) {
      const pos = (start + direction * step + count * 2) % count;
      const found = this.items.idAt(pos);
      if (!this.items.isAnswered(found, question)) return { pos, id: found };
    }
    return { pos: -1, id: 0 };
  }

  #changePlan({ target, op, question = 0, status, tag = "", remove }: Args["change_plan"]): Replies["change_plan"] {
    const isSo = (id: number) => {
      const labels = this.items.labels(id);
      if (op === "clear") return !this.items.isAnswered(id, question);
      return op === "set_status" ? labels.status === status : labels.tags.includes(tag) !== Boolean(remove);
    };
    const rows = (["annotate", "review", "complete"] as const).map((name) => {
      const ids = this.items.ids(target).filter((id) => this.items.labels(id).status === name);
      const other = ids.filter((id) => !isSo(id)).length;
      const blocked = this.locked.includes(name) ? other : 0;
      const so = { no_answer: 0, same: ids.length - other, other, otherwise: 0 };
      return { status: name, ...so, will_change: other - blocked, blocked, overwrites: 0 };
    });
    const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + pick(row), 0);
    const reasons = Object.fromEntries(
      rows.filter((row) => row.blocked).map((row) => [`${row.status}: only admins`, row.blocked]),
    );
    const [will_change, blocked] = [sum((row) => row.will_change), sum((row) => row.blocked)];
    return { rows, items: sum((row) => row.same + row.other), will_change, blocked, overwrites: 0, reasons };
  }

  #plan({ target, question, answers, override }: Args["plan"]): Replies["plan"] {
    const rows = (["annotate", "review", "complete"] as const).map((status) => {
      const ids = this.items.ids(target).filter((id) => this.items.labels(id).status === status);
      const given = ids.filter((id) => this.items.isAnswered(id, question));
      const same = given.filter(
        (id) => JSON.stringify(this.items.answersOf(id, question)) === JSON.stringify(answers),
      ).length;
      const other = given.length - same;
      const no_answer = ids.length - given.length;
      return {
        status,
        no_answer,
        same,
        other,
        otherwise: 0,
        will_change: no_answer + (override ? other : 0),
        blocked: 0,
        overwrites: override ? other : 0,
      };
    });
    const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + pick(row), 0);
    const items = sum((row) => row.no_answer + row.same + row.other);
    return {
      rows,
      items,
      will_change: sum((row) => row.will_change),
      blocked: 0,
      overwrites: override ? sum((row) => row.other) : 0,
    };
  }
}

function add(counts: Map<string, number>, value: string): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

function isRefusal(error: unknown): error is { code: string; message: string } {
  return typeof error === "object" && error !== null && "code" in error && "message" in error;
}

function predicted(source: string) {
  return { field: `predicted:${source}/1`, label: `Predicted by ${source}`, group: true };
}
