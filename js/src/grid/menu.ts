// The menu of the tiles: the answers of the active question, and those commands that mean what is aimed at.
import type { CommandSet } from "../core/commands.ts";
import { optionKey } from "../core/ontology.ts";
import { itemOf, type MenuItem } from "../ui/menu.tsx";
import { type Aim, commonAnswers } from "./aim.ts";
import { type Box, type Point, placeAtPoint } from "./geometry.ts";
import type { Parts } from "./parts.ts";
import type { PointerInputs } from "./pointer.ts";
import type { GridView } from "./view.ts";

const MOST_OPTIONS = 10;
const GROUPS = [
  ["predict.accept", "predict.reject"],
  ["label.pick", "label.clear", "label.repeat", "label.bulk", "label.tag"],
  ["status.annotate", "status.review", "status.complete"],
  ["grid.open", "view.like", "collect.add"],
  ["select.all", "select.none"],
  ["code"],
];

/** What the menu says it acts on. */
export function menuLabel({ model, answering }: Parts): string {
  const selected = model.selectedCount.peek();
  const name = answering.question.peek()?.name;
  const aim = selected > 0 ? `${selected.toLocaleString("en")} selected` : answering.aim.peek()?.rows?.[0]?.title;
  return [aim ?? "No item", name].filter(Boolean).join(" · ");
}

export function menuGroups(commands: CommandSet, parts: Parts): readonly (readonly MenuItem[])[] {
  const aim = parts.answering.aim.peek();
  const known = GROUPS.filter(([first]) => first !== "predict.accept" || parts.predicting.isOn);
  const others = known.map((ids) => ids.map((id) => commands.get(id)).filter((command) => command !== undefined));
  return [optionItems(parts, aim), ...others.map((group) => group.map((command) => itemOf(command)))];
}

function optionItems({ model, answering }: Parts, aim: Aim | null): MenuItem[] {
  const question = answering.question.peek();
  if (!question) return [];
  const root = answering.root.peek()?.id ?? question.id;
  const given = commonAnswers(model, aim, root)?.find((part) => part.question === question.id)?.options ?? [];
  return (question.options ?? []).slice(0, MOST_OPTIONS).map((option, place) => ({
    id: `option.${option.id}`,
    label: option.name,
    keys: [optionKey(question, place)].filter(Boolean),
    color: option.color || question.color || "",
    checked: given.includes(option.id),
    disabled: aim === null,
    run: () => answering.choose(question, option),
  }));
}

/** Right click (or a long touch) on a tile: it acts on the selection, if the tile is part of it, else on the tile. */
export function openOnRightClick(
  { view, model }: Parts,
  pointer: PointerInputs,
  open: (at: Point) => void,
  signal: AbortSignal,
): void {
  const { root } = view.scroller;
  const clicked = (event: MouseEvent) => {
    // Shift gives the browser's own menu, as everywhere in JupyterLab.
    if (event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    pointer.cancel();
    const place = placeAtPoint(view.scroller.geometry, view.scroller.pointOf(event));
    if (place !== null && !model.selection.peek().has(place)) view.selecting.only(place);
    if (place !== null) view.focusOn(place);
    open({ x: event.clientX, y: event.clientY });
  };
  root.addEventListener("contextmenu", clicked, { signal });
}

/** Where the menu opens by key: on the tile with the focus. */
export function placeOfMenu(view: GridView): Point {
  const box: Box | DOMRect = view.scroller.boundsOf(view.focus.peek()) ?? view.scroller.root.getBoundingClientRect();
  return { x: box.x + Math.min(24, box.width / 2), y: box.y + Math.min(24, box.height / 2) };
}
