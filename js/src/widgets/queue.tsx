import type { AnyModel, InitializeProps, RenderProps } from "@anywidget/types";
import { effect } from "@preact/signals";
import { EVERYWHERE } from "../core/commands.ts";
import { labelerCommands } from "../labeler/commands.ts";
import { FRAMES, frameCommands, TIMELINE, timelineCommands } from "../labeler/framecommands.ts";
import { LabelerModel } from "../labeler/model.ts";
import { readOptions as readLabelerOptions } from "../labeler/options.ts";
import { LabelerParts, type Shared, sharedOf } from "../labeler/parts.ts";
import { PREDICTED, predictedCommands } from "../labeler/predicted.ts";
import { scopesOf, stepBack } from "../labeler/scopes.ts";
import { PIN, pinCommands } from "../labeler/verdicts.ts";
import { QUEUE, queueCommands, workCommands } from "../queue/commands.ts";
import { QueueModel, readOptions } from "../queue/model.ts";
import { QueueParts } from "../queue/parts.ts";
import { QueueView } from "../queue/view.tsx";
import form from "../styles/form.css";
import frame from "../styles/frame.css";
import labeler from "../styles/labeler.css";
import media from "../styles/media.css";
import over from "../styles/over.css";
import partsCss from "../styles/parts.css";
import queueCss from "../styles/queue.css";
import review from "../styles/review.css";
import tokens from "../styles/tokens.css";
import { clock, storage } from "../ui/browser.ts";
import { type SharedTraits, type Store, saveTraits, storeOf, watchConnection } from "../ui/model.ts";
import { View } from "../ui/mount.tsx";
import { Shell } from "../ui/shell.ts";

type Model = AnyModel<SharedTraits>;

interface Desk {
  readonly queue: QueueModel;
  readonly labeler: Shared;
}

const desks = new WeakMap<Store, Desk>();

function deskOf(traits: Model): Desk {
  const store = storeOf(traits);
  const known = desks.get(store);
  if (known) return known;
  const { session, rows } = store;
  const given = traits.get("options");
  const options = { ...readLabelerOptions(given), isQueued: true };
  const model = new LabelerModel(session, rows, options, clock);
  model.autoComplete.value = options.autoNext && given?.auto_submit === true;
  const queue = new QueueModel(session, rows, model, readOptions(given), clock, storage, traits.get("current") || 0);
  model.current.subscribe((row) => {
    if (row && model.work.peek() && row.id !== traits.get("current")) saveTraits(traits, { current: row.id });
  });
  const desk = { queue, labeler: sharedOf(model) };
  desks.set(store, desk);
  return desk;
}

function initialize({ model }: InitializeProps<SharedTraits>): void {
  deskOf(model);
}

function render({ model: traits, el, signal }: RenderProps<SharedTraits>): () => void {
  const cleanup = new AbortController();
  signal?.addEventListener("abort", () => cleanup.abort());
  const desk = deskOf(traits);
  const { queue, labeler: shared } = desk;
  const view = new View(el, {
    css: [tokens, frame, partsCss, over, form, labeler, media, review, queueCss],
    theme: traits.get("theme") ?? "auto",
    height: traits.get("height") || 640,
    signal: cleanup.signal,
  });
  const shell: Shell = new Shell(view, queue.session, "queue", {
    undo: () => (queue.isWorking ? shared.model.undo() : shell.undo()),
    redo: () => (queue.isWorking ? shared.model.redo() : shell.redo()),
    panels: ["right"],
  });
  const parts = new QueueParts(queue, shell);
  parts.labeler = new LabelerParts(shared, shell, parts);
  shared.model.onward = () => parts.nextTask?.start();
  listen(desk, shell);
  followScreen(parts, parts.labeler, cleanup.signal);
  for (const done of ["keydown", "pointerdown", "pointermove", "wheel"])
    view.root.addEventListener(done, () => queue.lease.worked(), {
      signal: cleanup.signal,
      passive: true,
      capture: true,
    });
  view.bind(shell.commands, () => (queue.isWorking && parts.labeler ? scopesOf(parts.labeler) : [QUEUE, EVERYWHERE]));
  view.onEscape(() => goBack(parts));
  cleanup.signal.addEventListener("abort", shared.stop);
  watchConnection(el, queue.session, cleanup.signal);
  const onHeight = (height: number) => saveTraits(traits, { height });
  view.render(<QueueView parts={parts} poster={traits.get("poster") ?? {}} onHeight={onHeight} />);
  return () => cleanup.abort();
}

/** Of several views the latest one tells of what went wrong. */
function listen({ queue, labeler: { model } }: Desk, shell: Shell): void {
  queue.refused = (error) => shell.refuse(error);
  model.refused = (error) => shell.refuse(error);
  model.lost = (text, undo) => shell.lost(text, undo);
  model.missing = (text) => shell.missing(text);
}

/** The keys, the palette and the keyboard card are those of what is on screen. */
function followScreen(parts: QueueParts, labeler: LabelerParts, signal: AbortSignal): void {
  const { commands } = parts.shell;
  let leave: (() => void)[] = [];
  const stop = effect(() => {
    const isWorking = parts.model.isWorking;
    for (const end of leave) end();
    leave = isWorking
      ? [
          commands.register(labelerCommands(labeler.model, labeler.stage)),
          commands.register(workCommands(parts)),
          commands.register(frameCommands(labeler), FRAMES),
          commands.register(timelineCommands(labeler), TIMELINE),
          commands.register(pinCommands(labeler.stage), PIN),
          commands.register(predictedCommands(labeler.model), PREDICTED),
        ]
      : [commands.register(queueCommands(parts), QUEUE)];
  });
  signal.addEventListener("abort", stop);
}

/** Esc goes one step back: from a comment, from fixing, at last from the task to the queue. */
function goBack(parts: QueueParts): boolean {
  const { labeler, shell, model } = parts;
  if (!model.isWorking || !labeler) return false;
  if (stepBack(labeler)) return true;
  if (shell.closeTop()) return true;
  if (shell.view.focused?.matches("input, textarea, select")) return false;
  parts.leave();
  return true;
}

export default { initialize, render };
