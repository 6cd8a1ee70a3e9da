import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Thumb, Thumbs } from "../protocol.gen.ts";
import { Lru } from "./lru.ts";
import type { Session } from "./session.ts";
import type { Buffers, Clock } from "./types.ts";

export type Px = 128 | 256;

/** A picture ready to be painted, plus whatever the decoder made of it (a `url`, a `bitmap`). */
export type ReadyThumb<Pixels> = Pixels & { readonly state: "ready"; readonly width: number; readonly height: number };
export type ThumbState<Pixels> = ReadyThumb<Pixels> | { readonly state: "broken"; readonly reason: string };

export interface ThumbOptions<Pixels extends object> {
  /** Make a JPEG paintable. */
  readonly decode: (jpeg: Uint8Array<ArrayBuffer>) => Pixels | Promise<Pixels>;
  /** Give back what `decode` took. */
  readonly release?: (pixels: Pixels) => void;
  readonly clock: Clock;
  readonly limit?: number;
}

const REQUESTS_AT_ONCE = 2;
const IDS_AT_ONCE = 60;
/** Fewer that are not on screen yet are not worth a message of their own while the hand moves. */
const WORTH_ASKING = 36;
const LIMIT = 3_000;
const ASK_AGAIN_MS = 80;

/** Thumbnails by item and size: what is on screen first, the rest forgotten by age. */
export class ThumbStore<Pixels extends object> {
  readonly #session: Session;
  readonly #options: ThumbOptions<Pixels>;
  readonly #known: Lru<string, ThumbState<Pixels>>;
  readonly #asked = new Set<string>();
  readonly #version = signal(0);
  readonly #stop: () => void;
  #requests = 0;
  #round = 0;
  #wanted: readonly number[] = [];
  #urgent = 0;
  #px: Px = 128;

  constructor(session: Session, options: ThumbOptions<Pixels>) {
    this.#session = session;
    this.#options = options;
    this.#known = new Lru(options.limit ?? LIMIT, (_, thumb) => {
      if (thumb.state === "ready") options.release?.(thumb);
    });
    this.#stop = session.on("reset", () => this.#restart());
  }

  /** Grows with every thumbnail that arrives. */
  get version(): ReadonlySignal<number> {
    return this.#version;
  }

  get(id: number, px: Px): ThumbState<Pixels> | undefined {
    return this.#known.get(`${px}/${id}`);
  }

  /**
   * Have these soon, the most important first; what was wanted before and is not on its way is dropped. Only the first
   * `urgent` of them are asked for at once, the others when they are worth a message: whoever says less than all asks again.
   */
  want(ids: readonly number[], px: Px, urgent = ids.length): void {
    this.#wanted = ids;
    this.#urgent = urgent;
    this.#px = px;
    this.#ask();
  }

  dispose(): void {
    this.#stop();
    this.#known.clear();
  }

  #restart(): void {
    this.#round++;
    this.#asked.clear();
    this.#requests = 0;
    this.#ask();
  }

  #ask(): void {
    while (this.#requests < REQUESTS_AT_ONCE) {
      const px = this.#px;
      const isMissing = (id: number) => !this.#known.has(`${px}/${id}`) && !this.#asked.has(`${px}/${id}`);
      const missing = this.#wanted.filter(isMissing);
      const isUrgent = missing.length > 0 && this.#wanted.indexOf(missing[0] as number) < this.#urgent;
      if (!isUrgent && missing.length < WORTH_ASKING) return;
      void this.#fetch(missing.slice(0, IDS_AT_ONCE), px);
    }
  }

  async #fetch(ids: readonly number[], px: Px): Promise<void> {
    const round = this.#round;
    this.#requests++;
    for (const id of ids) this.#asked.add(`${px}/${id}`);
    try {
      const { result, buffers } = await this.#session.request("thumbs", { ids: [...ids], px });
      await this.#take(result, px, buffers);
      if (round !== this.#round) return;
      this.#settle(ids, px, new Set(result.pending));
    } catch {
      if (round === this.#round) this.#requests--;
    }
  }

  async #take(result: Thumbs, px: Px, buffers: Buffers): Promise<void> {
    for (const { id, reason } of result.broken) this.#known.set(`${px}/${id}`, { state: "broken", reason });
    await Promise.all(result.ready.map((thumb) => this.#decode(thumb, px, buffers)));
    this.#version.value++;
  }

  async #decode(thumb: Thumb, px: Px, buffers: Buffers): Promise<void> {
    const { id, width, height } = thumb;
    try {
      const pixels = await this.#options.decode(bytesOf(buffers[0], thumb));
      this.#known.set(`${px}/${id}`, { ...pixels, state: "ready", width, height });
    } catch {
      this.#known.set(`${px}/${id}`, { state: "broken", reason: "The browser could not decode this picture." });
    }
  }

  #settle(ids: readonly number[], px: Px, pending: ReadonlySet<number>): void {
    this.#requests--;
    for (const id of ids) if (!pending.has(id)) this.#asked.delete(`${px}/${id}`);
    if (pending.size) this.#askAgain([...pending], px);
    this.#ask();
  }

  #askAgain(ids: readonly number[], px: Px): void {
    const { clock } = this.#options;
    clock.after(ASK_AGAIN_MS, () => {
      for (const id of ids) this.#asked.delete(`${px}/${id}`);
      this.#ask();
    });
  }
}

function bytesOf(buffer: DataView | undefined, thumb: Thumb): Uint8Array<ArrayBuffer> {
  if (!buffer) throw new RangeError("The reply came without its pictures.");
  return new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset + thumb.offset, thumb.length).slice();
}
