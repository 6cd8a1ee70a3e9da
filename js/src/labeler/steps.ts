import type { Ontology } from "../core/ontology.ts";
import type { Optimistic, RowStore } from "../core/rows.ts";
import { type Scope, withAnswersIn } from "../core/scope.ts";
import type { Session } from "../core/session.ts";
import { type Change, type Status, WireError } from "../core/types.ts";
import type { AnswerPart, Row } from "../protocol.gen.ts";

/** One thing done to an item, to go back to. */
export interface Step {
  /** The item as it was before. */
  readonly row: Row;
  /** The question that was answered; 0 where the item was moved on, or something was said about it. */
  readonly root: number;
  /** The frames it was about; null for the whole item. */
  readonly scope: Scope;
  /** The operation that did it; 0 until the kernel has said so. */
  op: number;
}

/** The answers to one tree, and what they are about. */
export interface Given {
  readonly root: number;
  readonly answers: readonly AnswerPart[];
  readonly scope: Scope;
}

/** What becomes of the item besides, in the same operation. */
export interface Outcome {
  readonly status: Status;
  readonly task?: number;
  readonly task_status?: string;
}

interface Hooks {
  refused(error: WireError): void;
  /** An item is drawn otherwise than before. */
  drawn(before: Row | undefined, after: Row | undefined): void;
  /** The kernel refused what was drawn for this item. */
  takenBack(id: number): void;
}

/** Writes about single items: drawn at once, taken back visibly if refused, each with its way back. */
export class Steps {
  readonly #steps: Step[] = [];

  constructor(
    readonly session: Session,
    readonly rows: RowStore,
    readonly hooks: Hooks,
  ) {}

  /** Give an item these answers in the tree of `root`, and a status with them. */
  put(ontology: Ontology, row: Row, given: Given, outcome: Outcome | null): Step {
    const { root, answers, scope } = given;
    const drawn = this.rows.optimistic([row.id], (known) => {
      const answered = withAnswersIn(ontology, known, root, answers, scope);
      if (!outcome) return answered;
      const { status, task_status = known.task_status ?? "" } = outcome;
      return { ...answered, status, task_status };
    });
    const step: Step = { row, root, scope, op: 0 };
    this.#steps.push(step);
    this.hooks.drawn(row, this.rows.byId(row.id));
    void this.settle(this.#write(row.id, given, outcome), drawn).then((done) => {
      if (done) step.op = done.op;
      else this.#forget(step);
    });
    return step;
  }

  /** Do something else to an item: what is drawn until the kernel answers, and the write. */
  async act(row: Row, draw: (row: Row) => Row, write: () => Promise<Change>): Promise<boolean> {
    const drawn = this.rows.optimistic([row.id], draw);
    const step: Step = { row, root: 0, scope: null, op: 0 };
    this.#steps.push(step);
    this.hooks.drawn(row, this.rows.byId(row.id));
    const done = await this.settle(write(), drawn);
    if (done) step.op = done.op;
    else this.#forget(step);
    return done !== null;
  }

  async setStatus(row: Row, status: Status): Promise<void> {
    const target = { ids: [row.id] };
    await this.act(
      row,
      (known) => ({ ...known, status }),
      () => this.session.write("set_status", { target, status }),
    );
  }

  /** The latest step that was not taken back. */
  get last(): Step | undefined {
    return this.#steps.at(-1);
  }

  has(step: Step): boolean {
    return this.#steps.includes(step);
  }

  takeBack(step: Step): Promise<Change | null> {
    this.#drop(step);
    const before = this.rows.byId(step.row.id);
    const drawn = this.rows.optimistic([step.row.id], () => step.row);
    this.hooks.drawn(before, step.row);
    return this.settle(this.session.write("undo", { op: step.op }), drawn);
  }

  /** Wait for the kernel's word: what was drawn becomes true, or goes back and the refusal is told. */
  async settle(write: Promise<Change>, drawn?: Optimistic): Promise<Change | null> {
    try {
      const change = await write;
      drawn?.commit(change.rows);
      return change;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (error.code === "settled") drawn?.commit();
      else drawn?.rollback(error.message);
      this.hooks.refused(error);
      return null;
    }
  }

  #write(id: number, { root, answers, scope }: Given, outcome: Outcome | null): Promise<Change> {
    const target = { ids: [id] };
    const frames: { frames?: [number, number] } = scope ? { frames: [scope[0], scope[1]] } : {};
    if (!answers.length) return this.session.write("clear", { target, question: root, ...frames });
    const { status: set_status = null, ...task } = outcome ?? {};
    const args = { target, question: root, answers: [...answers], override: true, set_status, ...task, ...frames };
    return this.session.write("classify", args);
  }

  #drop(step: Step): void {
    const at = this.#steps.indexOf(step);
    if (at >= 0) this.#steps.splice(at, 1);
  }

  #forget(step: Step): void {
    this.#drop(step);
    this.hooks.takenBack(step.row.id);
  }
}
