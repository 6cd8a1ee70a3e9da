// Above the tiles: search, sort, the filters in force, and what to do about changed items.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Filter, Query } from "../protocol.gen.ts";
import { Icon } from "../ui/icons.tsx";
import { type FacetCounts, filterText, isGone } from "./counts.ts";
import type { GridModel } from "./model.ts";

const SORTS: readonly { readonly field: string; readonly label: string }[] = [
  { field: "title", label: "Title" },
  { field: "width", label: "Width" },
  { field: "height", label: "Height" },
  { field: "item_id", label: "Item number" },
];
const TYPING_MS = 250;

interface BarProps {
  readonly model: GridModel;
  readonly counts: FacetCounts;
}

export function FilterBar({ model, counts }: BarProps): JSX.Element {
  const { filters = [], search = "", receipt } = model.query.value;
  const anything = filters.length > 0 || search !== "" || Boolean(receipt);
  return (
    <div class="filterbar">
      <Search model={model} />
      <Sorting model={model} />
      {anything && <Filters model={model} counts={counts} />}
      {model.querying.value && <span class="muted querying">Counting…</span>}
    </div>
  );
}

/** The filters in force as chips to take off; also shown where nothing matches. */
export function Filters({ model, counts }: BarProps): JSX.Element {
  const { filters = [], search = "", receipt } = model.query.value;
  const infos = model.session.hello.value?.facets ?? [];
  const without = (filter: Filter) => void model.setFilters(filters.filter((known) => known !== filter));
  const change = (query: Query) => void model.ask(query);
  return (
    <ul class="filters" aria-label="Filters">
      {receipt && (
        <FilterChip
          text={`${receipt.outcome === "applied" ? "changed" : receipt.outcome} by operation ${receipt.op}`}
          onRemove={() => change({ filters, search })}
        />
      )}
      {filters.map((filter) => (
        <FilterChip
          key={`${filter.field}${filter.op}${isGone(filter) ? filter.values : ""}`}
          text={filterText(filter, infos, counts.counts.value, model.ontology.value)}
          isGone={isGone(filter)}
          onRemove={() => without(filter)}
        />
      ))}
      {search && (
        <FilterChip
          text={`title contains "${search}"`}
          onRemove={() => change({ ...model.wanted.peek(), search: "" })}
        />
      )}
      <li>
        <button type="button" class="btn" onClick={() => void model.clearQuery()}>
          Clear all
        </button>
      </li>
    </ul>
  );
}

interface ChipProps {
  readonly text: string;
  /** It asks for what is there no more. */
  readonly isGone?: boolean;
  readonly onRemove: () => void;
}

const WHY_GONE = "The ontology does not have it any more, so nothing matches: take this filter off.";

export function FilterChip({ text, isGone, onRemove }: ChipProps): JSX.Element {
  return (
    <li class={isGone ? "filter is-gone" : "filter"} title={isGone ? WHY_GONE : text}>
      {isGone && <Icon name="warn" />}
      <span>{text}</span>
      <button type="button" aria-label={`Remove the filter ${text}`} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </li>
  );
}

export function Search({ model }: { readonly model: GridModel }): JSX.Element {
  const { search = "" } = model.query.value;
  const typed = useSignal<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const run = (value: string) => {
    clearTimeout(timer.current);
    typed.value = null;
    if (value !== (model.wanted.peek().search ?? "")) void model.ask({ ...model.wanted.peek(), search: value });
  };
  const write = (event: Event) => {
    const { value } = event.currentTarget as HTMLInputElement;
    typed.value = value;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => run(value.trim()), TYPING_MS);
  };
  return (
    <label class="search">
      <Icon name="search" />
      <input
        type="search"
        data-search
        placeholder="Search titles"
        aria-label="Search titles"
        autocomplete="off"
        spellcheck={false}
        value={typed.value ?? search}
        onInput={write}
        onKeyDown={(event) => event.key === "Enter" && run(event.currentTarget.value.trim())}
      />
    </label>
  );
}

/** What to sort or group by: what the kernel offers, and the likeness to an item that was asked for by key. */
function Sorting({ model }: { readonly model: GridModel }): JSX.Element {
  const [first] = model.query.value.sort ?? [];
  const set = (field: string, descending: boolean) => {
    const { sort: _, ...rest } = model.wanted.peek();
    void model.ask(field ? { ...rest, sort: [{ field, descending }] } : rest);
  };
  const isDown = first?.descending ?? false;
  const offered = model.session.hello.value?.sorts ?? [];
  const fields = [{ field: "", label: "As added" }, ...(offered.length ? offered : SORTS)];
  const like = first?.field.startsWith("like:") ? [{ field: first.field, label: `Like #${first.field.slice(5)}` }] : [];
  return (
    <span class="sorting">
      <label>
        <span class="words">Sort</span>
        <select
          aria-label="Sort by"
          value={first?.field ?? ""}
          onChange={(event) => set(event.currentTarget.value, isDown)}
        >
          {[...like, ...fields].map(({ field, label }) => (
            <option key={field} value={field}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {first && (
        <button
          type="button"
          class="btn icon"
          aria-pressed={isDown}
          aria-label={isDown ? "Descending" : "Ascending"}
          title={isDown ? "Descending: click for ascending" : "Ascending: click for descending"}
          onClick={() => set(first.field, !isDown)}
        >
          {isDown ? "↓" : "↑"}
        </button>
      )}
      <Grouping model={model} />
    </span>
  );
}

function Grouping({ model }: { readonly model: GridModel }): JSX.Element | null {
  const hello = model.session.hello.value;
  const group = model.query.value.group ?? "";
  const fields = (hello?.sorts ?? []).filter((sort) => sort.group);
  if (!fields.length && !group) return null;
  const set = (field: string) => {
    const { group: _, ...rest } = model.wanted.peek();
    void model.ask(field ? { ...rest, group: field } : rest);
  };
  return (
    <label>
      <span class="words">Group</span>
      <select aria-label="Group by" value={group} onChange={(event) => set(event.currentTarget.value)}>
        <option value="">No groups</option>
        {fields.map(({ field, label }) => (
          <option key={field} value={field}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

function items(count: number, what = ""): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "item" : "items"}`;
}

/** In the status bar, where it moves no tile: the ranking stays as it is until somebody asks. */
export function Stale({ model }: { readonly model: GridModel }): JSX.Element | null {
  const { mayNotMatch, matching } = model;
  const isOther = matching.value !== null && matching.value !== model.rows.count.value;
  if (!isOther && mayNotMatch.value === 0) return null;
  return (
    <span class="stale" role="status">
      {isOther
        ? `${items(matching.value ?? 0)} match${matching.value === 1 ? "es" : ""} now`
        : `${items(mayNotMatch.value, "changed ")} may no longer match`}
      <button type="button" onClick={() => void model.refresh()}>
        <Icon name="refresh" /> Refresh
      </button>
    </span>
  );
}
