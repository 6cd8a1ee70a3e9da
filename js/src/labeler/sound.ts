import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { Lru } from "../core/lru.ts";
import { RATES } from "../core/player.ts";
import type { Session } from "../core/session.ts";
import type { MediumInfo } from "../protocol.gen.ts";
import type { Ticker } from "./reel.ts";

/** A loudspeaker: the parts of Web Audio that are used here, so that tests need none. */
export interface Speaker {
  /** Seconds on the speaker's own clock. */
  now(): number;
  decode(wav: ArrayBuffer): Promise<AudioBuffer>;
  /** Play a piece from `offset` of it on, at this moment of the speaker's clock; returns what silences it. */
  start(piece: AudioBuffer, at: number, offset: number, rate: number): () => void;
}

const PIECE_S = 10;
const PIECES_KEPT = 12;
/** The next piece is made ready so long before it is due. */
const AHEAD_S = 6;
/** One press of a key: a tenth of a second, a second, five seconds. */
const STEP_S = 0.1;
const JUMP_S = 5;

/** Playing what an item sounds like, piece by piece as the kernel cuts it. */
export class Sound {
  readonly seconds: Signal<number> = signal(0);
  readonly playing: Signal<boolean> = signal(false);
  readonly waiting: Signal<boolean> = signal(false);
  readonly speed: Signal<number> = signal(1);
  readonly problem: Signal<string> = signal("");
  readonly #pieces = new Lru<string, Promise<AudioBuffer | null>>(PIECES_KEPT);
  #speaker: Speaker | null = null;
  #silence: (() => void)[] = [];
  #stopTicking: () => void = () => undefined;
  #from = { seconds: 0, at: 0 };
  #next = 0;
  #round = 0;
  #id = 0;

  constructor(
    readonly session: Session,
    readonly info: ReadonlySignal<MediumInfo | null>,
    readonly ticker: Ticker,
    readonly newSpeaker: () => Speaker,
  ) {
    info.subscribe((now) => {
      if (now?.id !== this.#id) this.#arrive(now?.id ?? 0);
    });
  }

  /** Whether there is something to hear, and nothing but that to play. */
  get isHere(): boolean {
    const info = this.info.value;
    return info?.kind === "audio" && info.playable === true && !info.problem;
  }

  get total(): number {
    return this.info.value?.duration ?? 0;
  }

  toggle(): void {
    if (this.playing.peek()) this.pause();
    else void this.#play();
  }

  pause(): void {
    this.#round++;
    this.#stopTicking();
    for (const silence of this.#silence.splice(0)) silence();
    this.playing.value = false;
    this.waiting.value = false;
  }

  seek(seconds: number): void {
    const wasPlaying = this.playing.peek();
    this.pause();
    this.seconds.value = Math.max(0, Math.min(this.total, seconds));
    if (wasPlaying) void this.#play();
  }

  step(by: number): void {
    this.seek(this.seconds.peek() + by * STEP_S);
  }

  jump(direction: 1 | -1): void {
    this.seek(this.seconds.peek() + direction * JUMP_S);
  }

  faster(step: 1 | -1): void {
    const at = RATES.indexOf(this.speed.peek());
    this.rate(RATES[Math.max(0, Math.min(RATES.length - 1, at + step))] ?? 1);
  }

  rate(rate: number): void {
    this.speed.value = rate;
    this.seek(this.seconds.peek());
  }

  dispose(): void {
    this.pause();
  }

  #arrive(id: number): void {
    this.pause();
    this.#id = id;
    this.seconds.value = 0;
    this.problem.value = "";
  }

  async #play(): Promise<void> {
    if (!this.isHere) return;
    if (!this.#speaker && !this.#openSpeaker()) return;
    if (this.seconds.peek() >= this.total - 0.02) this.seconds.value = 0;
    this.playing.value = true;
    this.waiting.value = true;
    const round = ++this.#round;
    const start = this.seconds.peek();
    const piece = await this.#piece(Math.floor(start / PIECE_S));
    if (round !== this.#round || !this.#speaker) return;
    if (!piece) return this.pause();
    this.waiting.value = false;
    this.#from = { seconds: start, at: this.#speaker.now() };
    this.#next = Math.floor(start / PIECE_S) + 1;
    this.#sound(piece, this.#from.at, start % PIECE_S);
    void this.#line(round);
    this.#stopTicking = this.ticker(() => this.#tick(round));
  }

  #openSpeaker(): boolean {
    try {
      this.#speaker = this.newSpeaker();
    } catch {
      this.problem.value = "This browser plays no sound here.";
    }
    return this.#speaker !== null;
  }

  #tick(round: number): void {
    if (!this.#speaker || round !== this.#round) return;
    const passed = (this.#speaker.now() - this.#from.at) * this.speed.peek();
    const seconds = this.#from.seconds + Math.max(0, passed);
    this.seconds.value = Math.min(this.total, seconds);
    if (seconds >= this.total) this.pause();
    else if (this.#next * PIECE_S - seconds < AHEAD_S * this.speed.peek()) void this.#line(round);
  }

  /** Line the next piece up behind what is playing. */
  async #line(round: number): Promise<void> {
    const place = this.#next;
    if (place * PIECE_S >= this.total) return;
    this.#next++;
    const piece = await this.#piece(place);
    if (round !== this.#round || !this.#speaker) return;
    if (!piece) return this.pause();
    const due = this.#from.at + (place * PIECE_S - this.#from.seconds) / this.speed.peek();
    const late = Math.max(0, this.#speaker.now() - due);
    this.#sound(piece, due + late, late * this.speed.peek());
  }

  #sound(piece: AudioBuffer, at: number, offset: number): void {
    const silence = this.#speaker?.start(piece, at, offset, this.speed.peek());
    if (silence) this.#silence.push(silence);
  }

  #piece(place: number): Promise<AudioBuffer | null> {
    const key = `${this.#id}/${place}`;
    const known = this.#pieces.get(key);
    if (known) return known;
    const asked = this.#fetch(this.#id, place);
    this.#pieces.set(key, asked);
    void asked.then((piece) => {
      if (!piece) this.#pieces.delete(key);
    });
    return asked;
  }

  async #fetch(id: number, place: number): Promise<AudioBuffer | null> {
    try {
      const args = { id, start: place * PIECE_S, seconds: PIECE_S };
      const { result, buffers } = await this.session.request("sound", args);
      const bytes = buffers[0];
      if (result.reason || !bytes) throw new RangeError(result.reason || "The reply came without its sound.");
      const wav = new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength).slice();
      return (await this.#speaker?.decode(wav.buffer)) ?? null;
    } catch (error) {
      this.problem.value = error instanceof Error ? error.message : String(error);
      return null;
    }
  }
}
