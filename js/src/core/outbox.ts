import type { Args } from "../protocol.gen.ts";
import { type Storage, WRITE_OPS, type WriteOp } from "./types.ts";

/** One write that the kernel has not answered yet. */
export interface Entry {
  readonly id: string;
  readonly op: WriteOp;
  readonly args: Args[WriteOp];
}

/**
 * The unanswered writes of a project, oldest first, kept in the page's storage.
 *
 * Several widgets of one project share the stored list. Each change of it reads, changes and writes in one go, so
 * that none wipes out another's entries. Sending an entry twice is harmless: the kernel knows it by its id.
 */
export class Outbox {
  readonly #storage: Storage;
  readonly #key: string;
  #entries: Entry[];

  constructor(storage: Storage, projectKey: string) {
    this.#storage = storage;
    this.#key = `nblabel/outbox/${projectKey}`;
    this.#entries = this.#stored();
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get first(): Entry | undefined {
    return this.#entries[0];
  }

  add(entry: Entry): void {
    this.#entries = [...this.#entries, entry];
    this.#store([...this.#stored(), entry]);
  }

  remove(id: string): void {
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    this.#store(this.#stored().filter((entry) => entry.id !== id));
  }

  /** Forget what another widget has saved meanwhile; returns the ids of these entries. */
  settledElsewhere(): string[] {
    const stored = new Set(this.#stored().map((entry) => entry.id));
    const gone = this.#entries.filter((entry) => !stored.has(entry.id)).map((entry) => entry.id);
    this.#entries = this.#entries.filter((entry) => stored.has(entry.id));
    return gone;
  }

  #stored(): Entry[] {
    try {
      const value: unknown = JSON.parse(this.#storage.load(this.#key) ?? "[]");
      return Array.isArray(value) ? value.filter(isEntry) : [];
    } catch {
      return [];
    }
  }

  #store(entries: readonly Entry[]): void {
    this.#storage.save(this.#key, JSON.stringify(entries));
  }
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  const { id, op, args } = value as Record<string, unknown>;
  return typeof id === "string" && WRITE_OPS.some((known) => known === op) && typeof args === "object" && args !== null;
}
