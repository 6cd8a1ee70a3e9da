import type { JSX } from "preact";
import { CommandButton } from "../ui/command-button.tsx";
import type { LabelerModel } from "./model.ts";
import type { LabelerParts } from "./parts.ts";

/** Back, next, and the way to what is still open. */
export function Controls({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { shell } = parts;
  return (
    <>
      {parts.desk && (
        <>
          <CommandButton shell={shell} id="to-queue" icon="list">
            <span class="words">Queue</span>
          </CommandButton>
          <i class="divider" />
        </>
      )}
      <CommandButton shell={shell} id="previous" icon="back" />
      <CommandButton shell={shell} id="next" icon="next" />
      {!parts.model.work.value?.isPulled && (
        <CommandButton shell={shell} id="next-unlabelled" icon="skip">
          <span class="words">{parts.desk ? "Next open" : "Next unlabelled"}</span>
        </CommandButton>
      )}
      <i class="divider" />
    </>
  );
}

/** "42 of 1,000 labelled"; in a queue "131 left, 12 done". */
export function countsText(model: LabelerModel): string {
  const work = model.work.value;
  if (work) return `${number(work.left.value)} left, ${number(work.done.value)} done`;
  const labelled = model.progress.labelled.value;
  const count = model.rows.count.value;
  return `${labelled === null ? "…" : number(labelled)} of ${number(count)} labelled`;
}

/** Progress as a bar, and how many a minute. */
export function Pace({ model }: { readonly model: LabelerModel }): JSX.Element {
  const work = model.work.value;
  const labelled = work?.done.value ?? model.progress.labelled.value ?? 0;
  const count = work ? labelled + work.left.value : model.rows.count.value;
  const pace = model.progress.pace.value;
  const left = pace > 0 ? Math.ceil((count - labelled) / pace) : 0;
  return (
    <>
      <span class="mid">
        <progress value={labelled} max={Math.max(1, count)} aria-label={work ? "Items done" : "Labelled items"} />
        {percent(labelled, count)}
      </span>
      {pace > 0 && (
        <span class="wide" title="Your pace over the last ten minutes; only you see it">
          {pace} / min{left > 0 ? ` · about ${left} min left` : ""}
        </span>
      )}
    </>
  );
}

/** Auto next, and what may only be chosen with it: auto complete. */
export function AutoSettings({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { model, stage } = parts;
  const { autoNext, autoComplete } = model;
  return (
    <div class="settings">
      <label>
        <input type="checkbox" checked={autoNext.value} onChange={() => stage.toggleAutoNext()} />
        Auto next
      </label>
      {autoNext.value && (
        <label>
          <input
            type="checkbox"
            checked={autoComplete.value}
            onChange={() => {
              autoComplete.value = !autoComplete.value;
            }}
          />
          {model.work.value ? "Auto submit" : "Auto complete"}
        </label>
      )}
    </div>
  );
}

export function number(value: number): string {
  return value.toLocaleString("en");
}

function percent(part: number, whole: number): string {
  const value = whole ? (part / whole) * 100 : 0;
  return `${value > 0 && value < 10 ? value.toFixed(1) : Math.floor(value)} %`;
}
