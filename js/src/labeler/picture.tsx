import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Chip } from "../core/ontology.ts";
import type { Row } from "../protocol.gen.ts";
import { Icon } from "../ui/icons.tsx";
import { inkOn } from "../ui/theme.ts";
import { number } from "./controls.tsx";
import type { LabelerParts } from "./parts.ts";

/** The picture, its labels on top of it, and its name. */
export function PictureStage({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { model } = parts;
  const row = model.current.value;
  const chips = row ? model.ontology.value.chips(row) : [];
  return (
    <>
      <Heading parts={parts} row={row} />
      <PictureFrame parts={parts} row={row}>
        {row && chips.length > 0 && (
          <ul class="chips" aria-label="Labels on this picture">
            {chips.map((chip) => (
              <li key={`${chip.question}/${chip.option}`}>
                <ChipOnPicture parts={parts} row={row} chip={chip} />
              </li>
            ))}
          </ul>
        )}
      </PictureFrame>
    </>
  );
}

function Heading({ parts, row }: { readonly parts: LabelerParts; readonly row: Row | undefined }): JSX.Element {
  const { model } = parts;
  const size = row?.width && row.height ? `${row.width} × ${row.height}` : "";
  return (
    <div class="heading">
      <b>{number(model.pos.value + 1)}</b>
      <span class="title" title={row?.title}>
        {row?.title ?? "…"}
      </span>
      <span class="muted mid">{size}</span>
      <span class="spread" />
      {row && row.status !== "annotate" && <span class={`state ${row.status}`}>{row.status}</span>}
    </div>
  );
}

interface PictureFrameProps {
  readonly parts: LabelerParts;
  readonly row: Row | undefined;
  readonly children: JSX.Element | false | undefined;
}

function PictureFrame({ parts, row, children }: PictureFrameProps): JSX.Element {
  const { model, stage, pictures, thumbs, shell } = parts;
  pictures.version.value;
  thumbs.version.value;
  const frame = useRef<HTMLDivElement>(null);
  const picture = row && pictures.get(row.id);
  const thumb = row && thumbs.get(row.id, 128);
  const reason = row?.problem || (picture?.state === "broken" ? picture.reason : "");
  useEffect(() => stage.fit(), [row?.id]);
  useEffect(() => listenToWheel(frame.current, parts), []);
  useEffect(() => {
    if (row && reason) model.shown(row.id);
  }, [row?.id, reason]);
  const { scale, x, y } = stage.camera.value;
  const moved = { transform: `translate(${x}px, ${y}px) scale(${scale})` };
  const label = row ? `Picture ${model.pos.value + 1}: ${row.title}` : "The picture is on its way";
  return (
    <div
      ref={frame}
      class={`picture ${scale > 1 ? "zoomed" : ""}`}
      role="group"
      aria-label={label}
      tabIndex={0}
      data-home
      onPointerDown={(event) => drag(event, parts)}
    >
      {row && !reason && (
        <div class="layers" style={moved}>
          {thumb?.state === "ready" && picture?.state !== "ready" && (
            <img class="placeholder" src={thumb.url} alt="" draggable={false} onLoad={() => model.shown(row.id)} />
          )}
          {picture?.state === "ready" && (
            <img key={row.id} src={picture.url} alt={row.title} draggable={false} onLoad={() => model.shown(row.id)} />
          )}
        </div>
      )}
      {row && reason && (
        <div class="broken">
          <Icon name="warn" />
          <p>{reason}</p>
          <p class="muted">It can still be labelled, or skipped with n.</p>
        </div>
      )}
      {scale > 1 && (
        <button type="button" class="btn edge zoom" onClick={() => shell.commands.run("fit")}>
          {Math.round(scale * 100)} % · Fit
        </button>
      )}
      {children}
    </div>
  );
}

interface ChipProps {
  readonly parts: LabelerParts;
  readonly row: Row;
  readonly chip: Chip;
}

function ChipOnPicture({ parts, row, chip }: ChipProps): JSX.Element {
  const { model, shell } = parts;
  const unsaved = model.rows.isUnsaved(row.id);
  const style = { "--chip": chip.color, "--chip-ink": inkOn(chip.color) };
  const remove = () => {
    model.remove(row.id, chip.question, chip.option);
    shell.view.focus();
  };
  return (
    <span class={`chip ${unsaved ? "unsaved" : ""} ${chip.source === "human" ? "" : "predicted"}`} style={style}>
      <span>{chip.text}</span>
      <button type="button" class="x" aria-label={`Remove ${chip.text}`} onClick={remove}>
        <Icon name="close" />
      </button>
    </span>
  );
}

/** Nothing comes after the last picture: what is done, what is left. */
export function Ended({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { model, stage } = parts;
  const count = model.rows.count.value;
  const left = count - (model.progress.labelled.value ?? count);
  const pace = model.progress.pace.value;
  return (
    <div class="empty" data-home tabIndex={-1}>
      <span class={left ? "" : "seal"}>
        <Icon name={left ? "skip" : "check"} />
      </span>
      <h2>
        {left ? `The end. ${number(left)} ${left === 1 ? "is" : "are"} still unlabelled` : `All ${number(count)} done`}
      </h2>
      {pace > 0 && <p class="muted">{(60 / pace).toFixed(1)} seconds a picture</p>}
      <div class="row">
        <button type="button" class="btn edge tall" onClick={() => model.previous()}>
          Back to the last one <kbd>←</kbd>
        </button>
        {left > 0 && (
          <button type="button" class="btn main tall" onClick={() => stage.toUnlabelled(1)}>
            Next unlabelled
          </button>
        )}
      </div>
    </div>
  );
}

/** Zoom only where the widget has the focus or is zoomed: else the wheel belongs to the notebook. */
function listenToWheel(frame: HTMLElement | null, { stage, shell }: LabelerParts): () => void {
  const wheel = (event: WheelEvent) => {
    if (!frame || !(event.ctrlKey || stage.camera.value.scale > 1 || shell.view.focused === frame)) return;
    event.preventDefault();
    const box = frame.getBoundingClientRect();
    const x = event.clientX - box.left - box.width / 2;
    const y = event.clientY - box.top - box.height / 2;
    stage.zoom(1.0015 ** -event.deltaY, x, y);
  };
  frame?.addEventListener("wheel", wheel, { passive: false });
  return () => frame?.removeEventListener("wheel", wheel);
}

function drag(event: PointerEvent, { stage }: LabelerParts): void {
  const frame = event.currentTarget as HTMLElement;
  if ((event.target as HTMLElement).closest("button") || stage.camera.value.scale === 1) return;
  frame.setPointerCapture(event.pointerId);
  const move = (moved: PointerEvent) => stage.pan(moved.movementX, moved.movementY);
  frame.addEventListener("pointermove", move);
  frame.addEventListener("lostpointercapture", () => frame.removeEventListener("pointermove", move), { once: true });
}
