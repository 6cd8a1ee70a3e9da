import type { JSX } from "preact";
import type { Mode } from "../core/scope.ts";
import { countingOf } from "../core/timeline.ts";
import { CommandButton } from "../ui/command-button.tsx";
import { scopeText } from "./chips.tsx";
import type { LabelerParts } from "./parts.ts";

/** What the answers below are about; only where there is a choice. */
export function ScopeBar({ parts }: { readonly parts: LabelerParts }): JSX.Element | null {
  const { model, shell } = parts;
  const { focus } = model;
  const kind = model.current.value?.kind ?? "";
  if (!focus.hasFrames.value) return null;
  const { noun } = countingOf(kind);
  const mode = focus.mode.value;
  const words: Record<Mode, string> = {
    frame: `This ${noun}`,
    range: "Range",
    item: "Whole item",
  };
  const scope = focus.scope.value;
  return (
    <div class="scope">
      <div class="segments" role="radiogroup" aria-label="What an answer is about">
        {(["frame", "range", "item"] as const).map((choice) => (
          <button
            key={choice}
            type="button"
            role="radio"
            aria-checked={choice === mode}
            class="segment"
            onClick={() => {
              focus.choose(choice);
              shell.view.focus();
            }}
          >
            {words[choice]}
          </button>
        ))}
      </div>
      {scope && (
        <span class="about">
          Answers are about <b>{focus.frame.value === null ? "…" : scopeText(scope, kind)}</b>
        </span>
      )}
      {mode === "range" && (
        <div class="row ends">
          <CommandButton shell={shell} id="range-start" class="edge">
            From here <kbd>i</kbd>
          </CommandButton>
          <CommandButton shell={shell} id="range-end" class="edge">
            To here <kbd>⇧I</kbd>
          </CommandButton>
        </div>
      )}
    </div>
  );
}
