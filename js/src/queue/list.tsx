import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Stage } from "../labeler/work.ts";
import { Icon, type IconName } from "../ui/icons.tsx";
import { dueText, type Entry, number, type Part, partsOf, timeLeft } from "./entries.ts";
import type { QueueParts } from "./parts.ts";

const LOOKS: Record<Stage, { readonly verb: string; readonly left: string; readonly icon: IconName }> = {
  annotate: { verb: "Start", left: "left", icon: "open" },
  review: { verb: "Review", left: "to review", icon: "check" },
  returned: { verb: "Fix", left: "returned", icon: "undo" },
};

interface EntryRowProps {
  readonly parts: QueueParts;
  readonly entry: Entry;
  readonly perMin: number;
}

/** A task at a stage: what is left of it, until when, and the way in. */
export function EntryRow({ parts, entry, perMin }: EntryRowProps): JSX.Element {
  const { model } = parts;
  const { task, stage, count, key } = entry;
  const button = useRef<HTMLButtonElement>(null);
  const isChosen = model.chosen.value?.key === key;
  const isOpening = model.opening.value === key;
  const { verb, left, icon } = LOOKS[stage];
  const note = stage === "returned" ? task.notes?.[0] : undefined;
  useEffect(() => {
    if (isChosen) button.current?.scrollIntoView?.({ block: "nearest" });
  }, [isChosen]);
  return (
    <li class={`entry ${isChosen ? "chosen" : ""}`}>
      <button
        ref={button}
        type="button"
        class="task"
        tabIndex={isChosen ? 0 : -1}
        data-home={isChosen || undefined}
        aria-current={isChosen ? "true" : undefined}
        aria-busy={isOpening || undefined}
        onFocus={() => model.choose(key)}
        onClick={() => parts.start(entry)}
      >
        <span class={`stage-mark ${stage}`}>
          <Icon name={icon} />
        </span>
        <span class="about">
          <span class="name">
            <b>{task.name}</b>
            {(task.priority ?? 0) > 0 && <span class="tagged">priority {task.priority}</span>}
            {task.allocation === "pulling" && <span class="tagged">pull</span>}
          </span>
          <Facts entry={entry} perMin={perMin} left={left} />
          {note && <span class="note">returned: “{note}”</span>}
          {task.held?.length ? <span class="muted">{openWith(task.held)}</span> : null}
        </span>
        {task.id > 0 && (
          <span class="progress">
            <StatusBarChart parts={partsOf(task)} label={`Progress of ${task.name}`} />
            <small>
              {number(task.done)} of {number(task.items)} done
            </small>
          </span>
        )}
        <span class={`go ${isChosen ? "main" : ""}`}>
          {isOpening ? "Opening…" : verb} {isChosen && !isOpening && <kbd>Enter</kbd>}
        </span>
        <span class="spoken">{number(count)} items</span>
      </button>
    </li>
  );
}

interface FactsProps {
  readonly entry: Entry;
  readonly perMin: number;
  readonly left: string;
}

/** "143 left · about 35 min at your pace · due Friday". */
function Facts({ entry, perMin, left }: FactsProps): JSX.Element {
  const time = timeLeft(entry.count, perMin);
  const due = dueText(entry.task.due, new Date());
  return (
    <span class="facts">
      <span>
        {number(entry.count)} {left}
      </span>
      {time && <span>{time} at your pace</span>}
      {due && (
        <span class={due.isLate ? "late" : ""}>
          {due.isLate && <Icon name="warn" />}
          {due.text}
        </span>
      )}
    </span>
  );
}

/** "ben has one of them open". */
function openWith(people: readonly string[]): string {
  return people.length === 1 ? `${people[0]} has one of them open` : `${people.join(", ")} have some of them open`;
}

interface StatusBarChartProps {
  readonly parts: readonly Part[];
  readonly label: string;
}

/** Shares of a whole; the numbers stand in its name. */
export function StatusBarChart({ parts, label }: StatusBarChartProps): JSX.Element {
  const some = parts.filter(({ count }) => count > 0);
  const said = some.map(({ name, count }) => `${number(count)} ${name}`).join(", ");
  return (
    <span class="shares" role="img" aria-label={`${label}: ${said || "nothing"}`} title={said}>
      {some.map(({ name, count, look }) => (
        <i key={name} class={look} style={{ flexGrow: count }} />
      ))}
    </span>
  );
}
