import type { Command } from "../core/commands.ts";
import { kindOf, optionKey } from "../core/ontology.ts";
import { choose } from "../ui/form.tsx";
import type { LabelerModel } from "./model.ts";
import type { Stage } from "./stage.ts";
import { itemCode, verdictCommands } from "./verdicts.ts";

const DIGITS = [..."1234567890"];

/** What the keys of the labeler do; `undo` and `redo` take the place of the shared ones. */
export function labelerCommands(model: LabelerModel, stage: Stage): Command[] {
  const here = () => model.current.peek()?.id ?? 0;
  // Items that are given out one at a time are not gone to by number.
  const isFree = () => !model.work.value?.isPulled;
  const labels = "Labels";
  const moving = "Moving";
  const picture = "Picture";
  return [
    {
      id: "answer",
      title: "Answer the active question",
      keys: [],
      card: ["1 … 9", "0"],
      group: labels,
      run: () => stage.shell.view.focus(),
    },
    ...DIGITS.map((digit) => answerCommand(model, stage, digit)),
    { id: "confirm", title: "Confirm and go on", keys: ["Enter"], group: labels, run: () => stage.confirm() },
    { id: "pick", title: "Find a label", keys: ["/"], group: labels, run: () => stage.open("picker") },
    {
      id: "clear",
      title: "Clear the answer",
      keys: ["Backspace", "Delete"],
      group: labels,
      run: () => model.clear(here()),
    },
    {
      id: "repeat",
      title: "Repeat the last answer",
      keys: ["r"],
      group: labels,
      when: () => model.canRepeat,
      run: () => model.repeat(here()),
    },
    {
      id: "submit",
      title: "Submit: next status",
      keys: ["s"],
      group: labels,
      when: () => model.current.value?.status !== "complete" && !model.ended.value,
      run: () => stage.submit(),
      python: () => `project.submit(${itemCode(model)})`,
    },
    ...verdictCommands(model, stage),
    {
      id: "next",
      title: "Next",
      keys: ["n", "ArrowRight"],
      group: moving,
      when: () => !model.ended.value,
      run: () => model.next(),
    },
    {
      id: "previous",
      title: "Back",
      keys: ["Shift+n", "ArrowLeft"],
      group: moving,
      when: () => model.pos.value > 0 || model.ended.value,
      run: () => model.previous(),
    },
    {
      id: "next-unlabelled",
      title: model.options.isQueued ? "Next open" : "Next unlabelled",
      keys: [">"],
      group: moving,
      when: isFree,
      run: () => stage.toUnlabelled(1),
    },
    {
      id: "previous-unlabelled",
      title: model.options.isQueued ? "Previous open" : "Previous unlabelled",
      keys: ["<"],
      group: moving,
      when: isFree,
      run: () => stage.toUnlabelled(-1),
    },
    { id: "first", title: "First item", keys: ["Home"], group: moving, when: isFree, run: () => model.go(0) },
    {
      id: "last",
      title: "Last item",
      keys: ["End"],
      group: moving,
      when: isFree,
      run: () => model.go(model.rows.count.peek() - 1),
    },
    { id: "go", title: "Go to item…", keys: ["g"], group: moving, when: isFree, run: () => stage.open("goto") },
    { id: "question-down", title: "Next question", keys: ["ArrowDown"], group: moving, run: () => stage.question(1) },
    { id: "question-up", title: "Previous question", keys: ["ArrowUp"], group: moving, run: () => stage.question(-1) },
    { id: "zoom-in", title: "Zoom in", keys: ["+", "="], group: picture, run: () => stage.zoom(1.25) },
    { id: "zoom-out", title: "Zoom out", keys: ["-"], group: picture, run: () => stage.zoom(0.8) },
    { id: "fit", title: "Fit the picture", keys: ["Shift+1"], group: picture, run: () => stage.fit() },
    { id: "full-size", title: "One pixel a pixel (100 %)", keys: ["Shift+2"], group: picture, run: () => stage.full() },
    { id: "auto-next", title: "Auto next, on or off", keys: [], group: labels, run: () => stage.toggleAutoNext() },
  ];
}

function answerCommand(model: LabelerModel, stage: Stage, digit: string): Command {
  return {
    id: `answer-${digit}`,
    title: `Answer ${digit}`,
    keys: [digit],
    hidden: true,
    group: "Labels",
    run: () => press(model, stage, digit),
  };
}

/** A digit: an option of the active question, or the beginning of its number. */
function press(model: LabelerModel, stage: Stage, digit: string): void {
  const row = model.seen.peek();
  const question = model.ontology.peek().question(model.active.peek());
  if (!row || !question) return;
  if (kindOf(question) === "number") {
    stage.typeInto(question.id, digit);
    return;
  }
  const index = (question.options ?? []).findIndex((_, place) => optionKey(question, place) === digit);
  const option = question.options?.[index];
  if (!option) return;
  const part = row.answers?.find((known) => known.question === question.id);
  model.answer(row.id, choose(question, part?.options ?? [], option.id));
}
