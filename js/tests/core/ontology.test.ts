import { describe, expect, it, test } from "vitest";
import { checkNumber } from "../../src/core/number.ts";
import { Ontology, optionKey, withAnswers } from "../../src/core/ontology.ts";
import { predictedChips } from "../../src/core/predictions.ts";
import type { QuestionInfo, Row } from "../../src/protocol.gen.ts";
import { petQuestions } from "../fake/questions.ts";

const pets = new Ontology(petQuestions());
const DOG = { question: 1, options: [12] };
const PUG = { question: 5, options: [52] };

function row(answers: Row["answers"]): Row {
  return { id: 1, pos: 0, title: "a.jpg", kind: "image", status: "annotate", answers: answers ?? [] };
}

/** Radio under radio under radio, `depth` of them. */
function chain(depth: number, id = 1): QuestionInfo {
  const questions = depth > 1 ? [chain(depth - 1, id + 1)] : [];
  return {
    id,
    kind: "radio",
    name: `Q${id}`,
    options: [{ id: id + 100, name: `o${id}`, code: `O${id}`, color: "#E69F00", questions }],
  };
}

describe("an ontology", () => {
  it("S0.21, S2.10: shows a sub-question only under its chosen option", () => {
    expect(pets.open(1, []).map(({ question }) => question.name)).toEqual(["Animal"]);
    expect(pets.open(1, [DOG]).map(({ question, depth }) => [question.name, depth])).toEqual([
      ["Animal", 0],
      ["Breed", 1],
    ]);
  });

  it("S2.10: another parent drops the answers below the former one, and says which", () => {
    const cat = { question: 1, options: [11] };
    expect(pets.dropped(1, [DOG, PUG], cat)).toEqual([PUG]);
    expect(pets.answer(1, [DOG, PUG], cat)).toEqual([cat]);
    expect(pets.dropped(1, [DOG, PUG], DOG)).toEqual([]);
  });

  it("S2.11: seven levels are answered one by one", () => {
    const deep = new Ontology([chain(7)]);
    let answers: ReturnType<Ontology["answer"]> = [];
    for (let level = 1; level <= 7; level++) {
      expect(deep.nextOpen(1, answers)?.id).toBe(level);
      answers = deep.answer(1, answers, { question: level, options: [level + 100] });
    }
    expect(answers.map((part) => part.question)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(deep.nextOpen(1, answers)).toBeUndefined();
    expect(deep.answer(1, answers, { question: 3, options: [] }).map((part) => part.question)).toEqual([1, 2]);
  });

  it("draws chips in the order of the questions, parents first", () => {
    const answers = [{ question: 3, number: 4 }, PUG, DOG, { question: 2, options: [21, 22], source: "resnet" }];
    const chips = pets.chips(row(answers));
    expect(chips.map(({ code }) => code)).toEqual(["DOG", "PUG", "BLU", "DAR", "Quality: 4"]);
    expect(chips[2]?.source).toBe("resnet");
  });

  it("an empty text and an empty checklist are no answers", () => {
    expect(pets.answer(4, [], { question: 4, text: "" })).toEqual([]);
    expect(pets.answer(3, [], { question: 3, number: 0 })).toEqual([{ question: 3, number: 0 }]);
  });

  it("changes one tree of a row and leaves the others", () => {
    const changed = withAnswers(pets, row([DOG, PUG, { question: 4, text: "ok" }]), 1, [
      { question: 1, options: [13] },
    ]);
    expect(changed.answers).toEqual([
      { question: 4, text: "ok" },
      { question: 1, options: [13] },
    ]);
  });

  it("gives free digits to options without a key of their own", () => {
    const [first] = petQuestions();
    const options = (first?.options ?? []).map((option, place) => (place === 1 ? { ...option, key: "1" } : option));
    const question = { ...first, options } as QuestionInfo;
    expect([0, 1, 2].map((place) => optionKey(question, place))).toEqual(["2", "1", "3"]);
    const many = {
      ...question,
      options: Array.from({ length: 12 }, (_, id) => ({ id, name: "x", code: "X", color: "" })),
    };
    expect([8, 9, 10].map((place) => optionKey(many, place))).toEqual(["9", "0", ""]);
  });

  it("leaves out what is drawn on the picture", () => {
    expect(new Ontology([...petQuestions(), { id: 9, kind: "box", name: "Head" }]).questions).toHaveLength(4);
  });
});

describe("a typed number", () => {
  const quality: QuestionInfo = { id: 3, kind: "number", name: "Quality", min: 0, max: 7, step: 1 };
  const free: QuestionInfo = { id: 4, kind: "number", name: "Weight" };

  it.each(["abc", "", "NaN", "inf", "Infinity", "1 2", "0x10", "--1", "1e999"])("S2.5: %s is refused", (typed) => {
    expect(checkNumber(free, typed)).toHaveProperty("problem");
  });

  it("S2.5: 3,5 is refused with a hint, 3.5 is taken", () => {
    expect(checkNumber(free, "3,5")).toEqual({ problem: 'Write "3.5": the decimal sign is a point.' });
    expect(checkNumber(free, " 3.5 ")).toEqual({ value: 3.5 });
  });

  it("S2.6: off the step or out of range is refused with what would fit", () => {
    expect(checkNumber(quality, "6.6")).toEqual({ problem: "In steps of 1: 7, not 6.6." });
    expect(checkNumber(quality, "7.5")).toEqual({ problem: "Between 0 and 7, not 7.5." });
    expect(checkNumber({ ...free, min: 2 }, "1")).toEqual({ problem: "At least 2, not 1." });
    expect(checkNumber({ ...free, step: 0.1 }, "0.3")).toEqual({ value: 0.3 });
  });
});

test("a row that is an object is one chip with its class and area, and says the rest in full", () => {
  const object = { cls: 9, name: "Head", code: "HEA", color: "#123456", shape: "box", area: 1200.4, by: "ana" };
  const found = { id: -6, pos: 0, title: "a.png", kind: "image", status: "annotate" as const, of: 3 };
  expect(pets.chips({ ...found, object: { ...object, frame: 4, frames: 2 } })).toMatchObject([
    { code: "HEA 1,200 px²", text: "Head, 1,200 px², on 2 frames from 4, by ana", color: "#123456" },
  ]);
  const predicted = { ...found, object: { ...object, by: "yolo", confidence: 0.7, predicted: true } };
  expect(pets.chips(predicted)).toEqual([]);
  expect(predictedChips(pets, predicted, [])).toMatchObject([
    { text: "Head, 1,200 px², by yolo", confidence: 0.7, code: "HEA 1,200 px²" },
  ]);
});
