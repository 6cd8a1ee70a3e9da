// What all views of one explorer share: the grid's parts, counts, lists, and what is shown in place of the view.
import type { AnyModel } from "@anywidget/types";
import { effect, type Signal, signal } from "@preact/signals-core";
import type { Clock, Storage } from "../core/types.ts";
import type { GridModel } from "../grid/model.ts";
import { type GridParts, withParts } from "../grid/store.ts";
import type { CollectionInfo, Filter, KeptView, Query, QueryResult } from "../protocol.gen.ts";
import { clock, storage } from "../ui/browser.ts";
import { Counts } from "./counts.ts";
import { Fetched } from "./fetched.ts";
import { OpenSections } from "./memory.ts";
import { onTab, type Tab, tabOf } from "./query.ts";

/** A collection or a kept view that stands in place of the view the cell was run on. */
export interface InPlace {
  readonly kind: "collection" | "view";
  readonly name: string;
}

export interface ExplorerStore extends GridParts, Explorer {}

export function explorerStoreOf(anyModel: AnyModel): ExplorerStore {
  const key = String(anyModel.get("project_key"));
  return withParts(anyModel, (parts) => explorerOf(parts, storage, key, clock));
}

export interface Explorer {
  readonly counts: Counts;
  readonly open: OpenSections;
  readonly collections: Fetched<CollectionInfo>;
  readonly kept: Fetched<KeptView>;
  readonly inPlace: Signal<InPlace | null>;
  /** Filters that do not apply to the rows of now, by the tab they were made in; they come back with it. */
  readonly aside: Signal<readonly Filter[]>;
  /** Change parts of the query. */
  readonly ask: (change: Partial<Query>) => Promise<void>;
  readonly show: (query: Query) => Promise<void>;
  readonly turnTo: (tab: Tab) => Promise<void>;
  /** Show a collection in place of the view; "" shows the view again. */
  readonly showCollection: (title: string) => Promise<void>;
  readonly showKept: (name: string) => Promise<void>;
}

export function explorerOf(
  { model, answering }: Pick<GridParts, "model" | "answering">,
  storage: Storage,
  projectKey: string,
  clock: Clock,
): Explorer {
  const { session } = model;
  const counts = new Counts(model, clock, answering.focused);
  const collections = new Fetched(session, counts.isReady, async () => {
    const { result } = await session.request("collections", {});
    return result.collections;
  });
  const kept = new Fetched(session, counts.isReady, async () => {
    const { result } = await session.request("views", {});
    return result.views;
  });
  const inPlace: Signal<InPlace | null> = signal(remembered(storage, projectKey));
  const aside: Signal<readonly Filter[]> = signal([]);
  const show = async (query: Query) => {
    aside.value = [];
    await model.ask(query);
  };
  /** Rank what another request gives, and say what it is once it is there. */
  const replace = async (next: InPlace | null, request: () => Promise<{ readonly result: QueryResult }>) => {
    const gen = model.rows.gen.peek();
    await model.show(request);
    if (model.rows.gen.peek() === gen) return;
    aside.value = [];
    inPlace.value = next;
    counts.forget();
  };
  keep(model, storage, projectKey, inPlace);
  return {
    counts,
    open: new OpenSections(storage, projectKey),
    collections,
    kept,
    inPlace,
    aside,
    ask: (change) => show({ ...model.wanted.peek(), ...change }),
    show,
    turnTo: (tab) => turn(model, aside, tab),
    showCollection: (title) =>
      replace(title ? { kind: "collection", name: title } : null, () => session.request("show_collection", { title })),
    showKept: (name) => replace({ kind: "view", name }, () => session.request("show_view", { name })),
  };
}

/** Other rows under the same filters; those that the kernel leaves out as they say nothing here wait aside. */
async function turn(model: GridModel, aside: Signal<readonly Filter[]>, tab: Tab): Promise<void> {
  const query = model.wanted.peek();
  if (tabOf(query) === tab) return;
  const filters = [...(query.filters ?? []), ...aside.peek()];
  await model.ask(onTab({ ...query, filters }, tab));
  const now = model.query.peek();
  if (tabOf(now) !== tab) return;
  const isLeft = (filter: Filter) => !(now.filters ?? []).some((known) => known.field === filter.field);
  aside.value = filters.filter(isLeft);
}

const keyOf = (projectKey: string) => `nblabel/explorer/in-place/${projectKey}`;

/** What stands in place of the view is told by no hello: the page remembers it with the ranking. */
function keep(model: GridModel, storage: Storage, projectKey: string, inPlace: Signal<InPlace | null>): void {
  let known = 0;
  effect(() => {
    const gen = model.rows.gen.value;
    const now = inPlace.value;
    if (gen === 0) return;
    // A ranking that nobody asked for here is that of another view: given by Python, or the first one again.
    const isOther = known === 0 ? gen !== rememberedGen(storage, projectKey) : gen !== known && !model.querying.peek();
    if (now && isOther) inPlace.value = null;
    known = gen;
    storage.save(keyOf(projectKey), JSON.stringify({ gen, now: inPlace.peek() }));
  });
}

function remembered(storage: Storage, projectKey: string): InPlace | null {
  const { now } = parsed(storage.load(keyOf(projectKey)));
  return now && (now.kind === "collection" || now.kind === "view") && typeof now.name === "string" ? now : null;
}

function rememberedGen(storage: Storage, projectKey: string): number {
  return parsed(storage.load(keyOf(projectKey))).gen ?? 0;
}

function parsed(text: string | null): { readonly gen?: number; readonly now?: InPlace | null } {
  try {
    return JSON.parse(text ?? "{}") ?? {};
  } catch {
    return {};
  }
}
