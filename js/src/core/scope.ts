// What an answer is about: the whole item, one frame of it, or a range of frames. On each frame a question has one
// answer, so what is said of a range takes the place of what was said of a wider one there.
import type { AnswerPart, Row } from "../protocol.gen.ts";
import type { Ontology } from "./ontology.ts";
import type { Span } from "./player.ts";

export type Mode = "frame" | "range" | "item";
/** First and last frame, null for the whole item. */
export type Scope = Span | null;

export function scopeOf(part: AnswerPart): Scope {
  return part.frames ? [part.frames[0], part.frames[1]] : null;
}

function isSame(a: Scope, b: Scope): boolean {
  return a === b || (a !== null && b !== null && a[0] === b[0] && a[1] === b[1]);
}

/** Whether a row is a single frame: its id says which, so that all its answers are about it. */
export function isUnit(row: Row): boolean {
  return (row.frame ?? -1) >= 0;
}

/** The row as a form for this scope shows it: what holds on all of the scope, as if it were said of nothing else. */
export function rowIn(row: Row, scope: Scope): Row {
  const given = row.answers ?? [];
  if (given.every((part) => !part.frames)) return row;
  const seen = isUnit(row) ? given : given.filter((part) => covers(scopeOf(part), scope));
  return { ...row, answers: seen.map((part) => placed(part, null)) };
}

/** The row with other answers in the tree of `root` on this scope; what was said of the frames beside it stays. */
export function withAnswersIn(
  ontology: Ontology,
  row: Row,
  root: number,
  answers: readonly AnswerPart[],
  scope: Scope,
): Row {
  const last = Math.max(1, row.n_frames ?? 1) - 1;
  const others = (row.answers ?? []).flatMap((part) => {
    if (ontology.rootOf(part.question)?.id !== root) return [part];
    return isUnit(row) ? [] : outside(part, scope, last);
  });
  return { ...row, answers: [...others, ...answers.map((part) => placed(part, isUnit(row) ? null : scope))] };
}

/** What holds on a frame, that about the whole item first: each scope with its answers as a row of its own. */
export function scopesOn(row: Row, frame: number): { readonly scope: Scope; readonly row: Row }[] {
  const groups: { scope: Scope; parts: AnswerPart[] }[] = [];
  for (const part of row.answers ?? []) {
    const scope = isUnit(row) ? null : scopeOf(part);
    if (!covers(scope, [frame, frame])) continue;
    const group = groups.find((known) => isSame(known.scope, scope));
    if (group) group.parts.push(placed(part, null));
    else groups.push({ scope, parts: [placed(part, null)] });
  }
  const length = (scope: Scope) => (scope ? scope[1] - scope[0] : Number.POSITIVE_INFINITY);
  groups.sort((a, b) => length(b.scope) - length(a.scope));
  return groups.map(({ scope, parts }) => ({ scope, row: { ...row, answers: parts } }));
}

/** A stretch of the timeline that carries answers. */
export interface Mark {
  readonly first: number;
  readonly last: number;
  readonly color: string;
  readonly text: string;
}

const NO_COLOR = "#8a8f98";

/** What the timeline shows of a row: one mark for each range that answers a question at the top. */
export function marksOf(row: Row, ontology: Ontology): Mark[] {
  const marks = (row.answers ?? []).flatMap((part) => {
    const scope = scopeOf(part);
    const root = ontology.rootOf(part.question);
    if (!scope || root?.id !== part.question) return [];
    const color = ontology.option(part.options?.[0] ?? 0)?.color || root.color || NO_COLOR;
    return [{ first: scope[0], last: scope[1], color, text: ontology.textOf(part) }];
  });
  return marks.sort((a, b) => a.first - b.first || b.last - a.last);
}

function placed(part: AnswerPart, scope: Scope): AnswerPart {
  const { frames: _, ...rest } = part;
  return scope ? { ...rest, frames: [scope[0], scope[1]] } : rest;
}

function covers(own: Scope, scope: Scope): boolean {
  if (own === null) return true;
  return scope !== null && own[0] <= scope[0] && scope[1] <= own[1];
}

/** What is left of an answer before and after a scope. */
function outside(part: AnswerPart, scope: Scope, last: number): AnswerPart[] {
  if (scope === null) return [];
  const own = scopeOf(part) ?? [0, last];
  if (own[1] < scope[0] || scope[1] < own[0]) return [part];
  const left: Span[] = [
    [own[0], scope[0] - 1],
    [scope[1] + 1, own[1]],
  ];
  return left.filter(([from, to]) => from <= to).map((span) => placed(part, span));
}
