import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Ontology } from "../core/ontology.ts";
import type { RowStore } from "../core/rows.ts";
import type { Args, QuestionInfo, Row, TaskInfo, TaskStatusInfo } from "../protocol.gen.ts";

export type Stage = NonNullable<Args["next"]["stage"]>;

/** That an item is nobody else's: `at` by the page's clock, for `ms`. */
export interface Lease {
  readonly id: number;
  readonly at: number;
  readonly ms: number;
}

/** What somebody has sat down to: the items of a task (or of all the project) that are open at a stage. */
export class Work {
  /** In a review: the labels may be changed before they are approved. */
  readonly fixing: Signal<boolean> = signal(false);
  /** What is still open, as the kernel said last where it gives out one item at a time. */
  readonly left: ReadonlySignal<number>;
  /** Until when this item is nobody else's, "" where it is not held. */
  readonly until: Signal<string> = signal("");
  /** Which item is held, since when, for how long. */
  lease: Lease = { id: 0, at: 0, ms: 0 };
  /** Others who have the rest open, where nothing more can be given out. */
  readonly held: Signal<readonly string[]> = signal([]);
  /** Why something was returned here lately, newest first. */
  readonly reasons: Signal<readonly string[]>;
  /** One got up from it. */
  isLeft = false;
  readonly #told: Signal<number | null> = signal(null);
  readonly #touched: Signal<ReadonlySet<number>> = signal(new Set());
  readonly #trail: number[] = [];

  constructor(
    readonly rows: RowStore,
    readonly task: TaskInfo,
    readonly stage: Stage,
    /** Names of those who labelled are not shown. */
    readonly isBlind = false,
  ) {
    this.reasons = signal(task.notes ?? []);
    this.left = computed(() => Math.max(0, this.#told.value ?? rows.count.value - this.done.value));
  }

  /** How many were dealt with here and are no longer open. */
  readonly done: ReadonlySignal<number> = computed(() => {
    this.rows.version.value;
    const rows = [...this.#touched.value].map((id) => this.rows.byId(id));
    return rows.filter((row) => !row || !this.isOpen(row)).length;
  });

  get isReview(): boolean {
    return this.stage === "review";
  }

  /** Items are given out one at a time, to whoever asks. */
  get isPulled(): boolean {
    return this.task.allocation === "pulling";
  }

  get name(): string {
    return this.task.name;
  }

  /** What the task's own statuses are; none for a task without. */
  get statuses(): readonly TaskStatusInfo[] {
    return this.isReview ? [] : this.task.statuses;
  }

  /** The status that is given where nothing else is chosen (S1.14). */
  get usual(): string {
    return (this.statuses.find(({ done }) => done) ?? this.statuses[0])?.name ?? "";
  }

  /** Whether an item still waits for what is done here. */
  isOpen(row: Row): boolean {
    if (this.isReview) return row.status === "review";
    const own = this.task.statuses.find(({ name }) => name === row.task_status);
    return row.status === "annotate" && !own?.done;
  }

  /** Whether an item that was given this status waits no more. */
  finishes(status: string): boolean {
    return this.statuses.find(({ name }) => name === status)?.done ?? true;
  }

  leave(): void {
    this.isLeft = true;
  }

  /** An item is this person's until then, for so many seconds from `at`; "" where it is not held. */
  hold(id: number, until: string, seconds: number, at: number): void {
    this.until.value = until;
    this.lease = { id, at, ms: seconds * 1000 || this.lease.ms };
  }

  touch(id: number): void {
    this.#touched.value = new Set([...this.#touched.value, id]);
  }

  tell(left: number): void {
    this.#told.value = left;
  }

  /** Items that were given out, in order. */
  get trail(): readonly number[] {
    return this.#trail;
  }

  follow(id: number): void {
    if (!this.#trail.includes(id)) this.#trail.push(id);
  }

  returned(reason: string): void {
    this.reasons.value = [reason, ...this.reasons.value.filter((known) => known !== reason)];
  }
}

/** The first question that must be answered and is not; undefined where nothing is missing. */
export function missingIn(
  ontology: Ontology,
  questions: readonly QuestionInfo[],
  row: Row,
): { readonly id: number; readonly name: string } | undefined {
  for (const { id } of questions) {
    const answers = ontology.answersOf(row, id);
    const isOnFrames = (row.answers ?? []).some((part) => part.question === id && part.frames);
    const given = new Set(answers.map((part) => part.question));
    const due = ontology.open(id, answers).find(({ question }) => question.required && !given.has(question.id));
    if (due && !(isOnFrames && due.question.id === id)) return due.question;
  }
  return undefined;
}
