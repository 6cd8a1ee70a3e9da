// Above the tiles where models have predicted: whose predictions are shown, how sure they must be, and how many to accept.
import type { JSX } from "preact";
import { CommandButton } from "../ui/command-button.tsx";
import type { Shell } from "../ui/shell.ts";
import { DIRECT_LIMIT } from "./aim.ts";
import type { Predicting } from "./predicting.ts";

interface PredictBarProps {
  readonly shell: Shell;
  readonly predicting: Predicting;
}

export function PredictBar({ shell, predicting }: PredictBarProps): JSX.Element | null {
  const sources = predicting.sources.value;
  if (!sources.length) return null;
  const isOn = predicting.source.value !== "";
  return (
    <div class="predictbar" role="group" aria-label="Predictions">
      <label class="source">
        <span class="words">Predictions</span>
        <select
          aria-label="Predictions of"
          value={predicting.source.value}
          onChange={(event) => {
            predicting.source.value = event.currentTarget.value;
          }}
        >
          {sources.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
          <option value="">not shown</option>
        </select>
      </label>
      {isOn && <Threshold predicting={predicting} />}
      {isOn && <AcceptAll shell={shell} predicting={predicting} />}
    </div>
  );
}

function Threshold({ predicting }: { readonly predicting: Predicting }): JSX.Element {
  const { threshold } = predicting;
  const set = (event: Event) => {
    threshold.value = Number((event.currentTarget as HTMLInputElement).value) / 100;
  };
  const percent = Math.round(threshold.value * 100);
  return (
    <label class="threshold">
      <span>at least</span>
      <input
        type="range"
        aria-label="Least confidence shown"
        aria-valuetext={`${percent} percent`}
        min={0}
        max={100}
        step={1}
        value={percent}
        onInput={set}
      />
      <output>{percent} %</output>
    </label>
  );
}

/** The count stands on the button before, and the way back in the message after. */
function AcceptAll({ shell, predicting }: PredictBarProps): JSX.Element {
  const plan = predicting.plan.value;
  const count = plan?.accepted ?? 0;
  const others = plan ? plan.same + plan.kept : 0;
  return (
    <>
      <CommandButton shell={shell} id="predict.all" class="edge">
        {plan ? `Accept all ${count.toLocaleString("en")}${count > DIRECT_LIMIT ? "…" : ""}` : "Accept all"}
      </CommandButton>
      {plan && (
        <span class="muted wide" role="status">
          {[
            others > 0 && `${others.toLocaleString("en")} answered`,
            plan.below > 0 && `${plan.below.toLocaleString("en")} less sure`,
            plan.none > 0 && `${plan.none.toLocaleString("en")} without`,
            plan.blocked > 0 && `${plan.blocked.toLocaleString("en")} blocked`,
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      )}
    </>
  );
}
