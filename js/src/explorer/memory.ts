// What the explorer remembers for this user: which facets are open, which strips are shown.
import { type Signal, signal } from "@preact/signals-core";
import type { Storage } from "../core/types.ts";
import type { FacetInfo } from "../protocol.gen.ts";

const OPEN_AT_FIRST = 5;

/** Sections that are open; facets nobody has touched are open where they come first. */
export class OpenSections {
  readonly #storage: Storage;
  readonly #key: string;
  readonly #said: Signal<Readonly<Record<string, boolean>>>;

  constructor(storage: Storage, projectKey: string) {
    this.#storage = storage;
    this.#key = `nblabel/explorer/open/${projectKey}`;
    this.#said = signal(loaded(storage.load(this.#key)));
  }

  isOpen(name: string, otherwise: boolean): boolean {
    return this.#said.value[name] ?? otherwise;
  }

  set(name: string, isOpen: boolean): void {
    this.#said.value = { ...this.#said.peek(), [name]: isOpen };
    this.#storage.save(this.#key, JSON.stringify(this.#said.peek()));
  }
}

/** Facets that are open before anybody says otherwise: the first few, and never a long list of metadata. */
export function firstOpen(infos: readonly FacetInfo[]): ReadonlySet<string> {
  const plain = infos.filter(
    ({ name }) => !/^(meta|metric|disagreement|confidence):|^(width|height|file_size|n_frames|duration)$/.test(name),
  );
  return new Set(plain.slice(0, OPEN_AT_FIRST).map((info) => info.name));
}

function loaded(text: string | null): Record<string, boolean> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter((entry) => typeof entry[1] === "boolean"));
  } catch {
    return {};
  }
}
