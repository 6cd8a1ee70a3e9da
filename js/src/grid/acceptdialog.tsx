// Before more predictions are accepted than one sees: how many become labels, by status, and what happens to the others.
import type { JSX } from "preact";
import { n } from "../core/number.ts";
import type { AcceptJob } from "./acceptjob.ts";
import { JobForm } from "./jobform.tsx";
import { type Column, type JobProps, Overwriting, PlanTable } from "./plansheet.tsx";

interface DialogProps extends JobProps {
  readonly job: AcceptJob;
}

const COLUMNS: readonly Column[] = [
  ["Nothing sure", (row) => row.otherwise],
  ["Same", (row) => row.same],
  ["Other", (row) => row.other],
];

export function AcceptDialog(props: DialogProps): JSX.Element {
  const { job, model } = props;
  const { source, threshold, question } = job.asked;
  const noun = model.session.hello.value?.noun ?? "item";
  const name = model.ontology.value.question(question)?.name;
  const what = name ? `${name} as predicted by` : "predictions of";
  const title = `Accept ${what} ${source} on ${n(job.count)} ${noun}${job.count === 1 ? "" : "s"}`;
  return (
    <JobForm {...props} title={title} verb="Accept" doing="Accepting">
      <p class="muted">
        {threshold > 0
          ? `Those that are at least ${Math.round(threshold * 100)} percent sure.`
          : "However sure they are."}
      </p>
      <label class="tick">
        <input
          type="checkbox"
          checked={job.override.value}
          disabled={job.phase.value === "running"}
          onChange={(event) => job.setOverride(event.currentTarget.checked)}
        />
        Replace other answers
      </label>
      {job.plan.value ? <Effect job={job} /> : <p class="muted plan-hint">{job.planning.value && "Counting…"}</p>}
    </JobForm>
  );
}

function Effect({ job }: Pick<DialogProps, "job">): JSX.Element {
  const { willChange = 0, others = 0 } = job.sums.value ?? {};
  return (
    <PlanTable job={job} columns={COLUMNS}>
      <Overwriting job={job} />
      {others > 0 && !job.override.value && (
        <p class="muted">{n(others)} are answered otherwise and stay as they are.</p>
      )}
      <p class="muted">{willChange ? "It can be undone, now and later." : "Nothing would change."}</p>
    </PlanTable>
  );
}
