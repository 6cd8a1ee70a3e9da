import { type Signal, signal } from "@preact/signals";
import type { Desk, LabelerParts } from "../labeler/parts.ts";
import type { Stage } from "../labeler/work.ts";
import type { TaskInfo } from "../protocol.gen.ts";
import type { Shell } from "../ui/shell.ts";
import type { Entry } from "./entries.ts";
import type { QueueModel } from "./model.ts";

/** Where the menu of people opens. */
export interface AssignMenu {
  readonly task: TaskInfo;
  readonly stage: Stage;
  readonly x: number;
  readonly y: number;
}

const DOING: Record<Stage, string> = { annotate: "", review: "review ", returned: "fix " };

/** What all parts of the queue's view need. */
export class QueueParts implements Desk {
  readonly assigning: Signal<AssignMenu | null> = signal(null);
  labeler: LabelerParts | null = null;

  constructor(
    readonly model: QueueModel,
    readonly shell: Shell,
  ) {}

  get nextTask(): Desk["nextTask"] {
    const { next } = this.model;
    return next && { name: `${DOING[next.stage]}${next.task.name}`, start: () => this.start(next) };
  }

  start(entry: Entry | undefined = this.model.chosen.peek()): void {
    if (!entry || this.model.opening.peek()) return;
    void this.model.open(entry).then(() => {
      if (this.model.labeler.work.peek()) this.shell.view.focus();
    });
  }

  leave(): void {
    this.model.leave();
    this.shell.view.focus();
  }

  move(by: number): void {
    this.model.move(by);
    this.shell.view.focus();
  }

  openAssign(): void {
    const entry = this.model.chosen.peek();
    if (!entry) return;
    const { task, stage } = entry;
    const { surface } = this.shell.view;
    const box = (surface.querySelector("[data-assign]") ?? surface).getBoundingClientRect();
    this.assigning.value = { task, stage, x: box.left, y: box.bottom + 4 };
  }

  async share(task: TaskInfo, people: readonly string[], review = false): Promise<void> {
    const change = await this.model.share(task, people, review);
    if (change) this.shell.done(change);
  }

  turnAllocation(): void {
    const task = this.model.chosen.peek()?.task;
    if (!task) return;
    const allocation = task.allocation === "pulling" ? "distribution" : "pulling";
    void this.model.allocate(task, allocation).then((change) => change && this.shell.done(change));
  }
}
