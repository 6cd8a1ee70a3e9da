import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type Camera, FIT, fitOf, fullSize, isCrisp, panned, type Size, zoomed } from "../core/camera.ts";
import type { Shell } from "../ui/shell.ts";
import type { LabelerModel } from "./model.ts";

export type LabelerOverlay = "picker" | "goto" | "goto-frame" | null;

/** What one view of the labeler has for itself: its zoom, and what lies over it. */
export class Stage {
  readonly overlay: Signal<LabelerOverlay> = signal(null);
  readonly camera: Signal<Camera> = signal(FIT);
  /** The place for the picture, without its margin. */
  readonly room: Signal<Size> = signal({ width: 0, height: 0 });
  /** The picture at its own size; 0 by 0 until that is known. */
  readonly picture: Signal<Size> = signal({ width: 0, height: 0 });
  /** Screen pixels a picture pixel where the picture is fitted. */
  readonly fitScale: ReadonlySignal<number> = computed(() => fitOf(this.room.value, this.picture.value));
  /** Whether pixels of the picture are large enough to be drawn as squares. */
  readonly isCrisp: ReadonlySignal<boolean> = computed(() => isCrisp(this.camera.value, this.fitScale.value));

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

  confirm(): void {
    const { model } = this;
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
