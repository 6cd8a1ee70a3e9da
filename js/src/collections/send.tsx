// "Send to annotate": what the members are answered with on the way, and the task that is made of them (S0.26).
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { n } from "../core/number.ts";
import { isGiven } from "../core/ontology.ts";
import type { Status } from "../core/types.ts";
import { STATUSES } from "../grid/answering.ts";
import type { AnswerPart } from "../protocol.gen.ts";
import { Form } from "../ui/form.tsx";
import { Asking, type FormSheetProps, TextLine, Tick } from "./asking.tsx";

type Allocation = "distribution" | "pulling";

export function SendSheet({ shell, store, title, onClose }: FormSheetProps): JSX.Element {
  const { shelf, model } = store;
  const ontology = model.ontology.value;
  const people = model.session.hello.value?.people ?? [];
  const info = shelf.list.value?.find((known) => known.title === title);
  const [question, answers] = [useSignal(0), useSignal<readonly AnswerPart[]>([])];
  const [override, reopen, task] = [useSignal(false), useSignal(false), useSignal("")];
  const left = useSignal<readonly Status[]>([]);
  const [chosen, allocation] = [useSignal<readonly string[]>([]), useSignal<Allocation>("distribution")];
  const isAnswered = answers.value.some((part) => part.question === question.value && isGiven(part));
  const statuses = STATUSES.filter((status) => !left.value.includes(status));
  const name = task.value.trim();
  const count = info?.items ?? 0;
  const noun = info?.frames ? "frame" : "item";
  const send = () =>
    shelf.write("send", {
      title,
      reopen: reopen.value,
      ...(isAnswered ? { question: question.value, answers: [...answers.value], override: override.value } : {}),
      ...(isAnswered && left.value.length ? { statuses } : {}),
      ...(name ? { task: name, allocation: allocation.value } : {}),
      ...(name && allocation.value === "distribution" ? { people: [...chosen.value] } : {}),
    });
  const turn = (person: string) => {
    const has = chosen.value.includes(person);
    chosen.value = has ? chosen.value.filter((known) => known !== person) : [...chosen.value, person];
  };
  return (
    <Asking
      shell={shell}
      heading={`Send ${title} to annotate`}
      broad
      label={`Send ${n(count)} ${count === 1 ? noun : `${noun}s`}`}
      canSend={isAnswered ? statuses.length > 0 : reopen.value || name !== ""}
      hint="All of it or, if anything fails, nothing. It can be undone."
      send={send}
      onClose={onClose}
    >
      <label class="pick">
        <span>Classify on the way</span>
        <select
          class="field"
          value={question.value}
          onChange={(event) => {
            question.value = Number(event.currentTarget.value);
            answers.value = [];
          }}
        >
          <option value={0}>Not at all</option>
          {ontology.questions.map((asked) => (
            <option key={asked.id} value={asked.id}>
              {asked.name}
            </option>
          ))}
        </select>
      </label>
      {question.value !== 0 && (
        <>
          <Form
            ontology={ontology}
            root={question.value}
            answers={answers.value}
            onAnswer={(part) => {
              answers.value = ontology.answer(question.value, answers.peek(), part);
            }}
          />
          <Tick value={override}>Replace other answers</Tick>
          <Narrowing left={left} noun={noun} />
        </>
      )}
      <Tick value={reopen}>Bring back what is in review or complete (it stays there otherwise)</Tick>
      <TextLine label="Make a task of it" value={task} placeholder="No task" most={300} />
      {name && (
        <div class="allocation" role="radiogroup" aria-label="Who gets which items">
          {(["distribution", "pulling"] as const).map((way) => (
            <label key={way} class="check-line">
              <input
                type="radio"
                name="allocation"
                checked={allocation.value === way}
                onChange={() => {
                  allocation.value = way;
                }}
              />
              {way === "distribution" ? "Shared out now" : "Pulled: whoever is free gets the next item"}
            </label>
          ))}
        </div>
      )}
      {name && allocation.value === "distribution" && people.length > 0 && (
        <fieldset class="people">
          <legend class="muted">Among</legend>
          {people.map((person) => (
            <label key={person} class="check-line">
              <input type="checkbox" checked={chosen.value.includes(person)} onChange={() => turn(person)} />
              {person}
            </label>
          ))}
        </fieldset>
      )}
    </Asking>
  );
}

/** Which members are classified, by status; the others are sent as they are. */
function Narrowing({ left, noun }: { readonly left: Signal<readonly Status[]>; readonly noun: string }): JSX.Element {
  return (
    <fieldset class="people in-row">
      <legend class="muted">Classify the {noun}s in</legend>
      {STATUSES.map((status) => (
        <label key={status} class="check-line">
          <input
            type="checkbox"
            checked={!left.value.includes(status)}
            onChange={(event) => {
              const others = left.value.filter((known) => known !== status);
              left.value = event.currentTarget.checked ? others : [...others, status];
            }}
          />
          {status}
        </label>
      ))}
    </fieldset>
  );
}
