// The grid's part of the toolbar: mode and tile size.
import type { JSX } from "preact";
import type { Shell } from "../ui/shell.ts";
import type { Answering } from "./answering.ts";
import { SIZES } from "./geometry.ts";
import type { GridView } from "./view.ts";

interface ToolsProps {
  readonly shell: Shell;
  readonly view: GridView;
  readonly answering: Answering;
}

export function Tools({ shell, view, answering }: ToolsProps): JSX.Element {
  const paints = answering.paints.value;
  const size = view.size.value;
  return (
    <>
      <div class="segments modes" role="group" aria-label="Mode">
        <Mode shell={shell} id="mode.select" sign="⬚" word="Select" keyName="v" isOn={!paints} />
        <Mode shell={shell} id="mode.paint" sign="✎" word="Paint" keyName="b" isOn={paints} />
      </div>
      <label class="sizer" title={`Tile size ${size} px (+ and -)`}>
        <span class="small" aria-hidden="true" />
        <input
          type="range"
          aria-label="Tile size"
          aria-valuetext={`${size} pixels`}
          min={0}
          max={SIZES.length - 1}
          step={1}
          value={SIZES.indexOf(size)}
          onInput={(event) => view.setSize(SIZES[Number(event.currentTarget.value)] ?? size)}
        />
        <span class="big" aria-hidden="true" />
      </label>
      <span class="divider" aria-hidden="true" />
    </>
  );
}

interface ModeProps {
  readonly shell: Shell;
  readonly id: string;
  readonly sign: string;
  readonly word: string;
  readonly keyName: string;
  readonly isOn: boolean;
}

function Mode({ shell, id, sign, word, keyName, isOn }: ModeProps): JSX.Element {
  return (
    <button
      type="button"
      class="btn"
      aria-pressed={isOn}
      aria-label={`${word} mode`}
      title={`${word} mode (${keyName})`}
      onClick={() => shell.commands.run(id)}
    >
      <span aria-hidden="true">{sign}</span>
      <span class="words">{word}</span>
    </button>
  );
}
