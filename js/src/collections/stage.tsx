// Middle of the builder: what is shown, its tiles, and what is said where there are none.
import type { JSX } from "preact";
import { FilterBar, Filters } from "../grid/filterbar.tsx";
import { SelectionBar, Skeleton, Tiles } from "../grid/stage.tsx";
import type { GridView } from "../grid/view.ts";
import { EmptyStore } from "../ui/banner.tsx";
import { CommandButton } from "../ui/command-button.tsx";
import type { Shell } from "../ui/shell.ts";
import { Head } from "./head.tsx";
import type { BuilderStore } from "./store.ts";

interface StageProps {
  readonly shell: Shell;
  readonly store: BuilderStore;
  readonly view: GridView;
}

export function Stage({ shell, store, view }: StageProps): JSX.Element {
  const { model, counts } = store;
  const hello = model.session.hello.value;
  if (hello && hello.project.items === 0) return <EmptyStore shell={shell} />;
  const isEmpty = hello !== null && model.rows.count.value === 0 && !model.querying.value;
  return (
    <>
      <Head shell={shell} store={store} />
      <FilterBar model={model} counts={counts} />
      <SelectionBar model={model} view={view} shell={shell} />
      {!hello && <Skeleton />}
      {isEmpty && <Nothing shell={shell} store={store} />}
      <Tiles model={model} view={view} isHidden={isEmpty || !hello} />
    </>
  );
}

function Nothing({ shell, store }: Omit<StageProps, "view">): JSX.Element {
  const { model, counts, shelf } = store;
  if (model.isNarrowed)
    return (
      <div class="empty">
        <h2>Nothing here matches the filters</h2>
        <Filters model={model} counts={counts} />
      </div>
    );
  const { problem = "" } = shelf.info.value ?? {};
  if (problem && !shelf.part.value) return <Broken shell={shell} title={shelf.title.value} problem={problem} />;
  const what = { "": "holds nothing now", added: "has nothing added by hand", removed: "keeps nothing out by hand" };
  return (
    <div class="empty">
      <h2>{shelf.title.value ? `${shelf.title.value} ${what[shelf.part.value]}` : "This view has no items"}</h2>
      {shelf.title.value && (
        <>
          <p class="muted">Show all items, select some, and drag them onto it in the list; or press c.</p>
          <CommandButton shell={shell} id="build.all" class="edge tall">
            Show all items
          </CommandButton>
        </>
      )}
    </div>
  );
}

/** Its rules ask for what is there no more: they are changed, not the items. */
function Broken({
  shell,
  title,
  problem,
}: {
  readonly shell: Shell;
  readonly title: string;
  readonly problem: string;
}) {
  return (
    <div class="empty" role="status">
      <h2>{title} cannot be filled</h2>
      <p class="muted">Its rules ask for {problem}, which the ontology does not have any more.</p>
      <CommandButton shell={shell} id="build.edit" class="edge tall">
        Change the rules
      </CommandButton>
    </div>
  );
}
