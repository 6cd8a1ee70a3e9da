// One view of the explorer: the frame with everything in it, and what opens over it.
import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { Stale } from "../grid/filterbar.tsx";
import { Labels } from "../grid/labels.tsx";
import { InStage, OverIt, type OverProps } from "../grid/over.tsx";
import { Tools } from "../grid/tools.tsx";
import { Banner, PosterCard } from "../ui/banner.tsx";
import { CommandButton } from "../ui/command-button.tsx";
import { Frame } from "../ui/frame.tsx";
import { type Poster, titleOf } from "../ui/model.ts";
import { Panel } from "./panel.tsx";
import { nounOf } from "./query.ts";
import { OpenSheet, type Sheets } from "./sheets.tsx";
import { Stage } from "./stage.tsx";
import type { ExplorerStore } from "./store.ts";
import { Tabs } from "./tabs.tsx";

export interface AppProps extends OverProps {
  readonly store: ExplorerStore;
  readonly sheets: Sheets;
  readonly poster: Poster;
  readonly onHeight: (px: number) => void;
}

export function App(props: AppProps): JSX.Element {
  const { shell, store, view, sheets, poster } = props;
  const { model, answering } = store;
  const { session } = model;
  const isAbsent = session.hello.value === null && session.link.value === "none";
  const isEmpty = session.hello.value?.project.items === 0;
  const hasPanels = !isAbsent && !isEmpty;
  return (
    <Frame
      shell={shell}
      label="Explorer"
      title={titleOf(session.hello.value?.project.name, poster)}
      counts={useComputed(() => countsText(store, poster)).value}
      lead={hasPanels && <Tabs store={store} />}
      tools={hasPanels && <Tools shell={shell} view={view} answering={answering} />}
      banner={<Banner shell={shell} />}
      left={hasPanels && <Panel shell={shell} store={store} />}
      right={hasPanels && <Actions {...props} />}
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
      {isAbsent ? <PosterCard poster={poster} /> : <Stage shell={shell} store={store} view={view} sheets={sheets} />}
      {hasPanels && <InStage {...props} />}
    </Frame>
  );
}

/** The labels of what is selected, and where it can go. */
function Actions({ shell, store }: AppProps): JSX.Element {
  const { model, answering } = store;
  const selected = model.selectedCount.value;
  const collect = (
    <CommandButton shell={shell} id="select.collect" icon="folder" class="edge tall wide collects">
      {selected > 0 ? `Add ${selected.toLocaleString("en")} to a collection…` : "Add to a collection…"}
    </CommandButton>
  );
  const inPlace = store.inPlace.value;
  const more = (
    <>
      {collect}
      {inPlace?.kind === "collection" && selected > 0 && (
        <CommandButton shell={shell} id="collection.remove" icon="minus" class="edge tall wide collects">
          Take {selected.toLocaleString("en")} out of {inPlace.name}
        </CommandButton>
      )}
    </>
  );
  return <Labels shell={shell} model={model} answering={answering} more={more} />;
}

function countsText({ model }: ExplorerStore, poster: Poster): string {
  const hello = model.session.hello.value;
  const items = hello?.project.items ?? poster.count;
  if (items === undefined) return "";
  const count = hello ? model.rows.count.value : items;
  const noun = nounOf(model.query.value, hello?.noun);
  const isItems = (model.query.value.tab ?? "data") === "data";
  const of = !isItems || count === items ? "" : ` of ${items.toLocaleString("en")}`;
  const plural = (isItems ? items : count) === 1 ? "" : "s";
  return `${count.toLocaleString("en")}${of} ${noun}${plural}`;
}

function Selected({ store, view }: Pick<AppProps, "store" | "view">): JSX.Element {
  const selected = store.model.selectedCount.value;
  const place = view.focus.value;
  return (
    <>
      <span>{selected.toLocaleString("en")} selected</span>
      {place >= 0 && <span class="wide">place {(place + 1).toLocaleString("en")}</span>}
      <Stale model={store.model} />
    </>
  );
}
