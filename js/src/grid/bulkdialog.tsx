// The bulk classify dialog: pick, see the plan, run.
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { n } from "../core/number.ts";
import { Form } from "../ui/form.tsx";
import { STATUSES } from "./answering.ts";
import type { BulkJob } from "./bulk.ts";
import type { GridModel } from "./model.ts";
import { type Column, JobFooter, type JobProps, JobSheet, Overwriting, PlanTable, Problem } from "./plansheet.tsx";

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
          {job.question.value !== 0 && <Effect job={job} />}
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

const COLUMNS: readonly Column[] = [
  ["No answer", (row) => row.no_answer],
  ["Same", (row) => row.same],
  ["Other", (row) => row.other],
];

/** What will change, by status, before anything is written. */
function Effect({ job }: Pick<DialogProps, "job">): JSX.Element {
  if (!job.plan.value) {
    return (
      <p class="muted plan-hint">{job.planning.value ? "Counting…" : "Choose an answer to see what will change."}</p>
    );
  }
  return (
    <PlanTable job={job} columns={COLUMNS}>
      <Overwriting job={job} />
      <p class="muted">It can be undone, now and later.</p>
    </PlanTable>
  );
}
