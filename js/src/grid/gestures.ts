// What pointer events mean: a click, a rubber band or a stroke of paint. Pure: (state, event) to (state, effects).
import type { Point } from "./geometry.ts";

/** A press becomes a drag once the pointer has moved this far. */
const DRAG_PX = 4;

export interface Modifiers {
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

export interface Press {
  readonly at: Point;
  /** The tile under the pointer, null on the background. */
  readonly place: number | null;
  /** Whether the check box of the tile was pressed. */
  readonly check: boolean;
  readonly mods: Modifiers;
  /** Whether a drag paints: paint mode, or a class key is held. */
  readonly paints: boolean;
}

export type Gesture =
  | { readonly kind: "idle" }
  | ({ readonly kind: "pressed" } & Press)
  | { readonly kind: "band"; readonly from: Point; readonly to: Point; readonly keep: boolean }
  | { readonly kind: "paint"; readonly at: Point };

export type PointerInput =
  | ({ readonly type: "down" } & Press)
  | { readonly type: "move"; readonly at: Point; readonly alt: boolean }
  | { readonly type: "up" }
  | { readonly type: "cancel" };

export type Effect =
  | { readonly do: "click"; readonly place: number; readonly check: boolean; readonly mods: Modifiers }
  | { readonly do: "background"; readonly mods: Modifiers }
  | { readonly do: "band"; readonly from: Point; readonly to: Point; readonly keep: boolean }
  | { readonly do: "band_end" | "band_cancel" | "paint_end" | "paint_cancel" }
  | { readonly do: "paint"; readonly from: Point; readonly to: Point; readonly erase: boolean };

export interface Step {
  readonly state: Gesture;
  readonly effects: readonly Effect[];
}

export const IDLE: Gesture = { kind: "idle" };

export function pointer(state: Gesture, input: PointerInput): Step {
  switch (input.type) {
    case "down":
      return pressed(state, input);
    case "move":
      return moved(state, input.at, input.alt);
    case "up":
      return released(state);
    case "cancel":
      return cancelled(state);
  }
}

function pressed(state: Gesture, press: Press): Step {
  if (state.kind !== "idle") return { state, effects: [] };
  if (press.paints && !press.check) {
    const { at, mods } = press;
    return { state: { kind: "paint", at }, effects: [{ do: "paint", from: at, to: at, erase: mods.alt }] };
  }
  const { at, place, check, mods, paints } = press;
  return { state: { kind: "pressed", at, place, check, mods, paints }, effects: [] };
}

function moved(state: Gesture, at: Point, alt: boolean): Step {
  if (state.kind === "paint") {
    return { state: { kind: "paint", at }, effects: [{ do: "paint", from: state.at, to: at, erase: alt }] };
  }
  if (state.kind === "band") return band(state.from, at, state.keep);
  if (state.kind !== "pressed") return { state, effects: [] };
  if (Math.hypot(at.x - state.at.x, at.y - state.at.y) < DRAG_PX) return { state, effects: [] };
  return band(state.at, at, state.mods.ctrl || state.mods.shift);
}

function band(from: Point, to: Point, keep: boolean): Step {
  return { state: { kind: "band", from, to, keep }, effects: [{ do: "band", from, to, keep }] };
}

function released(state: Gesture): Step {
  switch (state.kind) {
    case "idle":
      return { state, effects: [] };
    case "band":
      return { state: IDLE, effects: [{ do: "band_end" }] };
    case "paint":
      return { state: IDLE, effects: [{ do: "paint_end" }] };
    case "pressed": {
      const { place, check, mods } = state;
      const effect: Effect = place === null ? { do: "background", mods } : { do: "click", place, check, mods };
      return { state: IDLE, effects: [effect] };
    }
  }
}

function cancelled(state: Gesture): Step {
  if (state.kind === "band") return { state: IDLE, effects: [{ do: "band_cancel" }] };
  if (state.kind === "paint") return { state: IDLE, effects: [{ do: "paint_cancel" }] };
  return { state: IDLE, effects: [] };
}
