import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { countingOf } from "../core/timeline.ts";
import { CommandButton } from "../ui/command-button.tsx";
import { Icon } from "../ui/icons.tsx";
import type { Said } from "./comments.ts";
import type { LabelerParts } from "./parts.ts";
import { pointText } from "./pins.ts";
import { useInView } from "./verdict.tsx";

/** What was said about this picture: who, when, where; answered and marked as dealt with here. */
export function CommentList({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { comments, shell, model } = parts;
  const showsAll = useSignal(false);
  const row = model.current.value;
  useEffect(() => {
    showsAll.value = false;
  }, [row?.id]);
  const said = comments.said.value;
  const resolved = said.filter(({ is_resolved }) => is_resolved).length;
  const shown = showsAll.value ? said : said.filter(({ is_resolved }) => !is_resolved);
  return (
    <>
      <h2>Comments{comments.open.value ? ` · ${comments.open.value}` : ""}</h2>
      {shown.length > 0 && (
        <ol class="said">
          {shown.map((comment) => (
            <Comment key={comment.comment} parts={parts} comment={comment} />
          ))}
        </ol>
      )}
      <div class="row">
        <CommandButton shell={shell} id="comment" class="edge" icon="pin">
          Comment <kbd>c</kbd>
        </CommandButton>
        <CommandButton shell={shell} id="flag" class="edge" icon="flag">
          Flag <kbd>f</kbd>
        </CommandButton>
        {resolved > 0 && (
          <button
            type="button"
            class="btn"
            aria-pressed={showsAll.value}
            onClick={() => {
              showsAll.value = !showsAll.value;
            }}
          >
            {resolved} resolved
          </button>
        )}
      </div>
    </>
  );
}

interface CommentProps {
  readonly parts: LabelerParts;
  readonly comment: Said;
}

function Comment({ parts, comment }: CommentProps): JSX.Element {
  const { model, comments, stage } = parts;
  const answering = useSignal(false);
  const isChosen = stage.chosen.value === comment.comment;
  const place = useInView<HTMLLIElement>(isChosen);
  const row = model.current.value;
  const resolve = () => {
    if (row) void comments.resolve(row, comment.comment, !comment.is_resolved);
  };
  const answer = (text: string) => {
    answering.value = false;
    if (row) void comments.add(row, { text, at: null, frame: comment.frame, replyTo: comment.comment });
    parts.shell.view.focus();
  };
  const kind = [comment.is_resolved ? "resolved" : "", comment.isPending ? "unsaved" : "", isChosen ? "chosen" : ""];
  return (
    <li ref={place} class={kind.join(" ")}>
      <Where parts={parts} comment={comment} />
      <div class="words">
        <Words parts={parts} comment={comment} />
        {comment.answers.length > 0 && (
          <ul class="answers">
            {comment.answers.map((reply) => (
              <li key={reply.comment} class={reply.isPending ? "unsaved" : ""}>
                <Words parts={parts} comment={reply} />
              </li>
            ))}
          </ul>
        )}
        {answering.value ? (
          <Reply
            onSay={answer}
            onCancel={() => {
              answering.value = false;
              parts.shell.view.focus();
            }}
          />
        ) : (
          !comment.isPending && (
            <div class="row">
              <button
                type="button"
                class="link"
                aria-label={`Reply to "${comment.text}"`}
                onClick={() => {
                  answering.value = true;
                }}
              >
                Reply
              </button>
              <button
                type="button"
                class="link"
                aria-label={`${comment.is_resolved ? "Reopen" : "Resolve"} "${comment.text}"`}
                onClick={resolve}
              >
                {comment.is_resolved ? "Reopen" : "Resolve"}
              </button>
            </div>
          )
        )}
      </div>
    </li>
  );
}

function Words({ parts, comment }: CommentProps): JSX.Element {
  const isBlind = parts.model.work.value?.isBlind;
  const by = isBlind ? "annotator" : comment.by;
  return (
    <p>
      <span class="by">
        {comment.is_flag && <b class="flag">Flag</b>}
        <b>{by}</b>
        <small>{comment.isPending ? "not saved yet" : ago(comment.at)}</small>
        {comment.is_resolved && <small>resolved</small>}
      </span>
      <span class="text">{comment.text}</span>
    </p>
  );
}

/** Its number on the picture; a click shows where. */
function Where({ parts, comment }: CommentProps): JSX.Element {
  const { reel, stage, shell, model } = parts;
  const number = parts.comments.numberOf(comment);
  const at = comment.x != null && comment.y != null ? { x: comment.x, y: comment.y } : null;
  const counting = countingOf(model.current.value?.kind ?? "");
  const frame = comment.frame === null ? "" : `${counting.noun} ${comment.frame + counting.first}`;
  const place = [at ? pointText(at) : "", frame].filter(Boolean).join(", ");
  const go = () => {
    stage.chosen.value = comment.comment;
    if (comment.frame !== null && reel.hasFrames) {
      reel.pause();
      reel.seek(comment.frame);
    }
    shell.view.focus();
  };
  if (!place) {
    return (
      <span class="pin plain" aria-hidden="true">
        <Icon name={comment.is_flag ? "flag" : "say"} />
      </span>
    );
  }
  return (
    <button type="button" class="pin" title={`Show ${place}`} aria-label={`Show ${place}`} onClick={go}>
      {at ? number : <Icon name="pin" />}
    </button>
  );
}

interface ReplyProps {
  readonly onSay: (text: string) => void;
  readonly onCancel: () => void;
}

function Reply({ onSay, onCancel }: ReplyProps): JSX.Element {
  const typed = useSignal("");
  return (
    <form
      class="reply"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.value.trim()) onSay(typed.value);
      }}
    >
      <input
        class="field"
        aria-label="Reply"
        placeholder="Reply…"
        ref={(field) => field?.focus()}
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          event.stopPropagation();
          onCancel();
        }}
      />
    </form>
  );
}

/** "3 min ago", "Nov 3, 2026". */
function ago(at: string, now = Date.now()): string {
  const time = new Date(at).getTime();
  if (Number.isNaN(time)) return at;
  const minutes = Math.floor((now - time) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return new Date(time).toLocaleDateString(undefined, { dateStyle: "medium" });
}
