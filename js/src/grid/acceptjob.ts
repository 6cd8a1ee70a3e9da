// Accepting more predictions than one sees, as values: what is asked, and how its verdicts stand in a plan.
import { signal } from "@preact/signals-core";
import type { Change, Clock } from "../core/types.ts";
import type { AcceptPlan, AcceptRow, Plan, PlanRow } from "../protocol.gen.ts";
import type { GridModel } from "./model.ts";
import { type Meant, PlannedJob } from "./planned.ts";

/** Whose predictions, how sure, of which top question (0: every one). */
export interface Accepting {
  readonly source: string;
  readonly threshold: number;
  readonly question: number;
}

export class AcceptJob extends PlannedJob {
  readonly asked: Accepting;
  readonly override = signal(false);

  constructor(model: GridModel, clock: Clock, asked: Accepting, meant: Meant) {
    super(model, clock, meant);
    this.asked = asked;
    this.replan(0);
  }

  setOverride(override: boolean): void {
    this.override.value = override;
    this.replan();
  }

  protected readonly isAsked = true;

  protected async askPlan(): Promise<Plan> {
    return asPlan((await this.model.session.request("accept_plan", this.#args())).result);
  }

  protected write(onSent: (id: string) => void): Promise<Change> {
    return this.model.session.write("accept", { ...this.#args(), ...this.narrowed }, onSent);
  }

  #args() {
    return { target: this.target, ...this.asked, override: this.override.peek() };
  }
}

function asPlan({ items, accepted, overwritten, blocked, reasons, rows }: AcceptPlan): Plan {
  return { items, will_change: accepted, blocked, overwrites: overwritten, reasons, rows: rows.map(asRow) };
}

/** `otherwise` are those of which nothing sure is predicted. */
function asRow({ status, items, accepted, same, kept, overwritten, below, none, blocked }: AcceptRow): PlanRow {
  const other = kept + overwritten;
  const counts = { no_answer: items - same - other, same, other, otherwise: below + none };
  return { status, ...counts, will_change: accepted, blocked, overwrites: overwritten };
}
