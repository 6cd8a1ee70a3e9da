// The bulk classify dialog as values: what is picked, and what is asked and written for it.
import { type Signal, signal } from "@preact/signals-core";
import { isGiven } from "../core/ontology.ts";
import type { Change, Clock, Status } from "../core/types.ts";
import type { AnswerPart, Plan, QuestionInfo } from "../protocol.gen.ts";
import type { Prefilled } from "./answering.ts";
import type { GridModel } from "./model.ts";
import { PlannedJob } from "./planned.ts";

export type Conflict = "same" | "any";

export class BulkJob extends PlannedJob {
  /** The root question picked; 0 for none yet. */
  readonly question: Signal<number> = signal(0);
  readonly answers: Signal<readonly AnswerPart[]> = signal([]);
  readonly override = signal(false);
  readonly conflict: Signal<Conflict> = signal("same");
  readonly setStatus: Signal<Status | null> = signal(null);
  /** A status of the task's own; "" for none. */
  readonly taskStatus: Signal<string> = signal("");

  constructor(model: GridModel, clock: Clock, prefilled: Prefilled | null) {
    super(model, clock, { target: model.target(), count: model.selectedCount.peek() });
    if (!prefilled) return;
    this.question.value = prefilled.root;
    this.answers.value = prefilled.answers;
    this.replan();
  }

  get questions(): readonly QuestionInfo[] {
    return this.model.ontology.peek().questions;
  }

  pick(question: number): void {
    this.question.value = question;
    this.answers.value = [];
    this.replan();
  }

  setAnswers(answers: readonly AnswerPart[]): void {
    this.answers.value = answers;
    this.replan();
  }

  setOverride(override: boolean): void {
    this.override.value = override;
    this.replan();
  }

  setConflict(conflict: Conflict): void {
    this.conflict.value = conflict;
    this.replan();
  }

  /** A workflow status, or with `isOwn` one of the task's; null for none. */
  setNextStatus(status: string | null, isOwn = false): void {
    this.setStatus.value = isOwn ? null : (status as Status | null);
    this.taskStatus.value = isOwn ? (status ?? "") : "";
    this.replan();
  }

  protected get isAsked(): boolean {
    const root = this.question.peek();
    return this.answers.peek().some((part) => part.question === root && isGiven(part));
  }

  protected async askPlan(): Promise<Plan> {
    return (await this.model.session.request("plan", this.#args())).result;
  }

  protected write(onSent: (id: string) => void): Promise<Change> {
    return this.model.session.write("classify", this.#writeArgs(), onSent);
  }

  #args() {
    const { target } = this;
    const [question, answers, override] = [this.question.peek(), [...this.answers.peek()], this.override.peek()];
    const [status, conflict, task] = [this.setStatus.peek(), this.conflict.peek(), this.model.hello?.task?.id];
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
    const own = this.taskStatus.peek();
    return { ...this.#args(), ...this.narrowed, ...(own ? { task_status: own } : {}) };
  }
}
