import { describe, expect, it } from "vitest";
import { Ontology } from "../../src/core/ontology.ts";
import { marksOf, rowIn, type Scope, scopesOn, withAnswersIn } from "../../src/core/scope.ts";
import type { AnswerPart, Row } from "../../src/protocol.gen.ts";
import { Items } from "../fake/items.ts";
import { petQuestions } from "../fake/questions.ts";

const ontology = new Ontology(petQuestions());
const CAT: AnswerPart = { question: 1, options: [11] };
const DOG: AnswerPart = { question: 1, options: [12] };
const PUG: AnswerPart = { question: 5, options: [52] };
const BLURRY: AnswerPart = { question: 2, options: [21] };

function film(answers: AnswerPart[] = []): Row {
  return { id: 1, pos: 0, title: "walk.mp4", kind: "video", status: "annotate", n_frames: 100, answers };
}

function said(row: Row): string[] {
  return (row.answers ?? [])
    .map(({ options = [], frames }) => `${options.join()}@${frames ? frames.join("-") : "all"}`)
    .sort();
}

function given(row: Row, part: AnswerPart[], scope: Scope): Row {
  return withAnswersIn(ontology, row, 1, part, scope);
}

describe("what an answer is about", () => {
  it("S0.25: an answer to a frame is about that frame only", () => {
    const row = given(film(), [CAT], [12, 12]);
    expect(said(row)).toEqual(["11@12-12"]);
    expect(rowIn(row, [12, 12]).answers).toEqual([CAT]);
    expect(rowIn(row, [13, 13]).answers).toEqual([]);
    expect(rowIn(row, null).answers).toEqual([]);
  });

  it("a range is cut out of what was said of more", () => {
    const row = given(film([CAT]), [DOG, PUG], [40, 59]);
    expect(said(row)).toEqual(["11@0-39", "11@60-99", "12@40-59", "52@40-59"]);
    expect(said(given(row, [], [50, 50]))).toContain("12@51-59");
  });

  it("an answer to the whole item replaces all of them, and other questions stay", () => {
    const row = given(
      film([
        { ...CAT, frames: [1, 2] },
        { ...BLURRY, frames: [5, 6] },
      ]),
      [DOG],
      null,
    );
    expect(said(row)).toEqual(["12@all", "21@5-6"]);
  });

  it("on a frame the form shows what holds there, with its sub-answers, as if it were said of nothing else", () => {
    const row = given(film([CAT]), [DOG, PUG], [40, 59]);
    expect(rowIn(row, [45, 45]).answers).toEqual([DOG, PUG]);
    expect(rowIn(row, [10, 10]).answers).toEqual([CAT]);
    expect(rowIn(row, [45, 50]).answers).toEqual([DOG, PUG]);
    expect(rowIn(row, [30, 45]).answers).toEqual([]);
  });

  it("leaves the row of a plain picture alone", () => {
    const row = film([CAT]);
    expect(rowIn(row, null)).toBe(row);
  });

  it("of a row that is a single frame all answers are its own", () => {
    const row = { ...film([{ ...CAT, frames: [3, 3] }]), frame: 3 };
    expect(rowIn(row, null).answers).toEqual([CAT]);
    expect(given(row, [DOG], null).answers).toEqual([DOG]);
    expect(scopesOn(row, 0)).toEqual([{ scope: null, row: { ...row, answers: [CAT] } }]);
  });

  it("groups what holds on a frame, the whole item first", () => {
    const row = film([{ ...CAT, frames: [10, 20] }, BLURRY, { ...PUG, frames: [30, 31] }]);
    expect(scopesOn(row, 12).map(({ scope }) => scope)).toEqual([null, [10, 20]]);
    expect(scopesOn(row, 99).map(({ scope }) => scope)).toEqual([null]);
  });

  it("marks each range once, in the colour of its answer", () => {
    const row = given(film([BLURRY]), [DOG, PUG], [40, 59]);
    expect(marksOf(row, ontology)).toEqual([{ first: 40, last: 59, color: "#56B4E9", text: "dog" }]);
  });

  it("draws at once what the kernel will answer", () => {
    const items = new Items(
      1,
      petQuestions(),
      String,
      () => "",
      () => ({ ...film(), n_frames: 100, width: 1, height: 1 }),
    );
    let row = film();
    for (const [part, scope] of [
      [[CAT], null],
      [
        [DOG, PUG],
        [10, 30],
      ],
      [[], [20, 20]],
      [[CAT], [25, 99]],
      [[DOG], [0, 0]],
    ] as [AnswerPart[], Scope][]) {
      row = given(row, part, scope);
      const frames: [number, number] | null = scope && [scope[0], scope[1]];
      items.set(1, items.withAnswers(1, 1, part, frames));
      expect(said(row)).toEqual(said({ ...row, answers: [...items.labels(1).answers] }));
    }
  });
});
