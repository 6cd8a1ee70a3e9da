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

const SAVE_AFTER_MS = 100;

export interface GridStore {
  readonly model: GridModel;
  readonly answering: Answering;
  readonly places: PlaceKeeper;
  readonly counts: FacetCounts;
  readonly pictures: LargePictures;
}

const stores = new WeakMap<object, GridStore>();

export function gridStoreOf(anyModel: AnyModel): GridStore {
  const { session, rows } = storeOf(anyModel);
  const known = stores.get(session);
  if (known) return known;
  const places = new PlaceKeeper(storage, String(anyModel.get("project_key")));
  const model = new GridModel(session, rows, clock, formerOf(anyModel, places));
  const answering = new Answering(model);
  const { question } = (anyModel.get("options") ?? {}) as { readonly question?: number | null };
  if (question) answering.active.value = question;
  const store = {
    model,
    answering,
    places,
    counts: new FacetCounts(model, clock),
    pictures: new LargePictures(session),
  };
  stores.set(session, store);
  mirror(anyModel, store);
  return store;
}

function formerOf(anyModel: AnyModel, places: PlaceKeeper): Former {
  const selection = (anyModel.get("selection") ?? null) as Target | null;
  return { selection, current: Number(anyModel.get("current") ?? 0), place: places.load() };
}

/** Keep the traits that belong to the page true: what is selected, where the focus is, what is asked for. */
function mirror(anyModel: AnyModel, { model, answering }: GridStore): void {
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
