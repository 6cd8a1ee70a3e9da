// What can be sat down to, in words: pure functions of what the kernel said.

import type { Stage } from "../labeler/work.ts";
import type { Queue, TaskInfo } from "../protocol.gen.ts";

/** A task at a stage at which something of it is open. */
export interface Entry {
  readonly key: string;
  readonly task: TaskInfo;
  readonly stage: Stage;
  readonly count: number;
}

const STAGES: readonly Stage[] = ["returned", "review", "annotate"];

/**
 * What of it this role may do: annotators do not review. What is open in tasks is open, whoever it is in all of the
 * project.
 */
export function openTo(queue: Queue, role: string): Queue {
  const inTasks = (stage: Stage) => queue.tasks.reduce((sum, task) => sum + task[stage], 0);
  const most = (stage: Stage) => Math.max(queue[stage], inTasks(stage));
  const review = role === "annotator" ? 0 : most("review");
  return { ...queue, annotate: most("annotate"), returned: most("returned"), review };
}

/** What is open, that which was returned first, then by priority and due date; all of the project comes last. */
export function entriesOf(queue: Queue, title: string): Entry[] {
  const whole = wholeOf(queue, title);
  const tasks = [...queue.tasks].sort(byUrgency);
  const stages = STAGES.filter((stage) => queue[stage] > 0);
  return stages.flatMap((stage) => {
    const own = tasks.filter((task) => task[stage] > 0);
    const inTasks = own.reduce((sum, task) => sum + task[stage], 0);
    const all = whole[stage] > inTasks ? [...own, whole] : own;
    return all.map((task) => ({ key: `${task.id}/${stage}`, task, stage, count: task[stage] }));
  });
}

/** All of the project as if it were a task. */
function wholeOf({ annotate, review, returned, done_today }: Queue, name: string): TaskInfo {
  const items = annotate + review + returned;
  const shared = { id: 0, name, allocation: "distribution" as const, statuses: [] };
  return { ...shared, items, done: done_today, annotate, review, returned, unassigned: 0 };
}

function byUrgency(a: TaskInfo, b: TaskInfo): number {
  return (b.priority ?? 0) - (a.priority ?? 0) || (a.due || "9").localeCompare(b.due || "9") || a.id - b.id;
}

/** "about 35 min", "about 3 h"; nothing where the pace is not known. */
export function timeLeft(count: number, perMin: number): string {
  if (!(perMin > 0) || count <= 0) return "";
  const minutes = Math.ceil(count / perMin);
  if (minutes < 60) return `about ${minutes} min`;
  const hours = minutes / 60;
  return `about ${hours < 10 ? Number(hours.toFixed(1)) : Math.round(hours)} h`;
}

export interface Due {
  readonly text: string;
  readonly isLate: boolean;
}

/** "due today", "due Friday", "2 days late"; null without a date. */
export function dueText(due: string | undefined, now: Date): Due | null {
  const date = due ? new Date(`${due.slice(0, 10)}T00:00`) : null;
  if (!date || Number.isNaN(date.getTime())) return null;
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const days = Math.round((date.getTime() - today.getTime()) / 86_400_000);
  if (days < -30) return { text: `late since ${date.toLocaleDateString("en", { dateStyle: "medium" })}`, isLate: true };
  if (days < 0) return { text: `${-days} ${days === -1 ? "day" : "days"} late`, isLate: true };
  if (days === 0) return { text: "due today", isLate: false };
  if (days === 1) return { text: "due tomorrow", isLate: false };
  const words = days < 7 ? { weekday: "long" as const } : { day: "numeric" as const, month: "short" as const };
  return { text: `due ${date.toLocaleDateString("en", words)}`, isLate: false };
}

/** Parts of a whole as a bar shows them: name, count, and how it looks. */
export interface Part {
  readonly name: string;
  readonly count: number;
  readonly look: "done" | "review" | "returned" | "open";
}

export function partsOf(task: TaskInfo): Part[] {
  const { done, review, returned, annotate } = task;
  const parts: Part[] = [
    { name: "done", count: done, look: "done" },
    { name: "in review", count: review, look: "review" },
    { name: "returned", count: returned, look: "returned" },
    { name: "to annotate", count: annotate, look: "open" },
  ];
  return parts.filter(({ count }) => count > 0);
}

export function teamParts(team: Queue["team"]): Part[] {
  return [
    { name: "annotate", count: team.annotate ?? 0, look: "open" },
    { name: "review", count: team.review ?? 0, look: "review" },
    { name: "complete", count: team.complete ?? 0, look: "done" },
  ];
}

export function number(value: number): string {
  return value.toLocaleString("en");
}
