import type { JSX } from "preact";
import type { MediumInfo } from "../protocol.gen.ts";
import { isWindowed, type Range, rangesOf, windowOf } from "./look.ts";
import type { LabelerParts } from "./parts.ts";

/** For medical pictures: which values are seen, and along which axis a volume is sliced. */
export function Tuning({ parts }: { readonly parts: LabelerParts }): JSX.Element | null {
  const { reel } = parts;
  const info = reel.info.value;
  if (!info || info.problem || parts.model.ended.value) return null;
  const axes = info.axes ?? [];
  if (!isWindowed(info) && axes.length < 2) return null;
  return (
    <div class="tuning" role="group" aria-label="How the values are shown">
      {isWindowed(info) && <WindowControls parts={parts} info={info} />}
      {axes.length > 1 && <Axes parts={parts} axes={axes} own={info.axis ?? 0} />}
    </div>
  );
}

function WindowControls({ parts, info }: { readonly parts: LabelerParts; readonly info: MediumInfo }): JSX.Element {
  const { reel } = parts;
  const { level, width } = windowOf(reel.look.value, info);
  const ranges = rangesOf(info);
  const presets = info.windows ?? [];
  const chosen = presets.findIndex((preset) => preset.level === level && preset.width === width);
  const isOwn = reel.look.value.window === null;
  const choose = (place: string) => {
    const preset = presets[Number(place)];
    reel.setWindow(preset ? [preset.level, preset.width] : null);
  };
  return (
    <>
      <label class="preset">
        <span>Window</span>
        <select
          class="field"
          value={isOwn ? "own" : String(chosen)}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          <option value="own">as stored</option>
          {presets.map(({ name }, place) => (
            <option key={name} value={place}>
              {name}
            </option>
          ))}
          {!isOwn && chosen < 0 && <option value="-1">by hand</option>}
        </select>
      </label>
      <Slider label="Level" value={level} range={ranges.level} onValue={(value) => reel.setWindow([value, width])} />
      <Slider label="Width" value={width} range={ranges.width} onValue={(value) => reel.setWindow([level, value])} />
    </>
  );
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly range: Range;
  readonly onValue: (value: number) => void;
}

function Slider({ label, value, range, onValue }: SliderProps): JSX.Element {
  const { least, most, step } = range;
  const shown = Number(value.toPrecision(6));
  return (
    <label class="slider" title="Or drag on the picture with the right button">
      <span>{label}</span>
      <input
        type="range"
        min={least}
        max={most}
        step={step}
        value={shown}
        onInput={(event) => onValue(Number(event.currentTarget.value))}
      />
      <output>{shown}</output>
    </label>
  );
}

interface AxesProps {
  readonly parts: LabelerParts;
  readonly axes: readonly string[];
  /** The one that frame numbers are about. */
  readonly own: number;
}

function Axes({ parts, axes, own }: AxesProps): JSX.Element {
  const { reel, shell } = parts;
  const chosen = reel.look.value.axis ?? own;
  const choose = (axis: number) => {
    reel.setAxis(axis === own ? null : axis);
    shell.view.focus();
  };
  return (
    <div class="segments" role="radiogroup" aria-label="Axis">
      {axes.map((name, axis) => (
        <button
          key={name}
          type="button"
          role="radio"
          aria-checked={axis === chosen}
          class="segment"
          onClick={() => choose(axis)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
