// One view of the grid widget: the frame with everything in it, and what opens over it.
import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { Banner, PosterCard } from "../ui/banner.tsx";
import { Frame } from "../ui/frame.tsx";
import { type Poster, titleOf } from "../ui/model.ts";
import { Facets } from "./facets.tsx";
import { Stale } from "./filterbar.tsx";
import { Labels } from "./labels.tsx";
import { InStage, OverIt, type OverProps } from "./over.tsx";
import { Stage } from "./stage.tsx";
import type { GridStore } from "./store.ts";
import { Tools } from "./tools.tsx";
import type { GridView } from "./view.ts";

export interface AppProps extends OverProps {
  readonly store: GridStore;
  readonly poster: Poster;
  readonly onHeight: (px: number) => void;
}

export function App(props: AppProps): JSX.Element {
  const { shell, store, view, poster } = props;
  const { model, answering, counts } = store;
  const { session } = model;
  const isAbsent = session.hello.value === null && session.link.value === "none";
  const isEmpty = session.hello.value?.project.items === 0;
  const hasPanels = !isAbsent && !isEmpty;
  return (
    <Frame
      shell={shell}
      label="Grid of items"
      title={titleOf(session.hello.value?.project.name, poster)}
      counts={useComputed(() => countsText(store, poster)).value}
      tools={hasPanels && <Tools shell={shell} view={view} answering={answering} />}
      banner={<Banner shell={shell} />}
      left={hasPanels && <Facets model={model} counts={counts} />}
      right={hasPanels && <Labels shell={shell} model={model} answering={answering} />}
      leftLabel="Facets"
      status={<SelectedPart store={store} view={view} />}
      overlay={<OverIt {...props} />}
      onHeight={props.onHeight}
    >
      {isAbsent ? (
        <PosterCard poster={poster} />
      ) : (
        <Stage shell={shell} model={model} view={view} counts={counts} predicting={store.predicting} />
      )}
      {hasPanels && <InStage {...props} />}
    </Frame>
  );
}

function countsText({ model }: GridStore, poster: Poster): string {
  const hello = model.session.hello.value;
  const items = hello?.project.items ?? poster.count;
  if (items === undefined) return "";
  const count = hello ? model.rows.count.value : items;
  const of = count === items ? "" : ` of ${items.toLocaleString("en")}`;
  return `${count.toLocaleString("en")}${of} ${hello?.noun ?? "item"}${items === 1 ? "" : "s"}`;
}

function SelectedPart({ store, view }: { readonly store: GridStore; readonly view: GridView }): JSX.Element {
  const selected = store.model.selectedCount.value;
  const place = view.focus.value;
  return (
    <>
      <span>{selected.toLocaleString("en")} selected</span>
      {place >= 0 && <span class="wide">item {(place + 1).toLocaleString("en")}</span>}
      <Stale model={store.model} />
    </>
  );
}
