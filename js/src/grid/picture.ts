// The pixels of a tile: JPEG bytes, decoded when the tile comes near the view and drawn on a canvas of its own.
//
// Kept as bytes (4 kB), not as bitmaps (64 kB). `ImageDecoder` takes a tenth of the time of `<img>` with blob URLs
// (31 against 290 ms for 240 thumbnails) but is there only in secure contexts, so `createImageBitmap` stands in.
import type { ThumbState } from "../core/thumbs.ts";

export interface Jpeg {
  readonly jpeg: Uint8Array<ArrayBuffer>;
}

export type Pixels = ThumbState<Jpeg>;

export class Picture {
  readonly root = document.createElement("canvas");
  #shown: Uint8Array | null = null;

  constructor() {
    this.root.className = "picture";
    this.root.hidden = true;
  }

  show(pixels: Pixels | undefined): void {
    const jpeg = pixels?.state === "ready" ? pixels.jpeg : null;
    if (jpeg === this.#shown) return;
    this.#shown = jpeg;
    this.root.hidden = true;
    if (jpeg) void this.#draw(jpeg);
  }

  async #draw(jpeg: Uint8Array<ArrayBuffer>): Promise<void> {
    const bitmap = await decoded(jpeg).catch(() => null);
    if (!bitmap) return;
    if (this.#shown === jpeg) this.#paint(bitmap);
    bitmap.close();
  }

  #paint(bitmap: ImageBitmap | VideoFrame): void {
    const [width, height] = sizeOf(bitmap);
    if (this.root.width !== width) this.root.width = width;
    if (this.root.height !== height) this.root.height = height;
    this.root.getContext("2d", { alpha: false })?.drawImage(bitmap, 0, 0);
    this.root.hidden = false;
  }
}

function sizeOf(bitmap: ImageBitmap | VideoFrame): [number, number] {
  return "displayWidth" in bitmap ? [bitmap.displayWidth, bitmap.displayHeight] : [bitmap.width, bitmap.height];
}

async function decoded(jpeg: Uint8Array<ArrayBuffer>): Promise<ImageBitmap | VideoFrame> {
  if (typeof ImageDecoder === "undefined") return createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }));
  const decoder = new ImageDecoder({ data: jpeg, type: "image/jpeg" });
  try {
    return (await decoder.decode()).image;
  } finally {
    decoder.close();
  }
}
