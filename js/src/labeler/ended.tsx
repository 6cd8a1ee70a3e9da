import type { JSX } from "preact";
import { Icon } from "../ui/icons.tsx";
import { number } from "./controls.tsx";
import type { LabelerParts } from "./parts.ts";
import type { Work } from "./work.ts";

/** Nothing comes after the last picture: what is done, what is left. */
export function Ended({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { model, stage } = parts;
  if (model.work.value) return <WorkEnded parts={parts} work={model.work.value} />;
  const count = model.rows.count.value;
  const left = count - (model.progress.labelled.value ?? count);
  const pace = model.progress.pace.value;
  return (
    <div class="empty" data-home tabIndex={-1}>
      <span class={left ? "" : "seal"}>
        <Icon name={left ? "skip" : "check"} />
      </span>
      <h2>
        {left ? `The end. ${number(left)} ${left === 1 ? "is" : "are"} still unlabelled` : `All ${number(count)} done`}
      </h2>
      {pace > 0 && <p class="muted">{(60 / pace).toFixed(1)} seconds a picture</p>}
      <div class="row">
        <button type="button" class="btn edge tall" onClick={() => model.previous()}>
          Back to the last one <kbd>←</kbd>
        </button>
        {left > 0 && (
          <button type="button" class="btn main tall" onClick={() => stage.toUnlabelled(1)}>
            Next unlabelled
          </button>
        )}
      </div>
    </div>
  );
}

interface WorkEndedProps {
  readonly parts: LabelerParts;
  readonly work: Work;
}

/** Nothing of a task is left, or nothing that could be given out: what is next. */
function WorkEnded({ parts, work }: WorkEndedProps): JSX.Element {
  const { model, stage, desk } = parts;
  const left = work.left.value;
  const held = work.held.value;
  const pace = model.progress.pace.value;
  const next = desk?.nextTask;
  const isDone = left === 0;
  return (
    <div class="empty" data-home tabIndex={-1}>
      <span class={isDone ? "seal" : ""}>
        <Icon name={isDone ? "check" : "skip"} />
      </span>
      <h2>{endText(work)}</h2>
      {held.length > 0 && (
        <p>
          {held.join(", ")} {held.length === 1 ? "has" : "have"} {left === 1 ? "the last one" : "the rest"} open.
        </p>
      )}
      {pace > 0 && <p class="muted">{(60 / pace).toFixed(1)} seconds an item</p>}
      <div class="row">
        {!work.isPulled && model.rows.count.value > 0 && (
          <button type="button" class="btn edge tall" onClick={() => model.previous()}>
            Back to the last one <kbd>←</kbd>
          </button>
        )}
        {left > 0 && (
          <button
            type="button"
            class="btn edge tall"
            onClick={() => (work.isPulled ? model.next() : stage.toUnlabelled(1))}
          >
            {work.isPulled ? "Ask again" : "Next open"}
          </button>
        )}
        <button type="button" class="btn edge tall" onClick={() => desk?.leave()}>
          Queue <kbd>Esc</kbd>
        </button>
        {next && (
          <button type="button" class="btn main tall" onClick={() => next.start()}>
            Next task: {next.name} <kbd>Enter</kbd>
          </button>
        )}
      </div>
    </div>
  );
}

function endText(work: Work): string {
  const left = work.left.value;
  const done = work.done.value;
  const did = work.isReview ? "reviewed" : "submitted";
  if (left === 0) return done ? `All done: ${number(done)} ${did}` : "Nothing is open here";
  const rest = `${number(left)} ${left === 1 ? "is" : "are"} still open`;
  return work.isPulled ? `Nothing more to give out: ${rest}` : `The end. ${rest}`;
}
