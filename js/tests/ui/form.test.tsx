import { render } from "preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Ontology } from "../../src/core/ontology.ts";
import type { AnswerPart } from "../../src/protocol.gen.ts";
import { Form } from "../../src/ui/form.tsx";
import { petQuestions } from "../fake/questions.ts";

const HOSTILE = '<img src=x onerror="boom()">';
const ANIMAL = 1;
const FLAGS = 2;
const QUALITY = 3;

let page: HTMLElement;
let given: AnswerPart[];

beforeEach(() => {
  page = document.body.appendChild(document.createElement("div"));
  given = [];
});
afterEach(() => {
  render(null, page);
  page.remove();
});

function show(root: number, answers: readonly AnswerPart[] = [], questions = petQuestions(), active = root): void {
  const ontology = new Ontology(questions);
  const onAnswer = (part: AnswerPart) => given.push(part);
  render(<Form ontology={ontology} root={root} answers={answers} active={active} onAnswer={onAnswer} />, page);
}

function all(selector: string): HTMLElement[] {
  return [...page.querySelectorAll<HTMLElement>(selector)];
}

function option(name: string): HTMLElement | undefined {
  return all(".option").find((button) => button.querySelector(".name")?.textContent === name);
}

describe("the form", () => {
  it("S2.10: asks sub-questions under the chosen option only", () => {
    show(ANIMAL, [{ question: ANIMAL, options: [11] }]);
    expect(all("fieldset").map((field) => field.dataset.question)).toEqual(["1"]);
    show(ANIMAL, [{ question: ANIMAL, options: [12] }]);
    expect(all("fieldset").map((field) => field.dataset.question)).toEqual(["1", "5"]);
    expect(all(".below .option .name").map((name) => name.textContent)).toEqual(["beagle", "pug"]);
  });

  it("a radio takes the option, a checklist takes it or gives it back", () => {
    show(ANIMAL, [{ question: ANIMAL, options: [11] }]);
    option("neither")?.click();
    show(FLAGS, [{ question: FLAGS, options: [22] }]);
    option("blurry")?.click();
    option("dark")?.click();
    expect(given).toEqual([
      { question: ANIMAL, options: [13] },
      { question: FLAGS, options: [21, 22] },
      { question: FLAGS, options: [] },
    ]);
  });

  it("says what is chosen and which key chooses, on the active question only", () => {
    show(ANIMAL, [{ question: ANIMAL, options: [12] }]);
    expect(option("dog")?.getAttribute("aria-pressed")).toBe("true");
    expect(option("cat")?.getAttribute("aria-keyshortcuts")).toBe("1");
    expect(option("pug")?.getAttribute("aria-keyshortcuts")).toBeNull();
    show(ANIMAL, [{ question: ANIMAL, options: [12] }], petQuestions(), 5);
    expect(option("pug")?.getAttribute("aria-keyshortcuts")).toBe("2");
    expect(option("cat")?.getAttribute("aria-keyshortcuts")).toBeNull();
  });

  it("marks a required question until it is answered", () => {
    show(ANIMAL);
    expect(all("[aria-label=required]")).toHaveLength(1);
    show(ANIMAL, [{ question: ANIMAL, options: [11] }]);
    expect(all("[aria-label=required]")).toEqual([]);
  });

  it("S2.5: a number that the question refuses is not sent, and the reason stands beside it", () => {
    show(QUALITY);
    const field = page.querySelector("input");
    if (!field) throw new Error("there is no field");
    const enter = (text: string) => {
      field.value = text;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    };
    enter("3,5");
    enter("7");
    expect(given).toEqual([]);
    enter("4");
    expect(given).toEqual([{ question: QUALITY, number: 4 }]);
  });

  it("names of strangers are text", () => {
    const [animal] = petQuestions();
    if (!animal) throw new Error("there is no question");
    const named = { ...animal, name: HOSTILE, options: [{ id: 9, name: HOSTILE, code: "X", color: "#000" }] };
    show(ANIMAL, [], [named]);
    expect(page.querySelector("img")).toBeNull();
    expect(page.querySelector(".option .name")?.textContent).toBe(HOSTILE);
  });
});
