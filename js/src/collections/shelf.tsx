// Left panel, on top: the collections. A click shows one; tiles dragged onto it are added.
import type { JSX } from "preact";
import { short } from "../grid/bucket.tsx";
import type { CollectionInfo } from "../protocol.gen.ts";
import { Icon } from "../ui/icons.tsx";
import type { Shell } from "../ui/shell.ts";
import type { Shelf } from "./shelf.ts";
import type { BuilderStore } from "./store.ts";

interface ShelfProps {
  readonly shell: Shell;
  readonly store: BuilderStore;
}

export function Shelves({ shell, store }: ShelfProps): JSX.Element {
  const { shelf, model } = store;
  const found = shelf.list.value;
  const items = model.session.hello.value?.project.items ?? 0;
  return (
    <section class="shelf" aria-label="Collections">
      <h2>
        Collections
        <button
          type="button"
          class="btn icon"
          data-collection=""
          data-aimed={shelf.aimedAt.value === "" || undefined}
          aria-label="Save what is shown as a collection (Shift+S)"
          title="Save what is shown as a collection (Shift+S); tiles can be dropped here"
          disabled={model.rows.count.value === 0}
          onClick={() => shell.commands.run("build.save")}
        >
          <Icon name="plus" />
        </button>
      </h2>
      <ul class="shelved">
        <li>
          <button
            type="button"
            class={`bucket ${shelf.shown.value === 0 ? "is" : ""}`}
            aria-pressed={shelf.shown.value === 0}
            onClick={() => void shelf.show("")}
          >
            <span class="name">All {model.session.hello.value?.noun ?? "item"}s</span>
            <span class="n">{short(items)}</span>
          </button>
        </li>
        {(found ?? []).map((info) => (
          <OneCollection key={info.id} shelf={shelf} info={info} />
        ))}
      </ul>
      {found === null && !shelf.problem.value && <span class="skeleton shelf-waits" aria-hidden="true" />}
      {found?.length === 0 && (
        <p class="muted rest">None yet. Filter the items, or select some, then save them with +.</p>
      )}
      {shelf.problem.value && (
        <div class="uncounted" role="status">
          <p>{shelf.problem.value}</p>
          <button type="button" class="btn edge" onClick={() => void shelf.load()}>
            <Icon name="refresh" /> Try again
          </button>
        </div>
      )}
    </section>
  );
}

function OneCollection({ shelf, info }: { readonly shelf: Shelf; readonly info: CollectionInfo }): JSX.Element {
  const isShown = shelf.shown.value === info.id;
  const isBroken = info.items < 0;
  const about = [
    info.description,
    info.live ? "Live: holds whatever its rules find now" : "",
    isBroken
      ? `Its rules ask for ${info.problem || "something"}${info.problem ? ", which is" : " that is"} there no more`
      : "",
    `by ${info.created_by}`,
  ];
  return (
    <li>
      <button
        type="button"
        class={`bucket ${isShown ? "is" : ""}`}
        data-collection={info.title}
        data-aimed={shelf.aimedAt.value === info.title || undefined}
        aria-pressed={isShown}
        title={about.filter(Boolean).join("\n")}
        onClick={() => void shelf.show(info.title)}
      >
        <span class="name">{info.title}</span>
        {info.live && <span class="live">live</span>}
        {info.frames && <span class="live">frames</span>}
        {isBroken ? <Icon name="warn" /> : <span class="n">{short(info.items)}</span>}
      </button>
    </li>
  );
}
