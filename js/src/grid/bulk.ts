// The bulk classify dialog as values: what is picked, the plan for it, and the job that carries it out.
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { isGiven } from "../core/ontology.ts";
import { type Change, type Clock, type Status, WireError } from "../core/types.ts";
import type { AnswerPart, Plan, PlanRow, Progress, QuestionInfo, Target } from "../protocol.gen.ts";
import type { Prefilled } from "./answering.ts";
import { type GridModel, sentence } from "./model.ts";

const SETTLE_MS = 200;

export type Phase = "choosing" | "running" | "done";
export type Conflict = "same" | "any";

/** The counts of those rows of a plan whose status is ticked. */
export interface Sums {
  readonly items: number;
  readonly willChange: number;
  readonly overwrites: number;
  readonly blocked: number;
  /** Items without an answer here that answer another question. */
  readonly otherwise: number;
  /** Items with another answer. */
  readonly others: number;
  /** Answers of complete items that would be replaced. */
  readonly completed: number;
}

export class BulkJob {
  readonly count: number;
  readonly target: Target;
  /** The root question picked; 0 for none yet. */
  readonly question: Signal<number> = signal(0);
  readonly answers: Signal<readonly AnswerPart[]> = signal([]);
  readonly override = signal(false);
  readonly conflict: Signal<Conflict> = signal("same");
  /** Statuses that are left as they are. */
  readonly left: Signal<ReadonlySet<string>> = signal(new Set());
  readonly setStatus: Signal<Status | null> = signal(null);
  /** A status of the task's own; "" for none. */
  readonly taskStatus: Signal<string> = signal("");
  readonly plan: Signal<Plan | null> = signal(null);
  readonly planning = signal(false);
  readonly problem = signal("");
  readonly phase: Signal<Phase> = signal("choosing");
  readonly progress: Signal<Progress | null> = signal(null);
  readonly result: Signal<Change | null> = signal(null);
  readonly sums: ReadonlySignal<Sums | null>;
  /** Why items are blocked, of those that are ticked. */
  readonly reasons: ReadonlySignal<readonly (readonly [string, number])[]>;
  /** A plan for what is picked now, that changes something. */
  readonly isReady: ReadonlySignal<boolean>;
  /** Told of the end where the dialog was closed before it. */
  onEnd: (change: Change) => void = () => undefined;
  readonly #model: GridModel;
  readonly #clock: Clock;
  readonly #stop: () => void;
  #cancel: () => void = () => undefined;
  #round = 0;
  #isClosed = false;
  #sent = "";

  constructor(model: GridModel, clock: Clock, prefilled: Prefilled | null) {
    this.#model = model;
    this.#clock = clock;
    this.count = model.selectedCount.peek();
    this.target = model.target();
    this.sums = computed(() => this.plan.value && sumsOf(this.plan.value, this.left.value));
    this.reasons = computed(() =>
      Object.entries(this.plan.value?.reasons ?? {}).filter(([text]) => !this.left.value.has(text.split(":")[0] ?? "")),
    );
    this.isReady = computed(
      () => this.phase.value === "choosing" && !this.planning.value && (this.sums.value?.willChange ?? 0) > 0,
    );
    this.#stop = model.session.on("progress", (progress) => {
      if (progress.id === this.#sent) this.progress.value = progress;
    });
    if (!prefilled) return;
    this.question.value = prefilled.root;
    this.answers.value = prefilled.answers;
    this.#replan();
  }

  get questions(): readonly QuestionInfo[] {
    return this.#model.ontology.peek().questions;
  }

  pick(question: number): void {
    this.question.value = question;
    this.answers.value = [];
    this.#replan();
  }

  setAnswers(answers: readonly AnswerPart[]): void {
    this.answers.value = answers;
    this.#replan();
  }

  setOverride(override: boolean): void {
    this.override.value = override;
    this.#replan();
  }

  setConflict(conflict: Conflict): void {
    this.conflict.value = conflict;
    this.#replan();
  }

  /** A workflow status, or with `isOwn` one of the task's; null for none. */
  setNextStatus(status: string | null, isOwn = false): void {
    this.setStatus.value = isOwn ? null : (status as Status | null);
    this.taskStatus.value = isOwn ? (status ?? "") : "";
    this.#replan();
  }

  /** Tick a status, or leave its items as they are: the plan is known for each status by itself. */
  tick(status: string, isTicked: boolean): void {
    const left = new Set(this.left.peek());
    if (isTicked) left.delete(status);
    else left.add(status);
    this.left.value = left;
  }

  cancel(): void {
    if (this.phase.peek() === "running" && this.#sent) this.#model.session.cancel(this.#sent);
  }

  async run(): Promise<void> {
    if (!this.isReady.peek()) return;
    this.phase.value = "running";
    this.problem.value = "";
    try {
      this.result.value = await this.#model.session.write("classify", this.#writeArgs(), (id) => {
        this.#sent = id;
      });
      this.phase.value = "done";
      if (this.#isClosed) this.onEnd(this.result.value);
    } catch (error) {
      this.problem.value = isCancelled(error) ? "Cancelled: nothing was written." : sentence(error);
      this.phase.value = "choosing";
      this.progress.value = null;
    }
  }

  dispose(): void {
    this.#isClosed = true;
    this.#round++;
    this.#cancel();
    this.#stop();
  }

  #args() {
    const { target } = this;
    const [question, answers, override] = [this.question.peek(), [...this.answers.peek()], this.override.peek()];
    const [status, conflict, task] = [this.setStatus.peek(), this.conflict.peek(), this.#model.hello?.task?.id];
    return {
      target,
      question,
      answers,
      override,
      ...(conflict === "any" ? { conflict } : {}),
      ...(status ? { set_status: status } : {}),
      ...(task ? { task } : {}),
    };
  }

  #writeArgs() {
    const left = this.left.peek();
    const statuses = (this.plan.peek()?.rows ?? [])
      .map((row) => row.status as Status)
      .filter((name) => !left.has(name));
    const own = this.taskStatus.peek();
    return { ...this.#args(), ...(left.size ? { statuses } : {}), ...(own ? { task_status: own } : {}) };
  }

  /** Ask for the plan once the picking rests; an older answer never replaces a newer one. */
  #replan(): void {
    const round = ++this.#round;
    this.#cancel();
    const root = this.question.peek();
    const isAnswered = this.answers.peek().some((part) => part.question === root && isGiven(part));
    this.planning.value = isAnswered;
    if (!isAnswered) this.plan.value = null;
    else this.#cancel = this.#clock.after(SETTLE_MS, () => void this.#ask(round));
  }

  async #ask(round: number): Promise<void> {
    try {
      const { result } = await this.#model.session.request("plan", this.#args());
      if (round !== this.#round) return;
      this.plan.value = result;
      this.problem.value = "";
    } catch (error) {
      if (round !== this.#round) return;
      this.plan.value = null;
      this.problem.value = sentence(error);
    }
    this.planning.value = false;
  }
}

function sumsOf(plan: Plan, left: ReadonlySet<string>): Sums {
  const rows = plan.rows.filter(({ status }) => !left.has(status));
  const sum = (pick: (row: PlanRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
  return {
    items: sum((row) => row.no_answer + row.same + row.other),
    willChange: sum((row) => row.will_change),
    overwrites: sum((row) => row.overwrites ?? 0),
    blocked: sum((row) => row.blocked),
    otherwise: sum((row) => row.otherwise),
    others: sum((row) => row.other),
    completed: sum((row) => (row.status === "complete" ? (row.overwrites ?? 0) : 0)),
  };
}

function isCancelled(error: unknown): boolean {
  return error instanceof WireError && error.code === "cancelled";
}
