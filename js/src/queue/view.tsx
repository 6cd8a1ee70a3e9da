import type { JSX } from "preact";
import { LabelerView } from "../labeler/view.tsx";
import type { Stage } from "../labeler/work.ts";
import type { Queue } from "../protocol.gen.ts";
import { Banner, PosterCard } from "../ui/banner.tsx";
import { CommandButton } from "../ui/command-button.tsx";
import { Frame } from "../ui/frame.tsx";
import { Icon } from "../ui/icons.tsx";
import { type Poster, titleOf } from "../ui/model.ts";
import { AssignMenu } from "./assign.tsx";
import { number, teamParts } from "./entries.ts";
import { EntryRow, StatusBarChart } from "./list.tsx";
import { TaskPanel } from "./panel.tsx";
import type { QueueParts } from "./parts.ts";

interface QueueViewProps {
  readonly parts: QueueParts;
  readonly poster: Poster;
  readonly onHeight: (px: number) => void;
}

/** What there is to do; or, sat down to something, the labeler with it. */
export function QueueView({ parts, poster, onHeight }: QueueViewProps): JSX.Element {
  const { model, labeler } = parts;
  if (model.isWorking && labeler) {
    return <LabelerView parts={labeler} poster={poster} onHeight={onHeight} notice={<BreakHint parts={parts} />} />;
  }
  return <TaskList parts={parts} poster={poster} onHeight={onHeight} />;
}

function TaskList({ parts, poster, onHeight }: QueueViewProps): JSX.Element {
  const { model, shell } = parts;
  const hello = model.session.hello.value;
  const queue = model.queue.value;
  const open = queue ? queue.annotate + queue.review + queue.returned : 0;
  return (
    <Frame
      shell={shell}
      label="Task queue"
      title={titleOf(hello?.project.name, poster)}
      counts={queue ? `${number(open)} open` : "…"}
      banner={
        <>
          <Banner shell={shell} />
          <BreakHint parts={parts} />
        </>
      }
      tools={hello && <CommandButton shell={shell} id="count-again" icon="refresh" />}
      right={queue && model.chosen.value?.task.id ? <TaskPanel parts={parts} /> : undefined}
      rightLabel="About this task"
      status={queue && <Pace queue={queue} />}
      overlay={parts.assigning.value && <AssignMenu parts={parts} menu={parts.assigning.value} />}
      onHeight={onHeight}
    >
      <Middle parts={parts} poster={poster} />
    </Frame>
  );
}

function Middle({ parts, poster }: Pick<QueueViewProps, "parts" | "poster">): JSX.Element {
  const { model } = parts;
  const queue = model.queue.value;
  if (model.session.link.value === "none") return <PosterCard poster={poster} />;
  if (model.problem.value && !queue) return <Unreadable parts={parts} />;
  if (!queue) return <Skeleton />;
  return (
    <div class="queue">
      <Stages parts={parts} queue={queue} />
      {model.entries.value.length ? <Entries parts={parts} queue={queue} /> : <Nothing queue={queue} />}
      <Team queue={queue} />
    </div>
  );
}

function Entries({ parts, queue }: { readonly parts: QueueParts; readonly queue: Queue }): JSX.Element {
  const { model } = parts;
  const entries = model.shown.value;
  return (
    <ul class="tasks" aria-label="Tasks">
      {entries.map((entry) => (
        <EntryRow key={entry.key} parts={parts} entry={entry} perMin={queue.per_min} />
      ))}
      {!entries.length && (
        <li class="none">
          <p class="muted">Nothing is open here.</p>
          <button type="button" class="btn edge" data-home onClick={() => model.show(null)}>
            Show all
          </button>
        </li>
      )}
    </ul>
  );
}

const WORDS: Record<Stage, string> = { review: "To review", annotate: "To annotate", returned: "Returned to you" };

/** How much there is of each kind; a click leaves only that in the list. */
function Stages({ parts, queue }: { readonly parts: QueueParts; readonly queue: Queue }): JSX.Element {
  const { model } = parts;
  const role = model.session.hello.value?.role;
  const stages =
    role === "annotator" ? (["annotate", "returned"] as const) : (["review", "annotate", "returned"] as const);
  const notes = new Set(queue.tasks.flatMap((task) => task.notes ?? [])).size;
  return (
    <div class="stages" role="group" aria-label="What there is to do">
      {stages.map((stage) => (
        <button
          key={stage}
          type="button"
          class={`count ${stage}`}
          aria-pressed={model.stage.value === stage}
          disabled={!queue[stage] && model.stage.value !== stage}
          title={model.stage.value === stage ? "Show all" : `Only: ${WORDS[stage].toLowerCase()}`}
          onClick={() => model.show(stage)}
        >
          <b>{number(queue[stage])}</b>
          <span>{WORDS[stage]}</span>
          {stage === "returned" && notes > 0 && (
            <small>
              {notes} {notes === 1 ? "note" : "notes"}
            </small>
          )}
        </button>
      ))}
      <p class="count done">
        <b>{number(queue.done_today)}</b>
        <span>Done today</span>
      </p>
    </div>
  );
}

function Team({ queue }: { readonly queue: Queue }): JSX.Element {
  const parts = teamParts(queue.team);
  return (
    <div class="team">
      <h2>Team</h2>
      <StatusBarChart parts={parts} label="All items of the project" />
      <dl>
        {parts.map(({ name, count, look }) => (
          <div key={name}>
            <dt>
              <i class={`key ${look}`} aria-hidden="true" />
              {name}
            </dt>
            <dd>{number(count)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Nothing to do for this person: all done, or nothing given yet. */
function Nothing({ queue }: { readonly queue: Queue }): JSX.Element {
  const items = Object.values(queue.team).reduce((sum, count) => sum + count, 0);
  const isDone = items > 0 && queue.team.complete === items;
  return (
    <div class="empty" data-home tabIndex={-1}>
      {(isDone || queue.done_today > 0) && (
        <span class="seal">
          <Icon name="check" />
        </span>
      )}
      <h2>{isDone ? `All ${number(items)} done` : "Nothing to do for you"}</h2>
      <p class="muted">{sentenceOf(queue, items)}</p>
      {!items && <pre>{'project.add("photos/")\nproject.queue()'}</pre>}
    </div>
  );
}

function sentenceOf({ done_today, team, person }: Queue, items: number): string {
  if (!items) return "This project has no items yet.";
  if (done_today) return `You did ${number(done_today)} today. What comes for you next appears here by itself.`;
  const others = (team.annotate ?? 0) + (team.review ?? 0);
  return others
    ? `${number(others)} ${others === 1 ? "item is" : "items are"} open, none of them for ${person}.`
    : "Everything is complete.";
}

function Unreadable({ parts }: { readonly parts: QueueParts }): JSX.Element {
  return (
    <div class="empty" data-home tabIndex={-1} role="alert">
      <span>
        <Icon name="warn" />
      </span>
      <h2>The queue could not be read</h2>
      <p class="muted">{parts.model.problem.value}</p>
      <button type="button" class="btn edge tall" onClick={() => void parts.model.refresh()}>
        Try again
      </button>
    </div>
  );
}

function Skeleton(): JSX.Element {
  return (
    <div class="queue" aria-busy="true" data-home tabIndex={-1}>
      <div class="stages">
        {[1, 2, 3, 4].map((place) => (
          <span key={place} class="count skeleton" />
        ))}
      </div>
      <div class="tasks">
        {[1, 2, 3].map((place) => (
          <span key={place} class="skeleton" />
        ))}
      </div>
    </div>
  );
}

/** Items a minute over the last ten; nobody else sees it. */
function Pace({ queue }: { readonly queue: Queue }): JSX.Element | null {
  if (!(queue.per_min > 0)) return null;
  return (
    <span class="wide" title="Your pace over the last ten minutes; only you see it">
      {Number(queue.per_min.toFixed(1))} / min · only you see this
    </span>
  );
}

function BreakHint({ parts }: { readonly parts: QueueParts }): JSX.Element | null {
  const { breaks } = parts.model;
  if (!breaks.due.value) return null;
  return (
    <div class="banner rest" role="status">
      <Icon name="pause" />
      <span>Fifty minutes without a break: eyes that rest see more.</span>
      <span class="spread" />
      <button
        type="button"
        class="btn edge"
        onClick={() => {
          breaks.later();
          parts.shell.view.focus();
        }}
      >
        Later
      </button>
      <button
        type="button"
        class="btn"
        onClick={() => {
          breaks.toggle();
          parts.shell.view.focus();
        }}
      >
        Do not remind me
      </button>
    </div>
  );
}
