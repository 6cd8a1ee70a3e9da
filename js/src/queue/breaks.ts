import { type Signal, signal } from "@preact/signals-core";
import type { Clock, Storage } from "../core/types.ts";

/** So long one works without a break before one is reminded of it. */
export const WORK_MS = 50 * 60_000;
/** Doing nothing for so long is a break. */
export const BREAK_MS = 5 * 60_000;
const KEY = "nblabel/queue/breaks";

/** Reminds of a break after fifty minutes of work; can be turned off, and stays so. */
export class Breaks {
  /** It is time. */
  readonly due: Signal<boolean> = signal(false);
  readonly on: Signal<boolean>;
  #since = 0;
  #last = Number.NEGATIVE_INFINITY;

  constructor(
    readonly clock: Clock,
    readonly storage: Storage,
    otherwise: boolean,
  ) {
    const kept = storage.load(KEY);
    this.on = signal(kept === null ? otherwise : kept === "1");
  }

  /** Something was done just now. */
  worked(): void {
    const now = this.clock.now();
    if (now - this.#last >= BREAK_MS) {
      this.#since = now;
      this.due.value = false;
    }
    this.#last = now;
    if (this.on.peek() && now - this.#since >= WORK_MS) this.due.value = true;
  }

  /** Remind again after as much work as before. */
  later(): void {
    this.#since = this.clock.now();
    this.due.value = false;
  }

  toggle(): void {
    this.on.value = !this.on.value;
    this.storage.save(KEY, this.on.value ? "1" : "0");
    this.later();
  }
}
