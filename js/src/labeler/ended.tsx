import type { JSX } from "preact";
import { Icon } from "../ui/icons.tsx";
import { number } from "./controls.tsx";
import type { LabelerParts } from "./parts.ts";

/** Nothing comes after the last picture: what is done, what is left. */
export function Ended({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { model, stage } = parts;
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
