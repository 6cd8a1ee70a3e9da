// What a model said of a row: which of it is shown, as what, and what the row is once it is accepted.
import type { AnswerPart, PredictedPart, Row } from "../protocol.gen.ts";
import { type Chip, type Ontology, objectChip } from "./ontology.ts";

/** Which predictions are shown: those of one model whose top answer is at least so sure. */
export interface Sight {
  readonly source: string;
  readonly threshold: number;
}

/** A predicted answer as a chip. */
export interface PredictedChip extends Chip {
  /** 0 to 1. */
  readonly confidence: number;
}

/** The predicted trees of a row that are shown, of the item or of the frame that it is; `root` leaves one tree. */
export function predictedParts(ontology: Ontology, row: Row, sight: Sight, root = 0): readonly PredictedPart[] {
  if (!row.predictions?.length) return NONE;
  if (row.of) return row.predictions; // the row is this prediction
  if (!sight.source) return NONE;
  const isFrame = (row.frame ?? -1) >= 0;
  const own = row.predictions.filter((part) => part.source === sight.source && (isFrame || !part.frames));
  const sure = new Set(own.filter(({ confidence }) => confidence >= sight.threshold).map(({ question }) => question));
  return own.filter(({ question }) => {
    const top = ontology.rootOf(question)?.id ?? 0;
    return top !== 0 && sure.has(top) && (root === 0 || top === root);
  });
}

/** Whether something shown would become a label, were it accepted by somebody who overwrites nothing. */
export function isOpenTo(ontology: Ontology, row: Row, parts: readonly PredictedPart[]): boolean {
  return rootsOf(ontology, parts).some((root) => !ontology.answersOf(row, root).length);
}

/** Predictions that the row does not answer so already. */
export function predictedChips(
  ontology: Ontology,
  row: Row,
  parts: readonly PredictedPart[],
): readonly PredictedChip[] {
  if (row.object?.predicted) return [{ ...objectChip(row.object), confidence: row.object.confidence ?? 0 }];
  return parts.flatMap((part) => {
    const answers = ontology.answersOf(row, ontology.rootOf(part.question)?.id ?? 0);
    // A row that is a prediction always shows it.
    if (!row.of && answers.some((given) => given.question === part.question && isSame(given, part))) return [];
    return ontology.chipsOfPart(part).map((chip) => ({ ...chip, confidence: part.confidence }));
  });
}

/** The row once these predictions are labels; without `override` what is answered stays. */
export function withAccepted(ontology: Ontology, row: Row, parts: readonly PredictedPart[], override: boolean): Row {
  let answers = row.answers ?? [];
  for (const root of rootsOf(ontology, parts)) {
    if (!override && ontology.answersOf(row, root).length) continue;
    const given = parts.filter(({ question }) => ontology.rootOf(question)?.id === root).map(asAnswer);
    answers = [...answers.filter((part) => ontology.rootOf(part.question)?.id !== root), ...given];
  }
  return { ...row, answers };
}

/** The row without the predictions of a model for these trees. */
export function withoutPredictions(ontology: Ontology, row: Row, source: string, root: number): Row {
  const isGone = (part: PredictedPart) =>
    part.source === source && (root === 0 || ontology.rootOf(part.question)?.id === root);
  return { ...row, predictions: (row.predictions ?? []).filter((part) => !isGone(part)) };
}

/** ".98", "1.0": as short as a tile needs it. */
export function confidenceText(confidence: number): string {
  const rounded = Math.round(confidence * 100) / 100;
  return rounded >= 1 ? "1.0" : rounded.toFixed(2).slice(1);
}

function rootsOf(ontology: Ontology, parts: readonly PredictedPart[]): readonly number[] {
  return [...new Set(parts.map(({ question }) => ontology.rootOf(question)?.id ?? 0))];
}

function asAnswer({ question, options, number, text }: PredictedPart): AnswerPart {
  return {
    question,
    ...(options ? { options } : {}),
    ...(number !== undefined ? { number } : {}),
    ...(text !== undefined ? { text } : {}),
  };
}

function isSame(a: AnswerPart, b: PredictedPart): boolean {
  const options = (part: AnswerPart | PredictedPart) => [...(part.options ?? [])].sort((x, y) => x - y).join();
  return (
    options(a) === options(b) && (a.number ?? null) === (b.number ?? null) && (a.text ?? null) === (b.text ?? null)
  );
}

const NONE: readonly PredictedPart[] = [];
