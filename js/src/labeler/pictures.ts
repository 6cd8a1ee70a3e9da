import { type ReadonlySignal, signal } from "@preact/signals-core";
import { Lru } from "../core/lru.ts";
import type { Session } from "../core/session.ts";
import type { Slots } from "../core/slots.ts";
import type { Picture } from "../protocol.gen.ts";
import { AS_IT_IS, type Look } from "./look.ts";

/** A picture in full size, or why there is none. */
export type Shown<Pixels> = (Pixels & ReadyPicture) | { readonly state: "broken"; readonly reason: string };

export interface ReadyPicture {
  readonly state: "ready";
  /** The frame that the kernel says this is. */
  readonly frame: number;
  readonly width: number;
  readonly height: number;
  readonly fullWidth: number;
  readonly fullHeight: number;
}

/** Which picture: of a frame, seen through a window, along an axis. */
export interface Wanted {
  readonly id: number;
  readonly frame?: number;
  readonly look?: Look;
  /** Its longest side at most; what a frame without zoom needs unless said otherwise. */
  readonly px?: number;
}

export interface PictureOptions<Pixels extends object> {
  /** Make a JPEG paintable without a delay; `release` gives back what that took. */
  readonly prepare: (jpeg: Uint8Array<ArrayBuffer>) => Promise<Pixels>;
  readonly release: (pixels: Pixels) => void;
}

const KEPT = 12;
export const MAX_PX = 1600;
/** The largest that travels whole: for a picture that is looked at closely. */
export const CLOSE_PX = 4096;

/** Large pictures: the one shown first, then those that come next. */
export class PictureStore<Pixels extends object> {
  readonly #known: Lru<string, Shown<Pixels>>;
  readonly #asked = new Set<string>();
  readonly #version = signal(0);
  readonly #stop: (() => void)[];
  #wanted: readonly Wanted[] = [];

  constructor(
    readonly session: Session,
    readonly slots: Slots,
    readonly options: PictureOptions<Pixels>,
  ) {
    this.#known = new Lru(KEPT, (_, picture) => {
      if (picture.state === "ready") options.release(picture);
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

  get(wanted: Wanted): Shown<Pixels> | undefined {
    return this.#known.get(keyOf(wanted));
  }

  /** Have these soon, the most important first. */
  want(wanted: readonly Wanted[]): void {
    this.#wanted = wanted;
    this.#ask();
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
    this.#known.clear();
  }

  #ask(): void {
    for (const wanted of this.#wanted) {
      if (!this.slots.free) return;
      const key = keyOf(wanted);
      if (!this.#known.has(key) && !this.#asked.has(key)) void this.#fetch(wanted, key);
    }
  }

  async #fetch(wanted: Wanted, key: string): Promise<void> {
    const { id, frame = 0, look = AS_IT_IS, px = MAX_PX } = wanted;
    const window: [number, number] | null = look.window ? [...look.window] : null;
    this.#asked.add(key);
    try {
      await this.slots.use(async () => {
        const args = { id, frame, max_px: px, window, axis: look.axis };
        const { result, buffers } = await this.session.request("picture", args);
        this.#known.set(key, await this.#ready(result, buffers[0]));
      });
    } catch {
      this.#asked.delete(key);
      return; // Asked for again after the next hello.
    }
    this.#asked.delete(key);
    this.#version.value++;
    this.#ask();
  }

  async #ready(result: Picture, buffer: DataView | undefined): Promise<Shown<Pixels>> {
    const { reason, frame, width, height, full_width: fullWidth, full_height: fullHeight } = result;
    if (reason) return { state: "broken", reason };
    try {
      if (!buffer) throw new RangeError("The reply came without its picture.");
      const jpeg = new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength);
      const pixels = await this.options.prepare(jpeg);
      return { ...pixels, state: "ready", frame, width, height, fullWidth, fullHeight };
    } catch {
      return { state: "broken", reason: "The browser could not decode this picture." };
    }
  }
}

function keyOf({ id, frame = 0, look = AS_IT_IS, px = MAX_PX }: Wanted): string {
  return `${id}/${frame}/${look.window ?? ""}/${look.axis ?? ""}/${px}`;
}
