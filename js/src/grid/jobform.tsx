// The form of a job whose few questions stand above its plan: what it is called, its plan, and the button that runs it.
import type { ComponentChildren, JSX } from "preact";
import { JobFooter, type JobProps, JobSheet, Problem } from "./plansheet.tsx";

interface FormProps extends JobProps {
  readonly title: string;
  /** On the button, and while it runs: "Tag", "Tagging". */
  readonly verb: string;
  readonly doing: string;
  readonly children: ComponentChildren;
}

export function JobForm({ children, ...props }: FormProps): JSX.Element {
  const { job } = props;
  const submit = (event: Event) => {
    event.preventDefault();
    void job.run();
  };
  return (
    <JobSheet {...props}>
      <form class="bulk change" onSubmit={submit} aria-busy={job.phase.value === "running"}>
        <div class="scroll">
          {children}
          <Problem job={job} />
        </div>
        <JobFooter {...props} />
      </form>
    </JobSheet>
  );
}
