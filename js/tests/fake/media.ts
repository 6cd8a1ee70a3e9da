import type { Args, MediumInfo, Replies } from "../../src/protocol.gen.ts";

/** A picture of a frame, its long side `px`. */
export type DrawFrame = (
  id: number,
  frame: number,
  px: number,
  look: { readonly window: readonly number[] | null; readonly axis: number | null },
) => Uint8Array | Promise<Uint8Array>;

export interface FakeMedia {
  /** The facts about an item that is more than a picture. */
  readonly mediumOf?: (id: number) => Partial<MediumInfo> | undefined;
  readonly frame?: DrawFrame;
  /** Frames that cannot be decoded, with their reason. */
  readonly brokenFrame?: (id: number, frame: number) => string;
  readonly tile?: (id: number, level: number, column: number, row: number) => Uint8Array | Promise<Uint8Array>;
  readonly wav?: (id: number, start: number, seconds: number) => Uint8Array;
}

type Answer<R> = Promise<{ readonly result: R; readonly buffer?: Uint8Array<ArrayBuffer> }>;

/** The kernel's answers about what items show. */
export class Media {
  constructor(
    readonly options: FakeMedia,
    readonly draw: DrawFrame,
  ) {}

  info(id: number): MediumInfo {
    const plain = { id, kind: "image", n_frames: 1, width: 1200, height: 800 };
    return { ...plain, ...this.options.mediumOf?.(id) };
  }

  async strip({ id, frames, px = 640, window = null, axis = null }: Args["strip"]): Answer<Replies["strip"]> {
    const { width, height } = this.info(id);
    const reasonOf = (frame: number) => this.options.brokenFrame?.(id, frame) ?? "";
    const broken = frames.filter(reasonOf).map((frame) => ({ frame, reason: reasonOf(frame) }));
    const whole = frames.filter((frame) => !reasonOf(frame));
    const pictures = await Promise.all(whole.map((frame) => this.draw(id, frame, px, { window, axis })));
    const scale = Math.min(1, px / Math.max(width, height));
    const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
    let offset = 0;
    const ready = pictures.map((bytes, index) => {
      const place = { frame: whole[index] ?? 0, offset, length: bytes.length, ...size };
      offset += bytes.length;
      return place;
    });
    return { result: { id, px, ready, broken }, buffer: joined(pictures) };
  }

  async tile({ id, level, column, row }: Args["tile"]): Answer<Replies["tile"]> {
    const side = this.info(id).tile_px ?? 512;
    const result = { id, level, column, row, width: side, height: side };
    const bytes = await this.options.tile?.(id, level, column, row);
    if (!bytes) return { result: { ...result, reason: "There are no tiles of this item." } };
    return { result, buffer: Uint8Array.from(bytes) };
  }

  async sound({ id, start = 0, seconds = 10 }: Args["sound"]): Answer<Replies["sound"]> {
    const total = this.info(id).duration ?? 0;
    const heard = Math.max(0, Math.min(seconds, total - start));
    const wav = this.options.wav?.(id, start, heard);
    if (!wav) return { result: { id, start, seconds: 0, total, reason: "This item has no sound." } };
    return { result: { id, start, seconds: heard, total }, buffer: Uint8Array.from(wav) };
  }
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
