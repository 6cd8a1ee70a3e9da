import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Sheet } from "./sheet.tsx";
import type { Shell } from "./shell.ts";

interface AskedProps {
  readonly shell: Shell;
  readonly title: string;
  /** What to type. */
  readonly hint: string;
  readonly numeric?: boolean;
  /** Told on Enter; what is wrong with it, or "" to close. */
  readonly take: (typed: string) => string;
  readonly onClose: () => void;
}

/** One line to type, taken by Enter. */
export function Asked({ shell, title, hint, numeric, take, onClose }: AskedProps): JSX.Element {
  const problem = useSignal("");
  const enter = (typed: string) => {
    problem.value = take(typed.trim());
    if (!problem.peek()) onClose();
  };
  return (
    <Sheet shell={shell} title={title} onClose={onClose}>
      <div class="finder">
        <input
          type="text"
          inputMode={numeric ? "numeric" : "text"}
          maxLength={2000}
          aria-label={`${title}: ${hint}`}
          placeholder={hint}
          autocomplete="off"
          aria-invalid={problem.value ? true : undefined}
          onKeyDown={(event) => event.key === "Enter" && enter(event.currentTarget.value)}
        />
        <kbd>Enter</kbd>
      </div>
      <p class="problem asked" role="status">
        {problem.value}
      </p>
    </Sheet>
  );
}

interface GoToProps {
  readonly shell: Shell;
  readonly count: number;
  readonly onGo: (place: number) => void;
  readonly onClose: () => void;
}

/** `g`, a number, Enter: the item of that place comes into view. */
export function GoToItem({ shell, count, onGo, onClose }: GoToProps): JSX.Element {
  const hint = `1 to ${count.toLocaleString("en")}`;
  const take = (typed: string) => {
    const number = Number(typed.replace(/[\s,_]/g, ""));
    if (!Number.isInteger(number) || number < 1 || number > count) return `Type a number from ${hint}.`;
    // Where the focus goes is said last.
    queueMicrotask(() => onGo(number - 1));
    return "";
  };
  return <Asked shell={shell} title="Go to item" hint={hint} numeric take={take} onClose={onClose} />;
}
