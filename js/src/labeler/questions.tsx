import type { JSX } from "preact";
import type { AnswerPart } from "../protocol.gen.ts";
import { Form } from "../ui/form.tsx";
import { LOOK_BEFORE_CLICK_MS } from "./model.ts";
import type { LabelerParts } from "./parts.ts";

/** The questions about the picture that is shown, with large buttons. */
export function Questions({ parts }: { readonly parts: LabelerParts }): JSX.Element | null {
  const { model, shell, stage } = parts;
  const row = model.current.value;
  const ontology = model.ontology.value;
  const refusal = row && model.rows.refusal(row.id);
  const answer = (part: AnswerPart) => {
    // The label goes to the picture that was on screen when this button was drawn, never to "the current one".
    if (!row) return;
    const byPointer = shell.view.focused?.matches(".option:not(:focus-visible)") ?? false;
    model.answer(row.id, part, byPointer ? LOOK_BEFORE_CLICK_MS : undefined);
    if (byPointer) shell.view.focus();
  };
  return (
    <div class="questions">
      {model.questions.map((question) => (
        <Form
          key={question.id}
          ontology={ontology}
          root={question.id}
          answers={row ? ontology.answersOf(row, question.id) : []}
          active={model.active.value}
          flash={model.flash.value}
          large
          disabled={!row || model.ended.value}
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
