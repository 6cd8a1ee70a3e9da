// "Add to a collection": one there is, or a new one with title and description (S0.16, S0.17).
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useId } from "preact/hooks";
import { rank } from "../core/fuzzy.ts";
import { sentence } from "../grid/model.ts";
import type { CollectionInfo, Target } from "../protocol.gen.ts";
import { Icon } from "../ui/icons.tsx";
import { Sheet } from "../ui/sheet.tsx";
import type { Shell } from "../ui/shell.ts";
import { nounOf } from "./query.ts";
import type { ExplorerStore } from "./store.ts";

interface Meant {
  readonly target: Target;
  readonly count: number;
  /** All that match: such a collection may be live. */
  readonly isAll: boolean;
}

interface CollectProps {
  readonly shell: Shell;
  readonly store: ExplorerStore;
  readonly meant: Meant;
  readonly onClose: () => void;
}

const SHOWN = 8;

export function CollectSheet({ shell, store, meant, onClose }: CollectProps): JSX.Element {
  const { collections, model } = store;
  const [title, description] = [useSignal(""), useSignal("")];
  const [at, live, problem, isBusy] = [useSignal(-1), useSignal(false), useSignal(""), useSignal(false)];
  const listId = useId();
  useEffect(() => void collections.load(), []);
  /** What the typed title means; Enter may come before it is drawn. */
  const meaning = () => {
    const [typed, all] = [title.value.trim(), collections.found.value ?? []];
    const candidates = all.map((info) => ({ id: info.title, words: info.title, info }));
    const found = rank(typed, candidates).slice(0, SHOWN);
    const chosen = all.find((info) => info.title === typed) ?? found[at.value]?.candidate.info;
    return { typed, found, chosen };
  };
  const { typed, found, chosen } = meaning();
  const noun = nounOf(model.query.value, model.session.hello.value?.noun);
  const items = `${meant.count.toLocaleString("en")} ${meant.count === 1 ? noun : `${noun}s`}`;
  const submit = async (event: Event) => {
    event.preventDefault();
    const now = meaning();
    if ((!now.chosen && !now.typed) || isBusy.value) return;
    isBusy.value = true;
    problem.value = "";
    const fresh = { make: true, live: live.value, description: description.value.trim() };
    const args = { target: meant.target, title: now.chosen?.title ?? now.typed, ...(now.chosen ? {} : fresh) };
    try {
      const change = await model.session.write("collect", args);
      onClose();
      shell.done(change);
      void collections.load();
    } catch (error) {
      problem.value = sentence(error);
    }
    isBusy.value = false;
  };
  const key = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    at.value = Math.max(-1, Math.min(found.length - 1, at.value + step));
  };
  const write = (event: Event) => {
    title.value = (event.currentTarget as HTMLInputElement).value;
    at.value = -1;
  };
  return (
    <Sheet shell={shell} title={`Add ${items} to a collection`} onClose={onClose}>
      <form class="bulk collect" onSubmit={(event) => void submit(event)} aria-busy={isBusy.value}>
        <div class="scroll">
          <label class="pick">
            <span>Title</span>
            <input
              class="field"
              role="combobox"
              aria-expanded={found.length > 0}
              aria-controls={listId}
              aria-autocomplete="list"
              aria-activedescendant={at.value >= 0 ? `${listId}-${at.value}` : undefined}
              placeholder="A collection, or the title of a new one"
              autocomplete="off"
              maxLength={200}
              value={title.value}
              onInput={write}
              onKeyDown={key}
            />
          </label>
          <Known
            listId={listId}
            found={found.map(({ candidate }) => candidate.info)}
            chosen={chosen}
            onPick={(info) => {
              title.value = info.title;
              at.value = -1;
            }}
          />
          {collections.found.value === null && !collections.problem.value && (
            <p class="muted">Looking for collections…</p>
          )}
          {collections.problem.value && <p class="muted">{collections.problem.value}</p>}
          {typed && !chosen && (
            <>
              <label class="pick">
                <span>Description</span>
                <textarea
                  class="field"
                  rows={2}
                  value={description.value}
                  onInput={(event) => {
                    description.value = event.currentTarget.value;
                  }}
                />
              </label>
              {meant.isAll && (
                <label class="check-line">
                  <input
                    type="checkbox"
                    checked={live.value}
                    onChange={(event) => {
                      live.value = event.currentTarget.checked;
                    }}
                  />
                  Live: it holds whatever matches later, not just these
                </label>
              )}
            </>
          )}
          {problem.value && (
            <p class="problem" role="alert">
              {problem.value}
            </p>
          )}
        </div>
        <footer>
          <span class="muted spread">{typed || chosen ? "Its title becomes a tag of every member." : ""}</span>
          <button type="button" class="btn edge tall" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="btn main tall" aria-disabled={(!chosen && !typed) || isBusy.value || undefined}>
            {chosen ? `Add ${items}` : `Create with ${items}`}
          </button>
        </footer>
      </form>
    </Sheet>
  );
}

interface KnownProps {
  readonly listId: string;
  readonly found: readonly CollectionInfo[];
  readonly chosen: CollectionInfo | undefined;
  readonly onPick: (info: CollectionInfo) => void;
}

function Known({ listId, found, chosen, onPick }: KnownProps): JSX.Element {
  return (
    <div class="found known" id={listId} role="listbox" aria-label="Collections" tabIndex={-1}>
      {found.map((info, index) => (
        <div
          key={info.title}
          id={`${listId}-${index}`}
          class="find"
          role="option"
          tabIndex={-1}
          aria-selected={info === chosen}
          onClick={() => onPick(info)}
          onKeyDown={(event) => event.key === "Enter" && onPick(info)}
        >
          <Icon name="folder" />
          <span class="label">{info.title}</span>
          <span class="muted">{info.items.toLocaleString("en")}</span>
        </div>
      ))}
    </div>
  );
}
