import type { Command } from "../core/commands.ts";
import { text } from "../core/python.ts";
import type { Stage } from "../labeler/work.ts";
import type { QueueParts } from "./parts.ts";

/** In force while the list of tasks is on screen. */
export const QUEUE = "queue";

/** What the keys of the list do. */
export function queueCommands(parts: QueueParts): Command[] {
  const { model } = parts;
  const tasks = "Tasks";
  const any = () => model.shown.value.length > 0;
  const task = () => model.chosen.value?.task;
  const code = () => (task()?.id ? `project.tasks[${text(task()?.name ?? "")}]` : "project");
  const isTask = () => model.isAdmin && Boolean(task()?.id);
  return [
    {
      id: "start",
      title: "Start at the first open item",
      keys: ["Enter"],
      group: tasks,
      when: any,
      run: () => parts.start(),
      python: () => (task()?.id ? `${code()}.queue()` : "project.queue()"),
    },
    { id: "task-down", title: "Next task", keys: ["ArrowDown"], group: tasks, when: any, run: () => parts.move(1) },
    { id: "task-up", title: "Previous task", keys: ["ArrowUp"], group: tasks, when: any, run: () => parts.move(-1) },
    {
      id: "task-first",
      title: "First task",
      keys: ["Home"],
      group: tasks,
      when: any,
      run: () => parts.move(Number.NEGATIVE_INFINITY),
    },
    {
      id: "task-last",
      title: "Last task",
      keys: ["End"],
      group: tasks,
      when: any,
      run: () => parts.move(Number.POSITIVE_INFINITY),
    },
    only("review", "Only what is to be reviewed"),
    only("annotate", "Only what is to be annotated"),
    only("returned", "Only what was returned to you"),
    {
      id: "assign",
      title: "Give out what nobody has…",
      keys: [],
      group: "Team",
      when: () => isTask() && (task()?.unassigned ?? 0) > 0,
      run: () => parts.openAssign(),
      python: () => `${code()}.share()`,
    },
    {
      id: "allocation",
      title: "Let this task be pulled, or share it out",
      keys: [],
      group: "Team",
      when: isTask,
      run: () => parts.turnAllocation(),
      python: () => `${code()}.edit(allocation=${text(task()?.allocation === "pulling" ? "distribution" : "pulling")})`,
    },
    {
      id: "count-again",
      title: "Count again",
      keys: ["Shift+r"],
      group: tasks,
      run: () => void model.refresh(),
      python: () => "project.progress()",
    },
    {
      id: "breaks",
      title: "Reminders of a break, on or off",
      keys: [],
      group: "Pace",
      run: () => model.breaks.toggle(),
      python: () => `project.queue(breaks=${model.breaks.on.value ? "False" : "True"})`,
    },
  ];

  function only(stage: Stage, title: string): Command {
    const python = () => `project.filter(F.status == ${text(stage === "review" ? "review" : "annotate")})`;
    return { id: `only-${stage}`, title, keys: [], group: tasks, run: () => model.show(stage), python };
  }
}

/** What one can do besides, while working on a task. */
export function workCommands(parts: QueueParts): Command[] {
  return [
    {
      id: "to-queue",
      title: "Back to the queue",
      keys: [],
      card: ["Escape"],
      group: "Moving",
      run: () => parts.leave(),
      python: () => "project.queue()",
    },
  ];
}
