// What to paint with, and one drag of the paint mode: each tile crossed is drawn at once, all are one write.
import { type Ontology, withAnswers } from "../core/ontology.ts";
import type { Optimistic } from "../core/rows.ts";
import type { AnswerPart, OptionInfo, QuestionInfo, Row } from "../protocol.gen.ts";
import type { GridModel } from "./model.ts";

/** An answer ready to be given, with how it looks. */
export interface Armed {
  readonly root: number;
  readonly answers: readonly AnswerPart[];
  readonly label: string;
  readonly code: string;
  readonly color: string;
}

export function armedOf(ontology: Ontology, question: QuestionInfo, option: OptionInfo): Armed {
  const { code, color, name: label } = option;
  const root = ontology.rootOf(question.id) ?? question;
  const answers = pathTo(root, { question: question.id, options: [option.id] }) ?? [];
  return { root: root.id, answers, label, code, color };
}

/** The answers that open a question of a tree, then `part` itself; null where it is not of this tree. */
export function pathTo(question: QuestionInfo, part: AnswerPart): AnswerPart[] | null {
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
