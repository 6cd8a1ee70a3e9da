// Keys to writes: which items an action means, the answer tree it makes, and the tiles drawn before the kernel knows.
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { lostText } from "../core/lost.ts";
import { checkNumber } from "../core/number.ts";
import { withAnswers } from "../core/ontology.ts";
import type { Optimistic } from "../core/rows.ts";
import type { Change, Status, WriteArgs, WriteOp } from "../core/types.ts";
import type { AnswerPart, OptionInfo, QuestionInfo, Row } from "../protocol.gen.ts";
import { drawPanels, holdPanels } from "../ui/drawing.ts";
import { choose } from "../ui/form.tsx";
import { type Aim, aimSignal, commonAnswers, DIRECT_LIMIT } from "./aim.ts";
import type { Asked } from "./changejob.ts";
import { type GridModel, sentence } from "./model.ts";
import { type Armed, armedOf, pathTo, Stroke } from "./stroke.ts";

export const STATUSES: readonly Status[] = ["annotate", "review", "complete"];

/** A question and its answer tree, for a dialog to start from. */
export type Prefilled = Pick<Armed, "root" | "answers">;

/** What a finished write tells the view: to toast it, to scroll to it. */
export interface Outcome {
  readonly change: Change;
  readonly count: number;
  /** Sub-answers that went with the answer above them; null where none did. */
  readonly lost: string | null;
}

export class Answering {
  /** The question that keys answer: a root, or a sub-question of what the aim answers already. */
  readonly active: Signal<number> = signal(0);
  /** The item that actions mean while nothing is selected. */
  readonly focused: Signal<number | null> = signal(null);
  readonly armed: Signal<Armed | null> = signal(null);
  readonly paints = signal(false);
  /** Actions mean the focused item even though others are selected: it is shown large. */
  readonly alone = signal(false);
  /** Bulk writes on their way. */
  readonly working = signal(0);
  /** Grows with every write that was answered, once its rows are what the kernel says. */
  readonly settled = signal(0);
  readonly aim: ReadonlySignal<Aim | null>;
  readonly root: ReadonlySignal<QuestionInfo | undefined>;
  readonly question: ReadonlySignal<QuestionInfo | undefined>;
  readonly #model: GridModel;
  #recent: string[] = [];
  #last: ((aim: Aim) => void) | null = null;
  /** Opens the dialog for more items than a key should change. */
  onBulk: (prefilled: Prefilled | null) => void = () => undefined;
  /** Opens the plan of another change of more items than a key should change. */
  onChange: (asked: Asked, aim: Aim) => void = () => undefined;
  onDone: (outcome: Outcome) => void = () => undefined;
  onRefused: (error: unknown) => void = () => undefined;

  constructor(model: GridModel) {
    this.#model = model;
    this.question = computed(() => {
      const ontology = model.ontology.value;
      return ontology.question(this.active.value) ?? ontology.questions[0];
    });
    this.root = computed(() => model.ontology.value.rootOf(this.question.value?.id ?? 0));
    this.aim = aimSignal(model, this.focused, this.alone);
  }

  /** Answer the active question with the option of a key; in paint mode, arm it. */
  key(key: string): boolean {
    const question = this.question.peek();
    if (question?.kind === "number") return this.#number(question, key);
    const option = question && this.#model.ontology.peek().optionByKey(question, key);
    if (!question || !option) return false;
    this.use(question, option);
    return true;
  }

  /** Make the next (or former) question the one that keys answer. */
  turn(by: 1 | -1): void {
    const { questions } = this.#model.ontology.peek();
    const at = questions.findIndex((question) => question.id === this.root.peek()?.id);
    const next = questions[(at + by + questions.length) % questions.length];
    if (next) this.active.value = next.id;
  }

  /** Ids of the options used lately, newest first. */
  get recent(): readonly string[] {
    return this.#recent;
  }

  /** Choose an option for the items aimed at; in paint mode, paint with it from now on. */
  use(question: QuestionInfo, option: OptionInfo): void {
    const id = String(option.id);
    this.#recent = [id, ...this.#recent.filter((known) => known !== id)].slice(0, 12);
    if (this.paints.peek()) this.arm(question, option);
    else this.choose(question, option);
  }

  /** The option of a key as something to paint with. */
  armedBy(key: string): Armed | null {
    const question = this.question.peek();
    const option = question && this.#model.ontology.peek().optionByKey(question, key);
    return question && option ? armedOf(this.#model.ontology.peek(), question, option) : null;
  }

  arm(question: QuestionInfo, option: OptionInfo): void {
    this.armed.value = armedOf(this.#model.ontology.peek(), question, option);
  }

  /** Choose (or, in a checklist, turn) an option for all items aimed at. */
  choose(question: QuestionInfo, option: OptionInfo): void {
    this.give(this.#partFor(question, option));
  }

  /** Give one answer, keeping the answers it hangs on. */
  give(part: AnswerPart, aim: Aim | null = this.aim.peek()): void {
    const ontology = this.#model.ontology.peek();
    const root = ontology.rootOf(part.question);
    if (!aim || !root) return;
    if (aim.count > DIRECT_LIMIT) {
      this.onBulk({ root: root.id, answers: pathTo(root, part) ?? [] });
      return;
    }
    const before = this.commonOf(aim, root.id);
    const isAsked = ontology.open(root.id, before ?? []).some(({ question }) => question.id === part.question);
    const answers = isAsked ? ontology.answer(root.id, before ?? [], part) : (pathTo(root, part) ?? []);
    if (!answers.some((given) => given.question === root.id)) {
      if (before?.length) this.clear(aim, root.id);
      return;
    }
    const lost = lostText(ontology, aim.rows ?? [], root.id, answers, part.question);
    this.classify(aim, root.id, answers, lost);
    this.active.value = ontology.nextOpen(root.id, answers, part.question)?.id ?? root.id;
  }

  classify(aim: Aim, root: number, answers: readonly AnswerPart[], lost: string | null = null): void {
    const ontology = this.#model.ontology.peek();
    this.#last = (next) => this.classify(next, root, answers);
    if (aim.count > DIRECT_LIMIT) {
      this.onBulk({ root, answers });
      return;
    }
    const args = { target: aim.target, question: root, answers: [...answers], override: true };
    void this.#write("classify", args, aim, (row) => withAnswers(ontology, row, root, answers), lost);
  }

  clear(aim: Aim | null = this.aim.peek(), question = this.root.peek()?.id): void {
    if (!aim || question === undefined) return;
    const ontology = this.#model.ontology.peek();
    this.#last = (next) => this.clear(next, question);
    this.active.value = question;
    if (aim.count > DIRECT_LIMIT) {
      this.onChange({ op: "clear", question }, aim);
      return;
    }
    const args = { target: aim.target, question };
    void this.#write("clear", args, aim, (row) => withAnswers(ontology, row, question, []));
  }

  setStatus(status: Status, aim: Aim | null = this.aim.peek()): void {
    if (!aim) return;
    this.#last = (next) => this.setStatus(status, next);
    if (aim.count > DIRECT_LIMIT) {
      this.onChange({ op: "set_status", status }, aim);
      return;
    }
    void this.#write("set_status", { target: aim.target, status }, aim, (row) => ({ ...row, status }));
  }

  /** The status after the one that the items have; the first one where they differ. */
  nextStatus(): Status {
    const rows = this.aim.peek()?.rows ?? [];
    const status = rows[0]?.status;
    const alike = rows.every((row) => row.status === status);
    return status && alike ? (STATUSES[(STATUSES.indexOf(status) + 1) % STATUSES.length] as Status) : "review";
  }

  get canRepeat(): boolean {
    return this.#last !== null;
  }

  repeat(): void {
    const aim = this.aim.peek();
    if (aim) this.#last?.(aim);
  }

  /** Begin a stroke of paint; each tile crossed is drawn at once, all are one write. */
  stroke(armed: Armed): Stroke {
    return new Stroke(this.#model, armed, (stroke) => void this.#paint(stroke));
  }

  async #paint(stroke: Stroke): Promise<void> {
    const { armed, ids, erase } = stroke;
    const args = { question: armed.root, answers: [...armed.answers], ids, erase };
    const change = await this.send("paint", args, { count: ids.length + erase.length, lost: null }, stroke.drawn);
    if (change) this.#last = (aim) => this.classify(aim, armed.root, armed.answers);
  }

  async #write<O extends WriteOp>(
    op: O,
    args: WriteArgs<O>,
    aim: Aim,
    change: (row: Row) => Row,
    lost: string | null = null,
  ): Promise<void> {
    const ids = aim.rows?.map((row) => row.id);
    // The tile says at once what the key did; what else says the same waits for the answer.
    if (ids) holdPanels();
    const drawn = ids ? this.#model.rows.optimistic(ids, change) : undefined;
    await this.send(op, args, { count: aim.count, lost }, drawn);
  }

  /** What `repeat` does from now on. */
  remember(action: (aim: Aim) => void): void {
    this.#last = action;
  }

  /** Write what is `drawn` already (or too much to draw), and tell the view how it ended. */
  async send<O extends WriteOp>(
    op: O,
    args: WriteArgs<O>,
    told: Omit<Outcome, "change">,
    drawn?: Optimistic,
  ): Promise<Change | undefined> {
    if (!drawn) this.working.value++;
    try {
      const change = await this.#model.session.write(op, args);
      batch(() => drawn?.commit(change.rows));
      this.settled.value++;
      this.onDone({ change, ...told });
      return change;
    } catch (error) {
      drawn?.rollback(sentence(error));
      this.onRefused(error);
      return undefined;
    } finally {
      if (!drawn) this.working.value--;
      drawPanels();
    }
  }

  /** A rating is one key too, where the digit is a value that the question takes. */
  #number(question: QuestionInfo, key: string): boolean {
    const checked = checkNumber(question, key);
    if ("problem" in checked) return false;
    this.give({ question: question.id, number: checked.value });
    return true;
  }

  /** What all items aimed at answer in a tree; null where they differ or are not all here. */
  commonOf(aim: Aim | null, root: number): readonly AnswerPart[] | null {
    return commonAnswers(this.#model, aim, root);
  }

  #partFor(question: QuestionInfo, option: OptionInfo): AnswerPart {
    const root = this.#model.ontology.peek().rootOf(question.id)?.id ?? question.id;
    const common = this.commonOf(this.aim.peek(), root);
    return choose(question, common?.find((part) => part.question === question.id)?.options ?? [], option.id);
  }
}
