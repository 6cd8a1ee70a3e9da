import type { Clock, Storage } from "../../src/core/types.ts";

/** Time that stands still until the test moves it. */
export class FakeClock implements Clock {
  #now = 1_000_000;
  #timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((known) => known !== timer);
    };
  }

  /** Let time pass; what falls due runs in order, and what it starts too. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settled();
    }
    this.#now = end;
  }
}

/** Let everything that is ready run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) await Promise.resolve();
}

export function memoryStorage(): Storage {
  const values = new Map<string, string>();
  return { load: (key) => values.get(key) ?? null, save: (key, value) => void values.set(key, value) };
}

/** Ids `a1`, `a2`, ...: another letter for each page. */
export function counter(letter: string): () => string {
  let next = 1;
  return () => `${letter}${next++}`;
}
