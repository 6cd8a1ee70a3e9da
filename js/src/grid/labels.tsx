// Right panel: the questions, what the items aimed at answer, and what can be done to them.
import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Status } from "../core/types.ts";
import type { AnswerPart, QuestionInfo } from "../protocol.gen.ts";
import { CommandButton } from "../ui/command-button.tsx";
import { Form } from "../ui/form.tsx";
import type { Shell } from "../ui/shell.ts";
import { type Aim, answersText, DIRECT_LIMIT } from "./aim.ts";
import { type Answering, STATUSES } from "./answering.ts";
import type { GridModel } from "./model.ts";

interface LabelsProps {
  readonly shell: Shell;
  readonly model: GridModel;
  readonly answering: Answering;
  /** What else can be done to the items aimed at. */
  readonly more?: ComponentChildren;
}

export function Labels(props: LabelsProps): JSX.Element {
  const { model, answering } = props;
  const aim = answering.aim.value;
  return (
    <div class="labels">
      <section class="aim">
        <AimLine {...props} aim={aim} />
        {props.more}
        {answering.paints.value && <Brush answering={answering} />}
      </section>
      <section class="questions">
        {model.ontology.value.questions.map((question) => (
          <OneQuestion key={question.id} {...props} aim={aim} question={question} />
        ))}
      </section>
      <StatusPart {...props} aim={aim} />
    </div>
  );
}

/** Which items the keys act on. */
function AimLine({ shell, model, answering, aim }: LabelsProps & { readonly aim: Aim | null }): JSX.Element {
  const selected = model.selectedCount.value;
  const title = aim?.rows?.[0]?.title;
  const refused = model.session.hello.value?.bulk_refused ?? "";
  const why = refused || (selected === 0 ? "Select items to classify them together." : "");
  return (
    <>
      <p class="aim-line">
        {selected > 0 ? (
          <b>{selected.toLocaleString("en")} selected</b>
        ) : (
          <span class={title ? "title" : "muted"} title={title}>
            {title ?? "Nothing selected"}
          </span>
        )}
        {answering.working.value > 0 && <span class="muted">saving…</span>}
        {selected > 0 && <CommandButton shell={shell} id="select.none" icon="close" />}
      </p>
      <button
        type="button"
        class="btn main tall wide"
        disabled={why !== ""}
        aria-describedby="why-not"
        title={why || undefined}
        onClick={() => shell.commands.run("label.bulk")}
      >
        {selected > 0 ? `Classify ${selected.toLocaleString("en")}…` : "Classify…"}
      </button>
      <p class="muted plan-first" id="why-not">
        {why || (selected > DIRECT_LIMIT && "An answer for so many shows the plan first.")}
      </p>
    </>
  );
}

/** What a drag paints with. */
function Brush({ answering }: { readonly answering: Answering }): JSX.Element {
  const armed = answering.armed.value;
  if (!armed) return <p class="muted">Press a class key or choose an option, then drag over tiles.</p>;
  return (
    <p class="brush">
      <i class="swatch" style={{ "--chip": armed.color }} /> Drag to paint <b>{armed.label}</b>, <kbd>Alt</kbd> erases
    </p>
  );
}

interface QuestionProps extends LabelsProps {
  readonly aim: Aim | null;
  readonly question: QuestionInfo;
}

function OneQuestion({ model, answering, aim, question }: QuestionProps): JSX.Element {
  const common = answering.commonOf(aim, question.id);
  const isPainting = answering.paints.value;
  const armed = answering.armed.value;
  const shown = isPainting ? (armed?.root === question.id ? armed.answers : []) : (common ?? []);
  const ontology = model.ontology.value;
  const active = answering.question.value?.id ?? 0;
  const own = answering.root.value?.id === question.id ? active : 0;
  const isOff = aim === null && !isPainting;
  // A key changes one of the questions, and the kernel's answer to it none: the others are not drawn again.
  const form = useMemo(
    () => (
      <Form
        ontology={ontology}
        root={question.id}
        answers={shown}
        active={own}
        disabled={isOff}
        onActive={(id) => {
          answering.active.value = id;
        }}
        onAnswer={(part) => give(answering, model, part)}
      />
    ),
    [ontology, question, answersText(shown), own, isOff, answering, model],
  );
  return (
    <div class="one">
      {form}
      {common === null && aim?.rows && !isPainting && <p class="muted mixed">The answers of these items differ.</p>}
    </div>
  );
}

/** A click in the form does what the key of that option does. */
function give(answering: Answering, model: GridModel, part: AnswerPart): void {
  const ontology = model.ontology.peek();
  const question = ontology.question(part.question);
  const option = question?.options?.find(({ id }) => part.options?.at(-1) === id);
  if (question && option && answering.paints.peek()) answering.arm(question, option);
  else answering.give(part);
}

const STATUS_WORDS: Record<Status, string> = { annotate: "Annotate", review: "Review", complete: "Complete" };

function StatusPart({ answering, aim }: { readonly answering: Answering; readonly aim: Aim | null }): JSX.Element {
  const rows = aim?.rows ?? [];
  return (
    <section class="statuses">
      <p class="head" id="status-heading">
        Status <kbd>s</kbd>
      </p>
      <div class="segments" role="group" aria-labelledby="status-heading">
        {STATUSES.map((status) => (
          <button
            key={status}
            type="button"
            class="btn"
            disabled={aim === null}
            aria-pressed={rows.length > 0 && rows.every((row) => row.status === status)}
            onClick={() => answering.setStatus(status)}
          >
            {STATUS_WORDS[status]}
          </button>
        ))}
      </div>
    </section>
  );
}
