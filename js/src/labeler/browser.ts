// What the labeler needs of the browser: pictures, frames of the screen, sound.
import type { Painted } from "./onscreen.ts";
import type { Ticker } from "./reel.ts";
import type { Speaker } from "./sound.ts";

/** A picture as an address that an `<img>` can show. */
export interface Url {
  readonly url: string;
}

export function urlOf(jpeg: Uint8Array<ArrayBuffer>): Url {
  return { url: URL.createObjectURL(new Blob([jpeg], { type: "image/jpeg" })) };
}

/** An address whose picture is decoded already. */
export async function preparedUrl(jpeg: Uint8Array<ArrayBuffer>): Promise<Url> {
  const made = urlOf(jpeg);
  const image = new Image();
  image.src = made.url;
  await image.decode?.();
  return made;
}

export function releaseUrl({ url }: Url): void {
  URL.revokeObjectURL(url);
}

export async function painted(jpeg: Uint8Array<ArrayBuffer>): Promise<Painted> {
  return { bitmap: await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" })) };
}

export function releasePainted({ bitmap }: Painted): void {
  bitmap.close();
}

export const everyFrame: Ticker = (run) => {
  let request = requestAnimationFrame(function again() {
    request = requestAnimationFrame(again);
    run();
  });
  return () => cancelAnimationFrame(request);
};

export function newSpeaker(): Speaker {
  const context = new AudioContext();
  return {
    now: () => context.currentTime,
    decode: (wav) => context.decodeAudioData(wav),
    start(piece, at, offset, rate) {
      void context.resume();
      const source = context.createBufferSource();
      source.buffer = piece;
      source.playbackRate.value = rate;
      source.connect(context.destination);
      source.start(at, offset);
      return () => source.stop();
    },
  };
}
