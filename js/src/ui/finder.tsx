import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { type Candidate, type Match, rank } from "../core/fuzzy.ts";
import { Icon } from "./icons.tsx";

export interface FinderProps<C extends Candidate> {
  readonly label: string;
  readonly candidates: readonly C[] | ((typed: string) => readonly C[]);
  readonly recent: readonly string[];
  readonly nothing: string;
  readonly isDisabled?: (candidate: C) => boolean;
  readonly row: (candidate: C, words: ComponentChildren) => ComponentChildren;
  readonly onPick: (candidate: C, stay: boolean) => void;
  /** Ctrl+C with nothing selected, on the chosen one. */
  readonly onCopy?: (candidate: C) => void;
  readonly children?: ComponentChildren;
}

const SHOWN = 60;

/** A field to type into and what it finds: arrows move, Enter picks, Shift+Enter picks and stays. */
export function Finder<C extends Candidate>(props: FinderProps<C>): JSX.Element {
  const typed = useSignal("");
  const at = useSignal(0);
  const list = useRef<HTMLDivElement>(null);
  const find = (words: string) => {
    const candidates = typeof props.candidates === "function" ? props.candidates(words) : props.candidates;
    return rank(words, candidates, props.recent).slice(0, SHOWN);
  };
  const found = find(typed.value);
  const chosen = Math.min(at.value, found.length - 1);
  useEffect(() => list.current?.querySelector("[aria-selected=true]")?.scrollIntoView?.({ block: "nearest" }));
  /** Enter may come before what was typed is drawn. */
  const findNow = () => {
    const now = find(typed.peek());
    return now[Math.min(at.peek(), now.length - 1)];
  };
  const pick = (match: Match<C> | undefined, stay: boolean) => {
    if (!match || props.isDisabled?.(match.candidate)) return;
    if (stay) typed.value = "";
    props.onPick(match.candidate, stay);
  };
  const key = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    const last = find(typed.peek()).length - 1;
    if (step !== undefined) at.value = Math.max(0, Math.min(last, Math.min(last, at.peek()) + step));
    else if (event.key === "Enter") pick(findNow(), event.shiftKey);
    else if (!isCopy(event) || !found[chosen]) return;
    else props.onCopy?.(found[chosen].candidate);
    event.preventDefault();
  };
  const write = (event: Event) => {
    typed.value = (event.currentTarget as HTMLInputElement).value;
    at.value = 0;
  };
  return (
    <>
      <div class="finder">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label={props.label}
          aria-expanded="true"
          aria-controls="found"
          aria-autocomplete="list"
          aria-activedescendant={found.length ? `found-${chosen}` : undefined}
          placeholder={props.label}
          autocomplete="off"
          spellcheck={false}
          value={typed.value}
          onInput={write}
          onKeyDown={key}
        />
      </div>
      <div class="found" id="found" role="listbox" tabIndex={-1} aria-label={props.label} ref={list}>
        {found.map((match, index) => (
          <div
            key={match.candidate.id}
            id={`found-${index}`}
            role="option"
            class="find"
            tabIndex={-1}
            aria-selected={index === chosen}
            aria-disabled={props.isDisabled?.(match.candidate) || undefined}
            onPointerMove={() => {
              at.value = index;
            }}
            onClick={(event) => pick(match, event.shiftKey)}
            onKeyDown={key}
          >
            {props.row(match.candidate, <Marked text={match.candidate.words} places={match.places} />)}
          </div>
        ))}
      </div>
      {!found.length && <p class="hint">{props.nothing}</p>}
      {props.children}
    </>
  );
}

function isCopy(event: KeyboardEvent): boolean {
  const field = event.currentTarget;
  const selected = field instanceof HTMLInputElement && field.selectionStart !== field.selectionEnd;
  return event.key.toLowerCase() === "c" && (event.ctrlKey || event.metaKey) && !selected;
}

/** Text with the typed characters set apart. */
function Marked({ text, places }: { readonly text: string; readonly places: readonly number[] }): JSX.Element {
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (let index = 0; index < places.length; ) {
    const start = places[index] ?? 0;
    let end = start;
    while (index < places.length && places[index] === end) {
      end++;
      index++;
    }
    parts.push(text.slice(from, start), <mark key={start}>{text.slice(start, end)}</mark>);
    from = end;
  }
  return (
    <span class="label">
      {parts}
      {text.slice(from)}
    </span>
  );
}
