// Keys to writes: which items an action means, the answer tree it makes, and the tiles drawn before the kernel knows.
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { checkNumber } from "../core/number.ts";
import { withAnswers } from "../core/ontology.ts";
import type { Optimistic } from "../core/rows.ts";
import type { Change, Status, WriteArgs, WriteOp } from "../core/types.ts";
import type { AnswerPart, OptionInfo, QuestionInfo, Row, Target } from "../protocol.gen.ts";
import { choose } from "../ui/form.tsx";
import { type GridModel, sentence } from "./model.ts";

/** Up to so many items a key acts at once; beyond, a plan is shown first. */
export const DIRECT_LIMIT = 500;
export const STATUSES: readonly Status[] = ["annotate", "review", "complete"];

/** The items an action means. */
export interface Aim {
  readonly target: Target;
  readonly count: number;
  /** All rows, or null where some are not here. */
  readonly rows: readonly Row[] | null;
}

/** An answer ready to be given, with how it looks. */
export interface Armed {
  readonly root: number;
  readonly answers: readonly AnswerPart[];
  readonly label: string;
  readonly code: string;
  readonly color: string;
}

/** A question and its answer tree, for a dialog to start from. */
export type Prefilled = Pick<Armed, "root" | "answers">;

/** What a finished write tells the view: to toast it, to scroll to it. */
export interface Outcome {
  readonly change: Change;
  readonly count: number;
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
  readonly aim: ReadonlySignal<Aim | null>;
  readonly root: ReadonlySignal<QuestionInfo | undefined>;
  readonly question: ReadonlySignal<QuestionInfo | undefined>;
  readonly #model: GridModel;
  #recent: string[] = [];
  #last: ((aim: Aim) => void) | null = null;
  /** Opens the dialog for more items than a key should change. */
  onBulk: (prefilled: Prefilled | null) => void = () => undefined;
  onDone: (outcome: Outcome) => void = () => undefined;
  onRefused: (error: unknown) => void = () => undefined;

  constructor(model: GridModel) {
    this.#model = model;
    this.question = computed(() => {
      const ontology = model.ontology.value;
      return ontology.question(this.active.value) ?? ontology.questions[0];
    });
    this.root = computed(() => model.ontology.value.rootOf(this.question.value?.id ?? 0));
    this.aim = computed(() => this.#aim());
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
    return question && option ? this.#armedOf(question, option) : null;
  }

  arm(question: QuestionInfo, option: OptionInfo): void {
    this.armed.value = this.#armedOf(question, option);
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
    this.classify(aim, root.id, answers);
    this.active.value = ontology.nextOpen(root.id, answers, part.question)?.id ?? root.id;
  }

  classify(aim: Aim, root: number, answers: readonly AnswerPart[]): void {
    const ontology = this.#model.ontology.peek();
    this.#last = (next) => this.classify(next, root, answers);
    const args = { target: aim.target, question: root, answers: [...answers], override: true };
    void this.#write("classify", args, aim, (row) => withAnswers(ontology, row, root, answers));
  }

  clear(aim: Aim | null = this.aim.peek(), question = this.root.peek()?.id): void {
    if (!aim || question === undefined) return;
    const ontology = this.#model.ontology.peek();
    this.#last = (next) => this.clear(next, question);
    this.active.value = question;
    const args = { target: aim.target, question };
    void this.#write("clear", args, aim, (row) => withAnswers(ontology, row, question, []));
  }

  setStatus(status: Status, aim: Aim | null = this.aim.peek()): void {
    if (!aim) return;
    this.#last = (next) => this.setStatus(status, next);
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
    if (!aim || !this.#last) return;
    if (aim.count > DIRECT_LIMIT) this.onBulk(null);
    else this.#last(aim);
  }

  /** Begin a stroke of paint; each tile crossed is drawn at once, all are one write. */
  stroke(armed: Armed): Stroke {
    return new Stroke(this.#model, armed, (stroke) => void this.#paint(stroke));
  }

  async #paint(stroke: Stroke): Promise<void> {
    const { armed, ids, erase } = stroke;
    const args = { question: armed.root, answers: [...armed.answers], ids, erase };
    const change = await this.#send("paint", args, ids.length + erase.length, stroke.drawn);
    if (change) this.#last = (aim) => this.classify(aim, armed.root, armed.answers);
  }

  async #write<O extends WriteOp>(op: O, args: WriteArgs<O>, aim: Aim, change: (row: Row) => Row): Promise<void> {
    const ids = aim.rows?.map((row) => row.id);
    const drawn = ids ? this.#model.rows.optimistic(ids, change) : undefined;
    await this.#send(op, args, aim.count, drawn);
  }

  async #send<O extends WriteOp>(
    op: O,
    args: WriteArgs<O>,
    count: number,
    drawn?: Optimistic,
  ): Promise<Change | undefined> {
    if (!drawn) this.working.value++;
    try {
      const change = await this.#model.session.write(op, args);
      batch(() => drawn?.commit(change.rows));
      this.onDone({ change, count });
      return change;
    } catch (error) {
      drawn?.rollback(sentence(error));
      this.onRefused(error);
      return undefined;
    } finally {
      if (!drawn) this.working.value--;
    }
  }

  /** A rating is one key too, where the digit is a value that the question takes. */
  #number(question: QuestionInfo, key: string): boolean {
    const checked = checkNumber(question, key);
    if ("problem" in checked) return false;
    this.give({ question: question.id, number: checked.value });
    return true;
  }

  #aim(): Aim | null {
    const { rows, selection } = this.#model;
    rows.version.value;
    const total = rows.count.value;
    const count = selection.value.count(total);
    if (count > 0 && !this.alone.value) {
      const target = selection.value.toTarget(rows.gen.value);
      return { target, count, rows: count <= DIRECT_LIMIT ? this.#rowsAt(selection.value.places(total, count)) : null };
    }
    const id = this.focused.value;
    const row = id === null ? undefined : rows.byId(id);
    return row ? { target: { ids: [row.id] }, count: 1, rows: [row] } : null;
  }

  #rowsAt(places: readonly number[]): readonly Row[] | null {
    const found: Row[] = [];
    for (const place of places) {
      const row = this.#model.rows.get(place);
      if (!row) return null;
      found.push(row);
    }
    return found;
  }

  /** What all items aimed at answer in a tree; null where they differ or are not all here. */
  commonOf(aim: Aim | null, root: number): readonly AnswerPart[] | null {
    const ontology = this.#model.ontology.peek();
    if (!aim) return [];
    if (!aim.rows) return null;
    const all = aim.rows.map((row) => ontology.answersOf(row, root));
    const [first = [], ...others] = all;
    const text = answersText(first);
    return others.every((answers) => answersText(answers) === text) ? first : null;
  }

  #partFor(question: QuestionInfo, option: OptionInfo): AnswerPart {
    const root = this.#model.ontology.peek().rootOf(question.id)?.id ?? question.id;
    const common = this.commonOf(this.aim.peek(), root);
    return choose(question, common?.find((part) => part.question === question.id)?.options ?? [], option.id);
  }

  #armedOf(question: QuestionInfo, option: OptionInfo): Armed {
    const { code, color, name: label } = option;
    const ontology = this.#model.ontology.peek();
    const root = ontology.rootOf(question.id) ?? question;
    const answers = pathTo(root, { question: question.id, options: [option.id] }) ?? [];
    return { root: root.id, answers, label, code, color };
  }
}

/** The answers that open a question of a tree, then `part` itself; null where it is not of this tree. */
function pathTo(question: QuestionInfo, part: AnswerPart): AnswerPart[] | null {
  if (question.id === part.question) return [part];
  for (const option of question.options ?? []) {
    for (const child of option.questions ?? []) {
      const below = pathTo(child, part);
      if (below) return [{ question: question.id, options: [option.id] }, ...below];
    }
  }
  return null;
}

/** One drag of the paint mode. */
export class Stroke {
  readonly ids: number[] = [];
  readonly erase: number[] = [];
  readonly #changed = new Map<number, boolean>();
  readonly #model: GridModel;
  readonly #end: (stroke: Stroke) => void;
  readonly #parts: Optimistic[] = [];

  constructor(
    model: GridModel,
    readonly armed: Armed,
    end: (stroke: Stroke) => void,
  ) {
    this.#model = model;
    this.#end = end;
  }

  get drawn(): Optimistic {
    const parts = this.#parts;
    return {
      commit: (rows) => {
        for (const part of parts) part.commit(rows);
      },
      rollback: (reason) => {
        for (const part of parts) part.rollback(reason);
      },
    };
  }

  /** Draw on the tiles at these places that this stroke has not drawn so already. */
  over(places: readonly number[], erase: boolean): void {
    const rows = places.map((place) => this.#model.rows.get(place)).filter((row): row is Row => row !== undefined);
    const fresh = rows.map((row) => row.id).filter((id) => this.#changed.get(id) !== erase);
    if (!fresh.length) return;
    for (const id of fresh) this.#changed.set(id, erase);
    const ontology = this.#model.ontology.peek();
    const { root, answers } = this.armed;
    this.#parts.push(
      this.#model.rows.optimistic(fresh, (row) => withAnswers(ontology, row, root, erase ? [] : answers)),
    );
  }

  end(): void {
    for (const [id, erase] of this.#changed) (erase ? this.erase : this.ids).push(id);
    if (this.#changed.size) this.#end(this);
  }

  cancel(): void {
    this.drawn.rollback();
  }
}

function answersText(answers: readonly AnswerPart[]): string {
  const plain = answers.map(({ question, options, number, text }) => [
    question,
    options ?? [],
    number ?? "",
    text ?? "",
  ]);
  return JSON.stringify(plain.sort((a, b) => Number(a[0]) - Number(b[0])));
}
