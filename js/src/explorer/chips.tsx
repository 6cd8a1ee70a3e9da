// The conditions in force as chips: each says what it keeps, and goes by its button.
import type { JSX } from "preact";
import { FilterChip } from "../grid/filterbar.tsx";
import type { Shell } from "../ui/shell.ts";
import { conditionsOf, TABS, tabOf } from "./query.ts";
import type { ExplorerStore } from "./store.ts";

interface ChipsProps {
  readonly shell: Shell;
  readonly store: ExplorerStore;
}

export function useConditions({ model, counts }: ExplorerStore) {
  const infos = model.session.hello.value?.facets ?? [];
  return conditionsOf(model.wanted.value, infos, counts.facets.value, model.ontology.value);
}

export function Chips({ shell, store }: ChipsProps): JSX.Element | null {
  const conditions = useConditions(store);
  const inPlace = store.inPlace.value;
  if (!conditions.length && !inPlace && !store.aside.value.length) return null;
  return (
    <div class="chipbar">
      <ul class="filters" aria-label="Filters">
        {inPlace && (
          <FilterChip
            text={`${inPlace.kind === "collection" ? "collection" : "kept as"} ${inPlace.name}`}
            onRemove={() => void store.showCollection("")}
          />
        )}
        {conditions.map(({ id, text, isGone, without }) => (
          <FilterChip key={id} text={text} isGone={isGone} onRemove={() => void store.show(without)} />
        ))}
      </ul>
      {conditions.length > 1 && (
        <button type="button" class="btn" onClick={() => shell.commands.run("view.clear")}>
          Clear all
        </button>
      )}
      <Aside store={store} />
    </div>
  );
}

/** Filters that say nothing about the rows of this tab wait for the tab they were made in. */
function Aside({ store }: { readonly store: ExplorerStore }): JSX.Element | null {
  const count = store.aside.value.length;
  if (!count) return null;
  const tab = TABS.find((known) => known.tab === tabOf(store.model.wanted.value))?.label ?? "";
  return (
    <span class="muted aside">
      {count === 1 ? "1 filter does" : `${count} filters do`} not apply to {tab}
    </span>
  );
}
