import type { JSX } from "preact";
import { clockText } from "../core/timeline.ts";
import { CommandButton } from "../ui/command-button.tsx";
import type { LabelerParts } from "./parts.ts";
import { Speed } from "./timeline.tsx";
import { Track } from "./track.tsx";

/** What can be heard: where one is, and how it is played. */
export function SoundBar({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { sound, shell } = parts;
  const { total } = sound;
  const seconds = sound.seconds.value;
  const playing = sound.playing.value;
  return (
    <div class="timeline" role="group" aria-label="Sound">
      <Track
        parts={parts}
        label="Time"
        last={total}
        at={seconds}
        text={`${clockText(seconds)} of ${clockText(total)}`}
        marks={[]}
        range={null}
        hint={(place) => clockText(place)}
        onScrub={(place) => sound.seek(place)}
        onEnd={() => undefined}
        isSmooth
      />
      <div class="transport">
        <CommandButton shell={shell} id="frame-first" icon="first" class="wide" />
        <CommandButton shell={shell} id="play" icon={playing ? "pause" : "play"} pressed={playing} />
        <span class="readout">
          <b>{clockText(seconds)}</b>
          <span class="muted">/ {clockText(total)}</span>
        </span>
        {sound.waiting.value && <span class="muted">Waiting for sound…</span>}
        {sound.problem.value && (
          <span class="problem" role="alert">
            {sound.problem.value}
          </span>
        )}
        <span class="spread" />
        <Speed rate={sound.speed.value} onRate={(rate) => sound.rate(rate)} />
      </div>
    </div>
  );
}

/** Where in the drawing of the sound one listens; a click goes there. */
export function Cursor({ parts }: { readonly parts: LabelerParts }): JSX.Element | null {
  const { sound, stage } = parts;
  if (!sound.isHere || !sound.total) return null;
  const { width, height } = drawnSize(parts);
  const { scale, x, y } = stage.camera.value;
  const { width: roomWidth, height: roomHeight } = stage.room.value;
  const part = sound.seconds.value / sound.total;
  const left = roomWidth / 2 + x + (part - 0.5) * width * scale;
  const top = roomHeight / 2 + y - (height * scale) / 2;
  const seek = (event: MouseEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    if (box.width && stage.camera.peek().scale <= 1) sound.seek(((event.clientX - box.left) / box.width) * sound.total);
  };
  const area = { left: `${roomWidth / 2 - width / 2}px`, width: `${width}px`, top: `${top}px`, height: `${height}px` };
  return (
    <div class="listening">
      {scale <= 1 && <div class="wave" style={area} onClick={seek} aria-hidden="true" />}
      <i class="cursor" style={{ left: `${left}px`, top: `${top}px`, height: `${height * scale}px` }} />
    </div>
  );
}

function drawnSize({ stage }: LabelerParts): { readonly width: number; readonly height: number } {
  const fit = stage.fitScale.value;
  const { width, height } = stage.picture.value;
  return { width: width * fit, height: height * fit };
}
