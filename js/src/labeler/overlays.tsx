import type { JSX } from "preact";
import { countingOf, frameOf } from "../core/timeline.ts";
import { Asked, GoToItem } from "../ui/asked.tsx";
import { type Choice, Picker } from "../ui/picker.tsx";
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
  return <GoToItem shell={shell} count={count} onGo={(place) => model.go(place)} onClose={() => stage.close()} />;
}

/** Go to a frame by its number, or by its time. */
export function GoToFrame({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { model, reel, shell, stage } = parts;
  const timeline = reel.timeline.value;
  const counting = countingOf(model.current.value?.kind ?? "");
  const { noun, first } = counting;
  const span = `${first} to ${number(timeline.last + first)}`;
  const hint = timeline.hasTime ? `${span}, or a time such as 0:04.5` : span;
  const take = (typed: string) => {
    const frame = frameOf(typed, timeline, counting);
    if (frame === null) return `Type ${hint}.`;
    reel.pause();
    reel.seek(frame);
    return "";
  };
  return <Asked shell={shell} title={`Go to ${noun}`} hint={hint} numeric take={take} onClose={() => stage.close()} />;
}
