import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Strip, StripFrame } from "../protocol.gen.ts";
import { isWished, nextRequest, surplus, type Wish } from "./frames.ts";
import type { Session } from "./session.ts";
import type { Slots } from "./slots.ts";
import { type Buffers, type Clock, WireError } from "./types.ts";

/** What frames are asked of: all that is held belongs to one source. */
export interface Source {
  readonly id: number;
  readonly px: number;
  readonly window: readonly [level: number, width: number] | null;
  readonly axis: number | null;
}

export type FrameState<Pixels> =
  | (Pixels & { readonly state: "ready"; readonly width: number; readonly height: number })
  | { readonly state: "broken"; readonly reason: string };

export interface StripOptions<Pixels extends object> {
  readonly clock: Clock;
  readonly decode: (jpeg: Uint8Array<ArrayBuffer>) => Promise<Pixels>;
  readonly release: (pixels: Pixels) => void;
}

/** Decoded frames that are held at most, and what they may take in memory. */
const MOST_FRAMES = 200;
const MOST_BYTES = 200_000_000;
const LEAST_FRAMES = 48;
/** No strip should keep the kernel busy for longer: whoever goes elsewhere meanwhile has to wait for it. */
const STRIP_MS = 300;
const LEAST_ASKED = 4;

/** Frames of one item, fetched in strips around where one looks; what comes late and is of no use is not decoded. */
export class StripStore<Pixels extends object> {
  readonly #held = new Map<number, FrameState<Pixels>>();
  readonly #asked = new Set<number>();
  readonly #version = signal(0);
  readonly #stop: (() => void)[];
  #source: Source | null = null;
  #wish: Wish | null = null;
  #round = 0;
  #most = MOST_FRAMES;
  /** How long a frame of a strip took, of late. */
  #frameMs = 0;

  constructor(
    readonly session: Session,
    readonly slots: Slots,
    readonly options: StripOptions<Pixels>,
  ) {
    this.#stop = [slots.join(() => this.#ask()), session.on("reset", () => this.#restart())];
  }

  /** Grows with every frame that arrives. */
  get version(): ReadonlySignal<number> {
    return this.#version;
  }

  get source(): Source | null {
    return this.#source;
  }

  get(frame: number): FrameState<Pixels> | undefined {
    return this.#held.get(frame);
  }

  /** Whether a frame needs no waiting for: it is here, or known to be broken. */
  has(frame: number): boolean {
    return this.#held.has(frame);
  }

  /** The frames that can be painted now. */
  get ready(): number[] {
    return [...this.#held].filter(([, known]) => known.state === "ready").map(([frame]) => frame);
  }

  /** Have these frames of this source soon; another source forgets all that is held. */
  want(source: Source, wish: Wish): void {
    if (!isSameSource(this.#source, source)) this.#change(source);
    this.#wish = wish;
    this.#ask();
  }

  /** Nothing more is wanted; what is held stays. */
  rest(): void {
    this.#wish = null;
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
    this.#clear();
  }

  #change(source: Source): void {
    this.#source = source;
    this.#round++;
    this.#asked.clear();
    this.#most = MOST_FRAMES;
    this.#frameMs = 0;
    this.#clear();
  }

  #restart(): void {
    this.#round++;
    this.#asked.clear();
    this.#ask();
  }

  #ask(): void {
    while (this.#wish && this.#source && this.slots.free) {
      const frames = nextRequest(this.#wish, (frame) => this.#held.has(frame) || this.#asked.has(frame));
      if (!frames.length) return;
      const most = Math.max(LEAST_ASKED, Math.floor(STRIP_MS / Math.max(1, this.#frameMs)));
      void this.#fetch(this.#source, frames.slice(0, most));
    }
  }

  async #fetch(source: Source, frames: readonly number[]): Promise<void> {
    const round = this.#round;
    for (const frame of frames) this.#asked.add(frame);
    const { id, px, axis } = source;
    const window: [number, number] | null = source.window ? [...source.window] : null;
    const since = this.options.clock.now();
    try {
      await this.slots.use(async () => {
        const { result, buffers } = await this.session.request("strip", { id, frames: [...frames], px, window, axis });
        if (round !== this.#round) return;
        if (frames.length > 1) this.#measure((this.options.clock.now() - since) / frames.length);
        await this.#take(result, buffers, round);
        const isEmpty = result.ready.length + result.broken.length === 0;
        this.#settle(frames, isEmpty ? "The kernel sent no picture of this frame." : "");
      });
    } catch (error) {
      // After a lost connection all is asked for again with the next hello.
      if (!(error instanceof WireError)) throw error;
      if (round === this.#round && error.code !== "gone") this.#settle(frames, error.message);
    }
    this.#ask();
  }

  #measure(ms: number): void {
    this.#frameMs = this.#frameMs ? (this.#frameMs + ms) / 2 : ms;
  }

  /** Those that the answer left out may be asked for again, unless there is a reason not to. */
  #settle(frames: readonly number[], reason: string): void {
    for (const frame of frames) {
      this.#asked.delete(frame);
      if (reason && !this.#held.has(frame)) this.#put(frame, { state: "broken", reason });
    }
    if (reason) this.#version.value++;
  }

  async #take({ ready, broken }: Strip, buffers: Buffers, round: number): Promise<void> {
    for (const { frame, reason } of broken) this.#held.set(frame, { state: "broken", reason });
    if (broken.length) this.#version.value++;
    const wish = this.#wish;
    const wished = wish ? ready.filter(({ frame }) => isWished(wish, frame)) : [];
    await Promise.all(wished.map((place) => this.#decode(place, buffers, round)));
    this.#forget();
  }

  async #decode(place: StripFrame, buffers: Buffers, round: number): Promise<void> {
    const { frame, width, height } = place;
    try {
      const pixels = await this.options.decode(bytesOf(buffers[0], place));
      if (round !== this.#round) {
        this.options.release(pixels);
        return;
      }
      this.#put(frame, { ...pixels, state: "ready", width, height });
      this.#most = Math.max(LEAST_FRAMES, Math.min(MOST_FRAMES, Math.floor(MOST_BYTES / (width * height * 4))));
    } catch {
      if (round !== this.#round) return;
      this.#put(frame, { state: "broken", reason: "The browser could not decode this frame." });
    }
    this.#version.value++;
  }

  #put(frame: number, state: FrameState<Pixels>): void {
    this.#drop(frame);
    this.#held.set(frame, state);
  }

  #forget(): void {
    if (!this.#wish || this.#held.size <= this.#most) return;
    for (const frame of surplus([...this.#held.keys()], this.#wish, this.#most)) this.#drop(frame);
  }

  #drop(frame: number): void {
    const known = this.#held.get(frame);
    this.#held.delete(frame);
    if (known?.state === "ready") this.options.release(known);
  }

  #clear(): void {
    for (const frame of [...this.#held.keys()]) this.#drop(frame);
    this.#version.value++;
  }
}

function isSameSource(a: Source | null, b: Source): boolean {
  return a !== null && a.id === b.id && a.px === b.px && a.axis === b.axis && String(a.window) === String(b.window);
}

function bytesOf(buffer: DataView | undefined, place: StripFrame): Uint8Array<ArrayBuffer> {
  if (!buffer) throw new RangeError("The reply came without its frames.");
  return new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset + place.offset, place.length).slice();
}
