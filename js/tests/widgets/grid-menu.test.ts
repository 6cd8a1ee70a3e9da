import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { mounted, pageCloses, pageOpens } from "./grid-page.ts";

beforeEach(pageOpens);
afterEach(pageCloses);

type Page = Awaited<ReturnType<typeof mounted>>;

function rightClick({ scroller }: Page, x: number, y: number, init: MouseEventInit = {}): MouseEvent {
  const clicked = { clientX: x, clientY: y, button: 2, bubbles: true, composed: true, cancelable: true, ...init };
  const event = new MouseEvent("contextmenu", clicked);
  scroller()?.dispatchEvent(event);
  return event;
}

function labels({ root }: Page): (string | null)[] {
  return [...root.querySelectorAll(".menu-item .label")].map((label) => label.textContent);
}

test("a right click on a tile selects it and opens the menu with the answers of the active question", async () => {
  const page = await mounted();
  expect(rightClick(page, 60, 60).defaultPrevented).toBe(true);
  await vi.waitFor(() => expect(labels(page).slice(0, 3)).toEqual(["cat", "dog", "neither"]));
  await vi.waitFor(() => expect(page.model.get("selection")).toMatchObject({ ranges: [[0, 0]] }));
  page.find("[data-id='option.12']")?.click();
  await vi.waitFor(() => expect(page.heard("classify")).toMatchObject([{ answers: [{ options: [12] }] }]));
  expect(page.find("[role=menu]")).toBeNull();
});

test("a right click on a selected tile leaves the selection: the menu means all of it", async () => {
  const page = await mounted();
  page.press("ArrowRight");
  page.press(" ");
  page.press("ArrowRight", { shiftKey: true });
  rightClick(page, 60, 60);
  await vi.waitFor(() => expect(page.find("[role=menu]")?.getAttribute("aria-label")).toBe("2 selected · Animal"));
  page.find("[data-id='status.review']")?.click();
  await vi.waitFor(() => expect(page.heard("set_status")).toMatchObject([{ target: { ids: [1, 2] } }]));
});

test("Shift+F10 and the menu key open it on the focused tile; Esc gives the tiles their keys back", async () => {
  const page = await mounted();
  page.press("ArrowRight");
  for (const [key, init] of [
    ["F10", { shiftKey: true }],
    ["ContextMenu", {}],
  ] as const) {
    expect(page.press(key, init).defaultPrevented).toBe(true);
    await vi.waitFor(() => expect(page.root.activeElement?.getAttribute("role")).toBe("menuitemcheckbox"));
    page.press("Escape", {}, page.root.activeElement);
    await vi.waitFor(() => expect(page.find("[role=menu]")).toBeNull());
    expect(page.root.activeElement).toBe(page.scroller());
  }
  expect(page.heard("classify")).toEqual([]);
});

test("Shift and a right click is the browser's own menu", async () => {
  const page = await mounted();
  expect(rightClick(page, 60, 60, { shiftKey: true }).defaultPrevented).toBe(false);
  expect(page.find("[role=menu]")).toBeNull();
});

test("all that matches can be selected from the menu, and what has no aim is switched off", async () => {
  const page = await mounted();
  rightClick(page, 2, 2);
  await vi.waitFor(() => expect(labels(page)).toContain("Select all that match"));
  expect(page.find("[data-id='label.clear']")?.getAttribute("aria-disabled")).toBe("true");
  page.find("[data-id='select.all']")?.click();
  await vi.waitFor(() => expect(page.model.get("selected_count")).toBe(5_000));
});
