// The items an action means: the selection, else the tile with the focus; and what they answer in common.
import { computed, type ReadonlySignal, type Signal } from "@preact/signals-core";
import { itemOf } from "../core/rows.ts";
import type { AnswerPart, Row, Target } from "../protocol.gen.ts";
import type { GridModel } from "./model.ts";

/** Up to so many items a key acts at once; beyond, a plan is shown first. */
export const DIRECT_LIMIT = 500;

export interface Aim {
  readonly target: Target;
  readonly count: number;
  /** All rows, or null where some are not here. */
  readonly rows: readonly Row[] | null;
}

/** What is aimed at now; `alone`: the focused item even though others are selected. */
export function aimSignal(
  model: GridModel,
  focused: Signal<number | null>,
  alone: Signal<boolean>,
): ReadonlySignal<Aim | null> {
  return computed(() => {
    const { rows, selection } = model;
    rows.version.value;
    const total = rows.count.value;
    const count = selection.value.count(total);
    if (count > 0 && !alone.value) {
      const seen = count <= DIRECT_LIMIT ? rowsAt(model, selection.value.places(total, count)) : null;
      return { target: seen ? targetOf(seen) : selection.value.toTarget(rows.gen.value), count, rows: seen };
    }
    const row = focused.value === null ? undefined : rows.byId(focused.value);
    return row ? { target: targetOf([row]), count: 1, rows: [row] } : null;
  });
}

/** What all items aimed at answer in a tree; null where they differ or are not all here. */
export function commonAnswers(model: GridModel, aim: Aim | null, root: number): readonly AnswerPart[] | null {
  const ontology = model.ontology.peek();
  if (!aim) return [];
  if (!aim.rows) return null;
  const all = aim.rows.map((row) => ontology.answersOf(row, root));
  const [first = [], ...others] = all;
  const text = answersText(first);
  return others.every((answers) => answersText(answers) === text) ? first : null;
}

/** The very items that are on screen: the kernel answers for so few at once, beside any bulk job and after a restart too. */
function targetOf(rows: readonly Row[]): Target {
  return { ids: [...new Set(rows.map(itemOf))] };
}

function rowsAt(model: GridModel, places: readonly number[]): readonly Row[] | null {
  const found: Row[] = [];
  for (const place of places) {
    const row = model.rows.get(place);
    if (!row) return null;
    found.push(row);
  }
  return found;
}

/** Answers as a text that is the same where they are. */
export function answersText(answers: readonly AnswerPart[]): string {
  const plain = answers.map(({ question, options, number, text }) => [
    question,
    options ?? [],
    number ?? "",
    text ?? "",
  ]);
  return JSON.stringify(plain.sort((a, b) => Number(a[0]) - Number(b[0])));
}
