// Collections and kept views of the project: fetched when somebody looks at them, again when they may have changed.
import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Session } from "../core/session.ts";
import { sentence } from "../grid/model.ts";

/** Writes that change labels only. */
const LABELS_ONLY = /^(classify|clear|paint|set_status|accept|reject|comment|resolve|assign|submit|approve|reopen)/;

export class Fetched<T> {
  /** Null before they are known. */
  readonly found: Signal<readonly T[] | null> = signal(null);
  readonly problem = signal("");
  readonly #session: Session;
  readonly #ask: () => Promise<readonly T[]>;
  readonly #isWanted = signal(false);
  readonly #stop: (() => void)[];
  #round = 0;

  /** `isReady`: nothing is asked for before; the pictures go first. */
  constructor(session: Session, isReady: ReadonlySignal<boolean>, ask: () => Promise<readonly T[]>) {
    this.#session = session;
    this.#ask = ask;
    this.#stop = [
      effect(() => {
        if (this.#isWanted.value && isReady.value) void this.load();
      }),
      session.on("applied", ({ kind }) => this.#again(kind)),
      session.on("changed", () => this.#again("")),
      session.on("reset", () => this.#again("")),
    ];
  }

  /** Somebody looks, or nobody does any more. */
  want(isWanted: boolean): void {
    this.#isWanted.value = isWanted;
  }

  async load(): Promise<void> {
    if (!this.#session.hello.peek()) return;
    const round = ++this.#round;
    try {
      const found = await this.#ask();
      if (round !== this.#round) return;
      this.found.value = found;
      this.problem.value = "";
    } catch (error) {
      if (round === this.#round) this.problem.value = sentence(error);
    }
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
  }

  #again(kind: string): void {
    if (this.found.peek() && this.#isWanted.peek() && !LABELS_ONLY.test(kind)) void this.load();
  }
}
