// What all views of one grid widget share, made once a model.
import type { AnyModel } from "@anywidget/types";
import { effect } from "@preact/signals-core";
import type { Target } from "../protocol.gen.ts";
import { clock, storage } from "../ui/browser.ts";
import { saveTraits, storeOf } from "../ui/model.ts";
import { Answering } from "./answering.ts";
import { FacetCounts } from "./counts.ts";
import { type Former, GridModel } from "./model.ts";
import { LargePictures } from "./pictures.ts";
import { PlaceKeeper } from "./place.ts";
import { Predicting } from "./predicting.ts";

const SAVE_AFTER_MS = 100;

/** What every widget with a grid in it has. */
export interface GridParts {
  readonly model: GridModel;
  readonly answering: Answering;
  readonly predicting: Predicting;
  readonly places: PlaceKeeper;
  readonly pictures: LargePictures;
}

export interface GridStore extends GridParts {
  readonly counts: FacetCounts;
}

const stores = new WeakMap<object, GridParts>();

export function gridStoreOf(anyModel: AnyModel): GridStore {
  return withParts(anyModel, ({ model, answering }) => ({
    counts: new FacetCounts(model, clock, answering.focused),
  }));
}

/** The parts of a model's grid and what its widget adds to them, made on first use. */
export function withParts<M extends object>(anyModel: AnyModel, more: (parts: GridParts) => M): GridParts & M {
  const { session, rows } = storeOf(anyModel);
  const known = stores.get(session);
  if (known) return known as GridParts & M;
  const places = new PlaceKeeper(storage, String(anyModel.get("project_key")));
  const model = new GridModel(session, rows, clock, formerOf(anyModel, places));
  const answering = new Answering(model);
  const { question } = (anyModel.get("options") ?? {}) as { readonly question?: number | null };
  if (question) answering.active.value = question;
  const predicting = new Predicting(model, answering, clock);
  const parts = { model, answering, predicting, places, pictures: new LargePictures(session) };
  const store = { ...parts, ...more(parts) };
  stores.set(session, store);
  mirror(anyModel, parts);
  return store;
}

function formerOf(anyModel: AnyModel, places: PlaceKeeper): Former {
  const selection = (anyModel.get("selection") ?? null) as Target | null;
  return { selection, current: Number(anyModel.get("current") ?? 0), place: places.load() };
}

/** Keep the traits that belong to the page true: what is selected, where the focus is, what is asked for. */
function mirror(anyModel: AnyModel, { model, answering }: GridParts): void {
  let cancel: () => void = () => undefined;
  effect(() => {
    const traits = {
      selection: model.selection.value.toTarget(model.rows.gen.value),
      selected_count: model.selectedCount.value,
      current: answering.focused.value ?? 0,
      query: model.query.value,
    };
    cancel();
    if (model.session.hello.value) cancel = clock.after(SAVE_AFTER_MS, () => saveTraits(anyModel, traits));
  });
}
