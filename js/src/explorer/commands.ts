// What the explorer can do besides what any grid can, by name and by key.
import type { Command } from "../core/commands.ts";
import { text } from "../core/python.ts";
import { Selection } from "../core/selection.ts";
import type { GridView } from "../grid/view.ts";
import type { Shell } from "../ui/shell.ts";
import { groupNow, toGroup } from "./groups.tsx";
import { sortedBy, TABS, tabOf } from "./query.ts";
import type { Sheets } from "./sheets.tsx";
import type { ExplorerStore } from "./store.ts";

export interface Parts {
  readonly shell: Shell;
  readonly store: ExplorerStore;
  readonly view: GridView;
  readonly sheets: Sheets;
}

export function explorerCommands(parts: Parts): readonly Command[] {
  return [...turning(parts), ...ordering(parts), ...collecting(parts), ...keeping(parts)];
}

function turning({ store }: Parts): readonly Command[] {
  const group = "View";
  const next = () => {
    const at = TABS.findIndex(({ tab }) => tab === tabOf(store.model.wanted.peek()));
    void store.turnTo((TABS[(at + 1) % TABS.length] as (typeof TABS)[number]).tab);
  };
  const python = { data: "project.items", labels: "project.labels", predictions: "project.predictions()" };
  return [
    { id: "tab.next", title: "Next tab: data, labels, predictions", keys: ["t"], group, run: next },
    ...TABS.map(({ tab, label }, index) => ({
      id: `tab.${tab}`,
      title: `Show the ${label.toLowerCase()}`,
      keys: [`Alt+${index + 1}`],
      group,
      run: () => void store.turnTo(tab),
      python: () => python[tab],
    })),
  ];
}

function ordering({ store, view, sheets, shell }: Parts): readonly Command[] {
  const group = "View";
  const { model } = store;
  const hasGroups = () => model.groups.peek().length > 0;
  const go = (by: 1 | -1) => {
    const last = model.groups.peek().length - 1;
    toGroup(store, view, Math.max(0, Math.min(last, groupNow(store, view) + by)));
  };
  const selectGroup = () => {
    const found = model.groups.peek()[groupNow(store, view)];
    if (found) model.select(Selection.of([found.first, found.first + found.count - 1]));
  };
  const turn = () => {
    const query = model.wanted.peek();
    const [first, ...rest] = query.sort ?? [];
    if (first) void store.show(sortedBy(query, [{ ...first, descending: !first.descending }, ...rest]));
  };
  return [
    {
      id: "view.sort",
      title: "Order of the rows…",
      keys: ["o"],
      group,
      run: () => {
        sheets.isSorting.value = true;
      },
      python: () => model.code.peek(),
    },
    {
      id: "view.turn",
      title: "Turn the order round",
      keys: ["Shift+o"],
      group,
      when: () => (model.wanted.peek().sort ?? []).length > 0,
      run: turn,
    },
    {
      id: "view.group",
      title: "Group by…",
      keys: ["Shift+g"],
      group,
      run: () => shell.view.surface.querySelector<HTMLElement>("[data-group]")?.focus(),
    },
    { id: "group.next", title: "Next group", keys: ["Alt+PageDown"], group, when: hasGroups, run: () => go(1) },
    { id: "group.former", title: "Previous group", keys: ["Alt+PageUp"], group, when: hasGroups, run: () => go(-1) },
    { id: "group.select", title: "Select the group", keys: ["Alt+a"], group, when: hasGroups, run: selectGroup },
  ];
}

function collecting({ shell, store, sheets }: Parts): readonly Command[] {
  const group = "Collections";
  const { model } = store;
  const collect = () => {
    const count = model.selectedCount.peek();
    const isAll = count === model.rows.count.peek();
    sheets.sheet.value = { kind: "collect", target: model.target(), count, isAll };
  };
  return [
    {
      id: "select.collect",
      title: "Add the selection to a collection, with a description…",
      keys: ["Alt+c"],
      group,
      when: () => model.selectedCount.value > 0,
      run: collect,
      python: () => `${model.code.peek()}.save("…", description="…")`,
    },
    {
      id: "collection.remove",
      title: "Take the selection out of this collection",
      keys: [],
      group,
      when: () => model.selectedCount.value > 0 && store.inPlace.value?.kind === "collection",
      run: () => void takeOut(shell, store),
      python: () => `project.collections[${text(store.inPlace.peek()?.name ?? "")}].remove(…)`,
    },
    {
      id: "collection.leave",
      title: "Leave the collection: back to the view",
      keys: [],
      group,
      when: () => store.inPlace.value !== null,
      run: () => void store.showCollection(""),
    },
  ];
}

/** They go from the screen too: what is shown is what the collection holds. */
async function takeOut(shell: Shell, store: ExplorerStore): Promise<void> {
  const title = store.inPlace.peek()?.name;
  if (!title) return;
  const change = await shell.write("collect", { target: store.model.target(), title, remove: true });
  if (!change) return;
  shell.done(change);
  await store.model.refresh();
}

function keeping({ shell, store, sheets }: Parts): readonly Command[] {
  const group = "View";
  const { model } = store;
  return [
    {
      id: "view.keep",
      title: "Save this filter…",
      keys: ["Shift+k"],
      group,
      run: () => {
        sheets.sheet.value = { kind: "keep" };
      },
    },
    {
      id: "view.copy",
      title: "Copy the line of Python",
      keys: ["y"],
      group,
      run: () => void shell.copy(model.code.peek(), "Python copied"),
      python: () => model.code.peek(),
    },
    {
      id: "view.sql",
      title: "Python and SQL of this view…",
      keys: ["Shift+y"],
      group,
      run: () => {
        sheets.sheet.value = { kind: "code" };
      },
      python: () => `print(${model.code.peek()}.sql())`,
    },
    {
      id: "view.code",
      title: "Show the line of Python",
      keys: [],
      group,
      run: () => {
        sheets.isCodeShown.value = !sheets.isCodeShown.peek();
      },
    },
  ];
}

/** Every collection, kept filter and sort key as a command of its own, for the palette. */
export function placeCommands({ store }: Parts): readonly Command[] {
  const { model } = store;
  const hello = model.session.hello.value;
  const collections = store.collections.found.value?.map(({ title }) => title) ?? hello?.collections ?? [];
  const kept = store.kept.found.value ?? [];
  return [
    ...collections.map((title) => ({
      id: `collection:${title}`,
      title: `Collection: ${title}`,
      keys: [],
      group: "Collections",
      run: () => void store.showCollection(title),
      python: () => `project.collections[${text(title)}]`,
    })),
    ...kept.map(({ name, code }) => ({
      id: `kept:${name}`,
      title: `Saved filter: ${name}`,
      keys: [],
      group: "View",
      run: () => void store.showKept(name),
      python: () => code,
    })),
    ...(hello?.sorts ?? []).map(({ field, label }) => ({
      id: `sort:${field}`,
      title: `Sort by ${label}`,
      keys: [],
      group: "View",
      run: () => void store.show(sortedBy(model.wanted.peek(), [{ field, descending: false }])),
    })),
  ];
}
