import type { JSX } from "preact";
import { CommandButton } from "../ui/command-button.tsx";
import { Icon } from "../ui/icons.tsx";
import { number, partsOf } from "./entries.ts";
import type { QueueParts } from "./parts.ts";

/** What the chosen task is about, and who does it. */
export function TaskPanel({ parts }: { readonly parts: QueueParts }): JSX.Element | null {
  const { model } = parts;
  const task = model.chosen.value?.task;
  if (!task) return null;
  const notes = task.notes ?? [];
  return (
    <>
      <section>
        <h2>{task.name}</h2>
        {task.description && <p>{task.description}</p>}
        <dl class="numbers">
          {partsOf(task).map(({ name, count, look }) => (
            <div key={name}>
              <dt>
                <i class={`key ${look}`} aria-hidden="true" />
                {name}
              </dt>
              <dd>{number(count)}</dd>
            </div>
          ))}
        </dl>
      </section>
      {notes.length > 0 && (
        <section>
          <h2>Why it was returned</h2>
          <ul class="notes">
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      )}
      {task.statuses.length > 0 && (
        <section>
          <h2>Submitted as</h2>
          <ul class="own">
            {task.statuses.map(({ name, done }) => (
              <li key={name}>
                {done ? <Icon name="check" /> : <Icon name="more" />}
                <span>{name}</span>
                <small class="muted">{done ? "done" : "stays open"}</small>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Sharing parts={parts} />
    </>
  );
}

/** How the items reach people; only an admin may change it. */
function Sharing({ parts }: { readonly parts: QueueParts }): JSX.Element | null {
  const { model, shell } = parts;
  const task = model.chosen.value?.task;
  if (!task) return null;
  const isPulling = task.allocation === "pulling";
  if (!model.isAdmin) {
    return (
      <section>
        <h2>How items come</h2>
        <p>{isPulling ? "Each one who asks gets the next one." : "They were shared out beforehand."}</p>
      </section>
    );
  }
  return (
    <section>
      <h2>How items come</h2>
      <div class="segments" role="radiogroup" aria-label="How items come">
        {(["pulling", "distribution"] as const).map((way) => (
          <button
            key={way}
            type="button"
            role="radio"
            aria-checked={task.allocation === way}
            class="segment"
            onClick={() => task.allocation !== way && parts.turnAllocation()}
          >
            {way === "pulling" ? "Pull" : "Push"}
          </button>
        ))}
      </div>
      <p class="muted help">
        {isPulling ? "Each one who asks gets the next one." : "Items are shared out beforehand."}
      </p>
      {!isPulling && (
        <div class="row">
          <span data-assign>
            <CommandButton shell={shell} id="assign" class="edge" icon="person">
              Give out {number(task.unassigned)} <Icon name="down" />
            </CommandButton>
          </span>
          {!task.unassigned && <span class="muted">Everything is somebody's.</span>}
        </div>
      )}
    </section>
  );
}
