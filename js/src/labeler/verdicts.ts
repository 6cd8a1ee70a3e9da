import type { Command } from "../core/commands.ts";
import { text } from "../core/python.ts";
import { frameOfUnit, itemOfUnit } from "../core/units.ts";
import type { LabelerModel } from "./model.ts";
import type { Stage } from "./stage.ts";

/** In force while one looks for the point that a comment is about. */
export const PIN = "pin";
const STEP_PX = 4;
const LEAP_PX = 32;

/** Verdicts of a review, and what is said about a picture. */
export function verdictCommands(model: LabelerModel, stage: Stage): Command[] {
  const group = "Review";
  const isReview = () => model.work.value?.isReview === true && !model.ended.value;
  const isHere = () => model.current.value !== undefined && !model.ended.value;
  const reason = () => text(model.work.peek()?.reasons.peek()[0] ?? "too loose");
  const verdicts: Command[] = [
    {
      id: "approve",
      title: "Approve",
      keys: ["a"],
      group,
      when: isReview,
      run: () => void model.submit(model.current.peek()?.id ?? 0),
      python: () => `project.approve(${itemCode(model)})`,
    },
    {
      id: "return",
      title: "Return with a reason…",
      keys: ["x"],
      group,
      when: isReview,
      run: () => stage.open("reason"),
      python: () => `project.reject(${itemCode(model)}, reason=${reason()})`,
    },
    {
      id: "fix",
      title: "Fix the labels, then approve",
      keys: [],
      card: ["Enter"],
      group,
      when: isReview,
      run: () => stage.confirm(),
    },
  ];
  const said = (id: string, title: string, keys: string[], about: "point" | "all" | "flag"): Command => ({
    id,
    title,
    keys,
    group: "Comments",
    when: isHere,
    run: () => stage.say(about),
    python: () => commentCode(model, about),
  });
  return [
    ...(model.options.isQueued ? verdicts : []),
    said("comment", "Comment on a point of the picture", ["c"], "point"),
    said("comment-all", "Comment on the whole picture", ["Shift+c"], "all"),
    said("flag", "Flag with a note", ["f"], "flag"),
  ];
}

/** Keys while the point of a comment is looked for. */
export function pinCommands(stage: Stage): Command[] {
  const hidden = true;
  const move = (key: string, x: number, y: number): Command[] => [
    { id: `pin-${key}`, title: key, keys: [key], hidden, run: () => stage.movePin(x * STEP_PX, y * STEP_PX) },
    {
      id: `pin-far-${key}`,
      title: key,
      keys: [`Shift+${key}`],
      hidden,
      run: () => stage.movePin(x * LEAP_PX, y * LEAP_PX),
    },
  ];
  return [
    ...move("ArrowLeft", -1, 0),
    ...move("ArrowRight", 1, 0),
    ...move("ArrowUp", 0, -1),
    ...move("ArrowDown", 0, 1),
    { id: "pin-here", title: "The comment is about this point", keys: ["Enter"], hidden, run: () => stage.placePin() },
  ];
}

function commentCode(model: LabelerModel, about: "point" | "all" | "flag"): string {
  const own = frameOfUnit(model.current.value?.id ?? 0);
  const frame = own ?? (model.focus.hasFrames.value && about !== "flag" ? model.focus.frame.value : null);
  const more = { point: ", x=0.5, y=0.5", all: "", flag: ", flag=True" }[about];
  return `${itemCode(model)}.comment("..."${frame === null ? "" : `, frame=${frame}`}${more})`;
}

/** The item on screen as Python finds it. */
export function itemCode(model: LabelerModel): string {
  return `project.filter(F.id == ${itemOfUnit(model.current.value?.id ?? 0)})[0]`;
}
