// Left panel: collections, saved filters, facets. One tab stop; arrows walk, Left and Right close and open.
import type { JSX } from "preact";
import type { Shell } from "../ui/shell.ts";
import { Facets } from "./facets.tsx";
import { Collections, KeptViews } from "./lists.tsx";
import { keepStop, rove } from "./rove.ts";
import type { ExplorerStore } from "./store.ts";

interface PanelProps {
  readonly shell: Shell;
  readonly store: ExplorerStore;
}

export function Panel({ shell, store }: PanelProps): JSX.Element {
  return (
    <div class="facets explorer-panel" role="group" aria-label="Filters" onKeyDown={rove} onFocusIn={keepStop}>
      <Collections shell={shell} store={store} />
      <KeptViews shell={shell} store={store} />
      <Facets store={store} />
    </div>
  );
}
