import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { countingOf, frameOf } from "../core/timeline.ts";
import { type Choice, Picker } from "../ui/picker.tsx";
import { Sheet } from "../ui/sheet.tsx";
import type { Shell } from "../ui/shell.ts";
import { number } from "./controls.tsx";
import type { LabelerParts } from "./parts.ts";

/** Find a label by its letters and put it on the picture. */
export function LabelPicker({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { model, shell, stage } = parts;
  const pick = ({ path, question, option }: Choice) => {
    const row = model.seen.peek();
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
  const count = model.rows.count.value;
  const go = (typed: string) => {
    const place = Number(typed.replace(/[\s,]/g, ""));
    if (!Number.isInteger(place) || place < 1) return;
    stage.close();
    model.go(Math.min(count, place) - 1);
  };
  return (
    <Asked shell={shell} title="Go to item" hint={`1 to ${number(count)}`} onGo={go} onClose={() => stage.close()} />
  );
}

/** Go to a frame by its number, or by its time. */
export function GoToFrame({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { model, reel, shell, stage } = parts;
  const timeline = reel.timeline.value;
  const counting = countingOf(model.current.value?.kind ?? "");
  const { noun, first } = counting;
  const go = (typed: string) => {
    const frame = frameOf(typed, timeline, counting);
    if (frame === null) return;
    stage.close();
    reel.pause();
    reel.seek(frame);
  };
  const span = `${first} to ${number(timeline.last + first)}`;
  const hint = timeline.hasTime ? `${span}, or a time such as 0:04.5` : span;
  return <Asked shell={shell} title={`Go to ${noun}`} hint={hint} onGo={go} onClose={() => stage.close()} />;
}

interface AskedProps {
  readonly shell: Shell;
  readonly title: string;
  readonly hint: string;
  readonly onGo: (typed: string) => void;
  readonly onClose: () => void;
}

function Asked({ shell, title, hint, onGo, onClose }: AskedProps): JSX.Element {
  const typed = useSignal("");
  return (
    <Sheet shell={shell} title={title} heading={false} onClose={onClose}>
      <div class="finder">
        <input
          type="text"
          inputMode="numeric"
          aria-label={`${title}: ${hint}`}
          placeholder={hint}
          value={typed.value}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") onGo(typed.value);
          }}
        />
        <kbd>Enter</kbd>
      </div>
    </Sheet>
  );
}
