// Everything the grid can do, by name and by key: buttons, keys and palette run these.
import type { Command } from "../core/commands.ts";
import { text } from "../core/python.ts";
import { itemOf } from "../core/rows.ts";
import { type Answering, STATUSES } from "./answering.ts";
import type { GridModel } from "./model.ts";
import type { Predicting } from "./predicting.ts";
import type { GridView } from "./view.ts";

/** What a view opens on top of itself. */
interface Openers {
  bulk(): void;
  /** Put a tag on the items aimed at, or take it off. */
  tag(): void;
  /** Choose the collection that the items aimed at are added to. */
  collect(): void;
  preview(): void;
  /** The menu of the tiles, at the one with the focus. */
  menu(): void;
  picker(): void;
  goTo(): void;
  search(): void;
  /** The picture of the focused tile beside it, until the key is let go. */
  peek(): void;
}

export interface Parts {
  readonly model: GridModel;
  readonly view: GridView;
  readonly answering: Answering;
  readonly predicting: Predicting;
  readonly open: Openers;
}

export function gridCommands(parts: Parts): readonly Command[] {
  const groups = [digits, answers, predictions, gathering, selecting, moving, looking];
  return groups.flatMap((group) => group(parts));
}

/** The scope in which the tiles have the focus: arrows and Space belong to buttons and lists elsewhere. */
export const TILES = "tiles";

export function tileCommands({ view, open }: Parts): readonly Command[] {
  const group = "Move and select";
  const arrow = (key: string, title: string, columns: number, rows: number): Command[] => [
    { id: `grid.${key}`, title, keys: [`Arrow${key}`], group, run: () => view.step({ columns, rows }) },
    {
      id: `grid.extend${key}`,
      title: `${title}, extend the selection`,
      keys: [`Shift+Arrow${key}`],
      group,
      hidden: true,
      run: () => view.step({ columns, rows, extend: true }),
    },
    {
      id: `grid.keep${key}`,
      title: `${title}, leave the selection`,
      keys: [`Ctrl+Arrow${key}`],
      group,
      hidden: true,
      run: () => view.step({ columns, rows, keep: true }),
    },
  ];
  const end = (key: string, title: string, run: (extend: boolean) => void): Command[] => [
    { id: `grid.${key}`, title, keys: [key], group, run: () => run(false) },
    { id: `grid.extend${key}`, title, keys: [shifted(key)], group, hidden: true, run: () => run(true) },
  ];
  return [
    ...arrow("Left", "Tile to the left", -1, 0),
    ...arrow("Right", "Tile to the right", 1, 0),
    ...arrow("Up", "Tile above", 0, -1),
    ...arrow("Down", "Tile below", 0, 1),
    ...end("Home", "Start of the row", (extend) => view.rowEnd(false, extend)),
    ...end("End", "End of the row", (extend) => view.rowEnd(true, extend)),
    ...end("Ctrl+Home", "First item", (extend) => view.gridEnd(false, extend)),
    ...end("Ctrl+End", "Last item", (extend) => view.gridEnd(true, extend)),
    ...end("PageUp", "A screen up", (extend) => view.screen(-1, extend)),
    ...end("PageDown", "A screen down", (extend) => view.screen(1, extend)),
    {
      id: "grid.toggle",
      title: "Select or unselect the tile",
      keys: ["Space"],
      group,
      run: () => view.selecting.toggleFocused(),
    },
    { id: "grid.menu", title: "Menu of the tile", keys: ["Shift+F10", "ContextMenu"], group, run: () => open.menu() },
    { id: "grid.open", title: "Open the picture large", keys: ["Enter"], group: "View", run: () => open.preview() },
  ];
}

/** The scope of one picture shown large. */
export const PREVIEW = "preview";

export function previewCommands({ view }: Parts): readonly Command[] {
  const to = (id: string, key: string, title: string, columns: number, rows: number): Command => ({
    id: `preview.${id}`,
    title,
    keys: [key],
    hidden: true,
    run: () => view.step({ columns, rows }),
  });
  return [
    to("left", "ArrowLeft", "Previous item", -1, 0),
    to("right", "ArrowRight", "Next item", 1, 0),
    to("up", "ArrowUp", "Item above", 0, -1),
    to("down", "ArrowDown", "Item below", 0, 1),
  ];
}

function digits({ answering }: Parts): readonly Command[] {
  return [..."1234567890"].map((digit) => ({
    id: `answer.${digit}`,
    title: digit === "1" ? "Answer with the option of this key (1 to 9, 0)" : `Answer with option ${digit}`,
    keys: [digit],
    group: "Labels",
    hidden: digit !== "1",
    run: () => void answering.key(digit),
  }));
}

function answers({ model, answering, open }: Parts): readonly Command[] {
  const group = "Labels";
  const hasAim = () => answering.aim.peek() !== null;
  const hasSelection = () => model.selectedCount.peek() > 0;
  const refused = () => model.session.hello.peek()?.bulk_refused ?? "";
  const line = (call: string) => `${model.code.peek() || "view"}.${call}`;
  return [
    { id: "label.pick", title: "Find a label by typing", keys: ["/"], group, run: open.picker },
    { id: "label.next", title: "Next question", keys: ["q"], group, run: () => answering.turn(1) },
    { id: "label.former", title: "Previous question", keys: ["Shift+q"], group, run: () => answering.turn(-1) },
    {
      id: "label.clear",
      title: "Clear the answer",
      keys: ["Backspace"],
      group,
      when: hasAim,
      run: () => answering.clear(),
      python: () => line(`clear(${text(answering.root.peek()?.name ?? "")})`),
    },
    {
      id: "label.repeat",
      title: "Repeat the last label action",
      keys: ["r"],
      group,
      when: () => hasAim() && answering.canRepeat,
      run: () => answering.repeat(),
    },
    {
      id: "label.status",
      title: "Next status",
      keys: ["s"],
      group,
      when: hasAim,
      run: () => answering.setStatus(answering.nextStatus()),
      python: () => line(`set_status(${text(answering.nextStatus())})`),
    },
    ...STATUSES.map((status) => ({
      id: `status.${status}`,
      title: `Set status: ${status}`,
      keys: [],
      group,
      when: hasAim,
      run: () => answering.setStatus(status),
      python: () => line(`set_status(${text(status)})`),
    })),
    {
      id: "label.bulk",
      title: "Classify the selection…",
      keys: ["Shift+c"],
      group,
      when: () => hasSelection() && !refused(),
      why: refused,
      run: open.bulk,
    },
    {
      id: "label.tag",
      title: "Tag or untag…",
      keys: ["#"],
      group,
      when: hasAim,
      run: open.tag,
      python: () => line('tag("…")'),
    },
    {
      id: "mode.select",
      title: "Select mode",
      keys: ["v"],
      group,
      run: () => {
        answering.paints.value = false;
      },
    },
    {
      id: "mode.paint",
      title: "Paint mode: drag to label",
      keys: ["b"],
      group,
      run: () => {
        answering.paints.value = true;
      },
    },
  ];
}

function predictions({ model, view, answering, predicting }: Parts): readonly Command[] {
  const group = "Predictions";
  const hasAny = () => predicting.canAccept(answering.aim.peek());
  const call = (name: string) => {
    const { source, threshold } = predicting.sight.peek();
    const least = threshold && name === "accept" ? `min_confidence=${threshold}` : "";
    return `project.predictions(${text(source)}).${name}(${[least, name === "reject" ? model.code.peek() : ""].filter(Boolean).join(", ")})`;
  };
  return [
    {
      id: "predict.accept",
      title: "Accept the prediction",
      keys: ["a"],
      group,
      when: hasAny,
      run: () => predicting.accept(),
    },
    {
      id: "predict.reject",
      title: "Reject the prediction",
      keys: ["x"],
      group,
      when: hasAny,
      run: () => predicting.reject(),
      python: () => call("reject"),
    },
    {
      id: "predict.rest",
      title: "Accept the rest of the page or group, and go on",
      keys: ["Shift+a"],
      group,
      when: () => predicting.isOn,
      run: () => view.acceptRest(),
    },
    {
      id: "predict.all",
      title: "Accept all predictions at or above the threshold",
      keys: [],
      group,
      when: () => (predicting.plan.peek()?.accepted ?? 0) > 0 && !predicting.refused,
      why: () => predicting.refused,
      run: () => predicting.acceptAll(),
      python: () => call("accept"),
    },
  ];
}

function gathering({ model, view, answering, open }: Parts): readonly Command[] {
  const focused = () => model.rows.get(view.focus.peek());
  const like = () => {
    const row = focused();
    if (!row) return;
    const { group: _, ...query } = model.query.peek();
    void model.ask({ ...query, sort: [{ field: `like:${itemOf(row)}`, descending: true }] });
  };
  return [
    {
      id: "view.like",
      title: "More like this",
      keys: ["m"],
      group: "View",
      when: () => focused() !== undefined,
      run: like,
      python: () => {
        const row = focused();
        return row ? `${model.code.peek() || "view"}.like(${itemOf(row)})` : "";
      },
    },
    {
      id: "collect.add",
      title: "Add to a collection…",
      keys: ["c"],
      group: "Labels",
      when: () => answering.aim.peek() !== null,
      run: open.collect,
    },
  ];
}

function selecting({ model, view }: Parts): readonly Command[] {
  const group = "Move and select";
  return [
    {
      id: "select.page",
      title: "Select the page; again: all that match",
      keys: ["Ctrl+a"],
      group,
      run: () => view.selecting.selectPage(),
    },
    {
      id: "select.all",
      title: "Select all that match",
      keys: [],
      group,
      run: () => view.selecting.everything(),
    },
    {
      id: "select.invert",
      title: "Invert the selection in the page",
      keys: ["i"],
      group,
      run: () => view.selecting.invertPage(),
    },
    {
      id: "select.none",
      title: "Clear the selection",
      keys: [],
      group,
      when: () => model.selectedCount.peek() > 0,
      run: () => void view.selecting.clear(),
    },
  ];
}

function moving({ model, view, answering, open }: Parts): readonly Command[] {
  const group = "Move and select";
  const unlabelled = async (direction: 1 | -1) => {
    const start = Math.max(0, view.focus.peek());
    const question = answering.root.peek()?.id ?? 0;
    const args = { gen: model.rows.gen.peek(), start, direction, question };
    const { result } = await model.session.request("locate", args);
    if (result.pos >= 0) view.goTo(result.pos);
    else model.problem.value = "Every item has an answer.";
  };
  return [
    { id: "move.next", title: "Next item", keys: ["n"], group, run: () => view.step({ columns: 1 }) },
    { id: "move.previous", title: "Previous item", keys: ["Shift+n"], group, run: () => view.step({ columns: -1 }) },
    { id: "move.nextUnlabelled", title: "Next without an answer", keys: [">"], group, run: () => void unlabelled(1) },
    {
      id: "move.previousUnlabelled",
      title: "Previous without an answer",
      keys: ["<"],
      group,
      run: () => void unlabelled(-1),
    },
    { id: "move.goto", title: "Go to item…", keys: ["g"], group, run: open.goTo },
  ];
}

function looking({ model, view, open }: Parts): readonly Command[] {
  const group = "View";
  return [
    { id: "view.larger", title: "Larger tiles", keys: ["+", "="], group, run: () => view.zoom(1) },
    { id: "view.smaller", title: "Smaller tiles", keys: ["-"], group, run: () => view.zoom(-1) },
    { id: "view.peek", title: "Hold: the picture beside its tile", keys: ["z"], group, run: open.peek },
    { id: "view.search", title: "Search titles", keys: ["Ctrl+f"], group, run: open.search },
    {
      id: "view.refresh",
      title: "Run the query again",
      keys: ["Shift+r"],
      group,
      run: () => void model.refresh(),
      python: () => model.code.peek(),
    },
    {
      id: "view.clear",
      title: "Clear all filters",
      keys: [],
      group,
      when: () => model.isNarrowed,
      run: () => void model.clearQuery(),
    },
  ];
}

function shifted(key: string): string {
  return key.startsWith("Ctrl+") ? `Ctrl+Shift+${key.slice(5)}` : `Shift+${key}`;
}
