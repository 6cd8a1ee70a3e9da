import type { AnyModel, InitializeProps, RenderProps } from "@anywidget/types";
import type { ThumbStore } from "../core/thumbs.ts";
import { labelerCommands } from "../labeler/commands.ts";
import { LabelerModel } from "../labeler/model.ts";
import { readOptions } from "../labeler/options.ts";
import { LabelerParts, pictureStores, type Url } from "../labeler/parts.ts";
import type { PictureStore } from "../labeler/pictures.ts";
import { LabelerView } from "../labeler/view.tsx";
import form from "../styles/form.css";
import frame from "../styles/frame.css";
import labeler from "../styles/labeler.css";
import parts from "../styles/parts.css";
import tokens from "../styles/tokens.css";
import { clock } from "../ui/browser.ts";
import { type SharedTraits, type Store, saveTraits, storeOf, watchConnection } from "../ui/model.ts";
import { View } from "../ui/mount.tsx";
import { Shell } from "../ui/shell.ts";

type Model = AnyModel<SharedTraits>;

interface Shared {
  readonly model: LabelerModel;
  readonly pictures: PictureStore;
  readonly thumbs: ThumbStore<Url>;
}

const labelers = new WeakMap<Store, Shared>();

function sharedOf(traits: Model): Shared {
  const store = storeOf(traits);
  const known = labelers.get(store);
  if (known) return known;
  const former = traits.get("current") || 0;
  const model = new LabelerModel(store.session, store.rows, readOptions(traits.get("options")), clock, former);
  const [pictures, thumbs] = pictureStores(model);
  model.current.subscribe((row) => {
    if (row && row.id !== traits.get("current")) saveTraits(traits, { current: row.id });
  });
  const shared = { model, pictures, thumbs };
  labelers.set(store, shared);
  return shared;
}

function initialize({ model }: InitializeProps<SharedTraits>): void {
  sharedOf(model);
}

function render({ model: traits, el, signal }: RenderProps<SharedTraits>): () => void {
  const cleanup = new AbortController();
  signal?.addEventListener("abort", () => cleanup.abort());
  const { model, pictures, thumbs } = sharedOf(traits);
  const view = new View(el, {
    css: [tokens, frame, parts, form, labeler],
    theme: traits.get("theme") ?? "auto",
    height: traits.get("height") || 640,
    signal: cleanup.signal,
  });
  const shell = new Shell(view, model.session, "labeler", {
    undo: () => model.undo(),
    redo: () => model.redo(),
    panels: model.options.layout === "minimal" ? [] : ["right"],
  });
  const labelerParts = new LabelerParts(model, shell, pictures, thumbs);
  model.refused = (error) => shell.refuse(error);
  model.lost = (text, undo) => shell.lost(text, undo);
  shell.commands.register(labelerCommands(model, labelerParts.stage));
  watchConnection(el, model.session, cleanup.signal);
  const onHeight = (height: number) => saveTraits(traits, { height });
  view.render(<LabelerView parts={labelerParts} poster={traits.get("poster") ?? {}} onHeight={onHeight} />);
  return () => cleanup.abort();
}

export default { initialize, render };
