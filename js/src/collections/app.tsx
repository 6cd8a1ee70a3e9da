// One view of the collection builder: the frame with everything in it, and what opens over it.
import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { n } from "../core/number.ts";
import { Facets } from "../grid/facets.tsx";
import { Stale } from "../grid/filterbar.tsx";
import { Labels } from "../grid/labels.tsx";
import { InStage, OverIt, type OverProps } from "../grid/over.tsx";
import { Tools } from "../grid/tools.tsx";
import { Banner, PosterCard } from "../ui/banner.tsx";
import { CommandButton } from "../ui/command-button.tsx";
import { Frame } from "../ui/frame.tsx";
import { type Poster, titleOf } from "../ui/model.ts";
import { OpenSheet } from "./opensheet.tsx";
import type { Sheets } from "./sheets.ts";
import { Shelves } from "./shelf.tsx";
import { Stage } from "./stage.tsx";
import type { BuilderStore } from "./store.ts";

export interface AppProps extends OverProps {
  readonly store: BuilderStore;
  readonly sheets: Sheets;
  readonly poster: Poster;
  readonly onHeight: (px: number) => void;
}

export function App(props: AppProps): JSX.Element {
  const { shell, store, view, sheets, poster } = props;
  const { model, counts, answering } = store;
  const { session } = model;
  const isAbsent = session.hello.value === null && session.link.value === "none";
  const isEmpty = session.hello.value?.project.items === 0;
  const hasPanels = !isAbsent && !isEmpty;
  return (
    <Frame
      shell={shell}
      label="Collections"
      title={titleOf(session.hello.value?.project.name, poster)}
      counts={useComputed(() => countsText(store, poster)).value}
      tools={hasPanels && <Tools shell={shell} view={view} answering={answering} />}
      banner={<Banner shell={shell} />}
      left={
        hasPanels && (
          <>
            <Shelves shell={shell} store={store} />
            <Facets model={model} counts={counts} />
          </>
        )
      }
      right={hasPanels && <Labels shell={shell} model={model} answering={answering} more={<Moves {...props} />} />}
      leftLabel="Collections and facets"
      status={<Selected {...props} />}
      overlay={
        <>
          <OverIt {...props} />
          <OpenSheet shell={shell} store={store} sheets={sheets} />
        </>
      }
      onHeight={props.onHeight}
    >
      {isAbsent ? <PosterCard poster={poster} /> : <Stage shell={shell} store={store} view={view} />}
      {hasPanels && <InStage {...props} />}
    </Frame>
  );
}

/** Where what is selected can go. */
function Moves({ shell, store }: AppProps): JSX.Element {
  const { shelf, model } = store;
  const selected = model.selectedCount.value;
  const count = selected > 0 ? ` ${n(selected)}` : "";
  const isOut = shelf.part.value === "removed";
  return (
    <div class="moves">
      <CommandButton shell={shell} id="collect.add" class="edge tall wide">
        Add{count} to a collection…
      </CommandButton>
      {shelf.shown.value !== 0 && (
        <CommandButton shell={shell} id={isOut ? "build.back" : "build.remove"} class="edge tall wide">
          {isOut ? `Put${count} back` : `Take${count} out`}
        </CommandButton>
      )}
    </div>
  );
}

function countsText({ model, shelf }: BuilderStore, poster: Poster): string {
  const hello = model.session.hello.value;
  const items = hello?.project.items ?? poster.count;
  if (items === undefined) return "";
  const count = hello ? model.rows.count.value : items;
  if (shelf.shown.value) return `${n(count)} ${count === 1 ? shelf.noun : `${shelf.noun}s`} of ${shelf.title.value}`;
  const of = count === items ? "" : ` of ${n(items)}`;
  return `${n(count)}${of} ${shelf.noun}${items === 1 ? "" : "s"}`;
}

function Selected({ store, view }: AppProps): JSX.Element {
  const place = view.focus.value;
  return (
    <>
      <span>{n(store.model.selectedCount.value)} selected</span>
      {place >= 0 && <span class="wide">place {n(place + 1)}</span>}
      <Stale model={store.model} />
    </>
  );
}
