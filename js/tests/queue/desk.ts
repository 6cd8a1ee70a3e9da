import { RowStore } from "../../src/core/rows.ts";
import { Session } from "../../src/core/session.ts";
import { WireError } from "../../src/core/types.ts";
import { LabelerModel, LOOK_BEFORE_CLICK_MS } from "../../src/labeler/model.ts";
import { readOptions as readLabelerOptions } from "../../src/labeler/options.ts";
import type { Stage } from "../../src/labeler/work.ts";
import type { Entry } from "../../src/queue/entries.ts";
import { QueueModel, readOptions } from "../../src/queue/model.ts";
import { counter, FakeClock, memoryStorage, settled } from "../fake/clock.ts";
import { FakeKernel, type FakeOptions } from "../fake/kernel.ts";
import { oneQuestion } from "../fake/questions.ts";
import type { FakeTask } from "../fake/queue.ts";

export const CAT = { question: 1, options: [11] };
export const DOG = { question: 1, options: [12] };

/** A queue without a screen over the kernel in memory. */
export class QueueDesk {
  readonly clock = new FakeClock();
  readonly kernel: FakeKernel;
  readonly labeler: LabelerModel;
  readonly queue: QueueModel;
  readonly refusals: WireError[] = [];
  readonly missing: string[] = [];

  constructor(tasks: FakeTask[] = [], options: object = {}, kernel: FakeOptions = {}) {
    this.kernel = new FakeKernel({ items: 20, questions: oneQuestion(["cat", "dog"]), ...kernel });
    this.kernel.queue.tasks = tasks;
    const session = new Session({
      wire: this.kernel.wire(),
      storage: memoryStorage(),
      clock: this.clock,
      newId: counter("q"),
      projectKey: "pets",
    });
    const rows = new RowStore(session);
    this.labeler = new LabelerModel(session, rows, { ...readLabelerOptions(options), isQueued: true }, this.clock);
    this.queue = new QueueModel(session, rows, this.labeler, readOptions(options), this.clock, memoryStorage());
    this.labeler.missing = (text) => this.missing.push(text);
    for (const model of [this.labeler, this.queue]) model.refused = (error: WireError) => this.refusals.push(error);
  }

  /** Items of a stage, as they come from those who labelled them. */
  put(ids: readonly number[], stage: Stage, more: object = {}): this {
    const status = stage === "review" ? "review" : "annotate";
    const facts = stage === "returned" ? { reason: "too loose", ...more } : more;
    for (const id of ids) this.kernel.items.set(id, { answers: [CAT], status, tags: [], facts });
    return this;
  }

  async open(stage: Stage, task = 0): Promise<void> {
    await settled();
    await this.queue.refresh();
    const entry = this.queue.entries.value.find((known) => known.stage === stage && known.task.id === task);
    await this.queue.open(entry as Entry);
    await this.look();
  }

  /** The picture is painted, and somebody has looked at it. */
  async look(): Promise<number> {
    await settled();
    const id = this.here;
    this.labeler.shown(id);
    await this.clock.pass(LOOK_BEFORE_CLICK_MS);
    return id;
  }

  get here(): number {
    return this.labeler.current.value?.id ?? 0;
  }

  status(id: number): string {
    return this.kernel.items.labels(id).status;
  }

  heard(op: string): unknown[] {
    return this.kernel.heard.filter((request) => request.op === op).map(({ args }) => args as unknown);
  }
}

export { WireError };
