import { type ReadonlySignal, signal } from "@preact/signals-core";
import { Lru } from "../core/lru.ts";
import type { Session } from "../core/session.ts";

/** A picture in full size, or why there is none. */
export type Shown =
  | { readonly state: "ready"; readonly url: string; readonly width: number; readonly height: number }
  | { readonly state: "broken"; readonly reason: string };

export interface PictureOptions {
  /** Make a JPEG paintable without a delay; `release` gives its URL back. */
  readonly prepare: (jpeg: Uint8Array<ArrayBuffer>) => Promise<string>;
  readonly release: (url: string) => void;
}

const KEPT = 12;
const REQUESTS_AT_ONCE = 2;
const MAX_PX = 1600;

/** Large pictures by item: the one shown first, then those that come next. */
export class PictureStore {
  readonly #session: Session;
  readonly #options: PictureOptions;
  readonly #known: Lru<number, Shown>;
  readonly #asked = new Set<number>();
  readonly #version = signal(0);
  readonly #stop: () => void;
  #wanted: readonly number[] = [];

  constructor(session: Session, options: PictureOptions) {
    this.#session = session;
    this.#options = options;
    this.#known = new Lru(KEPT, (_, picture) => {
      if (picture.state === "ready") options.release(picture.url);
    });
    this.#stop = session.on("reset", () => {
      this.#asked.clear();
      this.#ask();
    });
  }

  get version(): ReadonlySignal<number> {
    return this.#version;
  }

  get(id: number): Shown | undefined {
    return this.#known.get(id);
  }

  /** Have these soon, the most important first. */
  want(ids: readonly number[]): void {
    this.#wanted = ids;
    this.#ask();
  }

  dispose(): void {
    this.#stop();
    this.#known.clear();
  }

  #ask(): void {
    for (const id of this.#wanted) {
      if (this.#asked.size >= REQUESTS_AT_ONCE) return;
      if (!this.#known.has(id) && !this.#asked.has(id)) void this.#fetch(id);
    }
  }

  async #fetch(id: number): Promise<void> {
    this.#asked.add(id);
    try {
      const { result, buffers } = await this.#session.request("picture", { id, max_px: MAX_PX });
      this.#known.set(
        id,
        result.reason ? { state: "broken", reason: result.reason } : await this.#ready(result, buffers[0]),
      );
    } catch {
      this.#asked.delete(id);
      return; // Asked for again after the next hello.
    }
    this.#asked.delete(id);
    this.#version.value++;
    this.#ask();
  }

  async #ready({ width, height }: { width: number; height: number }, buffer: DataView | undefined): Promise<Shown> {
    try {
      if (!buffer) throw new RangeError("The reply came without its picture.");
      const jpeg = new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength);
      return { state: "ready", url: await this.#options.prepare(jpeg), width, height };
    } catch {
      return { state: "broken", reason: "The browser could not decode this picture." };
    }
  }
}
