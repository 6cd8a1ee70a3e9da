// What every form of the builder shares: it is sent once, and a refusal is shown where it was asked.
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import type { Change } from "../core/types.ts";
import { sentence } from "../grid/model.ts";
import { Sheet } from "../ui/sheet.tsx";
import type { Shell } from "../ui/shell.ts";
import type { BuilderStore } from "./store.ts";

export interface FormSheetProps {
  readonly shell: Shell;
  readonly store: BuilderStore;
  readonly title: string;
  readonly onClose: () => void;
}

interface AskingProps {
  readonly shell: Shell;
  readonly heading: string;
  readonly label: string;
  readonly canSend: boolean;
  readonly hint?: string;
  readonly broad?: boolean;
  /** Sends it; null keeps the form open. */
  readonly send: () => Promise<Change | null>;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

export function Asking(props: AskingProps): JSX.Element {
  const { shell, heading, label, canSend, hint = "", broad = false, send, onClose } = props;
  const [isBusy, problem] = [useSignal(false), useSignal("")];
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!canSend || isBusy.value) return;
    isBusy.value = true;
    problem.value = "";
    try {
      const change = await send();
      if (change) {
        onClose();
        shell.done(change);
      }
    } catch (error) {
      problem.value = sentence(error);
    }
    isBusy.value = false;
  };
  return (
    <Sheet shell={shell} title={heading} broad={broad} onClose={onClose}>
      <form class="bulk asking" onSubmit={(event) => void submit(event)} aria-busy={isBusy.value}>
        <div class="scroll">
          {props.children}
          {problem.value && (
            <p class="problem" role="alert">
              {problem.value}
            </p>
          )}
        </div>
        <footer>
          <span class="muted spread">{hint}</span>
          <button type="button" class="btn edge tall" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="btn main tall" disabled={!canSend || isBusy.value}>
            {isBusy.value ? "Working…" : label}
          </button>
        </footer>
      </form>
    </Sheet>
  );
}

interface TextProps {
  readonly label: string;
  readonly value: Signal<string>;
  readonly placeholder?: string;
  readonly rows?: number;
  readonly most?: number;
}

/** A line of text, or several. */
export function TextLine({ label, value, placeholder, rows, most }: TextProps): JSX.Element {
  const write = (event: Event) => {
    value.value = (event.currentTarget as HTMLInputElement | HTMLTextAreaElement).value;
  };
  const id = useId();
  return (
    <div class="pick">
      <label for={id}>{label}</label>
      {rows ? (
        <textarea id={id} class="field" rows={rows} placeholder={placeholder} value={value.value} onInput={write} />
      ) : (
        <input
          id={id}
          class="field"
          placeholder={placeholder}
          autocomplete="off"
          maxLength={most}
          value={value.value}
          onInput={write}
        />
      )}
    </div>
  );
}

interface TickProps {
  readonly value: Signal<boolean>;
  readonly disabled?: boolean;
  readonly children: ComponentChildren;
}

export function Tick({ value, disabled, children }: TickProps): JSX.Element {
  return (
    <label class="check-line">
      <input
        type="checkbox"
        checked={value.value}
        disabled={disabled}
        onChange={(event) => {
          value.value = event.currentTarget.checked;
        }}
      />
      {children}
    </label>
  );
}
