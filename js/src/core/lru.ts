/** A map that forgets what was used longest ago. */
export class Lru<K, V> {
  readonly #limit: number;
  readonly #forgotten: (key: K, value: V) => void;
  readonly #entries = new Map<K, V>();

  constructor(limit: number, forgotten: (key: K, value: V) => void = () => undefined) {
    this.#limit = limit;
    this.#forgotten = forgotten;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: K): boolean {
    return this.#entries.has(key);
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: K, value: V): void {
    const former = this.#entries.get(key);
    if (former !== undefined && former !== value) this.#forgotten(key, former);
    this.#entries.delete(key);
    this.#entries.set(key, value);
    for (const [oldest, aged] of this.#entries) {
      if (this.#entries.size <= this.#limit) return;
      this.#entries.delete(oldest);
      this.#forgotten(oldest, aged);
    }
  }

  delete(key: K): void {
    const value = this.#entries.get(key);
    if (value === undefined) return;
    this.#entries.delete(key);
    this.#forgotten(key, value);
  }

  clear(): void {
    const entries = [...this.#entries];
    this.#entries.clear();
    for (const [key, value] of entries) this.#forgotten(key, value);
  }
}
