import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Menu, type MenuItem } from "../../src/ui/menu.tsx";
import { Over } from "./over.ts";

let over: Over;
let ran: string[];
let closed: number;

beforeEach(() => {
  over = new Over();
  ran = [];
  closed = 0;
});
afterEach(() => over.close());

function item(label: string, more: Partial<MenuItem> = {}): MenuItem {
  return { id: label, label, keys: [], run: () => ran.push(label), ...more };
}

function open(groups: readonly (readonly MenuItem[])[]): void {
  const close = () => {
    closed++;
    over.show(null);
  };
  over.show(<Menu shell={over.shell} label="3 selected" at={{ x: 20, y: 20 }} groups={groups} onClose={close} />);
}

const here = () => over.view.focused?.dataset.id;
const LABELS = [
  [item("cat", { keys: ["1"], checked: true }), item("dog", { keys: ["2"], checked: false })],
  [],
  [item("Repeat", { keys: ["r"], disabled: true }), item("Clear", { keys: ["Backspace"] })],
];

describe("the menu", () => {
  it("opens on its first item; arrows go round, Home and End to its ends", () => {
    open(LABELS);
    expect(here()).toBe("cat");
    const walked = ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "Home", "End"].map((key) => {
      expect(over.press(key).defaultPrevented).toBe(true);
      return here();
    });
    expect(walked).toEqual(["dog", "Repeat", "Clear", "cat", "Clear", "cat", "Clear"]);
  });

  it("Enter runs what has the focus, once the menu is gone and the keys are back in the widget", () => {
    open([[item("cat", { run: () => ran.push(`${closed} ${over.find("[role=menu]")}`) })]]);
    over.press("Enter");
    expect(ran).toEqual(["1 null"]);
    expect(over.view.focused).toBe(over.view.surface);
  });

  it("the key that an item shows runs it; what may not run does not", () => {
    open(LABELS);
    over.press("r");
    expect([ran, closed]).toEqual([[], 0]);
    over.press("2");
    expect([ran, closed]).toEqual([["dog"], 1]);
  });

  it("Esc, Tab and a press beside it close it and do nothing", () => {
    for (const leave of [
      () => over.press("Escape"),
      () => over.press("Tab"),
      () => over.find(".menu-veil")?.dispatchEvent(new Event("pointerdown", { bubbles: true })),
    ]) {
      open(LABELS);
      leave();
      expect(over.find("[role=menu]")).toBeNull();
    }
    expect([ran, closed]).toEqual([[], 3]);
  });

  it("tells assistive tools what it is, what is on and what cannot be done", () => {
    open(LABELS);
    expect(over.find("[role=menu]")?.getAttribute("aria-label")).toBe("3 selected");
    expect(over.all("[role=menuitemcheckbox]").map((on) => on.getAttribute("aria-checked"))).toEqual(["true", "false"]);
    expect(over.all("[role=menuitem]").map((part) => part.getAttribute("aria-disabled"))).toEqual(["true", null]);
    expect(over.all("[role=group]")).toHaveLength(2);
  });

  it("Ctrl+C copies the Python of an item and leaves the menu open", async () => {
    const copy = vi.spyOn(over.shell, "copy").mockResolvedValue();
    open([[item("Clear", { python: () => 'view.clear("Animal")' })]]);
    over.press("c", { ctrlKey: true });
    expect(copy).toHaveBeenCalledWith('view.clear("Animal")', 'Copied view.clear("Animal")');
    expect(closed).toBe(0);
  });
});
