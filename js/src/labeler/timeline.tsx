import type { JSX } from "preact";
import { RATES } from "../core/player.ts";
import { type Mark, marksOf } from "../core/scope.ts";
import { clockText, countingOf, isPlayed, placeText } from "../core/timeline.ts";
import { CommandButton } from "../ui/command-button.tsx";
import { Icon } from "../ui/icons.tsx";
import { number } from "./controls.tsx";
import type { LabelerParts } from "./parts.ts";
import { SoundBar } from "./soundbar.tsx";
import { Track } from "./track.tsx";

/** The frames of the item as a line: where one is, what carries labels, and how it is played. */
export function Timeline({ parts }: { readonly parts: LabelerParts }): JSX.Element | null {
  if (parts.sound.isHere) return <SoundBar parts={parts} />;
  return parts.reel.hasFrames ? <FrameBar parts={parts} /> : null;
}

function FrameBar({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { model, reel, shell } = parts;
  const timeline = reel.timeline.value;
  const kind = model.current.value?.kind ?? "";
  const counting = countingOf(kind);
  const row = model.current.value;
  const marks = row ? marksOf(row, model.ontology.value) : [];
  const isRange = model.focus.mode.value === "range";
  return (
    <div class="timeline" role="group" aria-label={`All ${counting.noun}s`}>
      <Track
        parts={parts}
        label={`${counting.noun[0]?.toUpperCase()}${counting.noun.slice(1)}`}
        last={timeline.last}
        at={reel.at}
        text={placeText(reel.at, timeline, counting)}
        marks={marks}
        range={isRange ? model.focus.range.value : null}
        hint={(frame) => hintOf(frame, parts, marks)}
        onScrub={(place) => reel.scrub(place)}
        onEnd={() => reel.endScrub()}
      />
      <div class="transport">
        <CommandButton shell={shell} id="frame-first" icon="first" class="wide" />
        <CommandButton shell={shell} id="frame-back" icon="back" />
        {isPlayed(kind) && (
          <CommandButton shell={shell} id="play" icon={reel.playing ? "pause" : "play"} pressed={reel.playing} />
        )}
        <CommandButton shell={shell} id="frame-on" icon="next" />
        <CommandButton shell={shell} id="frame-last" icon="last" class="wide" />
        <Readout parts={parts} />
        <span class="spread" />
        {isPlayed(kind) && <Pace parts={parts} />}
      </div>
    </div>
  );
}

/** The number of the frame that is seen, never of one that is still on its way. */
function Readout({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { model, reel, stage } = parts;
  const timeline = reel.timeline.value;
  const { noun, first } = countingOf(model.current.value?.kind ?? "");
  const shown = reel.shown.value;
  const frame = shown?.id === model.current.value?.id ? (shown?.frame ?? null) : null;
  const time = frame !== null && timeline.hasTime ? clockText(timeline.secondsOf(frame)) : "";
  const total = timeline.duration ? ` / ${clockText(timeline.duration)}` : "";
  return (
    <button
      type="button"
      class="readout"
      title={`Go to a ${noun} (g)`}
      data-frame={frame ?? undefined}
      onClick={() => stage.open("goto-frame")}
    >
      <span>
        {noun} <b>{frame === null ? "…" : number(frame + first)}</b> of {number(timeline.count)}
      </span>
      {time && (
        <span class="muted">
          {time}
          <span class="wide">{total}</span>
        </span>
      )}
    </button>
  );
}

function Pace({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { reel, shell } = parts;
  const { rate, dropped, playing, loop } = reel.player.value;
  return (
    <>
      {playing && dropped > 0 && (
        <span class="muted wide" title="Frames left out because their pictures came late">
          {number(dropped)} left out
        </span>
      )}
      <CommandButton shell={shell} id="loop" icon="loop" pressed={loop !== null} />
      <Speed rate={rate} onRate={(chosen) => reel.rate(chosen)} />
    </>
  );
}

export function Speed({
  rate,
  onRate,
}: {
  readonly rate: number;
  readonly onRate: (rate: number) => void;
}): JSX.Element {
  return (
    <label class="speed">
      <span class="spoken">Speed</span>
      <select value={rate} onChange={(event) => onRate(Number(event.currentTarget.value))}>
        {RATES.map((known) => (
          <option key={known} value={known}>
            {known}×
          </option>
        ))}
      </select>
      <Icon name="down" />
    </label>
  );
}

function hintOf(frame: number, { model, reel }: LabelerParts, marks: readonly Mark[]): string {
  const timeline = reel.timeline.peek();
  const { noun, first } = countingOf(model.current.peek()?.kind ?? "");
  const said = marks.filter((mark) => mark.first <= frame && frame <= mark.last).map(({ text }) => text);
  const time = timeline.hasTime ? ` · ${clockText(timeline.secondsOf(frame))}` : "";
  return [`${noun} ${number(frame + first)}${time}`, ...said].join(" · ");
}
