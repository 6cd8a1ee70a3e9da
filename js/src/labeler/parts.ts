import { computed } from "@preact/signals";
import { isUnit } from "../core/scope.ts";
import { Slots } from "../core/slots.ts";
import { StripStore } from "../core/strips.ts";
import { ThumbStore } from "../core/thumbs.ts";
import { countingOf, placeText } from "../core/timeline.ts";
import { clock } from "../ui/browser.ts";
import type { Shell } from "../ui/shell.ts";
import {
  everyFrame,
  newSpeaker,
  painted,
  preparedUrl,
  releasePainted,
  releaseUrl,
  type Url,
  urlOf,
} from "./browser.ts";
import { CommentStore } from "./comments.ts";
import { isReelOf, MediaStore } from "./media.ts";
import type { LabelerModel } from "./model.ts";
import type { Painted } from "./onscreen.ts";
import { CLOSE_PX, MAX_PX, PictureStore } from "./pictures.ts";
import { Reel } from "./reel.ts";
import { Sound } from "./sound.ts";
import { Stage } from "./stage.ts";
import { TileStore } from "./tilestore.ts";

/** What all views of one labeler share. */
export interface Shared {
  /** Nothing plays any more. */
  readonly stop: () => void;
  readonly model: LabelerModel;
  readonly media: MediaStore;
  readonly pictures: PictureStore<Url>;
  readonly tiles: TileStore<Painted>;
  readonly thumbs: ThumbStore<Url>;
  readonly reel: Reel;
  readonly sound: Sound;
  readonly comments: CommentStore;
}

/** The queue around a labeler: where it came from, and what comes after it. */
export interface Desk {
  /** Back to the queue. */
  leave(): void;
  /** What to go on with where this is done; null where nothing is left. */
  readonly nextTask: { readonly name: string; start(): void } | null;
}

/** What the keys and buttons of playing act on: frames, or sound. */
export type Transport = Pick<Reel, "toggle" | "step" | "jump" | "faster" | "rate">;

/** What all parts of the labeler's view need. */
export class LabelerParts {
  readonly model: LabelerModel;
  readonly media: MediaStore;
  readonly pictures: PictureStore<Url>;
  readonly tiles: TileStore<Painted>;
  readonly thumbs: ThumbStore<Url>;
  readonly reel: Reel;
  readonly sound: Sound;
  readonly comments: CommentStore;
  readonly stage: Stage;
  #told = { id: 0, frame: 0 };

  constructor(
    shared: Shared,
    readonly shell: Shell,
    /** Null where the labeler is all there is. */
    readonly desk: Desk | null = null,
  ) {
    this.model = shared.model;
    this.media = shared.media;
    this.pictures = shared.pictures;
    this.tiles = shared.tiles;
    this.thumbs = shared.thumbs;
    this.reel = shared.reel;
    this.sound = shared.sound;
    this.comments = shared.comments;
    this.stage = new Stage(shared.model, shell);
  }

  /** What plays here, null where nothing does. */
  get transport(): Transport | null {
    if (this.model.ended.value) return null;
    if (this.sound.isHere) return this.sound;
    return this.reel.hasFrames ? this.reel : null;
  }

  /** Have the picture shown, the next three and the one before. */
  prefetch(): void {
    const { model } = this;
    model.rows.version.value;
    const rows = model.walk.ahead.map((pos) => model.rows.get(pos)).filter((row) => row !== undefined);
    const wanted = rows.map((row) => ({ row, place: { id: row.id, frame: Math.max(0, row.frame ?? -1) } }));
    const plain = wanted.filter(({ row }) => !isReelOf(row, this.#infoOf(row))).map(({ place }) => place);
    const closer = plain[0] && this.needsCloser ? [{ ...plain[0], px: CLOSE_PX }] : [];
    this.pictures.want([...plain.slice(0, 1), ...closer, ...plain.slice(1)]);
    this.reel.prefetch(
      wanted
        .slice(1)
        .filter(({ row }) => isReelOf(row, null))
        .map(({ place }) => place),
    );
  }

  /** Whether one looks closer than the picture that travels first can show, and no tiles come. */
  get needsCloser(): boolean {
    const { picture, fitScale, camera } = this.stage;
    const longest = Math.max(picture.value.width, picture.value.height);
    const drawn = longest * fitScale.value * camera.value.scale * (globalThis.devicePixelRatio || 1);
    return longest > MAX_PX && drawn > MAX_PX && !this.reel.info.value?.tile_px;
  }

  /** Say to assistive tools what came on screen. */
  tell(): void {
    const { model } = this;
    const row = model.current.value;
    const pos = model.pos.value;
    if (row) this.shell.announce(`Picture ${pos + 1} of ${model.rows.count.peek()}, ${row.title}`);
  }

  /** Say which frame came on screen, not while they run. */
  tellFrame(): void {
    const { reel, model, shell } = this;
    const shown = reel.shown.value;
    const row = model.current.peek();
    if (!shown || !row || reel.playing || reel.isScrubbing.value || !reel.hasFrames) return;
    if (shown.frame !== this.#told.frame && shown.id === this.#told.id) {
      shell.announce(placeText(shown.frame, reel.timeline.peek(), countingOf(row.kind)));
    }
    this.#told = { id: shown.id, frame: shown.frame };
  }

  #infoOf(row: { readonly id: number }) {
    return this.model.current.value?.id === row.id ? this.reel.info.value : null;
  }
}

export function sharedOf(model: LabelerModel): Shared {
  const { session } = model;
  const slots = new Slots();
  const media = new MediaStore(session);
  const strips = new StripStore<Painted>(session, slots, { clock, decode: painted, release: releasePainted });
  const stills = new PictureStore<Painted>(session, slots, { prepare: painted, release: releasePainted });
  const pictures = new PictureStore<Url>(session, slots, { prepare: preparedUrl, release: releaseUrl });
  const tiles = new TileStore<Painted>(session, slots, { decode: painted, release: releasePainted });
  const thumbs = new ThumbStore<Url>(session, { clock, decode: urlOf, release: releaseUrl, limit: 600 });
  const reel = new Reel(model.current, model.focus, { media, strips, stills }, clock, everyFrame);
  const heard = computed(() => (model.current.value && isUnit(model.current.value) ? null : reel.info.value));
  const sound = new Sound(session, heard, everyFrame, newSpeaker);
  model.toFrame = (frame) => reel.seek(frame);
  model.nextFrame = () => reel.step(1);
  sound.seconds.subscribe((seconds) => {
    const page = Math.floor(seconds / (reel.info.peek()?.page_seconds || Number.POSITIVE_INFINITY));
    if (sound.isHere && page !== reel.player.peek().frame) reel.seek(page);
  });
  const comments = new CommentStore(session, model);
  const stop = () => {
    reel.pause();
    sound.pause();
  };
  model.ended.subscribe((ended) => {
    if (ended) stop();
  });
  return { stop, model, media, pictures, tiles, thumbs, reel, sound, comments };
}
