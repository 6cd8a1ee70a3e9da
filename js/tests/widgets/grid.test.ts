import { afterEach, beforeEach, expect, test, vi } from "vitest";
import grid from "../../src/widgets/grid.tsx";
import { FakeKernel } from "../fake/kernel.ts";
import { fakeModel } from "../fake/model.ts";
import { mounted, pageCloses, pageOpens } from "./grid-page.ts";

beforeEach(pageOpens);
afterEach(pageCloses);

test("it is an ARIA grid of the whole set with one tab stop, and the keys belong to it", async () => {
  const { scroller, el, press } = await mounted();
  expect(scroller()?.getAttribute("role")).toBe("grid");
  expect(scroller()?.getAttribute("aria-rowcount")).toBe("1250");
  expect(el.firstElementChild?.getAttribute("data-lm-suppress-shortcuts")).toBe("true");
  press("ArrowRight");
  await vi.waitFor(() => expect(scroller()?.getAttribute("aria-activedescendant")).toMatch(/^nbl-tile/));
  expect(el.querySelectorAll("[tabindex='0'] [tabindex='0']").length).toBe(0);
});

test("arrows and Space select, the traits follow, and a class key answers", async () => {
  const { press, model, heard } = await mounted();
  press("ArrowRight");
  press(" ");
  press("ArrowRight", { shiftKey: true });
  press("ArrowDown", { shiftKey: true });
  await vi.waitFor(() => expect(model.get("selected_count")).toBe(6));
  expect(model.get("selection")).toMatchObject({ all: false, ranges: [[0, 5]] });
  press("3");
  await vi.waitFor(() => expect(heard("classify")).toHaveLength(1));
  expect(heard("classify")).toMatchObject([{ target: { ids: [1, 2, 3, 4, 5, 6] }, answers: [{ options: [13] }] }]);
});

test("the tile says at once what a key answered, the panel too while the kernel is busy", async () => {
  const { press, find, kernel } = await mounted();
  press("ArrowRight");
  kernel.busy = true;
  press("3");
  await vi.waitFor(() => expect(find(".tile.unsaved.focused .chip")).not.toBeNull());
  await vi.waitFor(() => expect(find(".panel.right .option.chosen .name")?.textContent).toBe("neither"));
  expect(find(".status .mid")?.textContent).toBe("1 waiting");
  kernel.release();
  await vi.waitFor(() => expect(find(".tile.unsaved")).toBeNull());
  await vi.waitFor(() => expect(find(".status .mid")?.textContent).toMatch(/^saved/));
});

test("what a key opens right after a label is there for the next key", async () => {
  const { press, find, kernel } = await mounted();
  press("ArrowRight");
  await vi.waitFor(() => expect(find(".aim-line .title")).not.toBeNull());
  kernel.busy = true;
  press("3");
  press("/");
  await Promise.resolve();
  expect(find("[role=dialog] input, .finder input, [role=combobox]")).not.toBeNull();
  kernel.release();
});

test("Ctrl+A takes the page, once more everything that matches; a class key then shows the plan", async () => {
  const { press, model, find, heard } = await mounted();
  press("a", { ctrlKey: true });
  await vi.waitFor(() => expect(find(".selectbar")?.textContent).toContain("Select all 5,000 matching"));
  press("a", { ctrlKey: true });
  await vi.waitFor(() => expect(model.get("selected_count")).toBe(5_000));
  expect(model.get("selection")).toMatchObject({ all: true, ranges: [] });
  press("1");
  await vi.waitFor(() =>
    expect(find("[role=dialog]")?.getAttribute("aria-label")).toBe("Classify 5,000 items: Animal = cat"),
  );
  await vi.waitFor(() => expect(find(".bulk [type=submit]")?.textContent).toBe("Classify 5,000"));
  expect(heard("classify")).toEqual([]);
});

test("every key that the grid uses is kept from the page behind it", async () => {
  const { press } = await mounted();
  press("ArrowRight");
  for (const key of ["ArrowDown", "Home", "End", "PageDown", " ", "i", "v", "b", "r", "+", "-", "[", "]", "n", "7"]) {
    expect(press(key).defaultPrevented, key).toBe(key !== "r");
  }
  expect(press("a", { ctrlKey: true }).defaultPrevented).toBe(true);
  expect(press("Tab").defaultPrevented).toBe(false);
  expect(press("s", { ctrlKey: true }).defaultPrevented).toBe(false);
});

test("typing in the search field never labels", async () => {
  const { press, find, heard } = await mounted();
  press("ArrowRight");
  const field = find<HTMLInputElement>("[data-search]");
  field?.focus();
  for (const key of ["1", "2", "r", "u", "s", "Backspace", " "]) press(key, {}, field);
  expect(heard("classify").concat(heard("clear"), heard("undo"), heard("set_status"))).toEqual([]);
});

test("a key held down answers once", async () => {
  const { press, heard } = await mounted();
  press("ArrowRight");
  press("1");
  press("1", { repeat: true });
  press("1", { repeat: true });
  press("s");
  await vi.waitFor(() => expect(heard("set_status")).toHaveLength(1));
  expect(heard("classify")).toHaveLength(1);
});

test("another tile size keeps the selection and is remembered", async () => {
  const { press, model, root } = await mounted();
  press("ArrowRight");
  press(" ");
  await vi.waitFor(() => expect(model.get("selected_count")).toBe(1));
  press("+");
  await vi.waitFor(() => expect(root.querySelector<HTMLElement>(".layer")?.dataset.size).toBe("192"));
  expect(model.get("selected_count")).toBe(1);
  expect(localStorage.getItem("nblabel/grid/size")).toBe("192");
});

test("after a reload of the page the selection is the one that Python still has", async () => {
  const kernel = new FakeKernel({ items: 100 });
  const { model } = await mounted(kernel, { selection: { gen: 1, all: false, ranges: [[3, 5]] }, selected_count: 3 });
  expect(model.get("selected_count")).toBe(3);
  const other = await mounted(new FakeKernel({ items: 100 }), { selection: { gen: 9, ranges: [[3, 5]] } });
  await vi.waitFor(() => expect(other.model.get("selected_count")).toBe(0));
});

test("another query starts at its top, with the focus on no item", async () => {
  const { press, model, find, kernel } = await mounted();
  press("End", { ctrlKey: true });
  await vi.waitFor(() => expect(model.get("current")).toBe(5_000));
  const field = find<HTMLInputElement>("[data-search]");
  if (field) field.value = "picture_4";
  field?.dispatchEvent(new Event("input", { bubbles: true }));
  press("Enter", {}, field);
  await vi.waitFor(() => expect(kernel.heard.some(({ op }) => op === "query")).toBe(true));
  await vi.waitFor(() => expect(model.get("current")).toBe(0));
  expect(find(".scroller")?.scrollTop).toBe(0);
});

test("titles of strangers are text, never markup", async () => {
  const kernel = new FakeKernel({ items: 30, titleOf: (id) => `picture_${id} <img src=x onerror=boom()> "quoted"` });
  const { root } = await mounted(kernel);
  expect(root.querySelector(".tile")?.getAttribute("aria-label")).toContain("<img src=x onerror=boom()>");
  expect(root.querySelectorAll(".tile img[src='x']")).toHaveLength(0);
});

test("without a kernel the last counts stand there", async () => {
  const kernel = new FakeKernel();
  kernel.gone = true;
  const el = document.body.appendChild(document.createElement("div"));
  const model = fakeModel(kernel, { poster: { title: "pets", count: 12_480, labelled: 31 } });
  grid.initialize({ model });
  const unmount = grid.render({ model, el });
  await vi.waitFor(() => expect(el.firstElementChild?.shadowRoot?.textContent).toContain("12,480"));
  unmount();
});

test("leaving takes everything away", async () => {
  const { el, unmount } = await mounted();
  unmount();
  expect(el.childElementCount).toBe(0);
});

test("k lets the tiles pass by, and the next key pauses them and answers nothing", async () => {
  const page = await mounted();
  page.press("ArrowRight");
  page.press("k");
  const text = () => page.find(".toast .said")?.textContent ?? "";
  await vi.waitFor(() => expect(text()).toContain("any key pauses"));
  await vi.waitFor(() => expect(page.scroller()?.scrollTop).toBeGreaterThan(5));
  expect(page.press("1").defaultPrevented).toBe(true);
  const at = page.scroller()?.scrollTop;
  await new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)));
  expect(page.scroller()?.scrollTop).toBe(at);
  expect(page.heard("classify")).toEqual([]);
  page.press("1");
  await vi.waitFor(() => expect(page.heard("classify")).toHaveLength(1));
});

test("the palette jumps to an item by its number, and to what is labelled so", async () => {
  const page = await mounted();
  const type = async (text: string) => {
    page.press(":");
    await vi.waitFor(() => expect(page.find("[role=combobox]")).not.toBeNull());
    const field = page.find<HTMLInputElement>("[role=combobox]");
    if (field) field.value = text;
    field?.dispatchEvent(new Event("input", { bubbles: true }));
    await vi.waitFor(() => expect(page.find("[aria-selected=true].find")?.textContent?.toLowerCase()).toContain(text));
    page.press("Enter", {}, field);
    await vi.waitFor(() => expect(page.find("[role=combobox]")).toBeNull());
    page.scroller()?.focus();
  };
  await type("item 4,200");
  await vi.waitFor(() => expect(page.find(".tile.focused")?.getAttribute("aria-label")).toContain("4200"));
  await type("label: dog");
  const filters = [{ field: "question:1", op: "is", values: ["12"] }];
  await vi.waitFor(() => expect(page.heard("query")).toMatchObject([{ query: { filters } }]));
});

test("f flags the item with the focus, with a note; g refuses a place that is not there", async () => {
  const page = await mounted();
  const field = () => page.find<HTMLInputElement>(".finder input");
  const enter = (text: string) => {
    const input = field();
    if (input) input.value = text;
    page.press("Enter", {}, input);
  };
  page.press("ArrowRight");
  page.press("f");
  await vi.waitFor(() => expect(field()?.getAttribute("aria-label")).toContain("Flag picture_0001.jpg"));
  enter(" ");
  await vi.waitFor(() => expect(page.find(".problem.asked")?.textContent).toBe("Type what is wrong with it."));
  expect(page.heard("comment")).toEqual([]);
  enter("cut off at the left");
  await vi.waitFor(() => expect(page.heard("comment")).toHaveLength(1));
  expect(page.heard("comment")).toMatchObject([{ id: 1, text: "cut off at the left", is_flag: true }]);
  await vi.waitFor(() => expect(field()).toBeNull());
  page.press("g");
  await vi.waitFor(() => expect(field()).not.toBeNull());
  enter("5,001");
  await vi.waitFor(() => expect(page.find(".problem.asked")?.textContent).toBe("Type a number from 1 to 5,000."));
  enter("4,200");
  await vi.waitFor(() => expect(page.find(".tile.focused")?.getAttribute("aria-label")).toContain("4200"));
});
