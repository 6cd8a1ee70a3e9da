// What every sheet with a plan has: the count by status, why items are blocked, progress, cancel, and the result with its undo.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Change, ReceiptItems } from "../protocol.gen.ts";
import { Icon } from "../ui/icons.tsx";
import { Sheet } from "../ui/sheet.tsx";
import type { Shell } from "../ui/shell.ts";
import type { GridModel } from "./model.ts";
import type { PlannedJob } from "./planned.ts";

export interface JobProps {
  readonly shell: Shell;
  readonly model: GridModel;
  readonly job: PlannedJob;
  readonly onClose: () => void;
}

/** The sheet of a job: what is picked before it runs (`children`), its result after. */
export function JobSheet(
  props: JobProps & { readonly title: string; readonly children: ComponentChildren },
): JSX.Element {
  const { shell, job, title } = props;
  useEffect(() => () => job.dispose(), [job]);
  const onClose = useClosing(props);
  return (
    <Sheet shell={shell} title={title} broad onClose={onClose}>
      {job.phase.value === "done" ? <Result {...props} close={onClose} /> : props.children}
    </Sheet>
  );
}

/** Closing tells what was done, then or once it is. */
function useClosing({ shell, job, onClose }: JobProps): () => void {
  return () => {
    onClose();
    const change = job.result.peek();
    if (change) shell.done(change);
    else job.onEnd = (late) => shell.done(late);
  };
}

interface FooterProps extends JobProps {
  /** "Classify", and while it runs "Classifying". */
  readonly verb: string;
  readonly doing: string;
}

export function JobFooter(props: FooterProps): JSX.Element {
  const { job, verb, doing } = props;
  const isRunning = job.phase.value === "running";
  const count = job.sums.value?.willChange;
  const onClose = useClosing(props);
  const submit = useRef<HTMLButtonElement>(null);
  const isReady = job.isReady.value;
  // Without a field to fill in, Enter carries out what is shown.
  useLayoutEffect(() => {
    if (isReady && submit.current?.form?.querySelector("input, select") === null) submit.current.focus();
  }, [isReady]);
  return (
    <footer>
      <Running job={job} doing={doing} />
      {isRunning && (
        <button type="button" class="btn edge tall" onClick={() => job.cancel()}>
          Cancel the job
        </button>
      )}
      <button type="button" class="btn edge tall" onClick={onClose}>
        {isRunning ? "Close" : "Cancel"}
      </button>
      <button type="submit" class="btn main tall" ref={submit} disabled={!isReady}>
        {isRunning ? `${doing}…` : count === undefined ? verb : `${verb} ${n(count)}`}
      </button>
    </footer>
  );
}

export function Problem({ job }: Pick<JobProps, "job">): JSX.Element | null {
  if (!job.problem.value) return null;
  return (
    <p class="problem" role="alert">
      {job.problem.value}
    </p>
  );
}

export function Reasons({ job }: Pick<JobProps, "job">): JSX.Element | null {
  if (!job.reasons.value.length) return null;
  return (
    <ul class="reasons" aria-label="Blocked">
      {job.reasons.value.map(([text, count]) => (
        <li key={text}>
          <Icon name="warn" /> {n(count)} blocked: {text}
        </li>
      ))}
    </ul>
  );
}

/** What a row says of items that may not be changed. */
export function Blocked({ count }: { readonly count: number }): JSX.Element | null {
  if (!count) return null;
  return (
    <span class="blocked" title={`${n(count)} may not be changed by you`}>
      <Icon name="warn" /> {n(count)} blocked
    </span>
  );
}

export function CompleteWarning(): JSX.Element {
  return (
    <span class="warned" title="These items are complete already">
      <Icon name="warn" />
      <span class="spoken">these items are complete already</span>
    </span>
  );
}

function Running({ job, doing }: { readonly job: PlannedJob; readonly doing: string }): JSX.Element {
  const progress = job.progress.value;
  if (job.phase.value !== "running") return <span class="spread" />;
  return (
    <span class="spread run">
      <progress
        aria-label={progress?.text ?? doing}
        {...(progress ? { max: progress.total, value: progress.done } : {})}
      />
      <span class="muted" role="status">
        {progress?.text ?? doing}…
      </span>
    </span>
  );
}

function Result({ shell, model, job, onClose, close }: JobProps & { readonly close: () => void }): JSX.Element | null {
  const done = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => done.current?.focus({ preventScroll: true }), []);
  const change = job.result.value;
  if (!change) return null;
  const show = (outcome: ReceiptItems["outcome"]) => {
    close();
    void model.ask({ receipt: { op: change.op, outcome } });
  };
  return (
    <div class="bulk">
      <div class="scroll">
        <p class="done" role="status">
          <Icon name="check" /> {change.text}
        </p>
        <Counts change={change} onShow={show} />
      </div>
      <footer>
        <button
          type="button"
          class="btn edge tall"
          onClick={() => {
            onClose();
            void shell.undo(change.op);
          }}
        >
          <Icon name="undo" /> Undo
        </button>
        <span class="spread" />
        <button type="button" class="btn main tall" ref={done} onClick={close}>
          Done
        </button>
      </footer>
    </div>
  );
}

const OUTCOMES = [
  ["applied", "changed", "changed"],
  ["overwritten", "of these had another answer", "overwritten"],
  ["skipped", "left as they were", "kept"],
  ["blocked", "may not be changed by you", "blocked"],
  ["failed", "failed", "failed"],
] as const;

/** Each group of items, and the way to just these. */
function Counts({
  change,
  onShow,
}: {
  readonly change: Change;
  readonly onShow: (outcome: ReceiptItems["outcome"]) => void;
}) {
  const present = OUTCOMES.filter(([outcome]) => (change.counts[outcome] ?? 0) > 0);
  return (
    <dl class="counts">
      {present.map(([outcome, words, word]) => {
        const count = n(change.counts[outcome] ?? 0);
        return (
          <div key={outcome}>
            <dt>{words}</dt>
            <dd>
              {count}
              <button
                type="button"
                class="btn edge"
                aria-label={`Show the ${count} ${word}`}
                onClick={() => onShow(outcome)}
              >
                Show
              </button>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

export function n(count: number): string {
  return count.toLocaleString("en");
}
