import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { AnswerPart } from "../protocol.gen.ts";
import { Form } from "../ui/form.tsx";
import { LOOK_BEFORE_CLICK_MS } from "./model.ts";
import type { LabelerParts } from "./parts.ts";
import { ScopeBar } from "./scopebar.tsx";

/** No question: nothing is answered by keys. */
const NONE = -1;

/** The questions about the picture that is shown, with large buttons. */
export function Questions({ parts }: { readonly parts: LabelerParts }): JSX.Element | null {
  const { model, shell, stage } = parts;
  const row = model.seen.value;
  const ontology = model.ontology.value;
  const refusal = row && model.rows.refusal(row.id);
  const answer = (part: AnswerPart) => {
    // The label goes to the picture that was on screen when this button was drawn, never to "the current one".
    if (!row) return;
    const byPointer = shell.view.focused?.matches(".option:not(:focus-visible)") ?? false;
    model.answer(row.id, part, byPointer ? LOOK_BEFORE_CLICK_MS : undefined);
    if (byPointer) shell.view.focus();
  };
  const questions = useRef<HTMLDivElement>(null);
  useEffect(() => showActive(questions.current), [model.active.value, row?.id]);
  return (
    <div class={`questions ${model.isLocked ? "locked" : ""}`} ref={questions}>
      <ScopeBar parts={parts} />
      {model.questions.map((question) => (
        <Form
          key={question.id}
          ontology={ontology}
          root={question.id}
          answers={row ? ontology.answersOf(row, question.id) : []}
          active={model.isLocked ? NONE : model.active.value}
          flash={model.flash.value}
          large
          disabled={!row || model.ended.value || model.isLocked}
          onActive={(id) => {
            model.active.value = id;
          }}
          onAnswer={answer}
          onConfirm={() => {
            shell.view.focus();
            stage.model.confirm();
          }}
        />
      ))}
      {refusal && (
        <p class="problem" role="alert">
          {refusal}
        </p>
      )}
    </div>
  );
}

/** Scroll the panel, and nothing around the widget, so that the active question is in view. */
function showActive(questions: HTMLElement | null): void {
  const panel = questions?.closest<HTMLElement>(".under, .panel");
  const active = questions?.querySelector(".question.active");
  if (!panel || !active) return;
  const [outer, inner] = [panel.getBoundingClientRect(), active.getBoundingClientRect()];
  if (inner.bottom > outer.bottom) panel.scrollTop += Math.min(inner.bottom - outer.bottom, inner.top - outer.top) + 8;
  else if (inner.top < outer.top) panel.scrollTop += inner.top - outer.top - 8;
}
