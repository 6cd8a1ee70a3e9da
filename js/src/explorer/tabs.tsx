// Data, Labels, Predictions: the same filters over other rows.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { TABS, type Tab, tabOf } from "./query.ts";
import type { ExplorerStore } from "./store.ts";

export const PANEL_ID = "explorer-rows";

export function Tabs({ store }: { readonly store: ExplorerStore }): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const now = tabOf(store.model.wanted.value);
  const turn = (tab: Tab) => void store.turnTo(tab);
  const key = (event: KeyboardEvent) => {
    const at = TABS.findIndex(({ tab }) => tab === now);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: TABS.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const place = (to + TABS.length) % TABS.length;
    turn((TABS[place] as (typeof TABS)[number]).tab);
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[place]?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Rows" ref={list} onKeyDown={key}>
      {TABS.map(({ tab, label }, index) => (
        <button
          key={tab}
          id={`tab-${tab}`}
          type="button"
          role="tab"
          class="tab"
          aria-selected={tab === now}
          aria-controls={PANEL_ID}
          tabIndex={tab === now ? 0 : -1}
          title={`${label} (Alt+${index + 1}, t)`}
          onClick={() => turn(tab)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
