import { expect, test } from "vitest";
import { type Effect, type Gesture, IDLE, type PointerInput, type Press, pointer } from "../../src/grid/gestures.ts";

const NONE = { ctrl: false, shift: false, alt: false };

function play(...inputs: readonly PointerInput[]): { state: Gesture; effects: Effect[] } {
  let state: Gesture = IDLE;
  const effects: Effect[] = [];
  for (const input of inputs) {
    const step = pointer(state, input);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

function down(press: Partial<Press> = {}): PointerInput {
  return { type: "down", at: { x: 10, y: 10 }, place: 3, check: false, mods: NONE, paints: false, ...press };
}

function move(x: number, y: number, alt = false): PointerInput {
  return { type: "move", at: { x, y }, alt };
}

test("a press that hardly moves is a click", () => {
  const { state, effects } = play(down(), move(12, 12), { type: "up" });
  expect(effects).toEqual([{ do: "click", place: 3, check: false, mods: NONE }]);
  expect(state).toEqual(IDLE);
});

test("four pixels make a rubber band, from a tile as well as from the background", () => {
  for (const place of [3, null]) {
    const { effects } = play(down({ place }), move(14, 10), move(80, 90), { type: "up" });
    expect(effects.map((effect) => effect.do)).toEqual(["band", "band", "band_end"]);
    expect(effects[1]).toEqual({ do: "band", from: { x: 10, y: 10 }, to: { x: 80, y: 90 }, keep: false });
  }
});

test("Ctrl or Shift keeps what was selected before the band", () => {
  for (const mods of [
    { ...NONE, ctrl: true },
    { ...NONE, shift: true },
  ]) {
    expect(play(down({ mods }), move(60, 60)).effects[0]).toMatchObject({ do: "band", keep: true });
  }
});

test("a click on the background says so", () => {
  expect(play(down({ place: null }), { type: "up" }).effects).toEqual([{ do: "background", mods: NONE }]);
});

test("Escape in a band or a stroke leaves nothing behind", () => {
  expect(play(down(), move(60, 60), { type: "cancel" }, { type: "up" }).effects.at(-1)).toEqual({ do: "band_cancel" });
  expect(play(down({ paints: true }), { type: "cancel" }, { type: "up" }).effects.at(-1)).toEqual({
    do: "paint_cancel",
  });
  expect(play(down(), { type: "cancel" }, { type: "up" }).effects).toEqual([]);
});

test("paint begins at the press, joins its points, and Alt erases from where it is held", () => {
  const { effects } = play(down({ paints: true }), move(50, 10), move(90, 10, true), { type: "up" });
  expect(effects).toEqual([
    { do: "paint", from: { x: 10, y: 10 }, to: { x: 10, y: 10 }, erase: false },
    { do: "paint", from: { x: 10, y: 10 }, to: { x: 50, y: 10 }, erase: false },
    { do: "paint", from: { x: 50, y: 10 }, to: { x: 90, y: 10 }, erase: true },
    { do: "paint_end" },
  ]);
});

test("the check box of a tile selects even while painting", () => {
  expect(play(down({ paints: true, check: true }), { type: "up" }).effects).toEqual([
    { do: "click", place: 3, check: true, mods: NONE },
  ]);
});

test("a second button during a drag changes nothing", () => {
  const { state } = play(down(), move(60, 60), down({ place: 9 }));
  expect(state).toMatchObject({ kind: "band", from: { x: 10, y: 10 } });
});
