// Where a view stood in its ranking, so that a page loaded again comes back to it.
import type { Storage } from "../core/types.ts";

/** Where a view starts. */
export interface Start {
  /** The place with the focus, -1 for none. */
  readonly focus: number;
  /** The first place in view; -1 for one that shows the focus. */
  readonly first: number;
}

export interface Place extends Start {
  readonly gen: number;
  /** The item at `focus`: tells the grids of one project apart. */
  readonly current: number;
}

/** The latest place of a project's grids, kept in the page's storage. */
export class PlaceKeeper {
  readonly #storage: Storage;
  readonly #key: string;

  constructor(storage: Storage, projectKey: string) {
    this.#storage = storage;
    this.#key = `nblabel/grid/place/${projectKey}`;
  }

  load(): Place | null {
    try {
      const value: unknown = JSON.parse(this.#storage.load(this.#key) ?? "null");
      return isPlace(value) ? value : null;
    } catch {
      return null;
    }
  }

  save({ gen, current, focus, first }: Place): void {
    this.#storage.save(this.#key, JSON.stringify({ gen, current, focus, first }));
  }
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== "object" || value === null) return false;
  const { gen, current, focus, first } = value as Record<string, unknown>;
  return [gen, current, focus, first].every((part) => Number.isInteger(part));
}
