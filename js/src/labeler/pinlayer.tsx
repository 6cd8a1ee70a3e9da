import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Row } from "../protocol.gen.ts";
import { Icon } from "../ui/icons.tsx";
import type { Said } from "./comments.ts";
import type { LabelerParts } from "./parts.ts";
import { onScreen, type Point, pointAt, pointText } from "./pins.ts";
import type { Note } from "./stage.ts";

/** Comments on points of the picture that is seen, each under its number; those not stored are dashed. */
export function Pins({ parts }: { readonly parts: LabelerParts }): JSX.Element | null {
  const { comments, stage, model } = parts;
  const frame = model.focus.hasFrames.value ? model.focus.frame.value : null;
  const here = comments.said.value.filter((comment) => pointOf(comment) && (comment.frame ?? frame) === frame);
  const open = here.filter(({ is_resolved }) => !is_resolved);
  const note = stage.note.value;
  if (!open.length && !note?.at) return null;
  return (
    <ol class="pins" aria-label="Comments on this picture">
      {open.map((comment) => (
        <li key={comment.comment} style={styleAt(parts, pointOf(comment))}>
          <Pin parts={parts} comment={comment} />
        </li>
      ))}
      {note?.at && (
        <li style={styleAt(parts, note.at)}>
          <span class={`pin unsaved ${note.placed ? "" : "aiming"}`} role="img" aria-label="The new comment">
            {note.placed ? "+" : ""}
          </span>
        </li>
      )}
    </ol>
  );
}

function Pin({ parts, comment }: { readonly parts: LabelerParts; readonly comment: Said }): JSX.Element {
  const { stage, comments, shell, model } = parts;
  const number = comments.numberOf(comment);
  const by = model.work.value?.isBlind ? "annotator" : comment.by;
  const words = `${by}: ${comment.text}`;
  const look = `${comment.isPending ? "unsaved" : ""} ${stage.chosen.value === comment.comment ? "chosen" : ""}`;
  const open = () => {
    stage.chosen.value = comment.comment;
    if (!shell.isOpen("right")) shell.toggle("right");
    shell.view.focus();
  };
  return (
    <button
      type="button"
      class={`pin ${look} ${comment.is_flag ? "flagged" : ""}`}
      title={words}
      aria-label={`Comment ${number} by ${words}${comment.isPending ? ", not saved yet" : ""}`}
      onClick={open}
    >
      {number}
    </button>
  );
}

/** What is about to be said: first its point is chosen, then it is written. */
export function Composer({ parts, row }: { readonly parts: LabelerParts; readonly row: Row }): JSX.Element | null {
  const note = parts.stage.note.value;
  if (!note) return null;
  if (note.placed) return <Writing key={note.isFlag ? "flag" : "note"} parts={parts} row={row} note={note} />;
  return (
    <p class="aim" role="status">
      Click the point it is about, or move it with <kbd>←</kbd>
      <kbd>↑</kbd>
      <kbd>↓</kbd>
      <kbd>→</kbd> and press <kbd>Enter</kbd>
    </p>
  );
}

interface WritingProps {
  readonly parts: LabelerParts;
  readonly row: Row;
  readonly note: Note;
}

function Writing({ parts, row, note }: WritingProps): JSX.Element {
  const { stage, comments, shell } = parts;
  const typed = useSignal(note.text);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), []);
  const title = titleOf(note);
  const save = async () => {
    const text = typed.peek().trim();
    if (!text) return;
    stage.unsay();
    const done = await comments.add(row, { text, at: note.at, frame: note.frame, isFlag: note.isFlag });
    if (done) shell.announce(note.isFlag ? "Flagged" : "Comment saved");
    else if (!stage.note.peek() && parts.model.current.peek()?.id === row.id) stage.note.value = { ...note, text };
  };
  return (
    <form
      class="composer"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Icon name={note.isFlag ? "flag" : "say"} />
      <input
        ref={field}
        aria-label={title}
        placeholder={title}
        maxLength={2000}
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
      />
      <button type="submit" class="btn main" disabled={!typed.value.trim()}>
        {note.isFlag ? "Flag" : "Say"} <kbd>Enter</kbd>
      </button>
    </form>
  );
}

function titleOf({ at, isFlag, frame }: Note): string {
  if (isFlag) return "What is the matter with it?";
  if (at) return `Comment at ${pointText(at)}`;
  return frame === null ? "Comment on the whole picture" : "Comment on this frame";
}

/** The pointer chooses the point of a comment; returns whether it did. */
export function placeByPointer(frame: HTMLElement, event: PointerEvent, { stage }: LabelerParts): boolean {
  const note = stage.note.peek();
  if (!note?.at || note.placed || event.button !== 0) return false;
  const box = frame.getBoundingClientRect();
  const x = event.clientX - box.left - box.width / 2;
  const y = event.clientY - box.top - box.height / 2;
  stage.placePin(pointAt(stage.sight.peek(), { x, y }));
  event.preventDefault();
  return true;
}

function pointOf({ x, y }: Said): Point | null {
  return x != null && y != null ? { x, y } : null;
}

function styleAt({ stage }: LabelerParts, point: Point | null): { left: string; top: string } {
  const { x, y } = onScreen(stage.sight.value, point ?? { x: 0.5, y: 0.5 });
  return { left: `calc(50% + ${x.toFixed(1)}px)`, top: `calc(50% + ${y.toFixed(1)}px)` };
}
