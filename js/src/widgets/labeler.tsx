import type { AnyModel, InitializeProps, RenderProps } from "@anywidget/types";
import { itemJump } from "../core/jumps.ts";
import { labelerCommands } from "../labeler/commands.ts";
import { FRAMES, frameCommands, TIMELINE, timelineCommands } from "../labeler/framecommands.ts";
import { LabelerModel } from "../labeler/model.ts";
import { readOptions } from "../labeler/options.ts";
import { LabelerParts, type Shared, sharedOf } from "../labeler/parts.ts";
import { PREDICTED, predictedCommands } from "../labeler/predicted.ts";
import { scopesOf, stepBack } from "../labeler/scopes.ts";
import { PIN, pinCommands } from "../labeler/verdicts.ts";
import { LabelerView } from "../labeler/view.tsx";
import form from "../styles/form.css";
import frame from "../styles/frame.css";
import labeler from "../styles/labeler.css";
import media from "../styles/media.css";
import over from "../styles/over.css";
import parts from "../styles/parts.css";
import review from "../styles/review.css";
import tokens from "../styles/tokens.css";
import { clock } from "../ui/browser.ts";
import { type SharedTraits, type Store, saveTraits, storeOf, watchConnection } from "../ui/model.ts";
import { View } from "../ui/mount.tsx";
import { Shell } from "../ui/shell.ts";

type Model = AnyModel<SharedTraits>;

const labelers = new WeakMap<Store, Shared>();

function labelerOf(traits: Model): Shared {
  const store = storeOf(traits);
  const known = labelers.get(store);
  if (known) return known;
  const former = traits.get("current") || 0;
  const model = new LabelerModel(store.session, store.rows, readOptions(traits.get("options")), clock, former);
  model.current.subscribe((row) => {
    if (row && row.id !== traits.get("current")) saveTraits(traits, { current: row.id });
  });
  const shared = sharedOf(model);
  labelers.set(store, shared);
  return shared;
}

function initialize({ model }: InitializeProps<SharedTraits>): void {
  labelerOf(model);
}

function render({ model: traits, el, signal }: RenderProps<SharedTraits>): () => void {
  const cleanup = new AbortController();
  signal?.addEventListener("abort", () => cleanup.abort());
  const shared = labelerOf(traits);
  const { model } = shared;
  const view = new View(el, {
    css: [tokens, frame, parts, over, form, labeler, media, review],
    theme: traits.get("theme") ?? "auto",
    height: traits.get("height") || 640,
    signal: cleanup.signal,
  });
  const shell = new Shell(view, model.session, "labeler", {
    undo: () => model.undo(),
    redo: () => model.redo(),
    panels: model.options.layout === "minimal" ? [] : ["right"],
  });
  const labelerParts = new LabelerParts(shared, shell);
  shell.jumps = (typed) => itemJump(typed, model.rows.count.peek(), (place) => model.go(place));
  model.refused = (error) => shell.refuse(error);
  model.lost = (text, undo) => shell.lost(text, undo);
  shell.commands.register(labelerCommands(model, labelerParts.stage));
  shell.commands.register(frameCommands(labelerParts), FRAMES);
  shell.commands.register(timelineCommands(labelerParts), TIMELINE);
  shell.commands.register(pinCommands(labelerParts.stage), PIN);
  shell.commands.register(predictedCommands(model), PREDICTED);
  view.bind(shell.commands, () => scopesOf(labelerParts));
  view.onEscape(() => stepBack(labelerParts));
  cleanup.signal.addEventListener("abort", shared.stop);
  watchConnection(el, model.session, cleanup.signal);
  const onHeight = (height: number) => saveTraits(traits, { height });
  view.render(<LabelerView parts={labelerParts} poster={traits.get("poster") ?? {}} onHeight={onHeight} />);
  return () => cleanup.abort();
}

export default { initialize, render };
