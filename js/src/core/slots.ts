/** A few places for requests, shared by those who ask; whoever waits is told when one is free again. */
export class Slots {
  readonly #waiting = new Set<() => void>();
  #taken = 0;

  constructor(readonly limit = 2) {}

  get free(): boolean {
    return this.#taken < this.limit;
  }

  /** Call `ask` whenever a place comes free, in the order of joining; returns what ends that. */
  join(ask: () => void): () => void {
    this.#waiting.add(ask);
    return () => void this.#waiting.delete(ask);
  }

  async use<T>(request: () => Promise<T>): Promise<T> {
    this.#taken++;
    try {
      return await request();
    } finally {
      this.#taken--;
      for (const ask of [...this.#waiting]) if (this.free) ask();
    }
  }
}
