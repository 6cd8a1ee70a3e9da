import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { RowStore } from "../core/rows.ts";
import type { Session } from "../core/session.ts";
import { type Change, type Clock, type Storage, WireError } from "../core/types.ts";
import type { LabelerModel } from "../labeler/model.ts";
import { type Stage, Work } from "../labeler/work.ts";
import type { Queue, TaskInfo } from "../protocol.gen.ts";
import { Breaks } from "./breaks.ts";
import { type Entry, entriesOf, openTo } from "./entries.ts";
import { Lease } from "./lease.ts";

const ASK_AFTER_MS = 400;

/** What Python asked of this queue. */
export interface QueueOptions {
  readonly isBlind: boolean;
  readonly breaks: boolean;
  /** The one task to show, 0 for all. */
  readonly task: number;
}

/** What there is to do, and what one has sat down to. Shared by all views of a widget. */
export class QueueModel {
  readonly queue: Signal<Queue | null> = signal(null);
  /** Why the queue could not be read. */
  readonly problem: Signal<string> = signal("");
  /** Only what is open at this stage; null for all. */
  readonly stage: Signal<Stage | null> = signal(null);
  readonly entries: ReadonlySignal<readonly Entry[]>;
  readonly shown: ReadonlySignal<readonly Entry[]>;
  /** The entry that a key acts on. */
  readonly chosen: ReadonlySignal<Entry | undefined>;
  /** The entry that is being opened. */
  readonly opening: Signal<string> = signal("");
  readonly breaks: Breaks;
  readonly lease: Lease;
  /** Hears of refusals. */
  refused: (error: WireError) => void = () => undefined;
  readonly #at: Signal<string> = signal("");
  readonly #stop: (() => void)[];
  /** The item on screen in the ranking `#gen`, to come back to after a restart of the kernel. */
  #here = { id: 0, pos: 0 };
  #former: number;
  #gen = 0;
  #cancel: () => void = () => undefined;

  constructor(
    readonly session: Session,
    readonly rows: RowStore,
    readonly labeler: LabelerModel,
    readonly options: QueueOptions,
    readonly clock: Clock,
    storage: Storage,
    /** The item that was on screen before the page was loaded again; 0 for none. */
    former = 0,
  ) {
    this.#former = former;
    this.breaks = new Breaks(clock, storage, options.breaks);
    this.lease = new Lease(session, labeler, clock);
    this.lease.lost = (error) => this.refused(error);
    this.entries = computed(() => {
      const queue = this.queue.value;
      const name = session.hello.value?.project.name ?? "";
      return queue ? entriesOf(queue, name === "default" || !name ? "All of the project" : `All of ${name}`) : [];
    });
    this.shown = computed(() => {
      const stage = this.stage.value;
      return this.entries.value.filter((entry) => stage === null || entry.stage === stage);
    });
    this.chosen = computed(() => this.shown.value.find(({ key }) => key === this.#at.value) ?? this.shown.value[0]);
    this.#stop = [
      session.on("reset", () => this.#greeted()),
      session.on("changed", () => this.#soon()),
      labeler.ended.subscribe((ended) => {
        if (ended) void this.refresh();
      }),
      session.on("applied", (change) => this.#applied(change)),
      labeler.current.subscribe((row) => {
        if (row && rows.gen.peek() === this.#gen) this.#here = { id: row.id, pos: row.pos };
      }),
    ];
    labeler.outdated = async (id) => {
      const work = labeler.work.peek();
      if (work) await this.#reopen(work, id, 0);
    };
    if (session.hello.peek()) this.#greeted();
  }

  get isWorking(): boolean {
    return this.labeler.work.value !== null;
  }

  get isAdmin(): boolean {
    return this.session.hello.value?.role === "admin";
  }

  /** Tasks that may be given out, or let to be pulled. */
  get tasks(): readonly TaskInfo[] {
    return this.queue.value?.tasks ?? [];
  }

  /** What one sat at before the page was loaded again. */
  #choose(task: number | undefined): void {
    const entry = this.entries.peek().find((known) => known.task.id === task);
    if (entry) this.choose(entry.key);
  }

  choose(key: string): void {
    this.#at.value = key;
  }

  /** To the entry so many places further down. */
  move(by: number): void {
    const entries = this.shown.peek();
    const at = entries.findIndex(({ key }) => key === this.chosen.peek()?.key);
    const entry = entries[Math.max(0, Math.min(entries.length - 1, at + by))];
    if (entry) this.choose(entry.key);
  }

  /** Show what is open at a stage; a second time all of it. */
  show(stage: Stage | null): void {
    this.stage.value = this.stage.peek() === stage ? null : stage;
  }

  /** Sit down to an entry. */
  async open(entry: Entry): Promise<void> {
    const { task, stage, key } = entry;
    this.choose(key);
    this.opening.value = key;
    try {
      const { result } = await this.session.request("open_task", { task: task.id, stage });
      batch(() => {
        this.#gen = result.gen;
        this.rows.reset(result.gen, result.count);
        this.labeler.begin(new Work(this.rows, task, stage, this.options.isBlind));
      });
      await this.#resume(result.gen);
      this.breaks.worked();
    } catch (error) {
      this.#refuse(error);
    } finally {
      this.opening.value = "";
    }
  }

  /** After the page was loaded again: to the item that was on screen, where it is still open. */
  async #resume(gen: number): Promise<void> {
    const id = this.#former;
    this.#former = 0;
    if (id && !this.labeler.work.peek()?.isPulled) await this.labeler.walk.find(id, gen, 0);
  }

  /** Get up, back to the list at the same place. */
  leave(): void {
    if (!this.labeler.work.peek()) return;
    this.labeler.leave();
    void this.refresh();
  }

  /** What to go on with after this: the most urgent of the rest. */
  get next(): Entry | null {
    const work = this.labeler.work.value;
    const isHere = (entry: Entry) => entry.task.id === work?.task.id && entry.stage === work.stage;
    const entries = this.entries.value.filter((entry) => !isHere(entry));
    return entries.find(({ stage }) => stage === work?.stage) ?? entries[0] ?? null;
  }

  async refresh(): Promise<void> {
    this.#cancel();
    if (!this.session.hello.peek()) return;
    try {
      const { result } = await this.session.request("queue", {});
      const { task } = this.options;
      const role = this.session.hello.peek()?.role ?? "";
      batch(() => {
        this.queue.value = openTo(task ? only(result, task) : result, role);
        this.problem.value = "";
      });
      if (!this.#at.peek()) this.#choose(this.session.hello.peek()?.task?.id);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (error.code !== "gone") this.problem.value = error.message;
    }
  }

  /** Give what nobody has of a task to these people, to each the same share; in `review` only what is under review. */
  async share(task: TaskInfo, people: readonly string[], review = false): Promise<Change | null> {
    try {
      const change = await this.session.write("share", { task: task.id, people: [...people], review });
      await this.refresh();
      return change;
    } catch (error) {
      this.#refuse(error);
      return null;
    }
  }

  /** Let a task be pulled, or share it out. */
  async allocate(task: TaskInfo, allocation: TaskInfo["allocation"]): Promise<Change | null> {
    try {
      const change = await this.session.write("allocation", { task: task.id, allocation });
      await this.refresh();
      return change;
    } catch (error) {
      this.#refuse(error);
      return null;
    }
  }

  dispose(): void {
    this.#cancel();
    for (const stop of this.#stop) stop();
  }

  /** Also after a restart of the kernel, which knows nothing of what one had sat down to. */
  #greeted(): void {
    void this.refresh();
    const work = this.labeler.work.peek();
    if (work && this.session.hello.peek()?.gen !== this.#gen) void this.#sitDownAgain(work);
  }

  async #sitDownAgain(work: Work): Promise<void> {
    const { id, pos } = this.#here;
    try {
      if (await this.#reopen(work, work.isPulled ? 0 : id, pos)) return;
      if (work.isPulled) this.labeler.next();
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** The items of a task as they are now, at this one; false where none was named. */
  async #reopen(work: Work, id: number, otherwise: number): Promise<boolean> {
    const { result } = await this.session.request("open_task", { task: work.task.id, stage: work.stage });
    if (this.labeler.work.peek() !== work) return true;
    this.#gen = result.gen;
    this.rows.reset(result.gen, result.count);
    if (id) await this.labeler.walk.find(id, result.gen, otherwise);
    return id !== 0;
  }

  #applied({ kind }: Change): void {
    if (kind !== "undo" && kind !== "redo") this.breaks.worked();
    this.lease.worked();
    this.#soon();
  }

  /** Count again soon; called often, it counts once. While one works the counts are not on screen. */
  #soon(): void {
    if (this.labeler.work.peek() && !this.labeler.ended.peek()) return;
    this.#cancel();
    this.#cancel = this.clock.after(ASK_AFTER_MS, () => void this.refresh());
  }

  #refuse(error: unknown): void {
    if (!(error instanceof WireError)) throw error;
    this.refused(error);
  }
}

export function readOptions(value: unknown): QueueOptions {
  const given = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  return {
    isBlind: given.blind === true,
    breaks: given.breaks !== false,
    task: typeof given.task === "number" ? given.task : 0,
  };
}

/** The queue of this task alone. */
function only(queue: Queue, task: number): Queue {
  return { ...queue, tasks: queue.tasks.filter(({ id }) => id === task), annotate: 0, review: 0, returned: 0 };
}
