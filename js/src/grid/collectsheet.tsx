// Add what is aimed at to a collection, found or made by typing its title.
import type { JSX } from "preact";
import type { Candidate } from "../core/fuzzy.ts";
import { Finder } from "../ui/finder.tsx";
import { Sheet } from "../ui/sheet.tsx";
import type { Shell } from "../ui/shell.ts";
import type { Aim } from "./aim.ts";
import type { GridParts } from "./store.ts";

interface Titled extends Candidate {
  readonly title: string;
  readonly isNew: boolean;
}

interface CollectProps {
  readonly shell: Shell;
  readonly store: GridParts;
  readonly aim: Aim;
  readonly onClose: () => void;
}

export function CollectSheet({ shell, store, aim, onClose }: CollectProps): JSX.Element {
  const { model, answering } = store;
  const count = aim.count.toLocaleString("en");
  const title = `Add ${aim.count === 1 ? "this item" : `${count} items`} to a collection`;
  const add = ({ title: name, isNew }: Titled) => {
    onClose();
    model.knowCollection(name);
    void answering.send("collect", { target: aim.target, title: name, make: isNew }, { count: 2, lost: null });
  };
  return (
    <Sheet shell={shell} title={title} heading={false} onClose={onClose}>
      <Finder
        label={title}
        candidates={(typed) => candidates(model.collections.value, typed.trim())}
        recent={model.recentCollections}
        nothing="Type a title to make a collection."
        row={({ isNew, title: name }, words) =>
          isNew ? (
            <span class="label">
              Make the collection <b>{name}</b>
            </span>
          ) : (
            words
          )
        }
        onPick={add}
      />
    </Sheet>
  );
}

/** Collections there are, and last the one that would be made. */
function candidates(known: readonly string[], typed: string): readonly Titled[] {
  const found = known.map((title) => ({ id: title, title, words: title, isNew: false }));
  if (!typed || known.includes(typed)) return found;
  return [...found, { id: `new ${typed}`, title: typed, words: `${typed} (new)`, isNew: true }];
}
