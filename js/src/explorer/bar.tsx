// Above the tiles: what is looked for, in which order, and in which groups.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Search } from "../grid/filterbar.tsx";
import type { Sort, SortInfo } from "../protocol.gen.ts";
import { CommandButton } from "../ui/command-button.tsx";
import { Icon } from "../ui/icons.tsx";
import type { Shell } from "../ui/shell.ts";
import { Popover } from "./popover.tsx";
import { groupedBy, nameOf, sortedBy, sortText } from "./query.ts";
import type { Sheets } from "./sheets.tsx";
import type { ExplorerStore } from "./store.ts";

interface BarProps {
  readonly shell: Shell;
  readonly store: ExplorerStore;
  readonly sheets: Sheets;
}

export function Bar({ shell, store, sheets }: BarProps): JSX.Element {
  const { model } = store;
  const isAsking = model.querying.value;
  return (
    <div class="filterbar explorer-bar">
      <Search model={model} />
      <Sorting shell={shell} store={store} sheets={sheets} />
      <Grouping store={store} />
      <span class="spread" />
      {isAsking && (
        <span class="muted querying" role="status">
          Looking…
        </span>
      )}
      <CommandButton shell={shell} id="view.keep" icon="keep" />
      <CommandButton shell={shell} id="view.code" icon="code" class="coded" pressed={sheets.isCodeShown.value} />
    </div>
  );
}

function Sorting({ shell, store, sheets }: BarProps): JSX.Element {
  const sort = store.model.wanted.value.sort ?? [];
  const sorts = store.model.session.hello.value?.sorts ?? [];
  const isOpen = sheets.isSorting.value;
  const text = sort.length ? sortText(sort, sorts) : "As added";
  return (
    <span class="dropped">
      <button
        type="button"
        class="btn edge sort"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        title={`Order: ${text} (o)`}
        onClick={() => {
          sheets.isSorting.value = !isOpen;
        }}
      >
        <Icon name="sort" />
        <span class="words muted">Sort</span> <span class="now">{text}</span>
        <Icon name="down" />
      </button>
      {isOpen && (
        <Popover
          shell={shell}
          label="Order of the rows"
          onClose={() => {
            sheets.isSorting.value = false;
          }}
        >
          <Keys store={store} sort={sort} sorts={sorts} />
        </Popover>
      )}
    </span>
  );
}

interface KeysProps {
  readonly store: ExplorerStore;
  readonly sort: readonly Sort[];
  readonly sorts: readonly SortInfo[];
}

/** The sort keys, the first one first: each with its direction, and one more to add. */
function Keys({ store, sort, sorts }: KeysProps): JSX.Element {
  const set = (next: readonly Sort[]) => void store.show(sortedBy(store.model.wanted.peek(), next));
  const at = (index: number, key: Sort) => set(sort.map((known, place) => (place === index ? key : known)));
  const left = sorts.filter(({ field }) => !sort.some((known) => known.field === field));
  return (
    <div class="sort-keys">
      {sort.map((key, index) => (
        <div key={key.field} class="sort-key">
          <span class="muted which">{index === 0 ? "by" : "then by"}</span>
          <select
            class="field"
            aria-label={index === 0 ? "Sort by" : `Then by (key ${index + 1})`}
            value={key.field}
            onChange={(event) => at(index, { ...key, field: event.currentTarget.value })}
          >
            {[{ field: key.field, label: nameOf(sorts, key.field) }, ...left].map(({ field, label }) => (
              <option key={field} value={field}>
                {label}
              </option>
            ))}
          </select>
          <button
            type="button"
            class="btn edge icon"
            aria-label={key.descending ? "Descending: change to ascending" : "Ascending: change to descending"}
            title={key.descending ? "Largest first" : "Smallest first"}
            onClick={() => at(index, { ...key, descending: !key.descending })}
          >
            {key.descending ? "↓" : "↑"}
          </button>
          <button
            type="button"
            class="btn icon"
            aria-label={`Do not sort by ${nameOf(sorts, key.field)}`}
            onClick={() => set(sort.filter((known) => known !== key))}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <div class="sort-key">
        <span class="muted which">{sort.length ? "then by" : "by"}</span>
        <select
          class="field"
          aria-label={sort.length ? "Add a sort key" : "Sort by"}
          value=""
          onChange={(event) => set([...sort, { field: event.currentTarget.value, descending: false }])}
        >
          <option value="">{sort.length ? "Add a key…" : "As added"}</option>
          {left.map(({ field, label }) => (
            <option key={field} value={field}>
              {label}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

function Grouping({ store }: { readonly store: ExplorerStore }): JSX.Element | null {
  const typed = useSignal<string | null>(null);
  const groups = (store.model.session.hello.value?.sorts ?? []).filter(({ group }) => group);
  const { group = "" } = store.model.wanted.value;
  if (!groups.length) return null;
  const set = (field: string) => {
    typed.value = field;
    void store.show(groupedBy(store.model.wanted.peek(), field)).then(() => {
      typed.value = null;
    });
  };
  const known = groups.some(({ field }) => field === group) || !group;
  return (
    <label class={`btn edge grouping ${group ? "set" : ""}`} title="Equals stand together under a heading">
      <Icon name="group" />
      <span class="words muted">Group</span>
      <select
        data-group
        aria-label="Group by"
        value={typed.value ?? group}
        onChange={(event) => set(event.currentTarget.value)}
      >
        <option value="">None</option>
        {!known && <option value={group}>{group}</option>}
        {groups.map(({ field, label }) => (
          <option key={field} value={field}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
