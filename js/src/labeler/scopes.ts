import { EVERYWHERE } from "../core/commands.ts";
import { FRAMES, TIMELINE } from "./framecommands.ts";
import type { LabelerParts } from "./parts.ts";
import { PREDICTED } from "./predicted.ts";
import { PIN } from "./verdicts.ts";

/** Which keys are in force: those of frames before those of items, those of the timeline while it has the focus. */
export function scopesOf({ shell, stage }: LabelerParts): readonly string[] {
  if (stage.note.peek()?.placed === false) return [PIN, FRAMES, EVERYWHERE, PREDICTED];
  const isOnTrack = shell.view.focused?.matches("[data-track]") ?? false;
  return [...(isOnTrack ? [TIMELINE] : []), FRAMES, EVERYWHERE, PREDICTED];
}

/** Esc takes back what was begun: a comment, the fixing of labels in a review, the marks of a range. */
export function stepBack({ model, stage }: LabelerParts): boolean {
  if (stage.unsay()) return true;
  const work = model.work.peek();
  if (work?.fixing.peek()) {
    work.fixing.value = false;
    return true;
  }
  if (!model.focus.isMarked) return false;
  model.focus.unmark();
  return true;
}
