import { type ReadonlySignal, signal } from "@preact/signals-core";
import { Lru } from "../core/lru.ts";
import { isUnit } from "../core/scope.ts";
import type { Session } from "../core/session.ts";
import { WireError } from "../core/types.ts";
import type { MediumInfo, Row } from "../protocol.gen.ts";

const KEPT = 60;
/** Pictures up to this size travel whole and need no further facts. */
const WHOLE_PIXELS = 16_000_000;

/** What kind of thing each item is: asked for once, and for plain pictures not at all. */
export class MediaStore {
  readonly #known = new Lru<number, MediumInfo>(KEPT);
  readonly #asked = new Set<number>();
  readonly #version = signal(0);
  readonly #stop: () => void;

  constructor(readonly session: Session) {
    this.#stop = session.on("reset", () => {
      this.#asked.clear();
      this.#version.value++;
    });
  }

  get version(): ReadonlySignal<number> {
    return this.#version;
  }

  /** The facts about a row's item, null until they are here. */
  of(row: Row): MediumInfo | null {
    if (isPlain(row)) return plain(row);
    const known = this.#known.get(row.id);
    if (!known) void this.#fetch(row);
    return known ?? null;
  }

  dispose(): void {
    this.#stop();
  }

  async #fetch({ id, kind }: Row): Promise<void> {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    try {
      const { result } = await this.session.request("medium", { id });
      this.#known.set(id, result);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (error.code === "gone") return; // Asked for again after the next hello.
      this.#known.set(id, { id, kind, n_frames: 1, width: 0, height: 0, problem: error.message });
    }
    this.#asked.delete(id);
    this.#version.value++;
  }
}

/** One still picture that travels whole. */
function isPlain(row: Row): boolean {
  const isSmall = (row.width ?? 0) * (row.height ?? 0) <= WHOLE_PIXELS;
  return row.kind === "image" && isSmall && ((row.n_frames ?? 1) <= 1 || isUnit(row));
}

function plain({ id, kind, width, height }: Row): MediumInfo {
  return { id, kind, n_frames: 1, width: width ?? 0, height: height ?? 0 };
}

/** Kinds that are one picture, whatever else their file holds. */
const STILL = new Set(["image", "text", "audio", "pdf"]);

/** Whether an item is shown frame by frame, as far as one knows. */
export function isReelOf(row: Row | undefined, info: MediumInfo | null): boolean {
  if (!row) return false;
  if (info && (info.window ?? 0) > 0) return true;
  if (isUnit(row)) return false;
  if ((info?.n_frames ?? row.n_frames ?? 1) > 1) return true;
  return !STILL.has(row.kind);
}

/** Frames along an axis: a volume has other many slices across. */
export function framesAlong(info: MediumInfo, axis: number | null): number {
  return (axis === null ? undefined : info.axis_frames?.[axis]) ?? info.n_frames;
}
