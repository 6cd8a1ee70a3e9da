import { expect, test } from "vitest";
import type { Chip } from "../../src/core/ontology.ts";
import { Tile, type TileState } from "../../src/grid/tile.ts";
import type { Row } from "../../src/protocol.gen.ts";

const row = {
  id: 7,
  pos: 6,
  title: "ada.jpg",
  kind: "image",
  status: "annotate",
  width: 1,
  height: 1,
  duration: 0,
} as Row;
const chip = (code: string): Chip => ({ code, text: code, color: "#E69F00", source: "human", question: 1, option: 11 });
const state = (more: Partial<TileState>): TileState => ({
  place: 6,
  row,
  pixels: undefined,
  chips: [],
  predicted: [],
  chipLimit: 3,
  selected: false,
  focused: true,
  unsaved: false,
  refused: "",
  pulse: 0,
  ...more,
});

test("the kernel's answer to a key changes the edge of the chip that stands there, and no other part of the tile", () => {
  const tile = new Tile("t");
  tile.show(state({ chips: [chip("CAT")], unsaved: true }), 0);
  const [drawn] = tile.root.querySelectorAll(".chip");
  expect(drawn?.className).toBe("chip unsaved");
  tile.show(state({ chips: [chip("CAT")], row: { ...row } }), 0);
  expect(tile.root.querySelector(".chip")).toBe(drawn);
  expect(drawn?.className).toBe("chip");
  expect(tile.root.getAttribute("aria-label")).toBe("ada.jpg, CAT, not reviewed");
});

test("another answer is drawn, dashed again until it is stored", () => {
  const tile = new Tile("t");
  tile.show(state({ chips: [chip("CAT")] }), 0);
  tile.show(state({ chips: [chip("DOG")], row: { ...row }, unsaved: true }), 0);
  const codes = [...tile.root.querySelectorAll<HTMLElement>(".chip")].map((node) => [node.textContent, node.className]);
  expect(codes).toEqual([["DOG", "chip unsaved"]]);
});

test("the elements of chips are used again for another item, and nothing of the former one stays on them", () => {
  const tile = new Tile("t");
  const looks = () =>
    [...tile.root.querySelectorAll<HTMLElement>(".chips > *")].map((node) => [
      node.textContent,
      node.className,
      node.style.background,
      node.dataset.sure ?? "",
    ]);
  tile.show(state({ predicted: [{ ...chip("CAT"), confidence: 0.93 }] }), 0);
  const [first] = tile.root.querySelectorAll(".chip");
  expect(looks()).toEqual([["CAT", "chip predicted", "", ".93"]]);
  tile.show(state({ place: 7, row: { ...row, id: 8 } }), 0);
  expect(looks()).toEqual([]);
  tile.show(state({ place: 8, row: { ...row, id: 9 }, chips: [chip("DOG"), chip("EEL")], chipLimit: 1 }), 0);
  expect(looks()).toEqual([
    ["DOG", "chip", "#E69F00", ""],
    ["+1", "more", "", ""],
  ]);
  expect(tile.root.querySelector(".chip")).toBe(first);
});
