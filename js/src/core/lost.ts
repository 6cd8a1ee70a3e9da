import type { AnswerPart, Row } from "../protocol.gen.ts";
import { isGiven, type Ontology } from "./ontology.ts";

/**
 * What rows lose besides when one answer of a tree changes, in words; null where they lose nothing.
 *
 * Sub-answers go with the option they hang on: `Breed = pug was removed with dog`.
 */
export function lostText(
  ontology: Ontology,
  rows: readonly Row[],
  root: number,
  answers: readonly AnswerPart[],
  changed: number,
): string | null {
  const kept = new Set([root, changed, ...answers.map((part) => part.question)]);
  const losses = rows
    .map((row) => ontology.answersOf(row, root).filter((part) => isGiven(part) && !kept.has(part.question)))
    .filter((lost) => lost.length > 0);
  const first = losses[0];
  if (!first) return null;
  const words = [...new Set(losses.map((lost) => wordsOf(ontology, lost)))];
  const what = words.length === 1 ? (words[0] ?? "") : namesOf(ontology, losses.flat());
  const verb = words.length === 1 && first.length === 1 ? "was" : "were";
  const parent = ontology.parentOf(first[0]?.question ?? 0);
  const items = rows.length > 1 ? ` on ${losses.length.toLocaleString("en")} of ${rows.length} items` : "";
  return `${what} ${verb} removed${parent ? ` with ${parent.name}` : ""}${items}`;
}

function wordsOf(ontology: Ontology, parts: readonly AnswerPart[]): string {
  return parts.map((part) => `${ontology.question(part.question)?.name} = ${ontology.textOf(part)}`).join(", ");
}

function namesOf(ontology: Ontology, parts: readonly AnswerPart[]): string {
  const names = new Set(parts.map((part) => ontology.question(part.question)?.name ?? ""));
  return `Answers to ${[...names].join(", ")}`;
}
