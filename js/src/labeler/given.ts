import { batch } from "@preact/signals-core";
import type { RowStore } from "../core/rows.ts";
import type { Session } from "../core/session.ts";
import { type Clock, WireError } from "../core/types.ts";
import type { Walk } from "./walk.ts";
import type { Work } from "./work.ts";

interface Hooks {
  /** Whether the next item is on its way: until it is there the one on screen is not answered. */
  hold(isComing: boolean): void;
  refused(error: WireError): void;
  /** The item came to the task after it was opened: shows it all the same. */
  outdated(id: number): Promise<void>;
}

/** Goes through items that are given out one at a time, and back through those that one was given. */
export class Given {
  constructor(
    readonly session: Session,
    readonly rows: RowStore,
    readonly walk: Walk,
    readonly hooks: Hooks,
    readonly clock: Clock,
  ) {}

  /** On through what one was given; at its end the next one is asked for. */
  next(work: Work, done: number): void {
    const here = this.walk.current.peek()?.id ?? 0;
    const at = this.walk.ended.peek() ? -1 : work.trail.indexOf(here);
    const known = at >= 0 ? work.trail[at + 1] : undefined;
    if (known) this.#to(known);
    else void this.ask(work, done || here);
  }

  previous(work: Work): void {
    if (this.walk.ended.peek()) {
      this.walk.previous();
      return;
    }
    const former = work.trail[work.trail.indexOf(this.walk.current.peek()?.id ?? 0) - 1];
    if (former) this.#to(former);
  }

  /** Have the next item; `done` is the one just left, 0 at the start. */
  async ask(work: Work, done: number): Promise<void> {
    this.hooks.hold(true);
    const at = this.clock.now();
    try {
      const { result } = await this.session.request("next", { task: work.task.id, stage: work.stage, done });
      if (work.isLeft) return;
      batch(() => {
        work.tell(result.left);
        work.hold(result.id, result.until ?? "", result.lease_s ?? 0, at);
        work.held.value = result.held ?? [];
      });
      if (result.id) work.follow(result.id);
      if (result.id && result.pos < 0) await this.hooks.outdated(result.id);
      else this.walk.go(result.id ? result.pos : this.rows.count.peek());
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.hooks.refused(error);
    } finally {
      this.hooks.hold(false);
    }
  }

  #to(id: number): void {
    const row = this.rows.byId(id);
    if (row) this.walk.go(row.pos);
  }
}
