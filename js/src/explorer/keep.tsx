// Keep the view as it is shown now under a name.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Sheet } from "../ui/sheet.tsx";
import type { Shell } from "../ui/shell.ts";
import type { ExplorerStore } from "./store.ts";

interface KeepProps {
  readonly shell: Shell;
  readonly store: ExplorerStore;
  readonly onClose: () => void;
}

export function KeepSheet({ shell, store, onClose }: KeepProps): JSX.Element {
  const name = useSignal("");
  useEffect(() => void store.kept.load(), []);
  const wanted = name.value.trim();
  const isKnown = store.kept.found.value?.some((view) => view.name === wanted) ?? false;
  const keep = async (event: Event) => {
    event.preventDefault();
    const typed = name.peek().trim();
    if (!typed) return;
    onClose();
    const change = await shell.write("keep_view", { name: typed });
    if (!change) return;
    shell.done(change);
    await store.kept.load();
  };
  return (
    <Sheet shell={shell} title="Keep this filter" onClose={onClose}>
      <form class="bulk keep" onSubmit={(event) => void keep(event)}>
        <div class="scroll">
          <label class="pick">
            <span>Name</span>
            <input
              class="field"
              autocomplete="off"
              maxLength={200}
              value={name.value}
              onInput={(event) => {
                name.value = event.currentTarget.value;
              }}
            />
          </label>
          <pre class="kept-code">{store.model.code.value}</pre>
          <p class="muted" role="status">
            {isKnown
              ? `There is a filter of this name: it is replaced.`
              : "Filters, search, order and groups are kept, not the items."}
          </p>
        </div>
        <footer>
          <span class="spread" />
          <button type="button" class="btn edge tall" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="btn main tall" aria-disabled={!wanted || undefined}>
            {isKnown ? "Replace" : "Keep"}
          </button>
        </footer>
      </form>
    </Sheet>
  );
}
