import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { kindOf, Ontology, withAnswers } from "../core/ontology.ts";
import type { RowStore } from "../core/rows.ts";
import type { Session } from "../core/session.ts";
import { type Change, type Clock, WireError } from "../core/types.ts";
import type { AnswerPart, QuestionInfo, Row } from "../protocol.gen.ts";
import type { LabelerOptions } from "./options.ts";
import { Progress } from "./progress.ts";

/** How long the chosen option is lit before the next picture comes, so that a slip is seen. */
export const FLASH_MS = 150;
/** A picture must have stood this long before it can be answered: the second half of a double click is no answer. */
export const LOOK_MS = 120;
export const LOOK_BEFORE_CLICK_MS = 300;

const NEXT_STATUS = { annotate: "review", review: "complete", complete: "complete" } as const;

/** One answered item, to go back to. */
interface Step {
  readonly row: Row;
  readonly root: number;
  op: number;
}

/** One picture at a time: where we are, what is asked, and what an answer does. Shared by all views of a widget. */
export class LabelerModel {
  readonly pos: Signal<number> = signal(0);
  readonly active: Signal<number> = signal(0);
  readonly flash: Signal<number> = signal(0);
  /** True after the last item, until one goes back. */
  readonly ended: Signal<boolean> = signal(false);
  readonly autoNext: Signal<boolean>;
  readonly autoComplete: Signal<boolean>;
  readonly ontology: ReadonlySignal<Ontology>;
  readonly current: ReadonlySignal<Row | undefined>;
  readonly progress: Progress;
  readonly recent: Signal<readonly string[]> = signal([]);
  readonly #steps: Step[] = [];
  readonly #stop: (() => void)[];
  #last: { readonly root: number; readonly answers: readonly AnswerPart[] } | null = null;
  #shown = { id: 0, at: 0 };
  #moving = false;
  #gen = 0;
  #cancelMove: () => void = () => undefined;

  constructor(
    readonly session: Session,
    readonly rows: RowStore,
    readonly options: LabelerOptions,
    readonly clock: Clock,
    /** Hears of refusals: one sentence. */
    public refused: (error: WireError) => void = () => undefined,
  ) {
    this.autoNext = signal(options.autoNext);
    this.autoComplete = signal(options.autoComplete);
    this.ontology = computed(() => new Ontology(session.hello.value?.questions ?? []));
    this.current = computed(() => {
      this.rows.version.value;
      return this.rows.get(this.pos.value);
    });
    this.progress = new Progress(
      session,
      clock,
      () => this.goal,
      () => rows.count.peek(),
    );
    this.#stop = [
      session.on("reset", ({ gen }) => void this.#greeted(gen)),
      session.on("changed", () => this.progress.recount()),
    ];
    if (session.hello.peek()) void this.#greeted(session.hello.peek()?.gen ?? 0);
  }

  /** The questions asked here. */
  get questions(): readonly QuestionInfo[] {
    const { questions } = this.ontology.value;
    const only = questions.filter(({ id }) => id === this.options.question);
    return only.length ? only : questions;
  }

  /** The question whose answer makes an item count as labelled. */
  get goal(): number {
    return this.questions[0]?.id ?? 0;
  }

  /** The picture of this item is on screen: from now on it can be answered. */
  shown(id: number): void {
    if (this.#shown.id !== id) this.#shown = { id, at: this.clock.now() };
  }

  /** Whether an answer for this item would be one to the picture that is seen. */
  mayAnswer(id: number, afterMs = LOOK_MS): boolean {
    if (this.#moving || this.ended.peek() || this.#shown.id !== id || this.current.peek()?.id !== id) return false;
    return this.clock.now() - this.#shown.at >= afterMs;
  }

  /** Answer one question of the item that was shown; returns false if it was not taken. */
  answer(id: number, part: AnswerPart, afterMs = LOOK_MS): boolean {
    const root = this.ontology.peek().rootOf(part.question)?.id;
    const row = this.rows.byId(id);
    if (root === undefined || !row || !this.mayAnswer(id, afterMs)) return false;
    const answers = this.ontology.peek().answer(root, this.ontology.peek().answersOf(row, root), part);
    const kind = kindOf(this.ontology.peek().question(part.question) ?? { id: 0, kind: "", name: "" });
    const moves = kind === "radio" && (part.options ?? []).length > 0;
    this.#put(row, root, answers, moves && this.#after(part.question, root, answers) === null);
    if (moves) this.#advance(part, root, answers);
    return true;
  }

  /** Several answers of one tree at once: the label picker's, or the last ones repeated. */
  answerAll(id: number, parts: readonly AnswerPart[]): boolean {
    const first = parts[0];
    const last = parts.at(-1);
    const root = first && this.ontology.peek().rootOf(first.question)?.id;
    const row = this.rows.byId(id);
    if (!last || root === undefined || !row || !this.mayAnswer(id)) return false;
    const ontology = this.ontology.peek();
    const answers = parts.reduce((known, part) => ontology.answer(root, known, part), ontology.answersOf(row, root));
    this.#put(row, root, answers, this.#after(last.question, root, answers) === null);
    this.#advance(last, root, answers);
    return true;
  }

  /** Done with the active question: on to the next one, after the last one to the next picture. */
  confirm(): void {
    const row = this.current.peek();
    const root = this.ontology.peek().rootOf(this.active.peek())?.id;
    if (!row || root === undefined || this.#moving) return;
    const next = this.#after(this.active.peek(), root, this.ontology.peek().answersOf(row, root));
    if (next !== null) this.active.value = next;
    else if (this.autoComplete.peek() && this.ontology.peek().isAnswered(row, this.goal)) this.#completeAndMove(row);
    else this.next();
  }

  /** Take the answer of the active question away. */
  clear(id: number): void {
    const question = this.active.peek();
    this.answer(id, { question, options: [] });
  }

  /** Take away one option, as by the cross on its chip. */
  remove(id: number, question: number, option: number): void {
    const row = this.rows.byId(id);
    const part = row?.answers?.find((known) => known.question === question);
    const root = this.ontology.peek().rootOf(question)?.id;
    if (!row || !part || root === undefined) return;
    const options = (part.options ?? []).filter((known) => known !== option);
    const answers = this.ontology.peek().answer(root, this.ontology.peek().answersOf(row, root), { question, options });
    this.#put(row, root, answers, false);
    this.active.value = question;
  }

  /** Do to this item what was done to the last one. */
  repeat(id: number): void {
    if (this.#last) this.answerAll(id, this.#last.answers);
  }

  get canRepeat(): boolean {
    return this.#last !== null;
  }

  /** Move the item to its next status. */
  async submit(id: number): Promise<void> {
    const row = this.rows.byId(id);
    if (!row || row.status === "complete") return;
    const status = NEXT_STATUS[row.status];
    const drawn = this.rows.optimistic([id], (known) => ({ ...known, status }));
    await this.#settle(this.session.write("set_status", { target: { ids: [id] }, status }), drawn);
  }

  /** Go back to what was answered last, and take that answer away. */
  async undo(): Promise<Change | null> {
    this.#stay();
    const step = this.#steps.pop();
    if (!step) return this.#turn(this.session.write("undo", { op: 0 }));
    const { row, root } = step;
    if (this.rows.get(row.pos)?.id === row.id) this.go(row.pos);
    this.active.value = root;
    const before = this.rows.byId(row.id);
    const drawn = this.rows.optimistic([row.id], () => row);
    this.#count(before, row);
    return this.#settle(this.session.write("undo", { op: step.op }), drawn);
  }

  async redo(): Promise<Change | null> {
    this.#stay();
    return this.#turn(this.session.write("redo", {}));
  }

  /** Show the item at a place; beyond the last one stands the end. */
  go(pos: number): void {
    const count = this.rows.count.peek();
    this.#stay();
    batch(() => {
      this.ended.value = count > 0 && pos >= count;
      this.pos.value = Math.max(0, Math.min(count - 1, pos));
      this.#prepare();
    });
  }

  next(): void {
    this.go(this.pos.peek() + 1);
  }

  previous(): void {
    this.go(this.ended.peek() ? this.pos.peek() : this.pos.peek() - 1);
  }

  /** To the next item without an answer, round the end; resolves to false if there is none. */
  async toUnlabelled(direction: 1 | -1): Promise<boolean> {
    const near = this.#nearUnlabelled(direction);
    if (near !== null) {
      this.go(near);
      return true;
    }
    const gen = this.rows.gen.peek();
    const { result } = await this.session.request("locate", {
      gen,
      start: this.pos.peek(),
      direction,
      question: this.goal,
    });
    if (result.pos < 0 || result.pos === this.pos.peek()) {
      if (result.pos < 0) this.ended.value = true;
      return result.pos >= 0;
    }
    this.go(result.pos);
    return true;
  }

  /** Places to have ready, the most important first. */
  get ahead(): readonly number[] {
    const pos = this.pos.value;
    return [pos, pos + 1, pos + 2, pos + 3, pos - 1].filter((place) => place >= 0 && place < this.rows.count.value);
  }

  dispose(): void {
    this.#cancelMove();
    this.progress.dispose();
    for (const stop of this.#stop) stop();
  }

  async #greeted(gen: number): Promise<void> {
    const hello = this.session.hello.peek();
    if (!hello) return;
    const before = this.current.peek();
    const first = this.#gen === 0;
    this.#gen = gen;
    void this.progress.count();
    if (first) this.go(Math.max(0, hello.start ?? 0));
    else if (before) await this.#find(before.id, gen);
    else this.go(this.pos.peek());
  }

  async #find(id: number, gen: number): Promise<void> {
    try {
      const { result } = await this.session.request("locate", { gen, id });
      this.go(result.pos < 0 ? this.pos.peek() : result.pos);
    } catch {
      this.go(this.pos.peek());
    }
  }

  #put(row: Row, root: number, answers: readonly AnswerPart[], last: boolean): void {
    const ontology = this.ontology.peek();
    const status = last && this.autoNext.peek() && this.autoComplete.peek() ? "complete" : null;
    const target = { ids: [row.id] };
    const drawn = this.rows.optimistic([row.id], (known) => {
      const answered = withAnswers(ontology, known, root, answers);
      return status ? { ...answered, status } : answered;
    });
    const step: Step = { row, root, op: 0 };
    this.#steps.push(step);
    this.#count(row, this.rows.byId(row.id));
    if (answers.length) this.#last = { root, answers };
    const change = answers.length
      ? this.session.write("classify", {
          target,
          question: root,
          answers: [...answers],
          override: true,
          set_status: status,
        })
      : this.session.write("clear", { target, question: root });
    void this.#settle(change, drawn).then((done) => {
      if (done) step.op = done.op;
      else this.#forget(step, row.id);
    });
  }

  #count(before: Row | undefined, after: Row | undefined): void {
    const ontology = this.ontology.peek();
    const [was, is] = [before, after].map((row) => Number(row !== undefined && ontology.isAnswered(row, this.goal)));
    this.progress.step((is ?? 0) - (was ?? 0));
  }

  #forget(step: Step, id: number): void {
    const at = this.#steps.indexOf(step);
    if (at >= 0) this.#steps.splice(at, 1);
    this.progress.recount();
    if (this.current.peek()?.id === id) this.#activate();
  }

  /** The next question after this one, within the tree and then beyond it; null after the last. */
  #after(question: number, root: number, answers: readonly AnswerPart[]): number | null {
    const open = this.ontology.peek().open(root, answers);
    const at = open.findIndex((known) => known.question.id === question);
    const below = open.slice(at + 1).find((known) => !answers.some((part) => part.question === known.question.id));
    if (below) return below.question.id;
    const place = this.questions.findIndex(({ id }) => id === root);
    return this.questions[place + 1]?.id ?? null;
  }

  #advance(part: AnswerPart, root: number, answers: readonly AnswerPart[]): void {
    const option = part.options?.at(-1);
    if (option)
      this.recent.value = [String(option), ...this.recent.value.filter((id) => id !== String(option))].slice(0, 20);
    const next = this.#after(part.question, root, answers);
    if (next !== null) this.active.value = next;
    else {
      this.progress.answered();
      if (this.autoNext.peek()) this.#moveOn(option ?? 0);
    }
  }

  #moveOn(option: number): void {
    this.#moving = true;
    this.flash.value = option;
    this.#cancelMove = this.clock.after(FLASH_MS, () => this.next());
  }

  #completeAndMove(row: Row): void {
    const drawn = this.rows.optimistic([row.id], (known) => ({ ...known, status: "complete" }));
    void this.#settle(this.session.write("set_status", { target: { ids: [row.id] }, status: "complete" }), drawn);
    this.next();
  }

  /** Forget a move that was about to happen. */
  #stay(): void {
    this.#cancelMove();
    this.#moving = false;
    this.flash.value = 0;
  }

  #prepare(): void {
    const pos = this.pos.peek();
    this.rows.want(pos - 30, pos + 30, 1);
    this.#activate();
  }

  /** Ask the first question without an answer of the item that is shown now. */
  #activate(): void {
    const row = this.current.peek();
    const ontology = this.ontology.peek();
    const open = row && this.questions.find(({ id }) => !ontology.isAnswered(row, id));
    this.active.value = open?.id ?? this.goal;
  }

  #nearUnlabelled(direction: 1 | -1): number | null {
    const count = this.rows.count.peek();
    for (let pos = this.pos.peek() + direction; pos >= 0 && pos < count; pos += direction) {
      const row = this.rows.get(pos);
      if (!row) return null;
      if (!this.ontology.peek().isAnswered(row, this.goal)) return pos;
    }
    return null;
  }

  async #turn(write: Promise<Change>): Promise<Change | null> {
    const change = await this.#settle(write);
    if (change && (change.first ?? -1) >= 0) this.go(change.first ?? 0);
    this.progress.recount();
    return change;
  }

  async #settle(write: Promise<Change>, drawn?: ReturnType<RowStore["optimistic"]>): Promise<Change | null> {
    try {
      const change = await write;
      drawn?.commit(change.rows);
      return change;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (error.code === "settled") drawn?.commit();
      else drawn?.rollback(error.message);
      this.refused(error);
      return null;
    }
  }
}
