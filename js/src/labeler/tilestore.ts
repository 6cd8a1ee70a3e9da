import { type ReadonlySignal, signal } from "@preact/signals-core";
import { Lru } from "../core/lru.ts";
import type { Session } from "../core/session.ts";
import type { Slots } from "../core/slots.ts";
import { type TilePlace, tileKey } from "../core/tiles.ts";

interface TileOptions<Pixels extends object> {
  readonly decode: (jpeg: Uint8Array<ArrayBuffer>) => Promise<Pixels>;
  readonly release: (pixels: Pixels) => void;
}

type Wanted = Pick<TilePlace, "level" | "column" | "row">;

/** 96 tiles of 512 px are 100 MB. */
const KEPT = 96;

/** Tiles of one large picture; what is no longer in view is not asked for. */
export class TileStore<Pixels extends object> {
  readonly #known: Lru<string, Pixels | null>;
  readonly #asked = new Set<string>();
  readonly #version = signal(0);
  readonly #stop: (() => void)[];
  #place = { id: 0, frame: 0 };
  #wanted: readonly Wanted[] = [];

  constructor(
    readonly session: Session,
    readonly slots: Slots,
    readonly options: TileOptions<Pixels>,
  ) {
    this.#known = new Lru(KEPT, (_, pixels) => {
      if (pixels) options.release(pixels);
    });
    const restart = () => {
      this.#asked.clear();
      this.#ask();
    };
    this.#stop = [slots.join(() => this.#ask()), session.on("reset", restart)];
  }

  get version(): ReadonlySignal<number> {
    return this.#version;
  }

  get(id: number, frame: number, wanted: Wanted): Pixels | undefined {
    return this.#known.get(`${id}/${frame}/${tileKey(wanted)}`) ?? undefined;
  }

  /** Have these tiles of a frame soon, the most important first; all that was wanted before is dropped. */
  want(id: number, frame: number, wanted: readonly Wanted[]): void {
    this.#place = { id, frame };
    this.#wanted = wanted;
    this.#ask();
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
    this.#known.clear();
  }

  #ask(): void {
    const { id, frame } = this.#place;
    for (const wanted of this.#wanted) {
      if (!this.slots.free) return;
      const key = `${id}/${frame}/${tileKey(wanted)}`;
      if (!this.#known.has(key) && !this.#asked.has(key)) void this.#fetch(id, frame, wanted, key);
    }
  }

  async #fetch(id: number, frame: number, { level, column, row }: Wanted, key: string): Promise<void> {
    this.#asked.add(key);
    try {
      await this.slots.use(async () => {
        const { buffers } = await this.session.request("tile", { id, frame, level, column, row });
        this.#known.set(key, await this.#decoded(buffers[0]));
      });
    } catch {
      return; // Asked for again after the next hello.
    }
    this.#asked.delete(key);
    this.#version.value++;
    this.#ask();
  }

  /** Without its tile the overview goes on being shown there. */
  async #decoded(buffer: DataView | undefined): Promise<Pixels | null> {
    if (!buffer) return null;
    const jpeg = new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength).slice();
    return this.options.decode(jpeg).catch(() => null);
  }
}
