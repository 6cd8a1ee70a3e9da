import { type Signal, signal } from "@preact/signals";
import type { Shell } from "../ui/shell.ts";
import type { LabelerModel } from "./model.ts";

export type LabelerOverlay = "picker" | "goto" | null;

export interface Camera {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

const FIT: Camera = { scale: 1, x: 0, y: 0 };
const MOST = 16;

/** What one view of the labeler has for itself: its zoom, and what lies over it. */
export class Stage {
  readonly overlay: Signal<LabelerOverlay> = signal(null);
  readonly camera: Signal<Camera> = signal(FIT);

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

  /** Zoom by a factor, keeping the point `x`, `y` (from the centre, in screen pixels) where it is. */
  zoom(by: number, x = 0, y = 0): void {
    const { scale, x: left, y: top } = this.camera.value;
    const next = Math.min(MOST, Math.max(1, scale * by));
    if (next === 1) {
      this.fit();
      return;
    }
    const ratio = next / scale;
    this.camera.value = { scale: next, x: x - (x - left) * ratio, y: y - (y - top) * ratio };
  }

  pan(byX: number, byY: number): void {
    const { scale, x, y } = this.camera.value;
    if (scale > 1) this.camera.value = { scale, x: x + byX, y: y + byY };
  }

  confirm(): void {
    const { model } = this;
    const kind = model.ontology.peek().question(model.active.peek())?.kind;
    const row = model.current.peek();
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
    const row = model.current.peek();
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
