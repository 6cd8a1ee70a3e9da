import { expect, test } from "vitest";
import { lostText } from "../../src/core/lost.ts";
import { Ontology } from "../../src/core/ontology.ts";
import type { AnswerPart, Row } from "../../src/protocol.gen.ts";
import { petQuestions } from "../fake/questions.ts";

const ontology = new Ontology(petQuestions());
const DOG = { question: 1, options: [12] };
const CAT = { question: 1, options: [11] };
const BEAGLE = { question: 5, options: [51] };
const PUG = { question: 5, options: [52] };

function row(id: number, answers: AnswerPart[]): Row {
  return { id, pos: id - 1, title: `frame-${id}`, kind: "image", status: "annotate", answers };
}

test("S2.10: the sub-answer that goes is named with the option it hung on", () => {
  expect(lostText(ontology, [row(1, [DOG, PUG])], 1, [CAT], 1)).toBe("Breed = pug was removed with dog");
});

test("what stays, what other questions answer, and the answer that changes are no loss", () => {
  expect(lostText(ontology, [row(1, [DOG, PUG])], 1, [DOG, BEAGLE], 5)).toBeNull();
  expect(lostText(ontology, [row(1, [DOG, PUG])], 1, [DOG], 5)).toBeNull();
  expect(lostText(ontology, [row(1, [DOG])], 1, [CAT], 1)).toBeNull();
  expect(lostText(ontology, [row(1, [DOG, { question: 3, number: 2 }])], 1, [CAT], 1)).toBeNull();
});

test("of several items it says how many lose, and no value that only some had", () => {
  const same = [row(1, [DOG, PUG]), row(2, [CAT]), row(3, [DOG, PUG])];
  expect(lostText(ontology, same, 1, [CAT], 1)).toBe("Breed = pug was removed with dog on 2 of 3 items");
  const mixed = [row(1, [DOG, PUG]), row(2, [DOG, BEAGLE])];
  expect(lostText(ontology, mixed, 1, [CAT], 1)).toBe("Answers to Breed were removed with dog on 2 of 2 items");
});
