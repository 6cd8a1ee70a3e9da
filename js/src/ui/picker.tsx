import type { JSX } from "preact";
import type { Candidate } from "../core/fuzzy.ts";
import { kindOf, type Ontology } from "../core/ontology.ts";
import type { OptionInfo, QuestionInfo } from "../protocol.gen.ts";
import { Finder } from "./finder.tsx";
import { Sheet } from "./sheet.tsx";
import type { Shell } from "./shell.ts";

/** One option somewhere in the ontology, with the way to it. */
export interface Choice extends Candidate {
  readonly option: OptionInfo;
  readonly question: QuestionInfo;
  /** The options above it, top down: choosing this one chooses them too. */
  readonly path: readonly { readonly question: number; readonly option: number }[];
}

export interface PickerProps {
  readonly shell: Shell;
  readonly ontology: Ontology;
  /** Ids of the choices made lately, newest first. */
  readonly recent: readonly string[];
  readonly title: string;
  /** `stay`: Shift+Enter, the picker stays open. */
  readonly onPick: (choice: Choice, stay: boolean) => void;
  readonly onClose: () => void;
}

/** Choose a label by typing a few of its letters. */
export function Picker({ shell, ontology, recent, title, onPick, onClose }: PickerProps): JSX.Element {
  return (
    <Sheet shell={shell} title={title} heading={false} onClose={onClose}>
      <Finder
        label={title}
        candidates={choicesOf(ontology)}
        recent={recent}
        nothing="No label has these letters."
        row={({ option, question }, words) => (
          <>
            <i class="swatch" style={{ "--chip": option.color || question.color }} />
            {words}
            <span class="muted">{option.code}</span>
          </>
        )}
        onPick={(choice, stay) => {
          if (!stay) onClose();
          onPick(choice, stay);
        }}
      >
        <p class="hint">
          <span>
            <kbd>Enter</kbd> apply
          </span>
          <span>
            <kbd>Shift</kbd>
            <kbd>Enter</kbd> apply and stay
          </span>
          <span>
            <kbd>Esc</kbd> close
          </span>
        </p>
      </Finder>
    </Sheet>
  );
}

/** Every option of the ontology, those of the first questions first. */
function choicesOf(ontology: Ontology): Choice[] {
  return ontology.questions.flatMap((question) => below(question, question.name, []));
}

function below(question: QuestionInfo, words: string, path: Choice["path"]): Choice[] {
  if (!kindOf(question)) return [];
  return (question.options ?? []).flatMap((option) => {
    const here = `${option.name} · ${words}`;
    const choice: Choice = { id: String(option.id), words: here, option, question, path };
    const deeper = [...path, { question: question.id, option: option.id }];
    const children = option.questions ?? [];
    return [choice, ...children.flatMap((child) => below(child, `${words}: ${option.name}, ${child.name}`, deeper))];
  });
}
