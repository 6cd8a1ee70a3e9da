import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Sheet } from "../ui/sheet.tsx";
import type { Shell } from "../ui/shell.ts";

interface GoToProps {
  readonly shell: Shell;
  readonly count: number;
  readonly onGo: (place: number) => void;
  readonly onClose: () => void;
}

/** `g`, a number, Enter: the item of that place comes into view. */
export function GoTo({ shell, count, onGo, onClose }: GoToProps): JSX.Element {
  const problem = useSignal("");
  const last = count.toLocaleString("en");
  const go = (typed: string) => {
    const number = Number(typed.replace(/[\s,_]/g, ""));
    if (!Number.isInteger(number) || number < 1 || number > count) {
      problem.value = `Type a number from 1 to ${last}.`;
      return;
    }
    onClose();
    onGo(number - 1);
  };
  return (
    <Sheet shell={shell} title="Go to item" onClose={onClose}>
      <div class="scroll goto">
        <input
          class="field"
          type="text"
          inputMode="numeric"
          aria-label={`Number of the item, 1 to ${last}`}
          placeholder={`1 to ${last}`}
          autocomplete="off"
          aria-invalid={problem.value ? true : undefined}
          onKeyDown={(event) => event.key === "Enter" && go(event.currentTarget.value.trim())}
        />
        <p class="problem" role="status">
          {problem.value}
        </p>
      </div>
    </Sheet>
  );
}
