// What opens over the tiles of any widget with a grid in it.
import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { itemOf } from "../core/rows.ts";
import type { Row } from "../protocol.gen.ts";
import { Asked, GoToItem } from "../ui/asked.tsx";
import { Menu, type MenuProps } from "../ui/menu.tsx";
import { type Choice, Picker } from "../ui/picker.tsx";
import type { Shell } from "../ui/shell.ts";
import { AcceptDialog } from "./acceptdialog.tsx";
import type { AcceptJob } from "./acceptjob.ts";
import type { Aim } from "./aim.ts";
import type { BulkJob } from "./bulk.ts";
import { BulkDialog } from "./bulkdialog.tsx";
import { ChangeDialog } from "./changedialog.tsx";
import type { ChangeJob } from "./changejob.ts";
import { CollectSheet } from "./collectsheet.tsx";
import type { Point } from "./geometry.ts";
import { Peek, Preview } from "./preview.tsx";
import type { GridParts } from "./store.ts";
import type { GridView } from "./view.ts";

/** What lies over one view. */
export type Over =
  | { readonly kind: "bulk"; readonly job: BulkJob }
  | { readonly kind: "change"; readonly job: ChangeJob }
  | { readonly kind: "collect"; readonly aim: Aim }
  | { readonly kind: "accept"; readonly job: AcceptJob }
  | { readonly kind: "preview" | "picker" | "goto" }
  | { readonly kind: "flag"; readonly row: Row }
  | { readonly kind: "menu"; readonly at: Point; readonly label: string; readonly groups: MenuProps["groups"] }
  | null;

export interface OverProps {
  readonly shell: Shell;
  readonly store: GridParts;
  readonly view: GridView;
  readonly over: Signal<Over>;
  /** The place whose picture is shown beside it; -1 for none. */
  readonly peek: Signal<number>;
}

/** What lies over the tiles but leaves the panels free: a picture large, or beside its tile. */
export function InStage({ shell, store, view, peek, over }: OverProps): JSX.Element | null {
  const { model, predicting, pictures, answering } = store;
  if (over.value?.kind === "preview") {
    const close = () => {
      over.value = null;
      answering.alone.value = false;
      shell.view.focus();
    };
    const props = { shell, model, predicting, view, pictures };
    return <Preview {...props} onClose={close} />;
  }
  if (peek.value < 0 || over.value) return null;
  return <Peek model={model} view={view} pictures={pictures} place={peek.value} />;
}

interface FlagProps {
  readonly shell: Shell;
  readonly row: Row;
  readonly onClose: () => void;
}

export function OverIt({ shell, store, view, over }: OverProps): JSX.Element | null {
  const { model, answering } = store;
  const close = () => {
    over.value = null;
  };
  switch (over.value?.kind) {
    case "bulk":
      return <BulkDialog shell={shell} model={model} job={over.value.job} onClose={close} />;
    case "change":
      return <ChangeDialog shell={shell} model={model} job={over.value.job} onClose={close} />;
    case "accept":
      return <AcceptDialog shell={shell} model={model} job={over.value.job} onClose={close} />;
    case "collect":
      return <CollectSheet shell={shell} store={store} aim={over.value.aim} onClose={close} />;
    case "preview":
      return null;
    case "goto":
      return (
        <GoToItem shell={shell} count={model.rows.count.value} onGo={(place) => view.goTo(place)} onClose={close} />
      );
    case "flag":
      return <Flag shell={shell} row={over.value.row} onClose={close} />;
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

/** Say what is wrong with one item; it stays so until somebody resolves it. */
function Flag({ shell, row, onClose }: FlagProps): JSX.Element {
  const take = (text: string) => {
    if (!text) return "Type what is wrong with it.";
    void shell
      .write("comment", { id: itemOf(row), text, is_flag: true })
      .then((change) => change && shell.done(change));
    return "";
  };
  return <Asked shell={shell} title={`Flag ${row.title}`} hint="What is wrong with it" take={take} onClose={onClose} />;
}
