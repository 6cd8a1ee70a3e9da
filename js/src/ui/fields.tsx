import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { checkNumber, roundTo } from "../core/number.ts";
import type { QuestionInfo } from "../protocol.gen.ts";
import { Icon } from "./icons.tsx";

interface FieldProps<V> {
  readonly question: QuestionInfo;
  readonly value: V;
  readonly onFocus: () => void;
  readonly onEnter: () => void;
  readonly onValue: (value: V) => void;
}

/** A number as the question wants it; what does not fit is refused with a hint, before it is sent. */
export function NumberField({ question, value, onFocus, onEnter, onValue }: FieldProps<number | null>): JSX.Element {
  const typed = useSignal(textOf(value));
  // Enter moves the focus away, and leaving the field must not send the same number again.
  const sent = useRef(textOf(value));
  const problem = useSignal("");
  useEffect(() => {
    typed.value = textOf(value);
    sent.current = textOf(value);
    problem.value = "";
  }, [value]);
  const commit = (text: string) => {
    typed.value = text;
    problem.value = "";
    if (text.trim() === sent.current) return;
    const checked = text.trim() ? checkNumber(question, text) : { value: null };
    if ("problem" in checked) problem.value = checked.problem;
    else {
      sent.current = text.trim();
      onValue(checked.value);
    }
  };
  const step = question.step ?? 1;
  const move = (by: number) => {
    const from = value ?? (by > 0 ? (question.min ?? 0) - by : (question.max ?? 0) - by);
    commit(textOf(roundTo(from + by, step)));
  };
  const problemId = `problem-${question.id}`;
  return (
    <div class="number">
      <button type="button" class="btn edge icon" aria-label={`${question.name}: less`} onClick={() => move(-step)}>
        <Icon name="minus" />
      </button>
      <input
        class="field"
        type="text"
        inputMode="decimal"
        aria-label={question.name}
        aria-invalid={problem.value ? true : undefined}
        aria-describedby={problemId}
        placeholder={rangeOf(question)}
        autocomplete="off"
        value={typed.value}
        onFocus={onFocus}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
        onBlur={(event) => commit(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            commit(event.currentTarget.value);
            if (!problem.value) onEnter();
          }
          if (event.key === "ArrowUp" || event.key === "ArrowDown") {
            event.preventDefault();
            move(event.key === "ArrowUp" ? step : -step);
          }
        }}
      />
      <button type="button" class="btn edge icon" aria-label={`${question.name}: more`} onClick={() => move(step)}>
        <Icon name="plus" />
      </button>
      <p class="problem" id={problemId} role="status">
        {problem.value}
      </p>
    </div>
  );
}

/** A few words; kept when the field is left or with Enter, Shift+Enter starts a new line. */
export function TextField({ question, value, onFocus, onEnter, onValue }: FieldProps<string>): JSX.Element {
  const typed = useSignal(value);
  const sent = useRef(value);
  useEffect(() => {
    typed.value = value;
    sent.current = value;
  }, [value]);
  const commit = () => {
    if (typed.value === sent.current) return;
    sent.current = typed.value;
    onValue(typed.value);
  };
  return (
    <textarea
      class="field"
      rows={2}
      aria-label={question.name}
      placeholder="Type, then Enter"
      value={typed.value}
      onFocus={onFocus}
      onInput={(event) => {
        typed.value = event.currentTarget.value;
      }}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || event.shiftKey) return;
        event.preventDefault();
        commit();
        onEnter();
      }}
    />
  );
}

function textOf(value: number | null): string {
  return value === null ? "" : String(value);
}

function rangeOf({ min, max }: QuestionInfo): string {
  if (typeof min === "number" && typeof max === "number") return `${min} to ${max}`;
  if (typeof min === "number") return `at least ${min}`;
  return typeof max === "number" ? `at most ${max}` : "a number";
}
