import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { lostText } from "../core/lost.ts";
import { rowIn, type Scope } from "../core/scope.ts";
import type { AnswerPart, Row } from "../protocol.gen.ts";
import type { Flash } from "./flash.ts";
import type { LabelerModel } from "./model.ts";
import type { Onward } from "./onward.ts";
import type { Outcome, Steps } from "./steps.ts";

const RECENT = 20;

/** What an answer does: it is written with what hangs on it, the next question is asked, after the last one comes the next picture. */
export class Giving {
  readonly #model: LabelerModel;
  readonly #steps: Steps;
  readonly #onward: Onward;
  readonly #flash: Flash;
  readonly #recent: Signal<readonly string[]> = signal([]);
  #last: { readonly root: number; readonly answers: readonly AnswerPart[] } | null = null;

  constructor(model: LabelerModel, steps: Steps, onward: Onward, flash: Flash) {
    this.#model = model;
    this.#steps = steps;
    this.#onward = onward;
    this.#flash = flash;
  }

  get recent(): ReadonlySignal<readonly string[]> {
    return this.#recent;
  }

  /** Answer one question of the item that was shown; returns false if it was not taken. */
  answer(id: number, part: AnswerPart, afterMs: number): boolean {
    const ontology = this.#model.ontology.peek();
    const root = ontology.rootOf(part.question)?.id;
    const row = this.#model.rows.byId(id);
    if (root === undefined || !row || !this.#model.mayAnswer(id, afterMs)) return false;
    const answers = ontology.answer(root, this.#answersIn(row, root), part);
    const moves = ontology.question(part.question)?.kind === "radio" && (part.options ?? []).length > 0;
    this.#put(row, root, answers, part.question, moves && this.#after(part.question, root, answers) === null);
    if (moves) this.#advance(part, root, answers);
    return true;
  }

  /** Several answers of one tree at once: the label picker's, or the last ones repeated. */
  answerAll(id: number, parts: readonly AnswerPart[]): boolean {
    const first = parts[0];
    const last = parts.at(-1);
    const root = first && this.#model.ontology.peek().rootOf(first.question)?.id;
    const row = this.#model.rows.byId(id);
    if (!last || root === undefined || !row || !this.#model.mayAnswer(id)) return false;
    const ontology = this.#model.ontology.peek();
    const answers = parts.reduce((known, part) => ontology.answer(root, known, part), this.#answersIn(row, root));
    this.#put(row, root, answers, last.question, this.#after(last.question, root, answers) === null);
    this.#advance(last, root, answers);
    return true;
  }

  /** An item as it is once these answers of it were taken together: on as after the last of them. */
  taken(row: Row, parts: readonly AnswerPart[]): void {
    const ontology = this.#model.ontology.peek();
    const rootOf = (part: AnswerPart) => ontology.rootOf(part.question)?.id;
    const root = this.#model.questions.findLast(({ id }) => parts.some((part) => rootOf(part) === id))?.id;
    const last = parts.findLast((part) => rootOf(part) === root);
    if (root === undefined || !last) return;
    const answers = ontology.answersOf(row, root);
    const isLast = this.#after(last.question, root, answers) === null;
    if (isLast && this.#model.autoNext.peek() && this.#model.autoComplete.peek()) {
      if (this.#model.work.peek()) return void this.#model.submit(row.id);
      void this.#steps.setStatus(row, "complete");
    }
    this.#advance(last, root, answers);
  }

  /** Done with the active question: on to the next one, after the last one to the next picture. */
  confirm(): void {
    const row = this.#model.current.peek();
    const ontology = this.#model.ontology.peek();
    const root = ontology.rootOf(this.#model.active.peek())?.id;
    if (!row || root === undefined || this.#flash.isMoving) return;
    const next = this.#after(this.#model.active.peek(), root, this.#answersIn(row, root));
    if (next !== null) this.#model.active.value = next;
    else {
      if (this.#model.work.peek()) {
        void this.#model.submit(row.id);
        return;
      }
      if (this.#model.autoComplete.peek() && ontology.isAnswered(row, this.#model.goal))
        void this.#steps.setStatus(row, "complete");
      this.#model.next();
    }
  }

  /** Take away one option, as by the cross on its chip; `scope` is what the chip is about. */
  remove(id: number, question: number, option: number, scope: Scope): void {
    const ontology = this.#model.ontology.peek();
    const row = this.#model.rows.byId(id);
    const root = ontology.rootOf(question)?.id;
    if (!row || root === undefined || this.#model.isLocked) return;
    const given = this.#answersIn(row, root, scope);
    const part = given.find((known) => known.question === question);
    if (!part) return;
    const options = (part.options ?? []).filter((known) => known !== option);
    const answers = ontology.answer(root, given, { question, options });
    this.#put(row, root, answers, question, false, scope);
    this.#model.active.value = question;
  }

  /** Do to this item what was done to the last one. */
  repeat(id: number): void {
    if (this.#last) this.answerAll(id, this.#last.answers);
  }

  get canRepeat(): boolean {
    return this.#last !== null;
  }

  #answersIn(row: Row, root: number, scope: Scope = this.#model.focus.scope.peek()): AnswerPart[] {
    return this.#model.ontology.peek().answersOf(rowIn(row, scope), root);
  }

  #put(
    row: Row,
    root: number,
    answers: readonly AnswerPart[],
    changed: number,
    isLast: boolean,
    scope: Scope = this.#model.focus.scope.peek(),
  ): void {
    const ontology = this.#model.ontology.peek();
    const text = lostText(ontology, [rowIn(row, scope)], root, answers, changed);
    const step = this.#steps.put(
      ontology,
      row,
      { root, answers, scope },
      isLast ? this.#outcome(row, root, answers) : null,
    );
    if (answers.length) this.#last = { root, answers };
    if (text) this.#model.lost(text, () => void this.#model.undo(step));
  }

  /** What else becomes of an item with its last answer. */
  #outcome(row: Row, root: number, answers: readonly AnswerPart[]): Outcome | null {
    const work = this.#model.work.peek();
    if (!this.#model.autoNext.peek() || !this.#model.autoComplete.peek() || this.#model.focus.mode.peek() !== "item")
      return null;
    return work ? this.#onward.outcome(work, row, root, answers) : { status: "complete" };
  }

  /** The next question after this one, within the tree and then beyond it; null after the last. */
  #after(question: number, root: number, answers: readonly AnswerPart[]): number | null {
    const open = this.#model.ontology.peek().open(root, answers);
    const at = open.findIndex((known) => known.question.id === question);
    const below = open.slice(at + 1).find((known) => !answers.some((part) => part.question === known.question.id));
    if (below) return below.question.id;
    const place = this.#model.questions.findIndex(({ id }) => id === root);
    return this.#model.questions[place + 1]?.id ?? null;
  }

  #advance(part: AnswerPart, root: number, answers: readonly AnswerPart[]): void {
    const option = part.options?.at(-1) ?? 0;
    const others = this.#recent.value.filter((id) => id !== String(option));
    if (option) this.#recent.value = [String(option), ...others].slice(0, RECENT);
    const next = this.#after(part.question, root, answers);
    if (next !== null) this.#model.active.value = next;
    else {
      if (!this.#model.work.peek()) this.#model.progress.answered();
      if (
        this.#model.autoNext.peek() &&
        !this.#model.work.peek()?.isReview &&
        this.#model.focus.mode.peek() !== "range"
      )
        this.#moveOn(option);
    }
  }

  /** After a flash to the next item; where frames are labelled one by one, to the next frame. */
  #moveOn(option: number): void {
    const isFrame = this.#model.focus.mode.peek() === "frame";
    this.#flash.light(option, () => {
      if (!isFrame) return this.#model.next();
      this.#flash.stay();
      this.#model.activate();
      this.#model.nextFrame();
    });
  }
}
