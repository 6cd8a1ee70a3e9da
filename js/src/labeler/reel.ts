import { batch, computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals-core";
import { AHEAD_PLAYING, around, type Wish } from "../core/frames.ts";
import { ahead, type Player, pause, play, RATES, STOPPED, seek, setLoop, setRate, tick } from "../core/player.ts";
import { isUnit } from "../core/scope.ts";
import type { Source } from "../core/strips.ts";
import { Timeline, timelineOf } from "../core/timeline.ts";
import type { Clock } from "../core/types.ts";
import type { MediumInfo, Row } from "../protocol.gen.ts";
import type { Focus } from "./focus.ts";
import { AS_IT_IS, type Look } from "./look.ts";
import { framesAlong, isReelOf, type MediaStore } from "./media.ts";
import { bestOf, isReduced, isSameShown, type OnScreen, type Stores } from "./onscreen.ts";
import type { Wanted } from "./pictures.ts";

/** A frame at rest for so long is asked for in full size. */
export const REST_MS = 120;
const STRIP_SIZES = [256, 384, 512, 640, 800, 960];
/** Calls back with every picture the screen draws, until it is told to stop. */
export type Ticker = (run: () => void) => () => void;

interface ReelStores extends Stores {
  readonly media: MediaStore;
}

/** The frames of the item that is shown: which one is asked for, which one is seen, and how they run. */
export class Reel {
  readonly player: Signal<Player> = signal(STOPPED);
  readonly shown: Signal<OnScreen | null> = signal(null);
  readonly look: Signal<Look> = signal(AS_IT_IS);
  /** Long side of the place where frames are drawn, in screen pixels. */
  readonly px: Signal<number> = signal(640);
  readonly isScrubbing: Signal<boolean> = signal(false);
  readonly info: ReadonlySignal<MediumInfo | null>;
  readonly timeline: ReadonlySignal<Timeline>;
  /** Whether the item is drawn frame by frame; else it is one picture. */
  readonly isReel: ReadonlySignal<boolean>;
  readonly #places = new Map<number, number>();
  readonly #rested = signal(false);
  readonly #others: Signal<readonly Wanted[]> = signal([]);
  readonly #stop: (() => void)[];
  #id = 0;
  #direction: 1 | -1 = 1;
  #stopTicking: () => void = () => undefined;
  #cancelRest: () => void = () => undefined;

  constructor(
    readonly row: ReadonlySignal<Row | undefined>,
    readonly focus: Focus,
    readonly stores: ReelStores,
    readonly clock: Clock,
    readonly ticker: Ticker,
  ) {
    this.info = computed(() => {
      stores.media.version.value;
      const here = row.value;
      return here ? stores.media.of(here) : null;
    });
    this.timeline = computed(() => this.#timeline());
    this.isReel = computed(() => isReelOf(row.value, this.info.value));
    this.#stop = [
      effect(() => this.#arrive(row.value)),
      effect(() => this.#want()),
      effect(() => this.#pick()),
      effect(() => this.#wantStills()),
      effect(() => this.#tellFocus()),
    ];
  }

  /** The frame that is asked for; the one that is seen may still be another. */
  get at(): number {
    return this.player.value.frame;
  }

  get playing(): boolean {
    return this.player.value.playing;
  }

  /** Whether there are frames to go through. */
  get hasFrames(): boolean {
    const row = this.row.value;
    return row !== undefined && !isUnit(row) && this.isReel.value && this.timeline.value.count > 1;
  }

  seek(frame: number): void {
    const { player, timeline } = this;
    const before = player.peek().frame;
    const to = timeline.peek().clamp(frame);
    if (to !== before) this.#direction = to > before ? 1 : -1;
    player.value = seek(player.peek(), to, this.clock.now(), timeline.peek());
    this.#rest();
  }

  step(by: number): void {
    this.pause();
    this.seek(this.player.peek().frame + by);
  }

  /** To the next keyframe, or by a second where there are none to speak of. */
  jump(direction: 1 | -1): void {
    const here = this.player.peek().frame;
    const keyframes = this.info.peek()?.keyframes ?? [];
    const found =
      direction === 1 ? keyframes.find((frame) => frame > here) : keyframes.findLast((frame) => frame < here);
    const second = Math.max(2, Math.round(this.timeline.peek().pace));
    if (keyframes.length > 1) this.step((found ?? (direction === 1 ? this.timeline.peek().last : 0)) - here);
    else this.step(direction * second);
  }

  toggle(): void {
    if (this.player.peek().playing) this.pause();
    else this.play();
  }

  play(): void {
    this.player.value = play(this.player.peek(), this.clock.now(), this.timeline.peek());
    this.#stopTicking();
    this.#stopTicking = this.ticker(() => this.#tick());
  }

  /** Stand still; the frame that was seen is the one that is asked for in full. */
  pause(): void {
    if (!this.player.peek().playing) return;
    this.#stopTicking();
    this.player.value = pause(this.player.peek());
    this.#rest();
  }

  /** Play faster or slower by one step. */
  faster(step: 1 | -1): void {
    const at = RATES.indexOf(this.player.peek().rate);
    this.rate(RATES[Math.max(0, Math.min(RATES.length - 1, at + step))] ?? 1);
  }

  rate(rate: number): void {
    this.player.value = setRate(this.player.peek(), rate, this.clock.now(), this.timeline.peek());
  }

  /** Go round the chosen range, or the whole where none is chosen; a second time ends it. */
  toggleLoop(): void {
    const { player, focus, timeline } = this;
    const range = focus.isMarked ? focus.range.peek() : ([0, timeline.peek().last] as const);
    player.value = setLoop(player.peek(), player.peek().loop ? null : range);
  }

  /** See all frames through another window. */
  setWindow(window: Look["window"]): void {
    this.look.value = { ...this.look.peek(), window };
    this.#rest();
  }

  /** Slice along another axis, in the middle of it. */
  setAxis(axis: number | null): void {
    batch(() => {
      this.pause();
      this.look.value = { ...this.look.peek(), axis };
      this.shown.value = null;
      this.seek(axis === null ? (this.#places.get(this.#id) ?? 0) : Math.floor(this.timeline.peek().count / 2));
    });
  }

  scrub(frame: number): void {
    this.isScrubbing.value = true;
    this.pause();
    this.seek(frame);
  }

  endScrub(): void {
    this.isScrubbing.value = false;
    this.#rest();
  }

  /** First frames of the items that come next. */
  prefetch(others: readonly Wanted[]): void {
    this.#others.value = others;
  }

  dispose(): void {
    this.#stopTicking();
    this.#cancelRest();
    for (const stop of this.#stop) stop();
  }

  #timeline(): Timeline {
    const info = this.info.value;
    if (!info) return new Timeline(Math.max(1, this.row.value?.n_frames ?? 1), 0);
    return timelineOf(info, framesAlong(info, this.look.value.axis));
  }

  #arrive(row: Row | undefined): void {
    const id = row?.id ?? 0;
    if (id === this.#id) return;
    untracked(() => this.#leave());
    this.#id = id;
    const place = row && isUnit(row) ? (row.frame ?? 0) : (this.#places.get(id) ?? 0);
    batch(() => {
      const { rate } = this.player.peek();
      this.player.value = { ...STOPPED, rate, frame: place, from: place };
      this.look.value = AS_IT_IS;
      this.shown.value = null;
      this.focus.unmark();
    });
    untracked(() => this.#rest(0));
  }

  #leave(): void {
    this.#stopTicking();
    if (this.#id && this.look.peek().axis === null) this.#places.set(this.#id, this.player.peek().frame);
  }

  #tick(): void {
    const { strips } = this.stores;
    const before = this.player.peek();
    const after = tick(before, this.clock.now(), this.timeline.peek(), (frame) => strips.has(frame));
    if (after === before) return;
    this.player.value = after;
    if (after.playing) return;
    this.#stopTicking();
    this.#rest();
  }

  /** Have the frames around; none while the pointer runs over the timeline but the one under it. */
  #want(): void {
    const source = this.#source();
    const player = this.player.value;
    const isScrubbing = this.isScrubbing.value;
    if (!source) return;
    const timeline = this.timeline.value;
    untracked(() => this.stores.strips.want(source, this.#wish(player, timeline, isScrubbing)));
  }

  #wish(player: Player, timeline: Timeline, isScrubbing: boolean): Wish {
    const { frame: at } = player;
    if (player.playing) return { at, next: ahead(player, timeline, AHEAD_PLAYING), former: [] };
    return isScrubbing ? { at, next: [], former: [] } : around(at, this.#direction, timeline.last);
  }

  #source(): Source | null {
    const row = this.row.value;
    if (!row || !this.isReel.value || row.problem) return null;
    const { window, axis } = this.look.value;
    const px = STRIP_SIZES.find((size) => size >= this.px.value) ?? STRIP_SIZES.at(-1) ?? 960;
    return { id: row.id, px, window, axis };
  }

  /** What is seen: the frame asked for, in full if it is here; else what comes nearest. */
  #pick(): void {
    const { strips, stills } = this.stores;
    strips.version.value;
    stills.version.value;
    const { frame: at, playing } = this.player.value;
    const look = this.look.value;
    const id = this.row.value?.id ?? 0;
    if (!this.isReel.value) return;
    const info = this.info.value;
    const shown = this.shown.peek();
    const best = untracked(() => bestOf(this.stores, { id, at, look, playing, info }, shown));
    if (best && !isSameShown(best, shown)) this.shown.value = best;
  }

  #tellFocus(): void {
    const shown = this.shown.value;
    const at = this.player.value;
    const isOwn = shown?.id === this.row.value?.id && this.isReel.value;
    batch(() => {
      this.focus.frame.value = isOwn ? (shown?.frame ?? null) : null;
      this.focus.isPending.value = isOwn && !at.playing && shown?.frame !== at.frame;
      this.focus.count.value = this.info.value?.n_frames ?? null;
      this.focus.isNumbered.value = this.look.value.axis === null;
    });
  }

  #rest(ms = REST_MS): void {
    this.#cancelRest();
    this.#rested.value = false;
    this.#cancelRest = this.clock.after(ms, () => {
      this.#rested.value = true;
    });
  }

  /** The frame at rest in full size, if the strip has it smaller; then first frames of what comes next. */
  #wantStills(): void {
    const { strips, stills } = this.stores;
    strips.version.value;
    const row = this.row.value;
    const { frame, playing } = this.player.value;
    const look = this.look.value;
    const others = this.#others.value;
    const isResting = this.#rested.value && !playing && !this.isScrubbing.value && this.isReel.value;
    const { source } = strips;
    const strip = source?.id === row?.id ? strips.get(frame) : undefined;
    const isSmall = isReduced(strip, source?.px ?? 0, this.info.value);
    const here = row && isResting && isSmall ? [{ id: row.id, frame, look }] : [];
    untracked(() => stills.want([...here, ...(playing ? [] : others)]));
  }
}
