// What is said of the items aimed at: answers, statuses, tags, and what a model predicted.
import type { Command } from "../core/commands.ts";
import { text } from "../core/python.ts";
import { itemOf } from "../core/rows.ts";
import type { Row } from "../protocol.gen.ts";
import { STATUSES } from "./answering.ts";
import type { Parts } from "./parts.ts";

export function digits({ answering }: Parts): readonly Command[] {
  return [..."1234567890"].map((digit) => ({
    id: `answer.${digit}`,
    title: digit === "1" ? "Answer with the option of this key (1 to 9, 0)" : `Answer with option ${digit}`,
    keys: [digit],
    group: "Labels",
    hidden: digit !== "1",
    run: () => void answering.key(digit),
  }));
}

export function answers({ model, view, answering, open }: Parts): readonly Command[] {
  const group = "Labels";
  const hasAim = () => answering.aim.peek() !== null;
  const hasSelection = () => model.selectedCount.peek() > 0;
  const focused = () => model.rows.get(view.focus.peek());
  const refused = () => model.session.hello.peek()?.bulk_refused ?? "";
  const line = (call: string) => `${model.code.peek() || "view"}.${call}`;
  return [
    { id: "label.pick", title: "Find a label by typing", keys: ["/"], group, run: open.picker },
    { id: "label.next", title: "Next question", keys: ["q"], group, run: () => answering.turn(1) },
    { id: "label.former", title: "Previous question", keys: ["Shift+q"], group, run: () => answering.turn(-1) },
    {
      id: "label.clear",
      title: "Clear the answer",
      keys: ["Backspace"],
      group,
      when: hasAim,
      run: () => answering.clear(),
      python: () => line(`clear(${text(answering.root.peek()?.name ?? "")})`),
    },
    {
      id: "label.repeat",
      title: "Repeat the last label action",
      keys: ["r"],
      group,
      when: () => hasAim() && answering.canRepeat,
      run: () => answering.repeat(),
    },
    {
      id: "label.status",
      title: "Next status",
      keys: ["s"],
      group,
      when: hasAim,
      run: () => answering.setStatus(answering.nextStatus()),
      python: () => line(`set_status(${text(answering.nextStatus())})`),
    },
    ...STATUSES.map((status) => ({
      id: `status.${status}`,
      title: `Set status: ${status}`,
      keys: [],
      group,
      when: hasAim,
      run: () => answering.setStatus(status),
      python: () => line(`set_status(${text(status)})`),
    })),
    {
      id: "label.flag",
      title: "Flag with a note",
      keys: ["f"],
      group,
      when: () => focused() !== undefined,
      run: open.flag,
      python: () => `${itemCode(focused())}.comment("…", flag=True)`,
    },
    {
      id: "label.bulk",
      title: "Classify the selection…",
      keys: ["Shift+c"],
      group,
      when: () => hasSelection() && !refused(),
      why: refused,
      say: saying(model),
      run: open.bulk,
    },
    {
      id: "label.tag",
      title: "Tag or untag…",
      keys: ["#"],
      group,
      when: hasAim,
      run: open.tag,
      python: () => line('tag("…")'),
    },
    {
      id: "mode.select",
      title: "Select mode",
      keys: ["v"],
      group,
      run: () => {
        answering.paints.value = false;
      },
    },
    {
      id: "mode.paint",
      title: "Paint mode: drag to label",
      keys: ["b"],
      group,
      run: () => {
        answering.paints.value = true;
      },
    },
  ];
}

/** A key that may not be used here says so where refusals stand. */
function saying({ problem }: Parts["model"]): (why: string) => void {
  return (why) => {
    problem.value = "";
    problem.value = why;
  };
}

export function predictions({ model, view, answering, predicting }: Parts): readonly Command[] {
  const group = "Predictions";
  const hasAny = () => predicting.canAccept(answering.aim.peek());
  const mayNot = () => predicting.refusedAt(answering.aim.peek());
  const mayNotReject = () => predicting.rejectRefusedAt(answering.aim.peek());
  const say = saying(model);
  const call = (name: string) => {
    const { source, threshold } = predicting.sight.peek();
    const least = threshold && name === "accept" ? `min_confidence=${threshold}` : "";
    return `project.predictions(${text(source)}).${name}(${[least, name === "reject" ? model.code.peek() : ""].filter(Boolean).join(", ")})`;
  };
  return [
    {
      id: "predict.accept",
      title: "Accept the prediction",
      keys: ["a"],
      group,
      when: () => hasAny() && !mayNot(),
      why: () => (hasAny() ? mayNot() : ""),
      say,
      run: () => predicting.accept(),
    },
    {
      id: "predict.reject",
      title: "Reject the prediction",
      keys: ["x"],
      group,
      when: () => hasAny() && !mayNotReject(),
      why: () => (hasAny() ? mayNotReject() : ""),
      say,
      run: () => predicting.reject(),
      python: () => call("reject"),
    },
    {
      id: "predict.rest",
      title: "Accept the rest of the page or group, and go on",
      keys: ["Shift+a"],
      group,
      when: () => predicting.isOn && !predicting.refused,
      why: () => (predicting.isOn ? predicting.refused : ""),
      say,
      run: () => view.acceptRest(),
    },
    {
      id: "predict.all",
      title: "Accept all predictions at or above the threshold",
      keys: [],
      group,
      when: () => (predicting.plan.peek()?.accepted ?? 0) > 0 && !predicting.refused,
      why: () => predicting.refused,
      run: () => predicting.acceptAll(),
      python: () => call("accept"),
    },
  ];
}

/** The item as Python finds it. */
function itemCode(row: Row | undefined): string {
  return row ? `project.filter(F.id == ${itemOf(row)})[0]` : "item";
}
