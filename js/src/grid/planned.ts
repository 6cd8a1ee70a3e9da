// A change of many items with its plan first: what it counts, the job that carries it out, and how it ended.
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { type Change, type Clock, type Status, WireError } from "../core/types.ts";
import type { Plan, PlanRow, Progress, Target } from "../protocol.gen.ts";
import { type GridModel, sentence } from "./model.ts";

const SETTLE_MS = 200;

export type Phase = "choosing" | "running" | "done";

/** The counts of those rows of a plan whose status is ticked. */
export interface Sums {
  readonly items: number;
  readonly willChange: number;
  readonly overwrites: number;
  readonly blocked: number;
  /** Items without an answer here that answer another question. */
  readonly otherwise: number;
  /** Items with another answer. */
  readonly others: number;
  /** Answers of complete items that would be replaced. */
  readonly completed: number;
}

/** Which items are meant, and how many. */
export interface Meant {
  readonly target: Target;
  readonly count: number;
}

export abstract class PlannedJob {
  readonly count: number;
  readonly target: Target;
  /** Statuses that are left as they are. */
  readonly left: Signal<ReadonlySet<string>> = signal(new Set());
  readonly plan: Signal<Plan | null> = signal(null);
  readonly planning = signal(false);
  readonly problem = signal("");
  readonly phase: Signal<Phase> = signal("choosing");
  readonly progress: Signal<Progress | null> = signal(null);
  readonly result: Signal<Change | null> = signal(null);
  readonly sums: ReadonlySignal<Sums | null>;
  /** Why items are blocked, of those that are ticked. */
  readonly reasons: ReadonlySignal<readonly (readonly [string, number])[]>;
  /** A plan for what is picked now, that changes something. */
  readonly isReady: ReadonlySignal<boolean>;
  /** Told of the end where the dialog was closed before it. */
  onEnd: (change: Change) => void = () => undefined;
  protected readonly model: GridModel;
  readonly #clock: Clock;
  readonly #stop: () => void;
  #cancel: () => void = () => undefined;
  #round = 0;
  #isClosed = false;
  #sent = "";

  constructor(model: GridModel, clock: Clock, { target, count }: Meant) {
    this.model = model;
    this.#clock = clock;
    this.target = target;
    this.count = count;
    this.sums = computed(() => this.plan.value && sumsOf(this.plan.value, this.left.value));
    this.reasons = computed(() =>
      Object.entries(this.plan.value?.reasons ?? {}).filter(([text]) => !this.left.value.has(text.split(":")[0] ?? "")),
    );
    this.isReady = computed(
      () => this.phase.value === "choosing" && !this.planning.value && (this.sums.value?.willChange ?? 0) > 0,
    );
    this.#stop = model.session.on("progress", (progress) => {
      if (progress.id === this.#sent) this.progress.value = progress;
    });
  }

  /** Whether enough is picked for a plan. */
  protected abstract readonly isAsked: boolean;
  protected abstract askPlan(): Promise<Plan>;
  /** Write what was picked; `onSent` is told the id of the change. */
  protected abstract write(onSent: (id: string) => void): Promise<Change>;

  /** Tick a status, or leave its items as they are: the plan is known for each status by itself. */
  tick(status: string, isTicked: boolean): void {
    const left = new Set(this.left.peek());
    if (isTicked) left.delete(status);
    else left.add(status);
    this.left.value = left;
  }

  cancel(): void {
    if (this.phase.peek() === "running" && this.#sent) this.model.session.cancel(this.#sent);
  }

  async run(): Promise<void> {
    if (!this.isReady.peek()) return;
    this.phase.value = "running";
    this.problem.value = "";
    try {
      this.result.value = await this.write((id) => {
        this.#sent = id;
      });
      this.phase.value = "done";
      if (this.#isClosed) this.onEnd(this.result.value);
    } catch (error) {
      this.problem.value = isCancelled(error) ? "Cancelled: nothing was written." : sentence(error);
      this.phase.value = "choosing";
      this.progress.value = null;
    }
  }

  dispose(): void {
    this.#isClosed = true;
    this.#round++;
    this.#cancel();
    this.#stop();
  }

  /** The statuses that are ticked, as a write is told of them; nothing where that is all. */
  protected get narrowed(): { readonly statuses?: Status[] } {
    const left = this.left.peek();
    const all = (this.plan.peek()?.rows ?? []).map((row) => row.status as Status);
    return left.size ? { statuses: all.filter((name) => !left.has(name)) } : {};
  }

  /** Ask for the plan once the picking rests; an older answer never replaces a newer one. */
  protected replan(afterMs = SETTLE_MS): void {
    const round = ++this.#round;
    this.#cancel();
    this.planning.value = this.isAsked;
    if (!this.isAsked) this.plan.value = null;
    else this.#cancel = this.#clock.after(afterMs, () => void this.#ask(round));
  }

  async #ask(round: number): Promise<void> {
    try {
      const plan = await this.askPlan();
      if (round !== this.#round) return;
      this.plan.value = plan;
      this.problem.value = "";
    } catch (error) {
      if (round !== this.#round) return;
      this.plan.value = null;
      this.problem.value = sentence(error);
    }
    this.planning.value = false;
  }
}

function sumsOf(plan: Plan, left: ReadonlySet<string>): Sums {
  const rows = plan.rows.filter(({ status }) => !left.has(status));
  const sum = (pick: (row: PlanRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
  return {
    items: sum((row) => row.no_answer + row.same + row.other),
    willChange: sum((row) => row.will_change),
    overwrites: sum((row) => row.overwrites ?? 0),
    blocked: sum((row) => row.blocked),
    otherwise: sum((row) => row.otherwise),
    others: sum((row) => row.other),
    completed: sum((row) => (row.status === "complete" ? (row.overwrites ?? 0) : 0)),
  };
}

function isCancelled(error: unknown): boolean {
  return error instanceof WireError && error.code === "cancelled";
}
