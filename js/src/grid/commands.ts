// Everything the grid can do, by name and by key: buttons, keys and palette run these.
import type { Command } from "../core/commands.ts";
import { itemOf } from "../core/rows.ts";
import { answers, digits, predictions } from "./labelcommands.ts";
import type { Parts } from "./parts.ts";

export function gridCommands(parts: Parts): readonly Command[] {
  const groups = [digits, answers, predictions, gathering, selecting, moving, looking];
  return groups.flatMap((group) => group(parts));
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
    { id: "view.skim", title: "Skim: the tiles pass by, any key pauses", keys: ["k"], group, run: open.skim },
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
