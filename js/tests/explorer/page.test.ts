import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ExplorerKernel } from "../fake/explorer.ts";
import { counted, mounted, pageCloses, pageOpens } from "./page.ts";

beforeEach(pageOpens);
afterEach(pageCloses);

test("a click keeps only the value, Ctrl adds one, Alt leaves one out, and a second click takes it back", async () => {
  const { bucket, asked, chips } = await counted();
  bucket("north")?.click();
  expect(await asked(1)).toEqual({ filters: [{ field: "meta:site", op: "is", values: ["north"] }] });
  await vi.waitFor(() => expect(chips()).toEqual(["site: north"]));
  bucket("south")?.dispatchEvent(new MouseEvent("click", { bubbles: true, ctrlKey: true }));
  expect(await asked(2)).toEqual({ filters: [{ field: "meta:site", op: "is", values: ["north", "south"] }] });
  bucket("east")?.dispatchEvent(new MouseEvent("click", { bubbles: true, altKey: true }));
  expect(await asked(3)).toEqual({ filters: [{ field: "meta:site", op: "not", values: ["east"] }] });
  bucket("north")?.click();
  await asked(4);
  bucket("north")?.click();
  expect(await asked(5)).toEqual({ filters: [] });
});

test("a bucket says its count and the count without filters, and its pale bar is the latter", async () => {
  const { bucket, asked } = await counted();
  bucket("north")?.click();
  await asked(1);
  await vi.waitFor(() => expect(bucket("annotate")?.title).toContain("annotate: 69 of 300"), 4_000);
  expect(bucket("annotate")?.querySelector<HTMLElement>(".all")?.style.width).toBe("100.00%");
  expect(bucket("annotate")?.querySelector<HTMLElement>(".now")?.style.width).toBe("23.00%");
});

test("a histogram takes bounds by key and by number", async () => {
  const { find, all, press, type, asked } = await counted();
  const low = find("[role=slider][aria-label='Width: at least']");
  expect(low?.getAttribute("aria-valuenow")).toBe("401");
  low?.focus();
  press("ArrowRight", { shiftKey: true });
  press("ArrowRight");
  const { filters } = (await asked(1)) as { filters: { values: string[] }[] };
  expect(filters).toEqual([{ field: "width", op: "between", values: ["719", "1992"] }]);
  const [from, to] = all("[data-section=width] .bounds input");
  await vi.waitFor(() => expect((from as HTMLInputElement).value).toBe("719"));
  type(to ?? null, "900");
  press("Enter");
  expect(await asked(2)).toMatchObject({ filters: [{ values: ["719", "900"] }] });
  type(from ?? null, "wide");
  press("Enter");
  await vi.waitFor(() => expect(find(".histogram .problem")?.textContent).toBe("Type numbers, such as 0.5."));
});

test("a facet of many values can be searched; Enter on what is not among them finds all that contain it", async () => {
  const { find, all, type, press, asked } = await counted(new ExplorerKernel({ cameras: 40 }));
  find("[data-section='meta:camera'] [aria-expanded=false]")?.click();
  await vi.waitFor(() => expect(find("[data-section='meta:camera'] .find-value")).not.toBeNull(), 4_000);
  const names = () => all("[data-section='meta:camera'] .name").map((name) => name.textContent);
  expect(names()).toHaveLength(8);
  type(find("[data-section='meta:camera'] .find-value"), "camera 3");
  await vi.waitFor(() => expect(names()).toHaveLength(10));
  type(find("[data-section='meta:camera'] .find-value"), "lens");
  await vi.waitFor(() => expect(names()).toHaveLength(0));
  press("Enter");
  expect(await asked(1)).toEqual({ filters: [{ field: "meta:camera", op: "contains", values: ["lens"] }] });
});

test("sections stay as they were left, also after the page is loaded again", async () => {
  const first = await counted();
  first.find("[data-section=status] [aria-expanded=true]")?.click();
  first.find("[data-section='meta:camera'] [aria-expanded=false]")?.click();
  first.unmount();
  const second = await mounted();
  await vi.waitFor(() => expect(second.find("[data-section=status]")).not.toBeNull());
  expect(second.find("[data-section=status] [aria-expanded=true]")).toBeNull();
  expect(second.find("[data-section='meta:camera'] [aria-expanded=true]")).not.toBeNull();
});

test("the panel is one tab stop: arrows walk it, Left closes and Right opens, and its keys never label", async () => {
  const { find, all, focused, press, heard } = await counted();
  expect(all(".explorer-panel [tabindex='0']")).toHaveLength(1);
  find("[data-section=collections] .head button")?.focus();
  for (let turn = 0; turn < 40 && !focused()?.closest("[data-section=status]"); turn++) press("ArrowDown");
  expect(focused()?.getAttribute("aria-expanded")).toBe("true");
  press("ArrowLeft");
  await vi.waitFor(() => expect(find("[data-section=status] [aria-expanded=false]")).not.toBeNull());
  press("ArrowRight");
  await vi.waitFor(() => expect(find("[data-section=status] .bucket")).not.toBeNull());
  expect(all(".explorer-panel [tabindex='0']")).toEqual([focused()]);
  press("ArrowDown");
  expect(focused()?.textContent).toContain("annotate");
  expect(heard("classify").concat(heard("query"))).toEqual([]);
});

test("s0.14 the tabs are tabs, by mouse, by arrow and by key", async () => {
  const { find, all, press, focused, asked } = await counted();
  expect(all("[role=tab]").map((tab) => [tab.textContent, tab.getAttribute("aria-selected")])).toEqual([
    ["Data", "true"],
    ["Labels", "false"],
    ["Predictions", "false"],
  ]);
  expect(find("[role=tabpanel]")?.getAttribute("aria-labelledby")).toBe("tab-data");
  find("#tab-labels")?.click();
  expect(await asked(1)).toEqual({ filters: [], tab: "labels" });
  await vi.waitFor(() => expect(find(".empty h2")?.textContent).toBe("There are no labels yet"));
  find("#tab-labels")?.focus();
  press("ArrowRight");
  await asked(2);
  expect(focused()?.id).toBe("tab-predictions");
  await vi.waitFor(() => expect(find(".empty pre")?.textContent).toContain("add_predictions"));
  press("1", { altKey: true });
  await asked(3);
  await vi.waitFor(() => expect(find("#tab-data")?.getAttribute("aria-selected")).toBe("true"));
});

test("sorted by one key, then by another, turned round, and no more", async () => {
  const { find, all, press, choose, asked } = await counted();
  find<HTMLElement>(".scroller")?.focus();
  press("o");
  await vi.waitFor(() => expect(find("[role=dialog] select")).not.toBeNull());
  choose(find(".popover select[aria-label='Sort by']"), "title");
  await asked(1);
  await vi.waitFor(() => expect(find("[aria-label='Add a sort key']")).not.toBeNull());
  choose(find("[aria-label='Add a sort key']"), "width");
  expect(await asked(2)).toMatchObject({ sort: [{ field: "title" }, { field: "width" }] });
  await vi.waitFor(() => expect(all(".sort-key")).toHaveLength(3));
  find("[aria-label='Ascending: change to descending']")?.click();
  expect(await asked(3)).toMatchObject({ sort: [{ field: "title", descending: true }, { field: "width" }] });
  await vi.waitFor(() => expect(find(".btn.sort .now")?.textContent).toBe("Title ↓, Width"));
  press("Escape");
  await vi.waitFor(() => expect(find(".popover")).toBeNull());
  find<HTMLElement>(".scroller")?.focus();
  press("O", { shiftKey: true });
  expect(await asked(4)).toMatchObject({ sort: [{ field: "title", descending: false }, { field: "width" }] });
});

test("grouped rows stand under their headings, and keys go from group to group", async () => {
  const { find, choose, asked, press, model } = await counted();
  choose(find("[data-group]"), "meta:site");
  expect(await asked(1)).toMatchObject({ group: "meta:site" });
  await vi.waitFor(() => expect(find(".groupbar")?.textContent).toContain("group 1 of 5"));
  find<HTMLElement>(".scroller")?.focus();
  press("a", { altKey: true, code: "KeyA" });
  await vi.waitFor(() => expect(model.get("selected_count")).toBe(68));
});

test("chips say what is kept, go one by one or all together, and an empty result says so", async () => {
  const { bucket, type, find, all, chips, asked } = await counted();
  bucket("north")?.click();
  await asked(1);
  type(find("[data-search]"), "nowhere");
  await asked(2);
  await vi.waitFor(() => expect(find(".empty h2")?.textContent).toBe("No items match 2 filters"));
  expect(chips()).toEqual(["site: north", 'title contains "nowhere"']);
  all(".filter button")[1]?.click();
  await asked(3);
  await vi.waitFor(() => expect(chips()).toEqual(["site: north"]));
  expect(find(".empty")).toBeNull();
});

test("s0.16 s0.17 the selection becomes a new collection with title and description", async () => {
  const { press, find, type, heard, bucket } = await counted();
  find<HTMLElement>(".scroller")?.focus();
  press("a", { ctrlKey: true });
  await vi.waitFor(() => expect(find<HTMLButtonElement>(".collects")?.disabled).toBe(false));
  press("c", { altKey: true, code: "KeyC" });
  await vi.waitFor(() => expect(find(".collect input")).not.toBeNull());
  expect(find(".collect [type=submit]")?.getAttribute("aria-disabled")).toBe("true");
  find(".collect [type=submit]")?.click();
  expect(heard("collect")).toEqual([]);
  type(find(".collect input"), "night");
  await vi.waitFor(() => expect(find(".collect textarea")).not.toBeNull());
  type(find(".collect textarea"), "dark pictures");
  find(".collect [type=submit]")?.click();
  await vi.waitFor(() => expect(heard("collect")).toHaveLength(1));
  expect(heard("collect")).toMatchObject([{ title: "night", description: "dark pictures", make: true, live: false }]);
  await vi.waitFor(() => expect(bucket("night")).toBeDefined());
  bucket("night")?.click();
  await vi.waitFor(() => expect(heard("show_collection")).toEqual([{ title: "night" }]));
  await vi.waitFor(() => expect(find(".filter > span")?.textContent).toBe("collection night"));
});

test("s0.16 the selection is added to a collection there is; nothing selected means disabled", async () => {
  const kernel = new ExplorerKernel();
  kernel.collections = [{ title: "night", description: "", items: 3, live: false, created_by: "ada", created_at: "" }];
  const { press, find, type, heard } = await counted(kernel);
  expect(find<HTMLButtonElement>(".collects")?.disabled).toBe(true);
  find<HTMLElement>(".scroller")?.focus();
  press("ArrowRight");
  press(" ");
  press("c", { altKey: true, code: "KeyC" });
  await vi.waitFor(() => expect(find(".known .find")).not.toBeNull());
  type(find(".collect input"), "nig");
  press("ArrowDown");
  await vi.waitFor(() => expect(find(".collect [type=submit]")?.textContent).toBe("Add 1 item"));
  find(".collect [type=submit]")?.click();
  await vi.waitFor(() => expect(heard("collect")).toMatchObject([{ title: "night" }]));
  expect(heard("collect")[0]).not.toHaveProperty("make");
});

test("what is selected is taken out of the collection that is shown, and leaves the screen", async () => {
  const { press, find, type, heard, bucket, model } = await counted();
  find<HTMLElement>(".scroller")?.focus();
  press("a", { ctrlKey: true });
  press("c", { altKey: true, code: "KeyC" });
  await vi.waitFor(() => expect(find(".collect input")).not.toBeNull());
  type(find(".collect input"), "night");
  find(".collect [type=submit]")?.click();
  await vi.waitFor(() => expect(bucket("night")).toBeDefined());
  bucket("night")?.click();
  await vi.waitFor(() => expect(find(".filter > span")?.textContent).toBe("collection night"));
  const held = Number(bucket("night")?.querySelector(".n")?.textContent);
  find<HTMLElement>(".scroller")?.focus();
  press("Home", { ctrlKey: true });
  press(" ");
  await vi.waitFor(() => expect(model.get("selected_count")).toBe(1));
  const out = () => find<HTMLButtonElement>(".collects:last-of-type");
  await vi.waitFor(() => expect(out()?.textContent).toBe("Take 1 out of night"));
  out()?.click();
  await vi.waitFor(() => expect(heard("collect").at(-1)).toMatchObject({ title: "night", remove: true }));
  await vi.waitFor(() => expect(find(".brand .counts")?.textContent).toBe(`${held - 1} of 300 items`));
});

test("a title that is taken is refused with its sentence in the dialog, which stays", async () => {
  const { press, find, type, kernel } = await counted();
  kernel.refuseNextCollect = 'A collection "night" is there already: add to it.';
  find<HTMLElement>(".scroller")?.focus();
  press("ArrowRight");
  press(" ");
  press("c", { altKey: true, code: "KeyC" });
  await vi.waitFor(() => expect(find(".collect input")).not.toBeNull());
  type(find(".collect input"), "night");
  await vi.waitFor(() => expect(find(".collect [type=submit]")?.hasAttribute("aria-disabled")).toBe(false));
  find(".collect [type=submit]")?.click();
  await vi.waitFor(() => expect(find(".collect [role=alert]")?.textContent).toContain("add to it"));
});

test("a filter is saved under a name, shown again, and forgotten", async () => {
  const { bucket, asked, press, find, type, heard, all } = await counted();
  bucket("north")?.click();
  await asked(1);
  find<HTMLElement>(".scroller")?.focus();
  press("K", { shiftKey: true });
  await vi.waitFor(() => expect(find(".keep input")).not.toBeNull());
  type(find(".keep input"), "only north");
  find(".keep [type=submit]")?.click();
  await vi.waitFor(() => expect(heard("keep_view")).toMatchObject([{ name: "only north" }]));
  await vi.waitFor(() => expect(bucket("only north")).toBeDefined());
  bucket("only north")?.click();
  await vi.waitFor(() => expect(heard("show_view")).toEqual([{ name: "only north" }]));
  all("[aria-label='Forget the filter only north']")[0]?.click();
  await vi.waitFor(() => expect(bucket("only north")).toBeUndefined());
});

test("the same view is one line of Python and its SQL, both to copy", async () => {
  const { bucket, asked, find, all, press } = await counted();
  bucket("north")?.click();
  await asked(1);
  await vi.waitFor(() => expect(find(".codeline code")?.textContent).toBe('project.filter(F["meta:site"].is(north))'));
  find<HTMLElement>(".scroller")?.focus();
  press("Y", { shiftKey: true });
  await vi.waitFor(() => expect(all(".codes pre")[1]?.textContent).toContain("SELECT item_id"));
  expect(all(".codes button").map((button) => button.textContent?.trim())).toEqual(["Copy Python", "Copy SQL"]);
});

test("a kernel that is gone leaves the counts and says so; an empty project says how to fill it", async () => {
  const { kernel, find, bucket } = await counted();
  kernel.gone = true;
  bucket("north")?.click();
  await vi.waitFor(() => expect(find(".banner")?.textContent).toContain("Kernel disconnected"));
  expect(bucket("annotate")).toBeDefined();
  const empty = await mounted(new ExplorerKernel({ items: 0 }));
  await vi.waitFor(() => expect(empty.find(".empty pre")?.textContent).toContain("project.explorer()"));
  expect(empty.find(".explorer-panel")).toBeNull();
});

test("every command of the palette has a name of its own, and collections and sort keys are among them", async () => {
  const kernel = new ExplorerKernel();
  kernel.collections = [{ title: "night", description: "", items: 3, live: false, created_by: "ada", created_at: "" }];
  const { press, find, all } = await counted(kernel);
  find<HTMLElement>(".scroller")?.focus();
  press("k", { ctrlKey: true });
  await vi.waitFor(() => expect(find("[role=combobox]")).not.toBeNull());
  const names = () => all(".find .label").map((label) => label.textContent);
  await vi.waitFor(() => expect(names().length).toBeGreaterThan(40));
  expect(new Set(names()).size).toBe(names().length);
  const field = find<HTMLInputElement>("[role=combobox]");
  for (const words of ["Collection: night", "Sort by Width", "Show the labels"]) {
    if (field) field.value = words;
    field?.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await vi.waitFor(() => expect(names()[0]).toBe(words));
  }
});

test("a saved filter that asks for what is there no more says so, is shown broken, and can be taken off", async () => {
  const kernel = new ExplorerKernel();
  const problem = 'the option "cow" of "Animal"';
  const filters = [{ field: "gone", op: "is" as const, values: [problem] }];
  kernel.kept = [{ name: "cows", code: "project.filter(F['Animal'] == 'cow')", query: { filters }, problem }];
  const { find, all, chips, bucket, asked } = await counted(kernel);
  find("[data-section=kept] [aria-expanded=false]")?.click();
  await vi.waitFor(() => expect(bucket("cows")).toBeDefined(), 4_000);
  expect(bucket("cows")?.title).toContain(`It asks for ${problem}`);
  expect(bucket("cows")?.querySelector(".ico")).not.toBeNull();
  bucket("cows")?.click();
  await vi.waitFor(() => expect(chips()).toContain(`gone: ${problem}`));
  expect(all(".filter.is-gone")).toHaveLength(1);
  find<HTMLButtonElement>(".filter.is-gone button")?.click();
  expect(await asked(2)).toEqual({ filters: [] });
});
