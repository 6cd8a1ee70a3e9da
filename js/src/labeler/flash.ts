import { type Signal, signal } from "@preact/signals-core";
import type { Clock } from "../core/types.ts";

/** How long the chosen option is lit before the next picture comes, so that a slip is seen. */
export const FLASH_MS = 150;
/** A picture must have stood this long before it can be answered: the second half of a double click is no answer. */
export const LOOK_MS = 120;
export const LOOK_BEFORE_CLICK_MS = 300;

/** The moment between an answer and what comes next: nothing else is answered in it. */
export class Flash {
  /** The option that is lit; 0 for none. */
  readonly option: Signal<number> = signal(0);
  readonly #clock: Clock;
  #isMoving = false;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isMoving(): boolean {
    return this.#isMoving;
  }

  /** Light an option, and then do what comes next. */
  light(option: number, then: () => void): void {
    this.#isMoving = true;
    this.option.value = option;
    this.#cancel = this.#clock.after(FLASH_MS, then);
  }

  /** Forget what was about to come; `isComing`: something else is on its way. */
  stay(isComing = false): void {
    this.#cancel();
    this.#isMoving = isComing;
    this.option.value = 0;
  }

  dispose(): void {
    this.#cancel();
  }
}
