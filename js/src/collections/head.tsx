// Above the tiles: what is shown, whether it is live, its rules, and what can be done with it.

import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { n } from "../core/number.ts";
import { filterText, isGone } from "../grid/counts.ts";
import type { CollectionInfo } from "../protocol.gen.ts";
import { CommandButton } from "../ui/command-button.tsx";
import { Icon } from "../ui/icons.tsx";
import { itemOf, Menu } from "../ui/menu.tsx";
import type { Shell } from "../ui/shell.ts";
import type { Part, Shelf } from "./shelf.ts";
import type { BuilderStore } from "./store.ts";

interface HeadProps {
  readonly shell: Shell;
  readonly store: BuilderStore;
}

export function Head(props: HeadProps): JSX.Element {
  const { shelf } = props.store;
  if (shelf.editing.value) return <Editing {...props} />;
  const info = shelf.info.value;
  return info ? <Shown {...props} info={info} /> : <Everything {...props} />;
}

function Everything({ shell, store }: HeadProps): JSX.Element {
  const count = store.model.rows.count.value;
  return (
    <div class="head-line">
      <b class="title">{store.model.isNarrowed ? "What the filters find" : "All items"}</b>
      <span class="muted wide">Filter or select, then save; rules stay with the collection.</span>
      <span class="spread" />
      <CommandButton shell={shell} id="build.save" class="main">
        Save {n(count)} as a collection…
      </CommandButton>
    </div>
  );
}

/** Rules are changed where all items are: by facets, search and order. */
function Editing({ shell, store }: HeadProps): JSX.Element {
  const { shelf, model } = store;
  const title = shelf.editing.value;
  return (
    <div class="head-line editing" role="status">
      <b class="title">Rules of {title}</b>
      <span class="muted wide">Change the filters and the order.</span>
      <span class="spread" />
      <button type="button" class="btn edge" onClick={() => void shelf.show(title)}>
        Cancel
      </button>
      <CommandButton shell={shell} id="build.apply" class="main">
        Use these rules ({n(model.rows.count.value)})
      </CommandButton>
    </div>
  );
}

function Shown({ shell, store, info }: HeadProps & { readonly info: CollectionInfo }): JSX.Element {
  const { shelf } = store;
  return (
    <>
      <div class="head-line">
        <b class="title" title={info.description || undefined}>
          {info.title}
        </b>
        <span class="muted counted-as">
          {info.items < 0
            ? "cannot be counted"
            : `${n(info.items)} ${info.items === 1 ? shelf.noun : `${shelf.noun}s`}`}
        </span>
        <LiveSwitch shell={shell} info={info} />
        <span class="spread" />
        {shelf.working.value > 0 && <span class="muted">saving…</span>}
        <CommandButton shell={shell} id="build.bulk" class="edge">
          Bulk classify
        </CommandButton>
        <CommandButton shell={shell} id="build.send" class="main">
          Send ▸
        </CommandButton>
        <More shell={shell} />
      </div>
      <RulesLine shell={shell} store={store} info={info} />
      <PlanLine shell={shell} shelf={shelf} />
    </>
  );
}

function LiveSwitch({ shell, info }: { readonly shell: Shell; readonly info: CollectionInfo }): JSX.Element {
  const canTurn = info.live || Boolean(info.code);
  const why = canTurn ? "" : "It was put together by hand: there are no rules to follow.";
  const turn = (live: boolean) => {
    if (live !== info.live) shell.commands.run("build.live");
  };
  return (
    <div class="segments" role="group" aria-label="What it holds">
      <button
        type="button"
        class="btn"
        aria-pressed={info.live}
        disabled={!canTurn}
        title={why || "Live: whatever its rules find now (Shift+L)"}
        onClick={() => turn(true)}
      >
        live
      </button>
      <button
        type="button"
        class="btn"
        aria-pressed={!info.live}
        title="Fixed: what was found when it was saved or refreshed (Shift+L)"
        onClick={() => turn(false)}
      >
        fixed
      </button>
    </div>
  );
}

const MORE = [
  ["build.refresh", "build.edit", "build.titles", "build.combine"],
  ["build.rename", "build.history"],
  ["build.drop"],
];

function More({ shell }: { readonly shell: Shell }): JSX.Element {
  const at = useSignal<{ readonly x: number; readonly y: number } | null>(null);
  const groups = MORE.map((ids) => ids.flatMap((id) => shell.commands.get(id) ?? []).map(itemOf));
  return (
    <>
      <button
        type="button"
        class="btn icon"
        aria-label="More about this collection"
        aria-haspopup="menu"
        aria-expanded={at.value !== null}
        onClick={(event) => {
          const { left, bottom } = event.currentTarget.getBoundingClientRect();
          at.value = { x: left, y: bottom };
        }}
      >
        <Icon name="more" />
      </button>
      {at.value && (
        <Menu
          shell={shell}
          label="This collection"
          at={at.value}
          groups={groups}
          onClose={() => {
            at.value = null;
          }}
        />
      )}
    </>
  );
}

/** The rules as chips, or as Python where the page has no chips for them; and what was done by hand. */
function RulesLine({ shell, store, info }: HeadProps & { readonly info: CollectionInfo }): JSX.Element {
  const { shelf, model, counts } = store;
  const { filters = [], search = "", sort = [] } = info.query ?? {};
  const infos = model.session.hello.value?.facets ?? [];
  const [order] = sort;
  return (
    <div class="rules-line">
      {!info.code && <span class="muted">Put together by hand.</span>}
      {info.code && !info.query && <code title={info.code}>{info.code}</code>}
      {info.query && (
        <ul class="filters" aria-label="Rules">
          <li class="muted">where</li>
          {filters.map((filter) => (
            <Rule key={`${filter.field}${filter.op}${filter.values}`} isGone={isGone(filter)}>
              {filterText(filter, infos, counts.counts.value, model.ontology.value)}
            </Rule>
          ))}
          {search && <Rule>title contains "{search}"</Rule>}
          {!filters.length && !search && <Rule>every item</Rule>}
          {order && (
            <li class="muted">
              order by {sortLabel(order.field, model.session.hello.value?.sorts ?? [])} {order.descending ? "↓" : "↑"}
            </li>
          )}
        </ul>
      )}
      <CommandButton shell={shell} id="build.edit" class="small">
        <Icon name="plus" /> and
      </CommandButton>
      {info.code && (
        <button
          type="button"
          class="btn icon"
          aria-label="Copy the rules as Python"
          title={info.code}
          onClick={() => void shell.copy(info.code ?? "", "Python copied")}
        >
          <Icon name="copy" />
        </button>
      )}
      <span class="spread" />
      <Parts shelf={shelf} info={info} />
    </div>
  );
}

interface RuleProps {
  readonly children: ComponentChildren;
  readonly isGone?: boolean;
}

function Rule({ children, isGone }: RuleProps): JSX.Element {
  return (
    <li class={isGone ? "filter rule is-gone" : "filter rule"}>
      {isGone && <Icon name="warn" />}
      <span>{children}</span>
    </li>
  );
}

function Parts({ shelf, info }: { readonly shelf: Shelf; readonly info: CollectionInfo }): JSX.Element | null {
  const { added = 0, removed = 0 } = info;
  if (!info.code || (!added && !removed && !shelf.part.value)) return null;
  const part = (name: Part, words: string, title: string) => (
    <button
      type="button"
      class="btn"
      aria-pressed={shelf.part.value === name}
      title={title}
      onClick={() => void shelf.show(info.title, name)}
    >
      {words}
    </button>
  );
  return (
    <div class="segments" role="group" aria-label="Part shown">
      {part("", "all", "All that it holds")}
      {part("added", `+ ${n(added)}`, "Added by hand")}
      {part("removed", `− ${n(removed)}`, "Kept out by hand")}
    </div>
  );
}

/** What a refresh would change, before it does. */
function PlanLine({ shell, shelf }: { readonly shell: Shell; readonly shelf: Shelf }): JSX.Element | null {
  const plan = shelf.plan.value;
  if (!plan) return null;
  const close = () => {
    shelf.plan.value = null;
  };
  const isNothing = plan.added === 0 && plan.removed === 0;
  return (
    <div class="plan-line" role="status">
      {isNothing ? (
        <span>A refresh would change nothing.</span>
      ) : (
        <span>
          A refresh would add <b>{n(plan.added)}</b> and take out <b>{n(plan.removed)}</b>.
        </span>
      )}
      <span class="spread" />
      {!isNothing && (
        <CommandButton shell={shell} id="build.refreshed" class="main">
          Refresh
        </CommandButton>
      )}
      <button type="button" class="btn edge" onClick={close}>
        {isNothing ? "Close" : "Leave as it is"}
      </button>
    </div>
  );
}

function sortLabel(field: string, sorts: readonly { readonly field: string; readonly label: string }[]): string {
  return sorts.find((sort) => sort.field === field)?.label ?? field;
}
