import { withAnswersIn } from "../core/scope.ts";
import type { AnswerPart, Row } from "../protocol.gen.ts";
import type { LabelerModel } from "./model.ts";
import type { Outcome, Steps } from "./steps.ts";
import { missingIn, type Work } from "./work.ts";

const ONWARD = { annotate: "submit", review: "approve" } as const;
const MOVED = { submit: "review", approve: "complete", reject: "annotate" } as const;

interface Said {
  readonly status?: string;
  readonly reason?: string;
}

/** Moves items through the workflow: on to the review and to complete, or back with a reason. */
export class Onward {
  constructor(
    readonly model: LabelerModel,
    readonly steps: Steps,
  ) {}

  /** Move the item on: from annotate to review, from there to complete; in a task with one of its own statuses. */
  async submit(id: number, status: string): Promise<boolean> {
    const row = this.model.rows.byId(id);
    if (!row || row.status === "complete") return false;
    if (this.model.work.peek() && (!this.model.isShown(id) || this.isDue(row))) return false;
    return this.#move(row, ONWARD[row.status], { status });
  }

  /** Send the item back to who labelled it, and say why. */
  async reject(id: number, reason: string): Promise<boolean> {
    const { rows, current, ended, work } = this.model;
    const row = rows.byId(id);
    // Whoever wrote a reason has looked at the item.
    if (!row || !reason.trim() || current.peek()?.id !== id || ended.peek()) return false;
    work.peek()?.returned(reason.trim());
    return this.#move(row, "reject", { reason: reason.trim() });
  }

  /** Whether something must be answered before the item can be moved on; then that is asked and told. */
  isDue(row: Row): boolean {
    const { ontology, questions, active } = this.model;
    const missing = missingIn(ontology.peek(), questions, row);
    if (!missing) return false;
    active.value = missing.id;
    this.model.missing(`${missing.name} must be answered first.`);
    return true;
  }

  /** What else becomes of an item with its last answer: in a queue it is submitted. */
  outcome(work: Work, row: Row, root: number, answers: readonly AnswerPart[]): Outcome | null {
    const { ontology, questions } = this.model;
    const after = withAnswersIn(ontology.peek(), row, root, answers, null);
    if (work.isReview || missingIn(ontology.peek(), questions, after)) return null;
    this.#count(work, row.id);
    return { status: "review", ...(work.usual ? { task: work.task.id, task_status: work.usual } : {}) };
  }

  #move(row: Row, action: keyof typeof MOVED, { status = "", reason = "" }: Said): Promise<boolean> {
    const work = this.model.work.peek();
    const stays = action === "submit" && work !== null && status !== "" && !work.finishes(status);
    const own = { ...(status ? { task_status: status } : {}), ...(stays ? {} : { reason, is_changed: false }) };
    const task = status && work ? { task: work.task.id, status } : {};
    const moved = this.steps.act(
      row,
      (known) => ({ ...known, ...own, status: stays ? known.status : MOVED[action] }),
      () => this.model.session.write("move", { action, target: { ids: [row.id] }, reason, ...task }),
    );
    if (work) {
      work.fixing.value = false;
      this.#count(work, row.id);
      this.model.next(row.id);
    }
    return moved;
  }

  #count(work: Work, id: number): void {
    work.touch(id);
    this.model.progress.answered();
  }
}
