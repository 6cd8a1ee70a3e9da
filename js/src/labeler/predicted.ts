// What a model said of the item on screen: outlined chips, and the keys that take it as the answer or say that it is wrong.
import type { Command } from "../core/commands.ts";
import {
  type PredictedChip,
  predictedChips,
  predictedParts,
  withAccepted,
  withoutPredictions,
} from "../core/predictions.ts";
import { text } from "../core/python.ts";
import { itemOf } from "../core/rows.ts";
import { itemOfUnit } from "../core/units.ts";
import type { PredictedPart, Row } from "../protocol.gen.ts";
import type { LabelerModel } from "./model.ts";

/** In force after everything else: in a review the same keys approve and return. */
export const PREDICTED = "predicted";

const NONE: readonly PredictedPart[] = [];

export class Predicted {
  readonly #model: LabelerModel;

  constructor(model: LabelerModel) {
    this.#model = model;
  }

  /** The model that is shown: of those in the project, the first that said something of this row. */
  sourceOf(row: Row): string {
    const sources = this.#model.session.hello.value?.sources ?? [];
    return sources.find(({ name }) => (row.predictions ?? []).some(({ source }) => source === name))?.name ?? "";
  }

  /** What is said and not answered so already; in a review labels are what counts. */
  chipsOf(row: Row): readonly PredictedChip[] {
    const { ontology } = this.#model;
    return predictedChips(ontology.value, row, this.#partsOf(row));
  }

  /** Whether there is something to accept or to reject. */
  get isHere(): boolean {
    const row = this.#model.current.value;
    return row !== undefined && !this.#model.ended.value && this.#partsOf(row).length > 0;
  }

  /** Take what is said of this item as its answers, and go on as after an answer; false where it was not taken. */
  accept(id: number): boolean {
    const model = this.#model;
    const row = model.rows.byId(id);
    const parts = row ? this.#partsOf(row) : NONE;
    if (!row || !parts.length || !model.mayAnswer(id)) return false;
    const ontology = model.ontology.peek();
    const accepted = (known: Row) => withAccepted(ontology, known, parts, true);
    const args = { target: { ids: [itemOf(row)] }, source: this.sourceOf(row), question: this.#root };
    void model.act(row, accepted, () => model.session.write("accept", { ...args, threshold: 0, override: true }));
    model.taken(accepted(row), parts);
    return true;
  }

  /** What is said of this item is wrong: it is shown no longer, and the item stays. */
  reject(id: number): boolean {
    const model = this.#model;
    const row = model.rows.byId(id);
    if (!row || !this.#partsOf(row).length || !model.mayAnswer(id)) return false;
    const [source, question] = [this.sourceOf(row), this.#root];
    const args = { target: { ids: [itemOf(row)] }, source, question };
    const draw = (known: Row) => withoutPredictions(model.ontology.peek(), known, source, question);
    void model.act(row, draw, () => model.session.write("reject", args));
    return true;
  }

  /** The question asked, where it is a single one; 0 for all. */
  get #root(): number {
    return this.#model.options.question;
  }

  #partsOf(row: Row): readonly PredictedPart[] {
    const { ontology, isLocked } = this.#model;
    if (isLocked) return NONE;
    return predictedParts(ontology.value, row, { source: this.sourceOf(row), threshold: 0 }, this.#root);
  }
}

/** The same keys as in the grid. */
export function predictedCommands(model: LabelerModel): Command[] {
  const here = () => model.current.peek()?.id ?? 0;
  const shared = { group: "Predictions", when: () => model.predicted.isHere };
  const calls = () => {
    const row = model.current.peek();
    const view = `project.filter(F.id == ${itemOfUnit(here())})`;
    return { all: `project.predictions(${text(row ? model.predicted.sourceOf(row) : "")})`, view };
  };
  return [
    {
      ...shared,
      id: "predict.accept",
      title: "Accept the prediction",
      keys: ["a"],
      run: () => void model.predicted.accept(here()),
      python: () => `${calls().all}.accept(view=${calls().view}, override=True)`,
    },
    {
      ...shared,
      id: "predict.reject",
      title: "Reject the prediction",
      keys: ["x"],
      run: () => void model.predicted.reject(here()),
      python: () => `${calls().all}.reject(${calls().view})`,
    },
  ];
}
