// Large pictures for the preview: few, kept for a moment, given back when forgotten.
import { Lru } from "../core/lru.ts";
import type { Session } from "../core/session.ts";
import { sentence } from "./model.ts";

export interface LargePicture {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly reason: string;
}

const KEPT = 8;

export class LargePictures {
  readonly #session: Session;
  readonly #known = new Lru<string, Promise<LargePicture>>(KEPT, (_, picture) => void release(picture));

  constructor(session: Session) {
    this.#session = session;
  }

  get(id: number, maxPx: number): Promise<LargePicture> {
    const key = `${id}/${maxPx}`;
    const known = this.#known.get(key);
    if (known) return known;
    const asked = this.#ask(id, maxPx);
    this.#known.set(key, asked);
    void asked.then((picture) => {
      if (picture.reason) this.#known.delete(key);
    });
    return asked;
  }

  dispose(): void {
    this.#known.clear();
  }

  async #ask(id: number, maxPx: number): Promise<LargePicture> {
    try {
      const { result, buffers } = await this.#session.request("picture", { id, max_px: maxPx });
      const { full_width: width, full_height: height, reason = "" } = result;
      const bytes = buffers[0];
      if (reason || !bytes) return { url: "", width, height, reason: reason || "There is no picture." };
      const url = URL.createObjectURL(new Blob([bytes as DataView<ArrayBuffer>], { type: "image/jpeg" }));
      return { url, width, height, reason: "" };
    } catch (error) {
      return { url: "", width: 0, height: 0, reason: sentence(error) };
    }
  }
}

async function release(asked: Promise<LargePicture>): Promise<void> {
  const { url } = await asked;
  if (url) URL.revokeObjectURL(url);
}
