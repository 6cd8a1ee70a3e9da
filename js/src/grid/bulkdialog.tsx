// The bulk classify dialog: pick, see the plan, run, see the result.
import type { JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import type { Change, Plan, PlanRow, ReceiptItems } from "../protocol.gen.ts";
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
  return (
    <Sheet shell={shell} title={titleOf(model, job)} broad onClose={onClose}>
      {job.phase.value === "done" ? <Result {...props} close={onClose} /> : <Choosing {...props} onClose={onClose} />}
    </Sheet>
  );
}

/** "Classify 12,480 items: Ripeness = ripe". */
function titleOf(model: GridModel, job: BulkJob): string {
  const noun = model.session.hello.value?.noun ?? "item";
  const ontology = model.ontology.value;
  const name = ontology.question(job.question.value)?.name;
  const answers = job.answers.value.map((part) => ontology.textOf(part)).filter(Boolean);
  const what = name ? `: ${name}${answers.length ? ` = ${answers.join(", ")}` : ""}` : "";
  return `Classify ${n(job.count)} ${noun}${job.count === 1 ? "" : "s"}${what}`;
}

function Choosing({ model, job, onClose }: DialogProps): JSX.Element {
  const isRunning = job.phase.value === "running";
  const plan = job.plan.value;
  const count = job.sums.value?.willChange ?? 0;
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
          {job.question.value !== 0 && <Rules model={model} job={job} />}
          {job.question.value !== 0 && <PlanTable plan={plan} job={job} />}
          {job.problem.value && (
            <p class="problem" role="alert">
              {job.problem.value}
            </p>
          )}
        </div>
      </div>
      <footer>
        <Running job={job} />
        {isRunning && (
          <button type="button" class="btn edge tall" onClick={() => job.cancel()}>
            Cancel the job
          </button>
        )}
        <button type="button" class="btn edge tall" onClick={onClose}>
          {isRunning ? "Close" : "Cancel"}
        </button>
        <button type="submit" class="btn main tall" disabled={!job.isReady.value}>
          {isRunning ? "Classifying…" : plan ? `Classify ${n(count)}` : "Classify"}
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

function Rules({ model, job }: { readonly model: GridModel; readonly job: BulkJob }): JSX.Element {
  const name = useId();
  const sums = job.sums.value;
  const hasOtherwise = (sums?.otherwise ?? 0) > 0 || job.conflict.value === "any";
  return (
    <fieldset class="rules" disabled={job.phase.value === "running"}>
      <legend class="spoken">What happens to items that have an answer</legend>
      <div role="radiogroup" aria-label="Items that have another answer">
        <label>
          <input type="radio" name={name} checked={!job.override.value} onChange={() => job.setOverride(false)} />
          Keep existing answers
        </label>
        <label>
          <input type="radio" name={name} checked={job.override.value} onChange={() => job.setOverride(true)} />
          Overwrite {sums === null ? "them" : n(sums.others)}
        </label>
      </div>
      <ThenStatus model={model} job={job} />
      {hasOtherwise && !job.override.value && (
        <label class="wide">
          <input
            type="checkbox"
            checked={job.conflict.value === "any"}
            onChange={(event) => job.setConflict(event.currentTarget.checked ? "any" : "same")}
          />
          Leave the {n(sums?.otherwise ?? 0)} that answer another question
        </label>
      )}
    </fieldset>
  );
}

const OWN = "task:";

/** The status that what is written gets: one of the workflow, or of the task at hand. */
function ThenStatus({ model, job }: { readonly model: GridModel; readonly job: BulkJob }): JSX.Element {
  const own = model.session.hello.value?.task?.statuses ?? [];
  const value = job.taskStatus.value ? OWN + job.taskStatus.value : (job.setStatus.value ?? "");
  const set = (chosen: string) =>
    job.setNextStatus(chosen.replace(OWN, "") || null, chosen.startsWith(OWN) && chosen !== OWN);
  return (
    <label class="then">
      then set status
      <select class="field" value={value} onChange={(event) => set(event.currentTarget.value)}>
        <option value="">—</option>
        {own.length > 0 && (
          <optgroup label="Of this task">
            {own.map(({ name }) => (
              <option key={name} value={OWN + name}>
                {name}
              </option>
            ))}
          </optgroup>
        )}
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {status}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What will change, by status, before anything is written. */
function PlanTable({ plan, job }: { readonly plan: Plan | null; readonly job: BulkJob }): JSX.Element {
  const isOld = job.planning.value;
  const sums = job.sums.value;
  if (!plan || !sums) {
    return <p class="muted plan-hint">{isOld ? "Counting…" : "Choose an answer to see what will change."}</p>;
  }
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
            <OneStatus key={row.status} row={row} job={job} />
          ))}
        </tbody>
      </table>
      {job.reasons.value.length > 0 && (
        <ul class="reasons" aria-label="Blocked">
          {job.reasons.value.map(([text, count]) => (
            <li key={text}>
              <Icon name="warn" /> {n(count)} blocked: {text}
            </li>
          ))}
        </ul>
      )}
      {sums.overwrites > 0 && <Overwriting overwrites={sums.overwrites} completed={sums.completed} />}
      <p class="muted">It can be undone, now and later.</p>
    </div>
  );
}

function OneStatus({ row, job }: { readonly row: PlanRow; readonly job: BulkJob }): JSX.Element {
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
      <td>{n(row.no_answer)}</td>
      <td>{n(row.same)}</td>
      <td>{n(row.other)}</td>
      <td>
        {isLeft ? <span class="muted">—</span> : <b>{n(row.will_change)}</b>}
        {row.blocked > 0 && !isLeft && (
          <span class="blocked" title={`${n(row.blocked)} may not be changed by you`}>
            <Icon name="warn" /> {n(row.blocked)} blocked
          </span>
        )}
        {row.status === "complete" && row.will_change > 0 && !isLeft && (
          <span class="warned" title="These items are complete already">
            <Icon name="warn" />
            <span class="spoken">these items are complete already</span>
          </span>
        )}
      </td>
    </tr>
  );
}

function Overwriting({ overwrites, completed }: { readonly overwrites: number; readonly completed: number }) {
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

function Running({ job }: { readonly job: BulkJob }): JSX.Element {
  const progress = job.progress.value;
  if (job.phase.value !== "running") return <span class="spread" />;
  return (
    <span class="spread run">
      <progress
        aria-label={progress?.text ?? "Classifying"}
        {...(progress ? { max: progress.total, value: progress.done } : {})}
      />
      <span class="muted" role="status">
        {progress?.text ?? "Classifying"}…
      </span>
    </span>
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

function n(count: number): string {
  return count.toLocaleString("en");
}
