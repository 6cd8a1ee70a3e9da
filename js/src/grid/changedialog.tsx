// Before more items are cleared, moved, tagged or taken their predictions than one sees: how many change, stay and are blocked, by status.
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { n } from "../core/number.ts";
import type { ChangeJob } from "./changejob.ts";
import { JobForm } from "./jobform.tsx";
import type { GridModel } from "./model.ts";
import { type Column, type JobProps, PlanTable } from "./plansheet.tsx";

interface DialogProps extends JobProps {
  readonly job: ChangeJob;
}

export function ChangeDialog(props: DialogProps): JSX.Element {
  const { job, model } = props;
  const words = wordsOf(model, job);
  return (
    <JobForm {...props} title={words.title} verb={words.verb} doing={words.doing}>
      {job.asked.op === "tag" && <TagPart job={job} />}
      <Effect job={job} words={words} />
    </JobForm>
  );
}

interface Words {
  readonly title: string;
  readonly verb: string;
  readonly doing: string;
  /** The items that are as asked already. */
  readonly so: string;
  readonly other: string;
}

function wordsOf(model: GridModel, job: ChangeJob): Words {
  const noun = model.session.hello.value?.noun ?? "item";
  const items = `${n(job.count)} ${noun}${job.count === 1 ? "" : "s"}`;
  const { asked } = job;
  if (asked.op === "clear") {
    const name = model.ontology.value.question(asked.question)?.name ?? "";
    return { title: `Clear ${name} on ${items}`, verb: "Clear", doing: "Clearing", so: "No answer", other: "Answered" };
  }
  if (asked.op === "set_status") {
    return {
      title: `Move ${items} to ${asked.status}`,
      verb: "Move",
      doing: "Moving",
      so: "There already",
      other: "Elsewhere",
    };
  }
  if (asked.op === "reject") {
    const name = model.ontology.value.question(asked.question)?.name;
    return {
      title: `Reject ${name ? `${name} as predicted by` : "predictions of"} ${asked.source} on ${items}`,
      verb: "Reject",
      doing: "Rejecting",
      so: "Not predicted",
      other: "Predicted",
    };
  }
  const [verb, doing] = job.remove.value ? ["Untag", "Untagging"] : ["Tag", "Tagging"];
  const [so, other] = job.remove.value ? ["Without it", "Tagged"] : ["Tagged already", "Without it"];
  return { title: `${verb} ${items}`, verb, doing, so, other };
}

function TagPart({ job }: Pick<DialogProps, "job">): JSX.Element {
  const [id, name] = [useId(), useId()];
  const isRunning = job.phase.value === "running";
  return (
    <fieldset class="rules" disabled={isRunning}>
      <legend class="spoken">Which tag, and what to do with it</legend>
      <label class="pick" for={id}>
        <span>Tag</span>
        <input
          id={id}
          class="field"
          autocomplete="off"
          maxLength={200}
          value={job.tag.value}
          onInput={(event) => job.setTag(event.currentTarget.value)}
        />
      </label>
      <div role="radiogroup" aria-label="What to do with the tag">
        <label>
          <input type="radio" name={name} checked={!job.remove.value} onChange={() => job.setRemove(false)} />
          Put it on
        </label>
        <label>
          <input type="radio" name={name} checked={job.remove.value} onChange={() => job.setRemove(true)} />
          Take it off
        </label>
      </div>
    </fieldset>
  );
}

function Effect({ job, words }: { readonly job: ChangeJob; readonly words: Words }): JSX.Element | null {
  const plan = job.plan.value;
  if (!plan) {
    if (job.planning.value) return <p class="muted plan-hint">Counting…</p>;
    return job.asked.op === "tag" && !job.problem.value ? (
      <p class="muted plan-hint">Type a tag to see what will change.</p>
    ) : null;
  }
  const columns: readonly Column[] = [
    [words.so, (row) => row.no_answer + row.same],
    [words.other, (row) => row.other],
  ];
  return (
    <PlanTable job={job} columns={columns}>
      <p class="muted">{plan.will_change ? "It can be undone, now and later." : "Nothing would change."}</p>
    </PlanTable>
  );
}
