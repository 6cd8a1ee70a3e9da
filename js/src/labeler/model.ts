import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals-core";
import { Ontology } from "../core/ontology.ts";
import type { RowStore } from "../core/rows.ts";
import { rowIn, type Scope } from "../core/scope.ts";
import type { Session } from "../core/session.ts";
import type { Change, Clock, WireError } from "../core/types.ts";
import type { AnswerPart, QuestionInfo, Row } from "../protocol.gen.ts";
import { Flash, LOOK_MS } from "./flash.ts";
import { Focus } from "./focus.ts";
import { Given } from "./given.ts";
import { Giving } from "./giving.ts";
import { Onward } from "./onward.ts";
import type { LabelerOptions } from "./options.ts";
import { Predicted } from "./predicted.ts";
import { Progress } from "./progress.ts";
import { type Step, Steps } from "./steps.ts";
import { Walk } from "./walk.ts";
import type { Work } from "./work.ts";

export { FLASH_MS, LOOK_BEFORE_CLICK_MS, LOOK_MS } from "./flash.ts";

/** One picture at a time: where we are, what is asked, and what an answer does. Shared by all views of a widget. */
export class LabelerModel {
  readonly active: Signal<number> = signal(0);
  readonly autoNext: Signal<boolean>;
  readonly autoComplete: Signal<boolean>;
  readonly ontology: ReadonlySignal<Ontology>;
  readonly progress: Progress;
  readonly walk: Walk;
  /** What a model said of the items, to accept or to reject. */
  readonly predicted = new Predicted(this);
  /** What one works through in a queue; null where items are simply looked at in order. */
  readonly work: Signal<Work | null> = signal(null);
  /** What an answer is about: the item, a frame of it, or a range. */
  readonly focus: Focus;
  /** The row as the form shows it: with the answers that hold on what is in focus. */
  readonly seen: ReadonlySignal<Row | undefined>;
  /** Shows the frame that a step back was about. */
  toFrame: (frame: number) => void = () => undefined;
  /** Shows the next frame; called by auto next where frames are labelled one by one. */
  nextFrame: () => void = () => undefined;
  /** Hears of refusals: one sentence. */
  refused: (error: WireError) => void = () => undefined;
  /** Hears of what keeps an item from being moved on: one sentence. */
  missing: (text: string) => void = () => undefined;
  /** Shows an item that came to the task after it was opened. */
  outdated: (id: number) => Promise<void> = () => Promise.resolve();
  /** Hears of Enter after the last item. */
  onward: () => void = () => undefined;
  /** Hears of sub-answers that went with the answer above them. */
  lost: (text: string, undo: () => void) => void = () => undefined;
  readonly #steps: Steps;
  readonly #onward: Onward;
  readonly #giving: Giving;
  readonly #flash: Flash;
  readonly #given: Given;
  readonly #stop: (() => void)[];
  #shown = { id: 0, at: 0 };
  #gen = 0;

  constructor(
    readonly session: Session,
    readonly rows: RowStore,
    readonly options: LabelerOptions,
    readonly clock: Clock,
    /** The item that was on screen before the page was loaded again; 0 for none. */
    readonly former = 0,
  ) {
    this.#flash = new Flash(clock);
    this.autoNext = signal(options.autoNext);
    this.autoComplete = signal(options.autoComplete);
    this.ontology = computed(() => new Ontology(session.hello.value?.questions ?? []));
    this.walk = new Walk(session, rows, { leave: () => this.#flash.stay(), arrive: () => this.#arrive() });
    this.focus = new Focus(this.walk.current);
    this.seen = computed(() => {
      const row = this.walk.current.value;
      return row && rowIn(row, this.focus.scope.value);
    });
    this.#steps = new Steps(session, rows, {
      refused: (error) => this.refused(error),
      drawn: (before, after) => this.#count(before, after),
      takenBack: (id) => this.#takenBack(id),
    });
    this.#onward = new Onward(this, this.#steps);
    this.#giving = new Giving(this, this.#steps, this.#onward, this.#flash);
    const given = {
      hold: (isComing: boolean) => {
        this.#flash.stay(isComing);
      },
      refused: (error: WireError) => this.refused(error),
      outdated: (id: number) => this.outdated(id),
    };
    this.#given = new Given(session, rows, this.walk, given, clock);
    this.progress = new Progress(
      session,
      clock,
      () => (options.isQueued ? 0 : this.goal),
      () => rows.count.peek(),
    );
    this.#stop = [
      session.on("reset", ({ gen }) => this.#greeted(gen)),
      session.on("changed", () => this.progress.recount()),
      this.#followRow(),
    ];
    if (session.hello.peek()) this.#greeted(session.hello.peek()?.gen ?? 0);
  }

  get pos(): ReadonlySignal<number> {
    return this.walk.pos;
  }

  get ended(): ReadonlySignal<boolean> {
    return this.walk.ended;
  }

  get current(): ReadonlySignal<Row | undefined> {
    return this.walk.current;
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
    if (!this.isShown(id) || !this.focus.isSettled || this.isLocked) return false;
    return this.clock.now() - this.#shown.at >= afterMs;
  }

  /** In a review labels stand until one says that they are to be fixed. */
  get isLocked(): boolean {
    const work = this.work.value;
    return work?.isReview === true && !work.fixing.value;
  }

  /** Answer one question of the item that was shown; returns false if it was not taken. */
  answer(id: number, part: AnswerPart, afterMs = LOOK_MS): boolean {
    return this.#giving.answer(id, part, afterMs);
  }

  /** Several answers of one tree at once: the label picker's, or the last ones repeated. */
  answerAll(id: number, parts: readonly AnswerPart[]): boolean {
    return this.#giving.answerAll(id, parts);
  }

  /** An item as it is once these answers of it were taken together: on as after the last of them. */
  taken(row: Row, parts: readonly AnswerPart[]): void {
    this.#giving.taken(row, parts);
  }

  /** Done with the active question: on to the next one, after the last one to the next picture. */
  confirm(): void {
    this.#giving.confirm();
  }

  /** Take the answer of the active question away. */
  clear(id: number): void {
    this.answer(id, { question: this.active.peek(), options: [] });
  }

  /** Take away one option, as by the cross on its chip; `scope` is what the chip is about. */
  remove(id: number, question: number, option: number, scope: Scope = this.focus.scope.peek()): void {
    this.#giving.remove(id, question, option, scope);
  }

  /** Do to this item what was done to the last one. */
  repeat(id: number): void {
    this.#giving.repeat(id);
  }

  get canRepeat(): boolean {
    return this.#giving.canRepeat;
  }

  /** The option that was chosen a moment ago; 0 for none. */
  get flash(): ReadonlySignal<number> {
    return this.#flash.option;
  }

  /** Ids of the options chosen lately, newest first. */
  get recent(): ReadonlySignal<readonly string[]> {
    return this.#giving.recent;
  }

  /** Move the item on; see `Onward`. */
  submit(id: number, status = this.work.peek()?.usual ?? ""): Promise<boolean> {
    return this.#onward.submit(id, status);
  }

  /** Send the item back, and say why. */
  reject(id: number, reason: string): Promise<boolean> {
    return this.#onward.reject(id, reason);
  }

  /** Whether something must be answered before the item can be moved on; then that is asked and told. */
  isDue(row: Row): boolean {
    return this.#onward.isDue(row);
  }

  /** Do something to an item that `undo` takes back in its turn. */
  act(row: Row, draw: (row: Row) => Row, write: () => Promise<Change>): Promise<boolean> {
    return this.#steps.act(row, draw, write);
  }

  /** Go back to what was answered last (or to that step), and take that answer away. */
  async undo(step: Step | undefined = this.#steps.last): Promise<Change | null> {
    this.#flash.stay();
    if (!step) return this.#turn(this.session.write("undo", { op: 0 }));
    if (!this.#steps.has(step)) return null;
    if (this.rows.get(step.row.pos)?.id === step.row.id) this.go(step.row.pos);
    if (step.scope) this.toFrame(step.scope[0]);
    if (step.root) this.active.value = step.root;
    return this.#steps.takeBack(step);
  }

  async redo(): Promise<Change | null> {
    this.#flash.stay();
    return this.#turn(this.session.write("redo", {}));
  }

  go(pos: number): void {
    this.walk.go(pos);
  }

  /** On from the item on screen, which was `done` (0: it was not). */
  next(done = 0): void {
    const work = this.work.peek();
    if (work?.isPulled) this.#given.next(work, done);
    else this.walk.next();
  }

  previous(): void {
    const work = this.work.peek();
    if (work?.isPulled) this.#given.previous(work);
    else this.walk.previous();
  }

  /** Sit down to something; `pos` is where it begins. */
  begin(work: Work, pos = 0): void {
    this.#gen = this.rows.gen.peek();
    this.work.value = work;
    this.progress.begin();
    if (work.isPulled) void this.#given.ask(work, 0);
    else this.go(pos);
  }

  /** Get up from it. */
  leave(): void {
    this.#flash.stay();
    this.work.peek()?.leave();
    this.work.value = null;
  }

  /** To the next item without an answer, round the end; resolves to false if there is none. */
  async toUnlabelled(direction: 1 | -1): Promise<boolean> {
    const work = this.work.peek();
    if (work) return this.walk.toOpen(direction, (row) => work.isOpen(row));
    return this.walk.toUnlabelled(direction, this.goal, (row) => this.ontology.peek().isAnswered(row, this.goal));
  }

  dispose(): void {
    this.#flash.dispose();
    this.progress.dispose();
    for (const stop of this.#stop) stop();
  }

  /** Whether this is the item on screen: a key that comes late does not mean the next one. */
  isShown(id: number): boolean {
    return !this.#flash.isMoving && !this.ended.peek() && this.current.peek()?.id === id && this.#shown.id === id;
  }

  /** First to where the page was before it was loaded again, later on with the item that is shown. */
  #greeted(gen: number): void {
    const hello = this.session.hello.peek();
    if (!hello || this.options.isQueued) return;
    const first = this.#gen === 0;
    const id = first ? this.former : (this.current.peek()?.id ?? 0);
    const otherwise = first ? Math.max(0, hello.start ?? 0) : this.pos.peek();
    this.#gen = gen;
    void this.progress.count();
    if (id) void this.walk.find(id, gen, otherwise);
    else this.go(otherwise);
  }

  #arrive(): void {
    const work = this.work.peek();
    if (work) work.fixing.value = false;
    this.activate();
  }

  #count(before: Row | undefined, after: Row | undefined): void {
    const ontology = this.ontology.peek();
    const [was, is] = [before, after].map((row) => Number(row !== undefined && ontology.isAnswered(row, this.goal)));
    this.progress.step((is ?? 0) - (was ?? 0));
  }

  #takenBack(id: number): void {
    this.progress.recount();
    if (this.current.peek()?.id === id) this.activate();
  }

  /** Ask the first question without an answer of the item that is shown now. */
  activate(): void {
    const row = this.seen.peek();
    const ontology = this.ontology.peek();
    const open = row && this.questions.find(({ id }) => !ontology.isAnswered(row, id));
    this.active.value = open?.id ?? this.goal;
  }

  /** A row may come long after its place was gone to. */
  #followRow(): () => void {
    let known = 0;
    return effect(() => {
      const id = this.current.value?.id ?? known;
      if (id !== known) untracked(() => this.activate());
      known = id;
    });
  }

  async #turn(write: Promise<Change>): Promise<Change | null> {
    const change = await this.#steps.settle(write);
    if (change && (change.first ?? -1) >= 0) this.go(change.first ?? 0);
    this.progress.recount();
    return change;
  }
}
