// What every sheet with a plan has: the count by status, why items are blocked, progress, cancel, and the result with its undo.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { n } from "../core/number.ts";
import type { PlanRow } from "../protocol.gen.ts";
import { Icon } from "../ui/icons.tsx";
import { Sheet } from "../ui/sheet.tsx";
import type { Shell } from "../ui/shell.ts";
import type { GridModel } from "./model.ts";
import type { PlannedJob } from "./planned.ts";
import { Result } from "./planresult.tsx";

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
  const wasReady = useRef(false);
  // Without a field to fill in, Enter carries out what is shown; the ticks of the plan may all stay as they are.
  useLayoutEffect(() => {
    if (!isReady || wasReady.current) return;
    wasReady.current = true;
    const fields = [...(submit.current?.form?.querySelectorAll("input, select") ?? [])];
    if (fields.every((field) => field.closest(".plan"))) submit.current?.focus();
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

function Reasons({ job }: Pick<JobProps, "job">): JSX.Element | null {
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

/** The plan's table: one row a status, each with a tick that leaves its items as they are. */
export function PlanTable({ job, columns, children }: PlanTableProps): JSX.Element | null {
  const plan = job.plan.value;
  if (!plan) return null;
  return (
    <div class={`plan ${job.planning.value ? "old" : ""}`} aria-live="polite">
      <table>
        <caption class="spoken">What will change, by status</caption>
        <thead>
          <tr>
            <th scope="col">Status</th>
            {columns.map(([name]) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col">Will change</th>
          </tr>
        </thead>
        <tbody>
          {plan.rows.map((row) => (
            <OneStatus key={row.status} row={row} job={job} columns={columns} />
          ))}
        </tbody>
      </table>
      <Reasons job={job} />
      {children}
    </div>
  );
}

/** The heading of a column, and what stands in it. */
export type Column = readonly [name: string, count: (row: PlanRow) => number];

interface PlanTableProps extends Pick<JobProps, "job"> {
  readonly columns: readonly Column[];
  /** What follows from the counts. */
  readonly children: ComponentChildren;
}

function OneStatus({ row, job, columns }: Omit<PlanTableProps, "children"> & { readonly row: PlanRow }): JSX.Element {
  const isLeft = job.left.value.has(row.status);
  const isEmpty = row.no_answer + row.same + row.other === 0;
  return (
    <tr class={isLeft ? "left" : ""}>
      <th scope="row">
        <label>
          <input
            type="checkbox"
            checked={!isLeft}
            disabled={isEmpty || job.phase.value === "running"}
            aria-label={`Include items in ${row.status}`}
            onChange={(event) => job.tick(row.status, event.currentTarget.checked)}
          />
          {row.status}
        </label>
      </th>
      {columns.map(([name, count]) => (
        <td key={name}>{n(count(row))}</td>
      ))}
      <td>
        {isLeft ? <span class="muted">—</span> : <b>{n(row.will_change)}</b>}
        {!isLeft && <Blocked count={row.blocked} />}
        {row.status === "complete" && row.will_change > 0 && !isLeft && <CompleteWarning />}
      </td>
    </tr>
  );
}

/** What is replaced goes with all that hangs on it; of complete items that is said twice. */
export function Overwriting({ job }: Pick<JobProps, "job">): JSX.Element | null {
  const { overwrites = 0, completed = 0 } = job.sums.value ?? {};
  if (!overwrites) return null;
  return completed > 0 ? (
    <p class="critical" role="alert">
      <Icon name="warn" />
      <span>
        {n(overwrites)} existing answers will be replaced, <b>{n(completed)} of them complete</b>, with everything under
        them.
      </span>
    </p>
  ) : (
    <p class="warned-line">
      <Icon name="warn" /> {n(overwrites)} existing answers will be replaced, with everything under them.
    </p>
  );
}

/** What a row says of items that may not be changed. */
function Blocked({ count }: { readonly count: number }): JSX.Element | null {
  if (!count) return null;
  return (
    <span class="blocked" title={`${n(count)} may not be changed by you`}>
      <Icon name="warn" /> {n(count)} blocked
    </span>
  );
}

function CompleteWarning(): JSX.Element {
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
