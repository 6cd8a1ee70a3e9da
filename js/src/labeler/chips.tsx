import type { JSX } from "preact";
import type { Chip } from "../core/ontology.ts";
import type { PredictedChip } from "../core/predictions.ts";
import { type Scope, scopesOn } from "../core/scope.ts";
import { countingOf } from "../core/timeline.ts";
import type { Row } from "../protocol.gen.ts";
import { CommandButton } from "../ui/command-button.tsx";
import { Icon } from "../ui/icons.tsx";
import { inkOn } from "../ui/theme.ts";
import { number } from "./controls.tsx";
import type { LabelerParts } from "./parts.ts";

/** On the picture: what holds for the item, and on the frame that is seen. */
export function Chips({ parts, row }: { readonly parts: LabelerParts; readonly row: Row }): JSX.Element | null {
  const { model } = parts;
  const ontology = model.ontology.value;
  const scopes = scopesOn(row, model.focus.frame.value ?? 0);
  const chips = scopes.flatMap(({ scope, row: said }) => ontology.chips(said).map((chip) => ({ scope, chip })));
  const predicted = model.ended.value ? [] : model.predicted.chipsOf(row);
  if (!chips.length && !predicted.length) return null;
  return (
    <div class="chips">
      {chips.length > 0 && (
        <ul aria-label="Labels on this picture">
          {chips.map(({ scope, chip }) => (
            <li key={`${scope}/${chip.question}/${chip.option}`}>
              <ChipOnPicture parts={parts} row={row} chip={chip} scope={scope} />
            </li>
          ))}
        </ul>
      )}
      {predicted.length > 0 && <Guesses parts={parts} row={row} chips={predicted} />}
    </div>
  );
}

interface GuessesProps {
  readonly parts: LabelerParts;
  readonly row: Row;
  readonly chips: readonly PredictedChip[];
}

/** What a model said, as outlines, with what can be done about it. */
function Guesses({ parts: { model, shell }, row, chips }: GuessesProps): JSX.Element {
  return (
    <>
      <ul aria-label={`Predicted by ${model.predicted.sourceOf(row)}`}>
        {chips.map((chip) => (
          <li key={`${chip.question}/${chip.option}`}>
            <span class="chip predicted" style={{ "--chip": chip.color, "--sure": `${percent(chip)}%` }}>
              <span>{chip.text}</span>
              <small>{percent(chip)} %</small>
            </span>
          </li>
        ))}
      </ul>
      <span class="guess">
        <CommandButton shell={shell} id="predict.accept" icon="check" class="edge" />
        <CommandButton shell={shell} id="predict.reject" icon="close" class="edge" />
      </span>
    </>
  );
}

function percent({ confidence }: PredictedChip): number {
  return Math.round(confidence * 100);
}

interface ChipProps {
  readonly parts: LabelerParts;
  readonly row: Row;
  readonly chip: Chip;
  readonly scope: Scope;
}

function ChipOnPicture({ parts, row, chip, scope }: ChipProps): JSX.Element {
  const { model, shell } = parts;
  const unsaved = model.rows.isUnsaved(row.id);
  const style = { "--chip": chip.color, "--chip-ink": inkOn(chip.color) };
  const where = scope ? ` on ${scopeText(scope, row.kind)}` : "";
  const remove = () => {
    model.remove(row.id, chip.question, chip.option, scope);
    shell.view.focus();
  };
  return (
    <span class={`chip ${unsaved ? "unsaved" : ""} ${chip.source === "human" ? "" : "predicted"}`} style={style}>
      <span>{chip.text}</span>
      {scope && <small>{scopeNumbers(scope, row.kind)}</small>}
      {!model.isLocked && (
        <button type="button" class="x" aria-label={`Remove ${chip.text}${where}`} onClick={remove}>
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}

/** "frame 12", "frames 12 to 40". */
export function scopeText(scope: readonly [number, number], kind: string): string {
  const { noun, first } = countingOf(kind);
  const [from, to] = [number(scope[0] + first), number(scope[1] + first)];
  return scope[0] === scope[1] ? `${noun} ${from}` : `${noun}s ${from} to ${to}`;
}

/** "12", "12–40". */
export function scopeNumbers(scope: readonly [number, number], kind: string): string {
  const { first } = countingOf(kind);
  const [from, to] = [number(scope[0] + first), number(scope[1] + first)];
  return scope[0] === scope[1] ? from : `${from}–${to}`;
}
