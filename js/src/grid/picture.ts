// The pixels of a tile: an image element over a data URL that is made once, when the thumbnail arrives.
//
// A blob URL is fetched through the browser's process for every picture: a wheel run over new tiles drew 74 frames in
// four seconds with them and 116 with data URLs (medians of 6 runs each, in turns).
// Decoding by `ImageDecoder` is ten times as fast, but drawing the frames on a canvas a tile costs more than it saves:
// in a wheel run over 64 px tiles 6.9 to 7.3 s of main thread against 5.2 to 5.9 s with `<img>`.
import type { ThumbState } from "../core/thumbs.ts";

export interface ThumbUrl {
  readonly url: string;
}

export type Pixels = ThumbState<ThumbUrl>;

export function urlOf(jpeg: Uint8Array<ArrayBuffer>): ThumbUrl {
  return { url: `data:image/jpeg;base64,${base64(jpeg)}` };
}

export class Picture {
  readonly root = document.createElement("img");
  #url = "";

  constructor() {
    this.root.className = "picture";
    this.root.alt = "";
    this.root.draggable = false;
    this.root.decoding = "async";
    this.root.hidden = true;
    this.root.onload = () => {
      this.root.hidden = false;
    };
  }

  /** Until the new picture is there nothing is shown: the browser would go on showing the old one. */
  show(pixels: Pixels | undefined): void {
    const url = pixels?.state === "ready" ? pixels.url : "";
    if (url === this.#url) return;
    this.#url = url;
    this.root.hidden = true;
    if (url) this.root.src = url;
    else this.root.removeAttribute("src");
  }
}

/** As many bytes at once as the arguments of a call may be. */
const PIECE = 8_192;

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += PIECE) {
    text += String.fromCharCode(...bytes.subarray(start, start + PIECE));
  }
  return btoa(text);
}
