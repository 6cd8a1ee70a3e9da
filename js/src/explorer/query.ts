// What the explorer asks for, as values: every change of the view is a new query.
import type { Ontology } from "../core/ontology.ts";
import { filterText, isGone } from "../grid/counts.ts";
import type { Facet, FacetInfo, Filter, Query, Sort, SortInfo } from "../protocol.gen.ts";

export type Tab = NonNullable<Query["tab"]>;

export const TABS: readonly { readonly tab: Tab; readonly label: string; readonly noun: string }[] = [
  { tab: "data", label: "Data", noun: "item" },
  { tab: "labels", label: "Labels", noun: "label" },
  { tab: "predictions", label: "Predictions", noun: "prediction" },
];

export function tabOf(query: Query): Tab {
  return query.tab ?? "data";
}

/** What the rows of a tab are called. */
export function nounOf(query: Query, noun = "item"): string {
  const tab = tabOf(query);
  return tab === "data" ? noun : (TABS.find((known) => known.tab === tab)?.noun ?? noun);
}

/** The same filters, search and order over other rows. */
export function onTab({ tab: _, ...query }: Query, tab: Tab): Query {
  return tab === "data" ? query : { ...query, tab };
}

/** With one condition in place of all others on its field. */
export function withFilter(query: Query, filter: Filter): Query {
  return { ...query, filters: [...others(query, filter.field), filter] };
}

function withoutFilter(query: Query, filter: Filter): Query {
  return { ...query, filters: (query.filters ?? []).filter((known) => known !== filter) };
}

/** The bounds of a numeric facet's filter, or null. */
export function boundsOf(filters: readonly Filter[], field: string): readonly [number, number] | null {
  const filter = filters.find((known) => known.field === field && known.op === "between");
  const [low, high] = (filter?.values ?? []).map(Number);
  return low === undefined || high === undefined ? null : [low, high];
}

/** With bounds on a numeric facet; null takes them off. */
export function withBounds(query: Query, field: string, bounds: readonly [number, number] | null): Query {
  if (!bounds) return { ...query, filters: others(query, field) };
  const [low, high] = bounds;
  return withFilter(query, { field, op: "between", values: [String(low), String(high)] });
}

export function sortedBy(query: Query, sort: readonly Sort[]): Query {
  const { sort: _, ...rest } = query;
  return sort.length ? { ...rest, sort: [...sort] } : rest;
}

export function groupedBy(query: Query, field: string): Query {
  const { group: _, ...rest } = query;
  return field ? { ...rest, group: field } : rest;
}

/** One condition in force, in words, and the query without it. */
export interface Condition {
  readonly id: string;
  readonly text: string;
  readonly isGone: boolean;
  readonly without: Query;
}

export function conditionsOf(
  query: Query,
  infos: readonly FacetInfo[],
  counts: ReadonlyMap<string, Facet>,
  ontology?: Pick<Ontology, "option">,
): readonly Condition[] {
  const { filters = [], search = "", receipt } = query;
  const found: Condition[] = [];
  if (receipt) {
    const outcome = receipt.outcome === "applied" ? "changed" : receipt.outcome;
    const { receipt: _, ...without } = query;
    found.push({ id: "receipt", text: `${outcome} by operation ${receipt.op}`, isGone: false, without });
  }
  for (const filter of filters) {
    const text = filterText(filter, infos, counts, ontology);
    const id = `${filter.field} ${filter.op}${isGone(filter) ? text : ""}`;
    found.push({ id, text, isGone: isGone(filter), without: withoutFilter(query, filter) });
  }
  if (search)
    found.push({ id: "search", text: `title contains "${search}"`, isGone: false, without: { ...query, search: "" } });
  return found;
}

/** The order in words: `Title ↓, Width`. */
export function sortText(sort: readonly Sort[], sorts: readonly SortInfo[]): string {
  return sort.map(({ field, descending }) => `${nameOf(sorts, field)}${descending ? " ↓" : ""}`).join(", ");
}

/** What a sort key is called; likeness to an item is none that the kernel offers, it is asked for by key. */
export function nameOf(sorts: readonly SortInfo[], field: string): string {
  return sorts.find((known) => known.field === field)?.label ?? field.replace(/^like:/, "Like #");
}

function others({ filters = [] }: Query, field: string): Filter[] {
  return filters.filter((known) => known.field !== field);
}
