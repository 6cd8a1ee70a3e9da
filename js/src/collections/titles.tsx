import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { n } from "../core/number.ts";
import { Asking, type FormSheetProps, TextLine } from "./asking.tsx";

const SHOWN = 100;

/** Add items by a list of their titles; what no item has, or several have, is told one by one. */
export function TitlesSheet({ shell, store, title, onClose }: FormSheetProps): JSX.Element {
  const { shelf } = store;
  const typed = useSignal("");
  const problems = useSignal<readonly (readonly string[])[]>([]);
  const titles = [
    ...new Set(
      typed.value
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean),
    ),
  ];
  const send = async () => {
    const change = await shelf.write("collect_titles", { title, titles });
    problems.value = change.problems ?? [];
    if (!problems.value.length) return change;
    if (change.op) shell.done(change);
    typed.value = problems.value.map(([name]) => name).join("\n");
    return null;
  };
  return (
    <Asking
      shell={shell}
      heading={`Add items to ${title} by their titles`}
      label={titles.length ? `Add ${n(titles.length)}` : "Add"}
      canSend={titles.length > 0}
      hint="One title a line, as they stand under the pictures."
      send={send}
      onClose={onClose}
    >
      <TextLine label="Titles" value={typed} rows={8} />
      {problems.value.length > 0 && (
        <div role="alert">
          <p class="problem">{n(problems.value.length)} could not be added; they stand above:</p>
          <ul class="not-found">
            {problems.value.slice(0, SHOWN).map(([name = "", reason = ""]) => (
              <li key={name}>
                <b>{name}</b> <span class="muted">{reason}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Asking>
  );
}
