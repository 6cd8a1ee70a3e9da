import type { JSX } from "preact";

interface FindProps {
  readonly label: string;
  readonly typed: string;
  readonly onType: (text: string) => void;
  readonly onEnter?: () => void;
}

/** Letters to look for in a long list. */
export function FindField({ label, typed, onType, onEnter }: FindProps): JSX.Element {
  return (
    <input
      class="field find-value"
      type="search"
      data-stop
      tabIndex={-1}
      placeholder={label}
      aria-label={label}
      autocomplete="off"
      spellcheck={false}
      value={typed}
      onInput={(event) => onType(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Enter" && onEnter?.()}
    />
  );
}
