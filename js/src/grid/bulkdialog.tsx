// The bulk classify dialog: pick, see the plan, run, see the result.
import type { JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import type { Status } from "../core/types.ts";
import type { Change, Plan } from "../protocol.gen.ts";
import { Form } from "../ui/form.tsx";
import { Icon } from "../ui/icons.tsx";
import { Sheet } from "../ui/sheet.tsx";
import type { Shell } from "../ui/shell.ts";
import { STATUSES } from "./answering.ts";
import type { BulkJob } from "./bulk.ts";
import type { GridModel } from "./model.ts";

interface DialogProps {
  readonly shell: Shell;
  readonly model: GridModel;
  readonly job: BulkJob;
  readonly onClose: () => void;
}

export function BulkDialog(props: DialogProps): JSX.Element {
  const { shell, job, model } = props;
  useEffect(() => () => job.dispose(), [job]);
  const onClose = () => {
    props.onClose();
    const change = job.result.peek();
    if (change) shell.done(change);
    else job.onEnd = (late) => shell.done(late);
  };
  const noun = model.session.hello.value?.noun ?? "item";
  const items = job.count === 1 ? noun : `${noun}s`;
  return (
    <Sheet shell={shell} title={`Classify ${n(job.count)} ${items}`} broad onClose={onClose}>
      {job.phase.value === "done" ? <Result {...props} close={onClose} /> : <Choosing {...props} onClose={onClose} />}
    </Sheet>
  );
}

function Choosing({ model, job, onClose }: DialogProps): JSX.Element {
  const isRunning = job.phase.value === "running";
  const plan = job.plan.value;
  const submit = (event: Event) => {
    event.preventDefault();
    void job.run();
  };
  return (
    <form class="bulk" onSubmit={submit} aria-busy={isRunning}>
      <div class="scroll halves">
        <div>
          <QuestionPart model={model} job={job} />
        </div>
        <div class="effect">
          {job.question.value !== 0 && <Rules job={job} plan={plan} />}
          {job.question.value !== 0 && (
            <PlanTable plan={plan} isOld={job.planning.value} override={job.override.value} />
          )}
          {job.problem.value && (
            <p class="problem" role="alert">
              {job.problem.value}
            </p>
          )}
        </div>
      </div>
      <footer>
        <Running job={job} />
        <button type="button" class="btn edge tall" onClick={onClose}>
          {isRunning ? "Close" : "Cancel"}
        </button>
        <button type="submit" class="btn main tall" disabled={!job.isReady.value}>
          {isRunning ? "Classifying…" : plan ? `Classify ${n(plan.will_change)}` : "Classify"}
        </button>
      </footer>
    </form>
  );
}

function QuestionPart({ model, job }: { readonly model: GridModel; readonly job: BulkJob }): JSX.Element {
  const ontology = model.ontology.value;
  const root = job.question.value;
  const id = useId();
  return (
    <>
      <label class="pick" for={id}>
        <span>Classification</span>
        <select id={id} class="field" value={root} onChange={(event) => job.pick(Number(event.currentTarget.value))}>
          <option value={0} disabled>
            Choose one…
          </option>
          {job.questions.map((question) => (
            <option key={question.id} value={question.id}>
              {question.name}
            </option>
          ))}
        </select>
      </label>
      {root !== 0 && (
        <Form
          ontology={ontology}
          root={root}
          answers={job.answers.value}
          disabled={job.phase.value === "running"}
          onAnswer={(part) => job.setAnswers(ontology.answer(root, job.answers.peek(), part))}
        />
      )}
    </>
  );
}

function Rules({ job, plan }: { readonly job: BulkJob; readonly plan: Plan | null }): JSX.Element {
  const name = useId();
  const kept = plan ? plan.rows.reduce((sum, row) => sum + row.same + row.other, 0) : null;
  return (
    <div class="rules">
      <div role="radiogroup" aria-label="Items that have an answer">
        <label>
          <input type="radio" name={name} checked={!job.override.value} onChange={() => job.setOverride(false)} />
          Keep existing answers
        </label>
        <label>
          <input type="radio" name={name} checked={job.override.value} onChange={() => job.setOverride(true)} />
          Overwrite {kept === null ? "them" : n(kept)}
        </label>
      </div>
      <label class="then">
        then set status
        <select
          class="field"
          value={job.setStatus.value ?? ""}
          onChange={(event) => job.setNextStatus((event.currentTarget.value || null) as Status | null)}
        >
          <option value="">—</option>
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {status}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

interface PlanProps {
  readonly plan: Plan | null;
  readonly isOld: boolean;
  readonly override: boolean;
}

/** What will change, by status, before anything is written. */
function PlanTable({ plan, isOld, override }: PlanProps): JSX.Element {
  if (!plan) return <p class="muted plan-hint">{isOld ? "Counting…" : "Choose an answer to see what will change."}</p>;
  const hasOther = plan.rows.some((row) => row.otherwise > 0);
  return (
    <div class={`plan ${isOld ? "old" : ""}`} aria-live="polite">
      <table>
        <caption class="spoken">What will change, by status</caption>
        <thead>
          <tr>
            <th scope="col">Status</th>
            <th scope="col">No answer</th>
            <th scope="col">Same</th>
            <th scope="col">Other</th>
            <th scope="col">Will change</th>
          </tr>
        </thead>
        <tbody>
          {plan.rows.map((row) => (
            <tr key={row.status}>
              <th scope="row">{row.status}</th>
              <td>{n(row.no_answer)}</td>
              <td>{n(row.same)}</td>
              <td>{n(row.other)}</td>
              <td>
                <b>{n(row.will_change)}</b>
                {row.blocked > 0 && (
                  <span class="blocked" title={`${n(row.blocked)} need an admin`}>
                    <Icon name="warn" /> {n(row.blocked)} blocked
                  </span>
                )}
                {row.status === "complete" && row.will_change > 0 && (
                  <span class="warned" title="These items are complete already">
                    <Icon name="warn" />
                    <span class="spoken">these items are complete already</span>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {override && plan.overwrites > 0 && (
        <p class="warned-line">
          <Icon name="warn" /> {n(plan.overwrites)} existing answers will be replaced, with everything under them.
        </p>
      )}
      <p class="muted">
        {hasOther &&
          `${n(plan.rows.reduce((sum, row) => sum + row.otherwise, 0))} without an answer here answer another question. `}
        It can be undone, now and later.
      </p>
    </div>
  );
}

function Running({ job }: { readonly job: BulkJob }): JSX.Element {
  const progress = job.progress.value;
  if (job.phase.value !== "running") return <span class="spread" />;
  return (
    <progress
      class="spread"
      aria-label={progress?.text ?? "Classifying"}
      {...(progress ? { max: progress.total, value: progress.done } : {})}
    />
  );
}

function Result({
  shell,
  model,
  job,
  onClose,
  close,
}: DialogProps & { readonly close: () => void }): JSX.Element | null {
  const done = useRef<HTMLButtonElement>(null);
  useEffect(() => done.current?.focus({ preventScroll: true }), []);
  const change = job.result.value;
  if (!change) return null;
  const changed = change.counts.applied ?? 0;
  const show = () => {
    close();
    void model.ask({ receipt: { op: change.op, outcome: "applied" } });
  };
  return (
    <div class="bulk">
      <div class="scroll">
        <p class="done" role="status">
          <Icon name="check" /> {change.text}
        </p>
        <Counts change={change} />
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
        <button type="button" class="btn edge tall" disabled={changed === 0} onClick={show}>
          Show the {n(changed)} changed
        </button>
        <button type="button" class="btn main tall" ref={done} onClick={close}>
          Done
        </button>
      </footer>
    </div>
  );
}

const OUTCOMES = ["applied", "overwritten", "skipped", "blocked", "failed"] as const;

function Counts({ change }: { readonly change: Change }): JSX.Element {
  const present = OUTCOMES.filter((outcome) => (change.counts[outcome] ?? 0) > 0);
  return (
    <dl class="counts">
      {present.map((outcome) => (
        <div key={outcome}>
          <dt>{outcome}</dt>
          <dd>{n(change.counts[outcome] ?? 0)}</dd>
        </div>
      ))}
    </dl>
  );
}

function n(count: number): string {
  return count.toLocaleString("en");
}
