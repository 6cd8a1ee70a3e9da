// Everything the collection builder can do beside the grid, by name and by key.
import type { Command } from "../core/commands.ts";
import { text } from "../core/python.ts";
import type { GridView } from "../grid/view.ts";
import type { CollectionInfo } from "../protocol.gen.ts";
import type { Shell } from "../ui/shell.ts";
import type { Sheets } from "./sheets.ts";
import type { BuilderStore } from "./store.ts";

export interface BuilderParts {
  readonly shell: Shell;
  readonly store: BuilderStore;
  readonly view: GridView;
  readonly sheets: Sheets;
}

const GROUP = "Collections";

export function builderCommands(parts: BuilderParts): readonly Command[] {
  return [...making(parts), ...filling(parts), ...telling(parts), ...keeping(parts)];
}

/** Those of the tiles alone: their keys mean letters in a text. */
export function moveCommands({ shell, store }: BuilderParts): readonly Command[] {
  const { shelf, answering } = store;
  const take = async (remove: boolean) => {
    const aim = answering.aim.peek();
    if (aim) shell.done(await shelf.collect(shelf.title.peek(), aim.target, remove));
  };
  const isOut = () => shelf.part.value === "removed";
  const can = () => shelf.shown.value !== 0 && answering.aim.value !== null;
  return [
    {
      id: "build.remove",
      title: "Take out of the collection",
      keys: ["Delete"],
      group: GROUP,
      when: () => can() && !isOut(),
      run: () => told(shell, take(true)),
    },
    {
      id: "build.back",
      title: "Put back into the collection",
      keys: ["Insert"],
      group: GROUP,
      when: () => can() && isOut(),
      run: () => told(shell, take(false)),
    },
  ];
}

/** One command a collection, for the palette. */
export function shelfCommands({ store }: BuilderParts): readonly Command[] {
  const { shelf } = store;
  return (shelf.list.value ?? []).map((info) => ({
    id: `collection.${info.id}`,
    title: `collection: ${info.title}`,
    keys: [],
    group: GROUP,
    run: () => void shelf.show(info.title),
    python: () => `project.collections[${text(info.title)}]`,
  }));
}

/** Run what may be refused; the sentence is told. */
export function told(shell: Shell, work: Promise<unknown>): void {
  work.catch((error: unknown) => shell.refuse(error));
}

function making({ shell, store, view, sheets }: BuilderParts): readonly Command[] {
  const { shelf, model } = store;
  const count = () => model.rows.count.value;
  const refused = () => model.session.hello.value?.bulk_refused ?? "";
  return [
    {
      id: "build.save",
      title: "Save what is shown as a collection…",
      keys: ["Shift+s"],
      group: GROUP,
      when: () => count() > 0,
      run: () => {
        const gen = model.rows.gen.peek();
        const isAll = shelf.shown.peek() === 0;
        sheets.value = { kind: "save", target: { gen, all: true }, count: count(), isAll, title: "" };
      },
    },
    {
      id: "build.all",
      title: "Show all items",
      keys: [],
      group: GROUP,
      when: () => shelf.shown.value !== 0 || shelf.editing.value !== "",
      run: () => void shelf.show(""),
    },
    {
      id: "build.combine",
      title: "Combine with another collection…",
      keys: [],
      group: GROUP,
      when: () => isOfItems(shelf.info.value) && (shelf.list.value ?? []).filter(isOfItems).length > 1,
      run: () => open(sheets, "combine", shelf.title.peek()),
    },
    {
      id: "build.bulk",
      title: "Bulk classify what is shown…",
      keys: [],
      group: GROUP,
      when: () => shelf.shown.value !== 0 && count() > 0 && !refused(),
      why: refused,
      run: () => {
        view.selecting.everything();
        shell.commands.run("label.bulk");
      },
    },
    {
      id: "build.send",
      title: "Send to annotate…",
      keys: ["Shift+o"],
      group: GROUP,
      when: () => (shelf.info.value?.items ?? 0) > 0,
      run: () => open(sheets, "send", shelf.title.peek()),
      python: () => call(shelf.info.peek(), "send_to_annotate()"),
    },
  ];
}

function filling({ shell, store, sheets }: BuilderParts): readonly Command[] {
  const { shelf, model } = store;
  return [
    {
      id: "build.titles",
      title: "Add items by their titles…",
      keys: [],
      group: GROUP,
      when: () => isOfItems(shelf.info.value),
      run: () => open(sheets, "titles", shelf.title.peek()),
      python: () => call(shelf.info.peek(), "add_titles([...])"),
    },
    {
      id: "build.edit",
      title: "Change the rules",
      keys: ["Shift+e"],
      group: GROUP,
      when: () => isOfItems(shelf.info.value) && (!shelf.info.value?.code || shelf.info.value.query != null),
      run: () => void shelf.edit(),
    },
    {
      id: "build.apply",
      title: "Use these filters as its rules",
      keys: [],
      group: GROUP,
      when: () => shelf.editing.value !== "" && model.isNarrowed,
      run: () =>
        told(
          shell,
          shelf.applyRules().then((change) => shell.done(change)),
        ),
    },
    {
      id: "build.refresh",
      title: "Refresh: what would change?",
      keys: ["Shift+g"],
      group: GROUP,
      when: () => canRefresh(shelf.info.value),
      run: () => told(shell, shelf.ask()),
      python: () => call(shelf.info.peek(), "refresh(dry_run=True)"),
    },
    {
      id: "build.refreshed",
      title: "Refresh the collection",
      keys: [],
      group: GROUP,
      when: () => canRefresh(shelf.info.value) && shelf.plan.value !== null,
      run: () =>
        told(
          shell,
          shelf.write("refresh_collection", { title: shelf.title.peek() }).then((change) => shell.done(change)),
        ),
      python: () => call(shelf.info.peek(), "refresh()"),
    },
  ];
}

function telling({ store, sheets }: BuilderParts): readonly Command[] {
  const { shelf } = store;
  const isShown = () => shelf.info.value !== undefined;
  return [
    {
      id: "build.rename",
      title: "Title and description…",
      keys: [],
      group: GROUP,
      when: isShown,
      run: () => open(sheets, "rename", shelf.title.peek()),
    },
    {
      id: "build.history",
      title: "Who added what",
      keys: ["Shift+y"],
      group: GROUP,
      when: isShown,
      run: () => open(sheets, "history", shelf.title.peek()),
      python: () => call(shelf.info.peek(), "history()"),
    },
  ];
}

function keeping({ shell, store }: BuilderParts): readonly Command[] {
  const { shelf } = store;
  const turn = (live: boolean) =>
    told(
      shell,
      shelf.write("edit_collection", { title: shelf.title.peek(), live }).then((change) => shell.done(change)),
    );
  return [
    {
      id: "build.live",
      title: "Live or fixed",
      keys: ["Shift+l"],
      group: GROUP,
      when: () => shelf.info.value?.live === true || Boolean(shelf.info.value?.code),
      run: () => turn(!shelf.info.peek()?.live),
      python: () => call(shelf.info.peek(), shelf.info.peek()?.live ? "freeze()" : "go_live()"),
    },
    {
      id: "build.drop",
      title: "Forget this collection",
      keys: [],
      group: GROUP,
      when: () => shelf.info.value !== undefined,
      run: () => {
        const title = shelf.title.peek();
        told(
          shell,
          shelf.write("drop_collection", { title }).then((change) => shell.done(change)),
        );
      },
      python: () => call(shelf.info.peek(), "delete()"),
    },
  ];
}

function open(sheets: Sheets, kind: "rename" | "titles" | "combine" | "send" | "history", title: string): void {
  sheets.value = { kind, title };
}

/** Filters of the page are about items: frames have no part in them. */
export function isOfItems(info: CollectionInfo | undefined): boolean {
  return info !== undefined && !info.frames;
}

function canRefresh(info: CollectionInfo | undefined): boolean {
  return info !== undefined && !info.live && Boolean(info.code);
}

function call(info: CollectionInfo | undefined, rest: string): string {
  return info ? `project.collections[${text(info.title)}].${rest}` : "";
}
