import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals-core";
import type { Session } from "../core/session.ts";
import { WireError } from "../core/types.ts";
import { frameOfUnit, itemOfUnit, unitOf } from "../core/units.ts";
import type { CommentInfo, Row } from "../protocol.gen.ts";
import type { LabelerModel } from "./model.ts";
import type { Point } from "./pins.ts";

/** An item on which somebody rests for so long is asked about, even where its row knows of no comment. */
const ASK_AFTER_MS = 300;

/** What somebody is about to say. */
export interface Draft {
  readonly text: string;
  /** A point of the picture, null where it is about all of it. */
  readonly at: Point | null;
  /** The frame it is about, null for the whole item. */
  readonly frame: number | null;
  readonly replyTo?: number;
  readonly isFlag?: boolean;
}

/** A comment as it is shown: those with a number stand on the picture under that number. */
export interface Said extends CommentInfo {
  readonly frame: number | null;
  /** Not stored yet. */
  readonly isPending: boolean;
  readonly answers: readonly Said[];
}

/** What was said about the item on screen; what is said here is drawn at once. */
export class CommentStore {
  readonly #known: Signal<readonly CommentInfo[]> = signal([]);
  readonly #pending: Signal<readonly CommentInfo[]> = signal([]);
  readonly #resolving: Signal<ReadonlyMap<number, boolean>> = signal(new Map());
  readonly #stop: (() => void)[];
  #next = -1;
  #asked = 0;
  #cancel: () => void = () => undefined;

  constructor(
    readonly session: Session,
    readonly model: LabelerModel,
  ) {
    this.#stop = [
      effect(() => this.#follow(model.current.value?.id ?? 0)),
      session.on("changed", ({ rows }) => this.#heard(rows)),
      session.on("applied", ({ kind, rows }) => {
        if (kind === "undo" || kind === "redo") this.#heard(rows);
      }),
    ];
  }

  /** Those about this item and its frames, oldest first, each with what was answered to it. */
  readonly said: ReadonlySignal<readonly Said[]> = computed(() => {
    const all = [...this.#known.value, ...this.#pending.value].map((comment) => this.#shown(comment));
    const first = all.filter(({ reply_to }) => !reply_to);
    return first.map((comment) => ({
      ...comment,
      answers: all.filter(({ reply_to }) => reply_to === comment.comment),
    }));
  });

  /** The number under which a comment stands on the picture; 0 for one that is not about a point. */
  numberOf({ comment }: Said): number {
    return this.said.value.filter(({ x }) => x != null).findIndex((known) => known.comment === comment) + 1;
  }

  /** How many are not dealt with yet. */
  readonly open: ReadonlySignal<number> = computed(
    () => this.said.value.filter(({ is_resolved }) => !is_resolved).length,
  );

  /** Say something about a row's item; resolves to false if it was refused. */
  async add(row: Row, draft: Draft): Promise<boolean> {
    const { text, at, frame, replyTo = 0, isFlag = false } = draft;
    const id = frame === null ? row.id : unitOf(itemOfUnit(row.id), frame);
    const point = { x: at?.x ?? null, y: at?.y ?? null };
    const about = { id, text: text.trim(), ...point, reply_to: replyTo, is_flag: isFlag };
    if (!about.text) return false;
    const comment = this.#next--;
    const by = this.session.hello.peek()?.annotator ?? "";
    this.#pending.value = [...this.#pending.value, { ...about, comment, by, at: "" }];
    const done = await this.model.act(
      row,
      (known) => ({ ...known, comments: (known.comments ?? 0) + 1 }),
      () => this.session.write("comment", about),
    );
    if (done) await this.#ask(row.id);
    this.#pending.value = this.#pending.value.filter((known) => known.comment !== comment);
    return done;
  }

  /** Mark one as dealt with, or take that back. */
  async resolve(row: Row, comment: number, resolved: boolean): Promise<void> {
    this.#resolving.value = new Map([...this.#resolving.value, [comment, resolved]]);
    const write = () => this.session.write("resolve", { comment, resolved });
    const done = await this.model.act(row, (known) => known, write);
    if (done) await this.#ask(row.id);
    this.#resolving.value = new Map([...this.#resolving.value].filter(([known]) => known !== comment));
  }

  dispose(): void {
    this.#cancel();
    for (const stop of this.#stop) stop();
  }

  #shown(comment: CommentInfo): Said {
    const resolving = this.#resolving.value.get(comment.comment);
    return {
      ...comment,
      is_resolved: resolving ?? comment.is_resolved ?? false,
      frame: frameOfUnit(comment.id),
      isPending: comment.comment < 0 || resolving !== undefined,
      answers: [],
    };
  }

  #follow(id: number): void {
    untracked(() => {
      if (id === this.#asked) return;
      this.#asked = id;
      this.#known.value = [];
      this.#cancel();
      if (!id) return;
      const wait = this.model.current.peek()?.comments ? 0 : ASK_AFTER_MS;
      this.#cancel = this.model.clock.after(wait, () => void this.#ask(id));
    });
  }

  #heard(rows: readonly Row[]): void {
    const here = this.#asked;
    if (here && rows.some(({ id }) => itemOfUnit(id) === itemOfUnit(here))) void this.#ask(here);
  }

  async #ask(id: number): Promise<void> {
    if (id !== this.#asked || !this.session.hello.peek()) return;
    try {
      const { result } = await this.session.request("comments", { ids: [id] });
      if (id === this.#asked) this.#known.value = result.comments;
    } catch (error) {
      // What others said comes with the next look at the item; the banner says how it stands with the kernel.
      if (!(error instanceof WireError)) throw error;
    }
  }
}
