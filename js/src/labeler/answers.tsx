import type { JSX } from "preact";
import { scopeOf } from "../core/scope.ts";
import type { AnswerPart } from "../protocol.gen.ts";
import { scopeNumbers, scopeText } from "./chips.tsx";
import type { LabelerParts } from "./parts.ts";

const STATUS_WORDS = { annotate: "To annotate", review: "In review", complete: "Complete" } as const;

/** What this picture is labelled with, and by whom. */
export function Answers({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { model, shell } = parts;
  const row = model.current.value;
  const ontology = model.ontology.value;
  const given = row?.answers ?? [];
  const isBlind = model.work.value?.isBlind ?? false;
  return (
    <>
      <h2>Labels</h2>
      {given.length === 0 && <p class="muted">None yet</p>}
      <ul class="given">
        {given.map((part) => (
          <li key={`${part.question}/${part.frames}`}>
            <span class="muted">{ontology.question(part.question)?.name ?? `Question ${part.question}`}</span>
            <span>
              {ontology.textOf(part)}
              <Where parts={parts} part={part} />
            </span>
            {!isBlind && <small class="muted">{byWhom(part, model.session.hello.value?.annotator ?? "")}</small>}
          </li>
        ))}
      </ul>
      {row && (
        <div class="row status-line">
          <span>
            {STATUS_WORDS[row.status]}
            {row.task_status && <span class="muted"> · {row.task_status}</span>}
            {row.assignee && !isBlind && <span class="muted"> · {row.assignee}</span>}
          </span>
          <span class="spread" />
          {row.status !== "complete" && !model.work.value && (
            <button type="button" class="btn edge" onClick={() => shell.commands.run("submit")}>
              Submit <kbd>s</kbd>
            </button>
          )}
        </div>
      )}
    </>
  );
}

/** The frames an answer is about; a click goes there. */
function Where({ parts, part }: { readonly parts: LabelerParts; readonly part: AnswerPart }): JSX.Element | null {
  const { model, reel, shell } = parts;
  const scope = scopeOf(part);
  const row = model.current.value;
  if (!scope || !row || !reel.hasFrames) return null;
  const go = () => {
    reel.pause();
    reel.seek(scope[0]);
    shell.view.focus();
  };
  return (
    <button type="button" class="where" title={`Go to ${scopeText(scope, row.kind)}`} onClick={go}>
      {scopeNumbers(scope, row.kind)}
    </button>
  );
}

/** An answer just given has no author yet: it is this annotator's. */
function byWhom({ source = "human", by }: AnswerPart, annotator: string): string {
  return source === "human" ? by || annotator : source;
}
