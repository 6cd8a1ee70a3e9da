import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type Camera, FIT, fitOf, fullSize, isCrisp, panned, type Size, zoomed } from "../core/camera.ts";
import type { Shell } from "../ui/shell.ts";
import type { LabelerModel } from "./model.ts";
import { moved, type Point, pointAt, type Sight } from "./pins.ts";

export type LabelerOverlay = "picker" | "goto" | "goto-frame" | "reason" | "status" | null;

/** A comment that is being written; until it is `placed` one looks for the point it is about. */
export interface Note {
  readonly at: Point | null;
  readonly placed: boolean;
  readonly text: string;
  readonly isFlag: boolean;
  readonly frame: number | null;
}

/** What one view of the labeler has for itself: its zoom, and what lies over it. */
export class Stage {
  readonly overlay: Signal<LabelerOverlay> = signal(null);
  readonly camera: Signal<Camera> = signal(FIT);
  /** What one is about to say about the picture. */
  readonly note: Signal<Note | null> = signal(null);
  /** The comment that is pointed at, 0 for none. */
  readonly chosen: Signal<number> = signal(0);
  /** The place for the picture, without its margin. */
  readonly room: Signal<Size> = signal({ width: 0, height: 0 });
  /** The picture at its own size; 0 by 0 until that is known. */
  readonly picture: Signal<Size> = signal({ width: 0, height: 0 });
  /** Screen pixels a picture pixel where the picture is fitted. */
  readonly fitScale: ReadonlySignal<number> = computed(() => fitOf(this.room.value, this.picture.value));
  /** Whether pixels of the picture are large enough to be drawn as squares. */
  readonly isCrisp: ReadonlySignal<boolean> = computed(() => isCrisp(this.camera.value, this.fitScale.value));

  /** Where the picture lies on the screen. */
  readonly sight: ReadonlySignal<Sight> = computed(() => {
    const { width, height } = this.picture.value;
    const fit = this.fitScale.value;
    return { camera: this.camera.value, fitted: { width: width * fit, height: height * fit } };
  });

  constructor(
    readonly model: LabelerModel,
    readonly shell: Shell,
  ) {}

  open(overlay: LabelerOverlay): void {
    this.overlay.value = overlay;
  }

  close(): void {
    this.overlay.value = null;
  }

  /** Another item came on screen. */
  arrive(): void {
    this.fit();
    this.note.value = null;
    this.chosen.value = 0;
  }

  fit(): void {
    this.camera.value = FIT;
  }

  /** One picture pixel a pixel of the screen. */
  full(): void {
    this.camera.value = fullSize(this.camera.value, this.fitScale.value);
  }

  /** Zoom by a factor, keeping the point `x`, `y` (from the centre, in screen pixels) where it is. */
  zoom(by: number, x = 0, y = 0): void {
    this.camera.value = zoomed(this.camera.value, by, this.fitScale.value, x, y);
  }

  pan(byX: number, byY: number): void {
    const { width, height } = this.picture.value;
    const fit = this.fitScale.value;
    const fitted = width > 0 ? { width: width * fit, height: height * fit } : this.room.value;
    this.camera.value = panned(this.camera.value, byX, byY, fitted);
  }

  get isZoomed(): boolean {
    return this.camera.value.scale !== 1;
  }

  /** Begin a comment: about a point, which one is to be chosen first, or about all that is seen. */
  say(about: "point" | "all" | "flag"): void {
    const { model } = this;
    if (!model.current.peek() || model.ended.peek()) return;
    const isPoint = about === "point" && this.sight.peek().fitted.width > 0;
    const frame = about === "flag" || !model.focus.hasFrames.peek() ? null : model.focus.frame.peek();
    const at = isPoint ? pointAt(this.sight.peek(), { x: 0, y: 0 }) : null;
    this.note.value = { at, placed: !isPoint, text: "", isFlag: about === "flag", frame };
    if (isPoint) this.shell.announce("Choose the point: click, or move it with the arrow keys, then press Enter.");
  }

  /** Move the point of the comment by screen pixels. */
  movePin(byX: number, byY: number): void {
    const note = this.note.peek();
    if (note?.at) this.note.value = { ...note, at: moved(this.sight.peek(), note.at, byX, byY) };
  }

  /** The point is chosen: here, or where it lies. */
  placePin(at: Point | null = null): void {
    const note = this.note.peek();
    if (note?.at) this.note.value = { ...note, at: at ?? note.at, placed: true };
  }

  /** Forget the comment; false where there is none. */
  unsay(): boolean {
    if (!this.note.peek()) return false;
    this.note.value = null;
    this.shell.view.focus();
    return true;
  }

  /** Move the item on, or ask first as what. */
  submit(): void {
    const { model } = this;
    const row = model.current.peek();
    if (!row) return;
    const asksAs = (model.work.peek()?.statuses.length ?? 0) > 0;
    if (asksAs && !model.isDue(row)) this.open("status");
    else if (!asksAs) void model.submit(row.id);
  }

  /** In a review Enter lets one change the labels, and then approves them as they are. */
  confirm(): void {
    const { model } = this;
    const work = model.work.peek();
    if (work && model.ended.peek()) {
      model.onward();
      return;
    }
    if (work?.isReview) {
      if (work.fixing.peek()) this.submit();
      else {
        work.fixing.value = true;
        model.active.value = model.goal;
      }
      return;
    }
    const kind = model.ontology.peek().question(model.active.peek())?.kind;
    const row = model.seen.peek();
    const given = row?.answers?.some((part) => part.question === model.active.peek());
    if ((kind === "text" || kind === "number") && !given && this.typeInto(model.active.peek(), "")) return;
    model.confirm();
  }

  /** Put the focus into the field of a question and begin its text; false if the field is not on screen. */
  typeInto(question: number, text: string): boolean {
    const field = this.shell.view.surface.querySelector<HTMLInputElement>(
      `[data-question="${question}"] :is(input, textarea)`,
    );
    if (!field || this.shell.view.focused === field) return false;
    field.focus();
    if (!text) return true;
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    return true;
  }

  /** Make the question before or after the active one the active one. */
  question(step: 1 | -1): void {
    const { model } = this;
    const row = model.seen.peek();
    const ontology = model.ontology.peek();
    const open = model.questions.flatMap(({ id }) => ontology.open(id, row ? ontology.answersOf(row, id) : []));
    const at = open.findIndex(({ question }) => question.id === model.active.peek());
    const next = open[Math.max(0, Math.min(open.length - 1, at + step))];
    if (next) model.active.value = next.question.id;
  }

  toUnlabelled(direction: 1 | -1): void {
    const { model, shell } = this;
    model.toUnlabelled(direction).then(
      (found) => {
        if (!found) shell.announce("Every item is labelled.");
      },
      (error: unknown) => shell.refuse(error),
    );
  }

  toggleAutoNext(): void {
    const { autoNext, autoComplete } = this.model;
    autoNext.value = !autoNext.value;
    if (!autoNext.value) autoComplete.value = false;
  }
}
