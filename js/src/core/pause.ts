// A pause of the hands of somebody who labels: counts that follow from a label wait for it, since one on its way made the
// next key take 62 ms to be saved instead of 43.
import type { Clock } from "./types.ts";

const PAUSE_MS = 700;
/** While the hands go on, what waits is late by no more than this. */
const LATEST_MS = 4_000;

export class Pause {
  readonly #clock: Clock;
  /** Since when something waits. */
  #since: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The hands changed something: what follows from it waits from now on. */
  changed(): void {
    this.#since ??= this.#clock.now();
  }

  /** How long it still waits if the hands move now; null where nothing waits. */
  get left(): number | null {
    if (this.#since === null) return null;
    const latest = this.#since + LATEST_MS - this.#clock.now();
    return Math.max(0, Math.min(PAUSE_MS, latest));
  }

  /** Nothing waits any more. */
  over(): void {
    this.#since = null;
  }
}
