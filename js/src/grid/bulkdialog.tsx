// The bulk classify dialog: pick, see the plan, run.
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { Plan, PlanRow } from "../protocol.gen.ts";
import { Form } from "../ui/form.tsx";
import { Icon } from "../ui/icons.tsx";
import { STATUSES } from "./answering.ts";
import type { BulkJob } from "./bulk.ts";
import type { GridModel } from "./model.ts";
import { Blocked, CompleteWarning, JobFooter, type JobProps, JobSheet, n, Problem, Reasons } from "./plansheet.tsx";

interface DialogProps extends JobProps {
  readonly job: BulkJob;
}

export function BulkDialog(props: DialogProps): JSX.Element {
  const { job, model } = props;
  return (
    <JobSheet {...props} title={titleOf(model, job)}>
      <Choosing {...props} />
    </JobSheet>
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

function Choosing(props: DialogProps): JSX.Element {
  const { model, job } = props;
  const submit = (event: Event) => {
    event.preventDefault();
    void job.run();
  };
  return (
    <form class="bulk" onSubmit={submit} aria-busy={job.phase.value === "running"}>
      <div class="scroll halves">
        <div>
          <QuestionPart model={model} job={job} />
        </div>
        <div class="effect">
          {job.question.value !== 0 && <Rules model={model} job={job} />}
          {job.question.value !== 0 && <PlanTable plan={job.plan.value} job={job} />}
          <Problem job={job} />
        </div>
      </div>
      <JobFooter {...props} verb="Classify" doing="Classifying" />
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
      <Reasons job={job} />
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
        {!isLeft && <Blocked count={row.blocked} />}
        {row.status === "complete" && row.will_change > 0 && !isLeft && <CompleteWarning />}
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
