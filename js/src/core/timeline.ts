import type { MediumInfo } from "../protocol.gen.ts";

/** What one step of an item is called, and the number that its first one bears. */
export interface Counting {
  readonly noun: string;
  readonly first: 0 | 1;
}

const COUNTINGS: Record<string, Counting> = {
  pdf: { noun: "page", first: 1 },
  text: { noun: "page", first: 1 },
  audio: { noun: "minute", first: 1 },
  group: { noun: "picture", first: 1 },
  dicom: { noun: "slice", first: 0 },
  nifti: { noun: "slice", first: 0 },
};
const FRAMES: Counting = { noun: "frame", first: 0 };
/** Stacks without a time of their own are played at this speed. */
const STACK_FPS = 10;
const UNPLAYED = new Set(["pdf", "group", "text", "audio", "image"]);

/** Frames and the seconds they stand at: by their own time stamps, else evenly spaced. */
export class Timeline {
  readonly #times: readonly number[];

  constructor(
    readonly count: number,
    readonly fps: number,
    times: readonly number[] = [],
    readonly duration = 0,
  ) {
    this.#times = times.length === count ? times : [];
  }

  get last(): number {
    return Math.max(0, this.count - 1);
  }

  /** Whether frames have seconds at all. */
  get hasTime(): boolean {
    return this.fps > 0 || this.#times.length > 0;
  }

  /** Frames a second as they are played, also where they have no time. */
  get pace(): number {
    if (this.fps > 0) return this.fps;
    const span = (this.#times.at(-1) ?? 0) - (this.#times[0] ?? 0);
    return span > 0 ? (this.count - 1) / span : STACK_FPS;
  }

  secondsOf(frame: number): number {
    return this.#times[frame] ?? frame / this.pace;
  }

  /** The frame that is on screen at this moment: the last one that has begun. */
  frameAt(seconds: number): number {
    if (!this.#times.length) return this.clamp(Math.floor(seconds * this.pace + 1e-6));
    let [low, high] = [0, this.last];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#times[middle] ?? 0) <= seconds + 1e-9) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  clamp(frame: number): number {
    return Math.max(0, Math.min(this.last, Math.round(frame)));
  }
}

export function timelineOf(info: MediumInfo, count = info.n_frames): Timeline {
  return new Timeline(count, info.fps ?? 0, info.times ?? [], info.duration ?? 0);
}

export function countingOf(kind: string): Counting {
  return COUNTINGS[kind] ?? FRAMES;
}

/** Whether running through the frames says anything: pages are turned, not played. */
export function isPlayed(kind: string): boolean {
  return !UNPLAYED.has(kind);
}

/** Seconds as `0:04.480`, from an hour on `1:02:03.004`. */
export function clockText(seconds: number): string {
  const ms = Math.max(0, Math.round(seconds * 1000));
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const rest = `${two(Math.floor(ms / 1000) % 60)}.${String(ms % 1000).padStart(3, "0")}`;
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** What a reader hears of a place: `frame 12 of 120, 0:00.480`. */
export function placeText(frame: number, timeline: Timeline, { noun, first }: Counting): string {
  const place = `${noun} ${frame + first} of ${timeline.count}`;
  return timeline.hasTime ? `${place}, ${clockText(timeline.secondsOf(frame))}` : place;
}

/** The frame that was typed: `120`, or a time such as `0:04.48` or `4.5 s`; null where it is neither. */
export function frameOf(typed: string, timeline: Timeline, { first }: Counting): number | null {
  const text = typed.trim().replace(/(?<=\d)[\s,](?=\d)/g, "");
  if (/^\d+$/.test(text)) return timeline.clamp(Number(text) - first);
  const time = /^(?:(\d+):)?(?:(\d+):)?(\d+(?:\.\d+)?)\s*(s?)$/.exec(text);
  if (!time || !timeline.hasTime || !/[:s]/.test(text)) return null;
  const [hours, minutes] = time[2] === undefined ? ["0", time[1] ?? "0"] : [time[1] ?? "0", time[2]];
  return timeline.frameAt(Number(hours) * 3600 + Number(minutes) * 60 + Number(time[3]));
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
