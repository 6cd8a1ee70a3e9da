import type { JSX } from "preact";
import { kindOf, type Ontology, optionKey } from "../core/ontology.ts";
import type { AnswerPart, OptionInfo, QuestionInfo } from "../protocol.gen.ts";
import { NumberField, TextField } from "./fields.tsx";
import { Icon } from "./icons.tsx";
import { inkOn } from "./theme.ts";

export interface FormProps {
  readonly ontology: Ontology;
  /** The question at the top of the tree. */
  readonly root: number;
  readonly answers: readonly AnswerPart[];
  readonly onAnswer: (part: AnswerPart) => void;
  /** The question that number keys answer now; its options show their keys. */
  readonly active?: number;
  readonly onActive?: (question: number) => void;
  /** Enter in a field: done with this question. */
  readonly onConfirm?: () => void;
  /** Large buttons, as where one picture is labelled at a time. */
  readonly large?: boolean;
  /** The option that was chosen a moment ago and is lit up for it. */
  readonly flash?: number;
  readonly disabled?: boolean;
}

/** A question and, under the chosen options, its sub-questions. */
export function Form(props: FormProps): JSX.Element | null {
  const question = props.ontology.question(props.root);
  return question ? (
    <div class={`form ${props.large ? "large" : ""}`}>
      <Question {...props} question={question} />
    </div>
  ) : null;
}

interface QuestionProps extends FormProps {
  readonly question: QuestionInfo;
}

function Question(props: QuestionProps): JSX.Element {
  const { question, active, answers } = props;
  const isActive = active === question.id;
  const part = answers.find((answer) => answer.question === question.id);
  return (
    <fieldset class={`question ${isActive ? "active" : ""}`} data-question={question.id} disabled={props.disabled}>
      <legend>
        <span class="name" title={question.description || undefined}>
          {question.name}
        </span>
        {question.required && !part && <span class="due" title="Required" role="img" aria-label="required" />}
        {question.description && (
          <span class="about" title={question.description}>
            <Icon name="info" />
            <span class="spoken">{question.description}</span>
          </span>
        )}
      </legend>
      {question.description && props.large && <p class="muted help">{question.description}</p>}
      <Answer {...props} part={part} isActive={isActive || active === undefined} />
      <Below {...props} part={part} />
    </fieldset>
  );
}

interface AnswerProps extends QuestionProps {
  readonly part: AnswerPart | undefined;
  readonly isActive: boolean;
}

function Answer(props: AnswerProps): JSX.Element | null {
  const { question, part, onAnswer, onActive, onConfirm } = props;
  const activate = () => onActive?.(question.id);
  switch (kindOf(question)) {
    case "radio":
    case "checklist":
      return <Options {...props} />;
    case "number":
      return (
        <NumberField
          question={question}
          value={part?.number ?? null}
          onFocus={activate}
          onEnter={() => onConfirm?.()}
          onValue={(number) => onAnswer({ question: question.id, number })}
        />
      );
    case "text":
      return (
        <TextField
          question={question}
          value={part?.text ?? ""}
          onFocus={activate}
          onEnter={() => onConfirm?.()}
          onValue={(text) => onAnswer({ question: question.id, text })}
        />
      );
    case null:
      return null;
  }
}

function Options({ question, part, isActive, onAnswer, flash, active }: AnswerProps): JSX.Element {
  const chosen = part?.options ?? [];
  return (
    <div class="options">
      {(question.options ?? []).map((option, index) => (
        <Option
          key={option.id}
          option={option}
          hotkey={isActive && active !== undefined ? optionKey(question, index) : ""}
          several={question.kind === "checklist"}
          chosen={chosen.includes(option.id)}
          flash={flash === option.id}
          onChoose={() => onAnswer(choose(question, chosen, option.id))}
        />
      ))}
    </div>
  );
}

interface OptionProps {
  readonly option: OptionInfo;
  readonly hotkey: string;
  readonly several: boolean;
  readonly chosen: boolean;
  readonly flash: boolean;
  readonly onChoose: () => void;
}

function Option({ option, hotkey, several, chosen, flash, onChoose }: OptionProps): JSX.Element {
  const { name, color, description, questions } = option;
  return (
    <button
      type="button"
      class={`option ${chosen ? "chosen" : ""} ${flash ? "flash" : ""}`}
      style={{ "--chip": color, "--chip-ink": inkOn(color) }}
      aria-pressed={chosen}
      aria-keyshortcuts={hotkey || undefined}
      title={description || undefined}
      onClick={onChoose}
    >
      <i class={`mark ${several ? "several" : ""}`} aria-hidden="true">
        {chosen && <Icon name="check" />}
      </i>
      <span class="name">{name}</span>
      {questions?.length ? (
        <span class="muted" title="Opens more questions">
          <Icon name="open" />
        </span>
      ) : null}
      {hotkey && <kbd>{hotkey}</kbd>}
    </button>
  );
}

function Below(props: AnswerProps | (QuestionProps & { readonly part: AnswerPart | undefined })): JSX.Element | null {
  const { question, part } = props;
  const opened = (question.options ?? []).filter(
    ({ id, questions }) => part?.options?.includes(id) && questions?.length,
  );
  if (!opened.length) return null;
  return (
    <div class="below">
      {opened.map((option) => (
        <div key={option.id} style={{ "--chip": option.color }}>
          {opened.length > 1 && <p class="muted">{option.name}</p>}
          {(option.questions ?? []).map((child) => (
            <Question key={child.id} {...props} question={child} />
          ))}
        </div>
      ))}
    </div>
  );
}

/** What choosing an option means: a radio takes it, a checklist takes it or gives it back. */
export function choose(question: QuestionInfo, chosen: readonly number[], option: number): AnswerPart {
  if (question.kind !== "checklist") return { question: question.id, options: [option] };
  const order = (question.options ?? []).map(({ id }) => id);
  const options = chosen.includes(option) ? chosen.filter((id) => id !== option) : [...chosen, option];
  return { question: question.id, options: options.sort((a, b) => order.indexOf(a) - order.indexOf(b)) };
}
