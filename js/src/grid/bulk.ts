// The bulk classify dialog as values: what is picked, the plan for it, and the job that carries it out.
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { isGiven } from "../core/ontology.ts";
import type { Change, Clock, Status } from "../core/types.ts";
import type { AnswerPart, Plan, Progress, QuestionInfo, Target } from "../protocol.gen.ts";
import type { Prefilled } from "./answering.ts";
import { type GridModel, sentence } from "./model.ts";

const SETTLE_MS = 200;

export type Phase = "choosing" | "running" | "done";

export class BulkJob {
  readonly count: number;
  readonly target: Target;
  /** The root question picked; 0 for none yet. */
  readonly question: Signal<number> = signal(0);
  readonly answers: Signal<readonly AnswerPart[]> = signal([]);
  readonly override = signal(false);
  readonly setStatus: Signal<Status | null> = signal(null);
  readonly plan: Signal<Plan | null> = signal(null);
  readonly planning = signal(false);
  readonly problem = signal("");
  readonly phase: Signal<Phase> = signal("choosing");
  readonly progress: Signal<Progress | null> = signal(null);
  readonly result: Signal<Change | null> = signal(null);
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

  constructor(model: GridModel, clock: Clock, prefilled: Prefilled | null) {
    this.#model = model;
    this.#clock = clock;
    this.count = model.selectedCount.peek();
    this.target = model.target();
    this.isReady = computed(() => {
      const plan = this.plan.value;
      return this.phase.value === "choosing" && !this.planning.value && plan !== null && plan.will_change > 0;
    });
    this.#stop = model.session.on("progress", (progress) => {
      if (this.phase.peek() === "running") this.progress.value = progress;
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

  setNextStatus(status: Status | null): void {
    this.setStatus.value = status;
    this.#replan();
  }

  async run(): Promise<void> {
    if (!this.isReady.peek()) return;
    this.phase.value = "running";
    this.problem.value = "";
    try {
      this.result.value = await this.#model.session.write("classify", this.#args());
      this.phase.value = "done";
      if (this.#isClosed) this.onEnd(this.result.value);
    } catch (error) {
      this.problem.value = sentence(error);
      this.phase.value = "choosing";
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
    const status = this.setStatus.peek();
    return { target, question, answers, override, ...(status ? { set_status: status } : {}) };
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
