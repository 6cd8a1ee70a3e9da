// What all views of one collection builder share.
import type { AnyModel } from "@anywidget/types";
import { FacetCounts } from "../grid/counts.ts";
import { type GridStore, withParts } from "../grid/store.ts";
import { clock, storage } from "../ui/browser.ts";
import { Shelf } from "./shelf.ts";

export interface BuilderStore extends GridStore {
  readonly shelf: Shelf;
}

export function builderStoreOf(anyModel: AnyModel): BuilderStore {
  const { collection } = (anyModel.get("options") ?? {}) as { readonly collection?: string | null };
  const key = String(anyModel.get("project_key"));
  return withParts(anyModel, ({ model }) => ({
    counts: new FacetCounts(model, clock),
    shelf: new Shelf(model, clock, storage, key, collection ?? ""),
  }));
}
