import type { JSX } from "preact";
import { clockText, countingOf } from "../core/timeline.ts";
import type { MediumInfo, Row } from "../protocol.gen.ts";
import { Icon } from "../ui/icons.tsx";
import { number } from "./controls.tsx";
import type { LabelerParts } from "./parts.ts";
import { timeOf } from "./verdict.tsx";

/** Which item this is, and what kind of thing. */
export function Heading({ parts, row }: { readonly parts: LabelerParts; readonly row: Row | undefined }): JSX.Element {
  const { model, reel } = parts;
  const info = reel.info.value;
  const until = timeOf(model.work.value?.until.value ?? "");
  return (
    <div class="heading">
      {!model.work.value?.isPulled && <b>{number(model.pos.value + 1)}</b>}
      <span class="title" title={row?.title}>
        {row?.title ?? "…"}
      </span>
      {row && <span class="muted mid">{facts(row, info)}</span>}
      {info?.warning && (
        <span class="warning" role="img" aria-label={info.warning} title={info.warning}>
          <Icon name="warn" />
        </span>
      )}
      <span class="spread" />
      {until && (
        <span class="muted mid" title={`Nobody else has this open until ${until}`}>
          yours until {until}
        </span>
      )}
      {row && row.status !== "annotate" && <span class={`state ${row.status}`}>{row.status}</span>}
    </div>
  );
}

/** Kinds whose picture we draw: its size says nothing of the file. */
const DRAWN = new Set(["audio", "text"]);

/** "640 × 360 · 23.98 fps · 0:05.000". */
function facts(row: Row, info: MediumInfo | null): string {
  const [width, height] = [info?.width || row.width, info?.height || row.height];
  const frame = row.frame ?? -1;
  const { noun, first } = countingOf(row.kind);
  const parts = [
    frame >= 0 ? `${noun} ${number(frame + first)}` : "",
    width && height && !DRAWN.has(row.kind) ? `${width} × ${height}` : "",
    info?.fps ? `${Number(info.fps.toFixed(2))} fps` : "",
    info?.duration ? clockText(info.duration) : "",
  ];
  return parts.filter(Boolean).join(" · ");
}
