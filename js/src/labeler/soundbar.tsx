import type { JSX } from "preact";
import { clockText } from "../core/timeline.ts";
import type { MediumInfo } from "../protocol.gen.ts";
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
  const { sound, reel, stage } = parts;
  const info = reel.info.value;
  if (!sound.isHere || !info || !sound.total) return null;
  const area = areaOf(parts, info);
  const { page, start, seconds } = pageAt(sound.seconds.value, sound.total, info);
  const isShown = !reel.isReel.value || reel.shown.value?.frame === page;
  const seek = (event: MouseEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    if (box.width) sound.seek(start + ((event.clientX - box.left) / box.width) * seconds);
  };
  const [left, top, width, height] = area.map((length) => `${length}px`);
  const at = `${((sound.seconds.value - start) / seconds) * 100}%`;
  return (
    <div class="listening">
      <div
        class={`wave ${stage.camera.value.scale > 1 ? "dragged" : ""}`}
        style={{ left, top, width, height }}
        onClick={seek}
        aria-hidden="true"
      >
        {isShown && <i class="cursor" style={{ left: at }} />}
      </div>
    </div>
  );
}

/** The part of the picture that has time, in pixels from the upper left of its place: left, top, width, height. */
function areaOf({ stage }: LabelerParts, info: MediumInfo): [number, number, number, number] {
  const { width, height } = stage.picture.value;
  const { width: roomWidth, height: roomHeight } = stage.room.value;
  const { scale, x, y } = stage.camera.value;
  const [left = 0, top = 0, right = width, bottom = height] = info.plot ?? [];
  const drawn = stage.fitScale.value * scale;
  const [originX, originY] = [roomWidth / 2 + x - (width * drawn) / 2, roomHeight / 2 + y - (height * drawn) / 2];
  return [originX + left * drawn, originY + top * drawn, (right - left) * drawn, (bottom - top) * drawn];
}

interface Page {
  readonly page: number;
  /** The second it begins with. */
  readonly start: number;
  /** The seconds it shows. */
  readonly seconds: number;
}

/** The picture that a moment lies in. */
function pageAt(moment: number, total: number, info: MediumInfo): Page {
  const seconds = info.page_seconds || total;
  const page = Math.max(0, Math.min(info.n_frames - 1, Math.floor(moment / seconds)));
  return { page, start: page * seconds, seconds };
}
