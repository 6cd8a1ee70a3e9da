// Middle of the widget: filters, tiles, and what is shown where there are none.
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { EmptyStore } from "../ui/banner.tsx";
import type { Shell } from "../ui/shell.ts";
import type { FacetCounts } from "./counts.ts";
import { FilterBar, Filters } from "./filterbar.tsx";
import type { GridModel } from "./model.ts";
import { PredictBar } from "./predictbar.tsx";
import type { Predicting } from "./predicting.ts";
import type { GridView } from "./view.ts";

interface StageProps {
  readonly shell: Shell;
  readonly model: GridModel;
  readonly view: GridView;
  readonly counts: FacetCounts;
  readonly predicting: Predicting;
}

export function Stage(props: StageProps): JSX.Element {
  const { shell, model } = props;
  const hello = model.session.hello.value;
  if (hello && hello.project.items === 0) return <EmptyStore shell={shell} />;
  const isEmpty = hello !== null && model.rows.count.value === 0 && !model.querying.value;
  return (
    <>
      <FilterBar {...props} />
      <PredictBar shell={shell} predicting={props.predicting} />
      <SelectionBar {...props} />
      {!hello && <Skeleton />}
      {isEmpty && <EmptyResult {...props} />}
      <Tiles {...props} isHidden={isEmpty || !hello} />
    </>
  );
}

interface TilesProps {
  readonly model: GridModel;
  readonly view: GridView;
  readonly isHidden: boolean;
}

/** The scroller is plain DOM; this gives it a place and its roles. */
export function Tiles({ model, view, isHidden }: TilesProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const { root } = view.scroller;
  useLayoutEffect(() => {
    root.tabIndex = 0;
    root.dataset.home = "";
    root.setAttribute("role", "grid");
    root.setAttribute("aria-multiselectable", "true");
    root.setAttribute("aria-label", "Items");
    place.current?.append(root);
    view.scroller.relayout();
  }, []);
  useKeptFocus(root, isHidden);
  view.motion.value;
  const { lines, columns, heading, sections } = view.scroller.geometry;
  root.setAttribute("aria-rowcount", String(lines + (heading ? sections.length : 0)));
  root.setAttribute("aria-colcount", String(columns));
  const active = view.scroller.idOf(view.focus.value);
  if (active) root.setAttribute("aria-activedescendant", active);
  else root.removeAttribute("aria-activedescendant");
  root.setAttribute("aria-busy", String(model.querying.value));
  return <div class="tiles" ref={place} hidden={isHidden} />;
}

/** Tiles that go from the screen with the focus would give the next keys to the notebook: the widget holds it for them. */
function useKeptFocus(root: HTMLElement, isHidden: boolean): void {
  const was = useRef(isHidden);
  const hadFocus = was.current !== isHidden && root.matches(":focus");
  was.current = isHidden;
  useLayoutEffect(() => {
    const surface = root.closest<HTMLElement>(".nbl");
    if (isHidden && hadFocus) surface?.focus({ preventScroll: true });
    if (!isHidden && surface?.matches(":focus")) root.focus({ preventScroll: true });
  }, [isHidden]);
}

/** After the page is selected: how to select all that matches. */
export function SelectionBar({ model, view, shell }: Omit<StageProps, "counts" | "predicting">): JSX.Element | null {
  view.motion.value;
  const total = model.rows.count.value;
  const selected = model.selectedCount.value;
  const isAll = selected === total && total > 0;
  const isPage = selected > 0 && !isAll && view.selecting.isPageSelected();
  if (!isPage && !(isAll && selected > 1)) return null;
  return (
    <div class="selectbar" role="status">
      {isAll ? (
        <span>
          All <b>{total.toLocaleString("en")}</b> matching items are selected.
        </span>
      ) : (
        <span>
          All <b>{selected.toLocaleString("en")}</b> items of this page are selected.
        </span>
      )}
      {!isAll && (
        <button type="button" class="btn" onClick={() => view.selecting.selectPage()}>
          Select all {total.toLocaleString("en")} matching
        </button>
      )}
      <button type="button" class="btn" onClick={() => shell.commands.run("select.none")}>
        Clear selection
      </button>
    </div>
  );
}

function EmptyResult({ model, counts }: StageProps): JSX.Element {
  const { filters = [], search = "", receipt } = model.query.value;
  const n = filters.length + (search ? 1 : 0) + (receipt ? 1 : 0);
  return (
    <div class="empty">
      <h2>{n ? `No items match ${n} ${n === 1 ? "filter" : "filters"}` : "This view has no items"}</h2>
      {n > 0 && <Filters model={model} counts={counts} />}
    </div>
  );
}

export function Skeleton(): JSX.Element {
  return (
    <div class="tiles-skeleton" aria-hidden="true">
      {Array.from({ length: 48 }, (_, index) => (
        <span key={index} class="skeleton" />
      ))}
    </div>
  );
}
