import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./icons.tsx";
import type { Poster } from "./model.ts";
import type { Shell } from "./shell.ts";

/** What stands under the toolbar while the kernel does not answer. */
export function Banner({ shell }: { readonly shell: Shell }): JSX.Element | null {
  const { session } = shell;
  const waiting = session.waiting.value;
  const kept = `${waiting} ${waiting === 1 ? "change" : "changes"}`;
  switch (session.link.value) {
    case "busy":
      return waiting || session.hello.value ? (
        <Strip
          tone="warn"
          text={waiting ? `Kernel busy, ${kept} ${waiting === 1 ? "waits" : "wait"}.` : "Kernel busy."}
        />
      ) : (
        <Strip tone="warn" text="The kernel is busy with another cell; this widget starts when it is free." />
      );
    case "gone":
      return (
        <Strip
          tone="danger"
          text={`Kernel disconnected. ${waiting ? `${kept} kept here.` : "Run this cell to go on."}`}
        >
          {waiting > 0 && (
            <button
              type="button"
              class="btn edge"
              onClick={() => void shell.copy(session.pendingAsPython(), `${kept} copied as Python`)}
            >
              Copy as Python
            </button>
          )}
          <button type="button" class="btn edge" onClick={() => session.retry()}>
            Retry
          </button>
        </Strip>
      );
    case "outdated":
      return <Strip tone="danger" text="The kernel runs another version of nblabel than this page: reload the page." />;
    default:
      return null;
  }
}

interface StripProps {
  readonly tone: "warn" | "danger";
  readonly text: string;
  readonly children?: JSX.Element | (JSX.Element | false)[];
}

function Strip({ tone, text, children }: StripProps): JSX.Element {
  return (
    <div class={`banner ${tone}`} role="status">
      <Icon name="warn" />
      <span>{text}</span>
      <span class="spread" />
      {children}
    </div>
  );
}

/** What is left of a widget whose notebook was opened without a kernel. */
export function PosterCard({ poster }: { readonly poster: Poster }): JSX.Element {
  const { title = "nblabel", count, labelled, sentence } = poster;
  const counted = count === undefined ? "" : `${labelled ?? 0} of ${count.toLocaleString("en")} labelled`;
  return (
    <div class="empty">
      <h2>{title}</h2>
      {counted && <p>{counted}</p>}
      {sentence && <p class="muted">{sentence}</p>}
      <p class="muted">Run this cell to go on.</p>
    </div>
  );
}

/** A store without items: the lines that add some. */
export function EmptyStore({
  shell,
  widget = "grid",
}: {
  readonly shell: Shell;
  readonly widget?: string;
}): JSX.Element {
  const lines = `project.add("photos/")\nproject.${widget}()`;
  const home = useRef<HTMLButtonElement>(null);
  useEffect(() => shell.announce("This project has no items yet."), []);
  return (
    <div class="empty">
      <h2>This project has no items yet</h2>
      <pre>{lines}</pre>
      <button type="button" class="btn edge tall" ref={home} onClick={() => void shell.copy(lines, "Python copied")}>
        <Icon name="copy" /> Copy
      </button>
    </div>
  );
}
