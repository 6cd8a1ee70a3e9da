// One view of the grid widget: the frame with everything in it, and what opens over it.
import { type Signal, useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { Banner, PosterCard } from "../ui/banner.tsx";
import { Frame } from "../ui/frame.tsx";
import { Menu, type MenuProps } from "../ui/menu.tsx";
import { type Poster, titleOf } from "../ui/model.ts";
import { type Choice, Picker } from "../ui/picker.tsx";
import type { Shell } from "../ui/shell.ts";
import type { BulkJob } from "./bulk.ts";
import { BulkDialog } from "./bulkdialog.tsx";
import { Facets } from "./facets.tsx";
import { Stale } from "./filterbar.tsx";
import type { Point } from "./geometry.ts";
import { GoTo } from "./goto.tsx";
import { Labels } from "./labels.tsx";
import { Peek, Preview } from "./preview.tsx";
import { Stage } from "./stage.tsx";
import type { GridStore } from "./store.ts";
import { Tools } from "./tools.tsx";
import type { GridView } from "./view.ts";

/** What lies over one view. */
export type Over =
  | { readonly kind: "bulk"; readonly job: BulkJob }
  | { readonly kind: "preview" | "picker" | "goto" }
  | { readonly kind: "menu"; readonly at: Point; readonly label: string; readonly groups: MenuProps["groups"] }
  | null;

export interface AppProps {
  readonly shell: Shell;
  readonly store: GridStore;
  readonly view: GridView;
  readonly over: Signal<Over>;
  /** The place whose picture is shown beside it; -1 for none. */
  readonly peek: Signal<number>;
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
      {isAbsent ? <PosterCard poster={poster} /> : <Stage shell={shell} model={model} view={view} counts={counts} />}
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

/** What lies over the tiles but leaves the panels free: a picture large, or beside its tile. */
function InStage({ shell, store, view, peek, over }: AppProps): JSX.Element | null {
  const { model, pictures, answering } = store;
  if (over.value?.kind === "preview") {
    const close = () => {
      over.value = null;
      answering.alone.value = false;
      shell.view.focus();
    };
    return <Preview shell={shell} model={model} view={view} pictures={pictures} onClose={close} />;
  }
  if (peek.value < 0 || over.value) return null;
  return <Peek model={model} view={view} pictures={pictures} place={peek.value} />;
}

function OverIt({ shell, store, view, over }: AppProps): JSX.Element | null {
  const { model, answering } = store;
  const close = () => {
    over.value = null;
  };
  switch (over.value?.kind) {
    case "bulk":
      return <BulkDialog shell={shell} model={model} job={over.value.job} onClose={close} />;
    case "preview":
      return null;
    case "goto":
      return <GoTo shell={shell} count={model.rows.count.value} onGo={(place) => view.goTo(place)} onClose={close} />;
    case "menu":
      return <Menu shell={shell} {...over.value} onClose={close} />;
    case "picker":
      return (
        <Picker
          shell={shell}
          ontology={model.ontology.value}
          recent={answering.recent}
          title="Find a label"
          onPick={({ question, option }: Choice) => answering.use(question, option)}
          onClose={close}
        />
      );
    case undefined:
      return null;
  }
}
