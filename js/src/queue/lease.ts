import type { Session } from "../core/session.ts";
import { type Clock, WireError } from "../core/types.ts";
import type { LabelerModel } from "../labeler/model.ts";

/** Asked for again at most so often: a third of the time for which an item is held. */
const PART = 3;

/**
 * Keeps an item of a pulled task while somebody works on it: something done in the widget asks for it again, doing nothing
 * does not, so that after the lease others get it.
 */
export class Lease {
  /** Hears that somebody else has the item by now. */
  lost: (error: WireError) => void = () => undefined;
  #isAsking = false;

  constructor(
    readonly session: Session,
    readonly labeler: LabelerModel,
    readonly clock: Clock,
  ) {}

  /** Something was done just now. */
  worked(): void {
    const { work, current, ended } = this.labeler;
    const row = current.peek();
    const own = work.peek();
    if (!own?.isPulled || !row || !own.isOpen(row) || ended.peek() || this.#isAsking) return;
    const { lease } = own;
    // Back at an item that was let go of, it is asked for at once.
    if (lease.id === row.id && this.clock.now() - lease.at < lease.ms / PART) return;
    void this.#keep(own.task.id, row.id);
  }

  async #keep(task: number, id: number): Promise<void> {
    const work = this.labeler.work.peek();
    if (!work) return;
    const at = this.clock.now();
    this.#isAsking = true;
    // Where it cannot be asked now there is time for two more tries.
    work.lease = { ...work.lease, id, at };
    try {
      const { result } = await this.session.request("keep", { task, id });
      if (work.isLeft || this.labeler.current.peek()?.id !== id) return;
      work.hold(id, result.until ?? "", result.lease_s ?? 0, at);
      const names = (result.held ?? []).join(", ");
      if (names) this.lost(new WireError("refused", `${names} took this over: nothing was done here for a while.`));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
    } finally {
      this.#isAsking = false;
    }
  }
}
