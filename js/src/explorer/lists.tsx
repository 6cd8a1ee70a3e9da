// Left panel, on top: collections and kept filters, shown in place of the view by a click.
import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import { short } from "../grid/bucket.tsx";
import type { CollectionInfo, KeptView } from "../protocol.gen.ts";
import { Icon } from "../ui/icons.tsx";
import type { Shell } from "../ui/shell.ts";
import type { Fetched } from "./fetched.ts";
import { useInView } from "./inview.ts";
import { Section } from "./section.tsx";
import type { ExplorerStore } from "./store.ts";

interface ListProps {
  readonly shell: Shell;
  readonly store: ExplorerStore;
}

export function Collections({ shell, store }: ListProps): JSX.Element {
  const { collections, open } = store;
  const canCollect = store.model.selectedCount.value > 0;
  return (
    <Section
      open={open}
      name="collections"
      label="Collections"
      isFirst
      count={collections.found.value?.length}
      beside={
        <button
          type="button"
          class="clear"
          data-stop
          tabIndex={-1}
          disabled={!canCollect}
          aria-label="Add the selection to a collection"
          title={canCollect ? "Add the selection to a collection (Alt+C)" : "Select items to add them to a collection"}
          onClick={() => shell.commands.run("select.collect")}
        >
          <Icon name="plus" />
        </button>
      }
    >
      {() => (
        <Listed
          list={collections}
          name="collections"
          nothing="None yet. Select items, then add them to one."
          row={(info) => <OneCollection key={info.title} shell={shell} store={store} info={info} />}
        />
      )}
    </Section>
  );
}

export function KeptViews({ shell, store }: ListProps): JSX.Element {
  return (
    <Section
      open={store.open}
      name="kept"
      label="Saved filters"
      count={store.kept.found.value?.length}
      beside={
        <button
          type="button"
          class="clear"
          data-stop
          tabIndex={-1}
          aria-label="Save this filter"
          title="Save this filter under a name (Shift+K)"
          onClick={() => shell.commands.run("view.keep")}
        >
          <Icon name="plus" />
        </button>
      }
    >
      {() => (
        <Listed
          list={store.kept}
          name="kept"
          nothing="None yet."
          row={(view) => <OneView key={view.name} shell={shell} store={store} view={view} />}
        />
      )}
    </Section>
  );
}

interface ListedProps<T> {
  readonly list: Fetched<T>;
  readonly name: string;
  readonly nothing: string;
  readonly row: (value: T) => ComponentChildren;
}

function Listed<T>({ list, name, nothing, row }: ListedProps<T>): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  useInView(element, name, (isSeen) => list.want(isSeen));
  const found = list.found.value;
  return (
    <div class="counted" ref={element}>
      {list.problem.value && (
        <div class="uncounted" role="status">
          <p>{list.problem.value}</p>
          <button type="button" class="btn edge" data-stop tabIndex={-1} onClick={() => void list.load()}>
            <Icon name="refresh" /> Try again
          </button>
        </div>
      )}
      {found === null && !list.problem.value && <span class="skeleton list-waits" aria-hidden="true" />}
      {found?.length === 0 && <p class="muted rest">{nothing}</p>}
      {found !== null && found.length > 0 && <ul class="listed">{found.map(row)}</ul>}
    </div>
  );
}

function OneCollection({ store, info }: ListProps & { readonly info: CollectionInfo }): JSX.Element {
  const { title, description, items, live } = info;
  const inPlace = store.inPlace.value;
  const isShown = inPlace?.kind === "collection" && inPlace.name === title;
  return (
    <li>
      <button
        type="button"
        class={`bucket ${isShown ? "is" : ""}`}
        data-stop
        tabIndex={-1}
        aria-pressed={isShown}
        title={[description, live ? "Live: holds whatever matches now" : "", goneOf(info), `by ${info.created_by}`]
          .filter(Boolean)
          .join("\n")}
        onClick={() => void store.showCollection(isShown ? "" : title)}
      >
        <span class="name">{title}</span>
        {live && <span class="live">live</span>}
        {items < 0 ? <Icon name="warn" /> : <span class="n">{short(items)}</span>}
      </button>
    </li>
  );
}

/** What it asks for that is there no more, in words. */
function goneOf({ problem }: { readonly problem?: string }): string {
  return problem ? `It asks for ${problem}, which the ontology does not have any more.` : "";
}

function OneView({ shell, store, view }: ListProps & { readonly view: KeptView }): JSX.Element {
  const inPlace = store.inPlace.value;
  const isShown = inPlace?.kind === "view" && inPlace.name === view.name;
  const drop = async () => {
    const change = await shell.write("drop_view", { name: view.name });
    if (!change) return;
    shell.done(change);
    await store.kept.load();
  };
  return (
    <li class="with-drop">
      <button
        type="button"
        class={`bucket ${isShown ? "is" : ""}`}
        data-stop
        tabIndex={-1}
        aria-pressed={isShown}
        title={[view.code, goneOf(view)].filter(Boolean).join("\n")}
        onClick={() => void store.showKept(view.name)}
      >
        <span class="name">{view.name}</span>
        {view.problem && <Icon name="warn" />}
      </button>
      <button
        type="button"
        class="clear"
        data-stop
        tabIndex={-1}
        aria-label={`Forget the filter ${view.name}`}
        title="Forget this filter"
        onClick={() => void drop()}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}
