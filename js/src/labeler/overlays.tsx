import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { type Choice, Picker } from "../ui/picker.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { number } from "./controls.tsx";
import type { LabelerParts } from "./parts.ts";

/** Find a label by its letters and put it on the picture. */
export function LabelPicker({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { model, shell, stage } = parts;
  const pick = ({ path, question, option }: Choice) => {
    const row = model.current.peek();
    if (!row) return;
    const ticked = row.answers?.find((part) => part.question === question.id)?.options ?? [];
    const options = question.kind === "checklist" ? [...new Set([...ticked, option.id])] : [option.id];
    const above = path.map((step) => ({ question: step.question, options: [step.option] }));
    model.answerAll(row.id, [...above, { question: question.id, options }]);
  };
  return (
    <Picker
      shell={shell}
      ontology={model.ontology.value}
      recent={model.recent.value}
      title="Find a label"
      onPick={pick}
      onClose={() => stage.close()}
    />
  );
}

/** Go to an item by its number. */
export function GoTo({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { model, shell, stage } = parts;
  const typed = useSignal("");
  const count = model.rows.count.value;
  const go = () => {
    const place = Number(typed.value.replace(/[\s,]/g, ""));
    if (!Number.isInteger(place) || place < 1) return;
    stage.close();
    model.go(Math.min(count, place) - 1);
  };
  return (
    <Sheet shell={shell} title="Go to item" heading={false} onClose={() => stage.close()}>
      <div class="finder">
        <input
          type="text"
          inputMode="numeric"
          aria-label="Number of the item"
          placeholder={`1 to ${number(count)}`}
          value={typed.value}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") go();
          }}
        />
        <kbd>Enter</kbd>
      </div>
    </Sheet>
  );
}
