// Keys that mean something on the tiles, or beside one picture shown large; elsewhere arrows and Space belong to buttons.
import type { Command } from "../core/commands.ts";
import type { Parts } from "./parts.ts";

/** The scope in which the tiles have the focus. */
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

function shifted(key: string): string {
  return key.startsWith("Ctrl+") ? `Ctrl+Shift+${key.slice(5)}` : `Shift+${key}`;
}
