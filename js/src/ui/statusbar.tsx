import type { ComponentChildren, JSX } from "preact";
import type { Link } from "../core/session.ts";
import type { Shell } from "./shell.ts";
import { CommandIcon } from "./status-command.tsx";

const WORDS: Record<Link, string> = {
  connecting: "connecting",
  idle: "kernel idle",
  waiting: "kernel idle",
  busy: "kernel busy",
  gone: "disconnected",
  none: "no kernel",
  outdated: "reload the page",
};

/** The lower edge: how it stands with the kernel, what waits, when it was saved, and undo. */
export function StatusBar({
  shell,
  children,
}: {
  readonly shell: Shell;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const { session } = shell;
  const link = session.link.value;
  const waiting = session.waiting.value;
  return (
    <div class="status">
      <span>
        <i class={`dot ${link}`} aria-hidden="true" />
        <span class={isCalm(link) ? "calm" : ""}>{WORDS[link]}</span>
      </span>
      <span class="mid">{waiting ? `${waiting} waiting` : savedText(session.savedAt.value)}</span>
      {children}
      <Jobs shell={shell} />
      <span class="spread" />
      <CommandIcon shell={shell} id="undo" icon="undo" count={session.undo.value.n_undo ?? 0} />
      <CommandIcon shell={shell} id="redo" icon="redo" count={session.undo.value.n_redo ?? 0} />
    </div>
  );
}

/** Nothing to be told: a narrow bar leaves the words out. */
function isCalm(link: Link): boolean {
  return link === "idle" || link === "waiting";
}

/** What takes its time: how far it is, and the way to stop it. */
function Jobs({ shell }: { readonly shell: Shell }): JSX.Element | null {
  const [job] = shell.session.jobs.value;
  if (!job) return null;
  const [id, { text, done, total }] = job;
  return (
    <span class="job">
      <progress aria-label={text} max={Math.max(1, total)} value={done} />
      <span class="wide">{text}…</span>
      <button type="button" class="btn" onClick={() => shell.session.cancel(id)}>
        Cancel
      </button>
    </span>
  );
}

function savedText(at: number | null): string {
  if (at === null) return "all saved";
  return `saved ${new Date(at).toLocaleTimeString(undefined, { hour12: false })}`;
}
