import { afterEach, beforeEach, expect, test, vi } from "vitest";
import builder from "../../src/widgets/collections.tsx";
import { CollectionsKernel } from "../fake/collections.ts";
import { fakeModel } from "../fake/model.ts";

let views: (() => void)[] = [];

/** Wait for it, on a busy machine too. */
const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000 });

beforeEach(() => {
  localStorage.clear();
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
});

afterEach(() => {
  for (const unmount of views) unmount();
  views = [];
  document.body.replaceChildren();
});

async function mounted(kernel = filled(), options: Record<string, unknown> = {}) {
  const el = document.body.appendChild(document.createElement("div"));
  const model = fakeModel(kernel, { options });
  builder.initialize({ model });
  views.push(builder.render({ model, el }));
  const root = el.firstElementChild?.shadowRoot;
  if (!root) throw new Error("there is no shadow root");
  const find = <E extends Element>(selector: string) => root.querySelector<E & HTMLElement>(selector);
  const button = (words: string) =>
    [...root.querySelectorAll<HTMLButtonElement>("button")].find((one) => one.textContent?.trim().startsWith(words));
  const heard = (op: string) => kernel.heard.filter((request) => request.op === op).map(({ args }) => args as unknown);
  const press = (key: string, init: KeyboardEventInit = {}) =>
    find(".scroller")?.dispatchEvent(
      new KeyboardEvent("keydown", { key, code: key, bubbles: true, composed: true, cancelable: true, ...init }),
    );
  const type = (selector: string, value: string) => {
    const field = find<HTMLInputElement>(selector);
    if (!field) throw new Error(`there is no ${selector}`);
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  await until(() => expect(find(".tile[aria-label*='picture_']")).not.toBeNull());
  find<HTMLElement>(".scroller")?.focus();
  return { kernel, model, root, el, find, button, heard, press, type };
}

function filled(): CollectionsKernel {
  const kernel = new CollectionsKernel();
  kernel.put("blurry", [1, 2, 3]);
  kernel.put("night", [3, 4, 5, 6], { code: "project.search('4')", query: { search: "4" } });
  return kernel;
}

type Page = Awaited<ReturnType<typeof mounted>>;

async function shows(page: Page, title: string): Promise<void> {
  await until(() => expect(page.find(`[data-collection="${title}"]`)).not.toBeNull());
  page.find(`[data-collection="${title}"]`)?.click();
  await until(() => expect(page.find(".head-line .title")?.textContent).toBe(title));
}

/** Press the main button of the dialog once it can be pressed. */
async function submits(page: Page): Promise<void> {
  const main = () => page.find<HTMLButtonElement>("[role=dialog] .btn.main");
  await until(() => expect(main()?.disabled).toBe(false));
  page.find<HTMLFormElement>("[role=dialog] form")?.requestSubmit();
}

test("s0_19 the list tells each collection with its count, and a click shows what it holds", async () => {
  const page = await mounted();
  await until(() =>
    expect([...page.root.querySelectorAll(".shelved .bucket")].map((one) => one.textContent)).toEqual([
      "All items300",
      "blurry3",
      "night4",
    ]),
  );
  await shows(page, "night");
  await until(() => expect(page.find(".counts")?.textContent).toBe("4 items of night"));
  expect(page.find(".rules-line")?.textContent).toContain('title contains "4"');
  page.find<HTMLElement>(".shelved .bucket")?.click();
  await until(() => expect(page.find(".counts")?.textContent).toBe("300 items"));
});

test("the collection asked for by the cell is shown first", async () => {
  const page = await mounted(filled(), { collection: "blurry" });
  await until(() => expect(page.find(".counts")?.textContent).toBe("3 items of blurry"));
});

test("s0_17 what is shown is saved with title and description, a taken title adds instead", async () => {
  const page = await mounted();
  page.press("S", { shiftKey: true });
  await until(() => expect(page.find("[role=dialog]")).not.toBeNull());
  expect(page.find("[role=dialog] h2")?.textContent).toBe("Save 300 items as a collection");
  page.type("[role=dialog] input.field", "blurry");
  await until(() => expect(page.button("Add to blurry")).toBeDefined());
  page.type("[role=dialog] input.field", "everything");
  await until(() => expect(page.find("[role=dialog] textarea")).not.toBeNull());
  page.type("[role=dialog] textarea", "all of it");
  await submits(page);
  await until(() =>
    expect(page.heard("collect")).toMatchObject([
      { title: "everything", description: "all of it", make: true, live: false },
    ]),
  );
  await until(() => expect(page.find(".head-line .title")?.textContent).toBe("everything"));
});

test("Delete takes the focused tile out, and the tiles follow", async () => {
  const page = await mounted();
  await shows(page, "night");
  await until(() => expect(page.find(".counts")?.textContent).toBe("4 items of night"));
  page.press("ArrowRight");
  await until(() => expect(page.button("Take out")?.disabled).toBe(false));
  page.press("Delete");
  await until(() => expect(page.heard("collect")).toMatchObject([{ title: "night", remove: true }]));
  await until(() => expect(page.find(".counts")?.textContent).toBe("3 items of night"));
  await until(() => expect(page.find("[aria-label='Part shown']")?.textContent).toContain("− 1"));
});

test("s0_28 a refresh says what it would change before it does", async () => {
  const kernel = filled();
  kernel.found = [10, 11];
  const page = await mounted(kernel);
  await shows(page, "night");
  page.press("G", { shiftKey: true });
  await until(() => expect(page.find(".plan-line")?.textContent).toContain("would add 2 and take out 1"));
  expect(page.heard("refresh_collection")).toEqual([]);
  page.button("Refresh")?.click();
  await until(() => expect(page.heard("refresh_collection")).toMatchObject([{ title: "night" }]));
  await until(() => expect(page.find(".plan-line")).toBeNull());
  await until(() => expect(page.find(".counts")?.textContent).toBe("6 items of night"));
});

test("rules are changed among all items and then given to the collection", async () => {
  const page = await mounted();
  await shows(page, "night");
  page.press("E", { shiftKey: true });
  await until(() => expect(page.find(".head-line .title")?.textContent).toBe("Rules of night"));
  await until(() => expect(page.heard("query")).toContainEqual(expect.objectContaining({ query: { search: "4" } })));
  page.button("Use these rules")?.click();
  await until(() => expect(page.heard("set_rules")).toMatchObject([{ title: "night", query: { search: "4" } }]));
  await until(() => expect(page.find(".head-line .title")?.textContent).toBe("night"));
});

test("two collections are subtracted as filters that can be saved", async () => {
  const page = await mounted();
  await shows(page, "night");
  page.find<HTMLElement>("[aria-haspopup=menu]")?.click();
  await until(() => expect(page.find("[data-id='build.combine']")).not.toBeNull());
  page.find<HTMLElement>("[data-id='build.combine']")?.click();
  await until(() => expect(page.root.querySelectorAll(".ways input").length).toBe(3));
  page.root.querySelectorAll<HTMLInputElement>(".ways input")[2]?.click();
  await submits(page);
  await until(() => expect(page.find(".counts")?.textContent).toBe("3 of 300 items"));
});

test("live and fixed are turned; one put together by hand has no rules to follow", async () => {
  const page = await mounted();
  await shows(page, "blurry");
  await until(() => expect(page.button("live")?.disabled).toBe(true));
  await shows(page, "night");
  await until(() => expect(page.button("live")?.disabled).toBe(false));
  page.button("live")?.click();
  await until(() => expect(page.heard("edit_collection")).toMatchObject([{ title: "night", live: true }]));
});

test("a title that is renamed stays shown", async () => {
  const page = await mounted();
  await shows(page, "night");
  page.find<HTMLElement>("[aria-haspopup=menu]")?.click();
  await until(() => expect(page.find("[data-id='build.rename']")).not.toBeNull());
  page.find<HTMLElement>("[data-id='build.rename']")?.click();
  await until(() => expect(page.find("[role=dialog] input.field")).not.toBeNull());
  page.type("[role=dialog] input.field", "blurry");
  await submits(page);
  await until(() => expect(page.find("[role=alert]")?.textContent).toContain("There is a collection"));
  page.type("[role=dialog] input.field", "dusk");
  await submits(page);
  await until(() => expect(page.find(".head-line .title")?.textContent).toBe("dusk"));
});

test("titles that no item has are told and stay to be mended", async () => {
  const page = await mounted();
  await shows(page, "blurry");
  page.find<HTMLElement>("[aria-haspopup=menu]")?.click();
  await until(() => expect(page.find("[data-id='build.titles']")).not.toBeNull());
  page.find<HTMLElement>("[data-id='build.titles']")?.click();
  await until(() => expect(page.find("[role=dialog] textarea")).not.toBeNull());
  page.type("[role=dialog] textarea", "picture_0009.jpg\nnowhere.jpg");
  await submits(page);
  await until(() => expect(page.find(".not-found")?.textContent).toContain("nowhere.jpg No item has this title."));
  expect(page.find<HTMLTextAreaElement>("[role=dialog] textarea")?.value).toBe("nowhere.jpg");
});

test("s0_26 sending says what it does and sends answers and task in one message", async () => {
  const page = await mounted();
  await shows(page, "night");
  page.button("Send ▸")?.click();
  await until(() => expect(page.button("Send 4 items")?.disabled).toBe(true));
  const select = page.find<HTMLSelectElement>("[role=dialog] select");
  if (select) select.value = String(page.kernel.questions[0]?.id);
  select?.dispatchEvent(new Event("change", { bubbles: true }));
  await until(() => expect(page.find("[role=dialog] fieldset button, [role=dialog] fieldset input")).not.toBeNull());
  page.find<HTMLElement>("[role=dialog] fieldset button, [role=dialog] fieldset input")?.click();
  page.type("[role=dialog] input.field[placeholder='No task']", "batch 4");
  await until(() => expect(page.button("Send 4 items")?.disabled).toBe(false));
  await submits(page);
  await until(() =>
    expect(page.heard("send")).toMatchObject([
      { title: "night", question: page.kernel.questions[0]?.id, override: false, task: "batch 4" },
    ]),
  );
});

test("s0_26 of what is sent only members in the statuses that are ticked are classified", async () => {
  const page = await mounted();
  await shows(page, "night");
  page.button("Send ▸")?.click();
  await until(() => expect(page.find("[role=dialog] select")).not.toBeNull());
  const select = page.find<HTMLSelectElement>("[role=dialog] select");
  if (select) select.value = String(page.kernel.questions[0]?.id);
  select?.dispatchEvent(new Event("change", { bubbles: true }));
  await until(() => expect(page.find("[role=dialog] fieldset button, [role=dialog] fieldset input")).not.toBeNull());
  page.find<HTMLElement>("[role=dialog] fieldset button, [role=dialog] fieldset input")?.click();
  await until(() => expect(page.button("Send 4 items")?.disabled).toBe(false));
  const ticks = () => [...(page.find(".people")?.querySelectorAll<HTMLInputElement>("input") ?? [])];
  expect(ticks().map((tick) => tick.checked)).toEqual([true, true, true]);
  for (const tick of ticks()) tick.click();
  await until(() => expect(page.button("Send 4 items")?.disabled).toBe(true));
  ticks()[0]?.click();
  await submits(page);
  await until(() => expect(page.heard("send")).toMatchObject([{ title: "night", statuses: ["annotate"] }]));
});

test("selected tiles are dragged onto a collection, any other drag draws the rubber band", async () => {
  const page = await mounted();
  await until(() => expect(page.find('[data-collection="night"]')).not.toBeNull());
  page.press("ArrowRight");
  page.press(" ");
  await until(() => expect(page.model.get("selected_count")).toBe(1));
  const over = page.find('[data-collection="night"]');
  Object.assign(page.root, { elementFromPoint: () => over });
  const at = (clientX: number, clientY: number) => ({ clientX, clientY, button: 0, bubbles: true, composed: true });
  page.find(".scroller")?.dispatchEvent(new PointerEvent("pointerdown", at(60, 60)));
  window.dispatchEvent(new PointerEvent("pointermove", at(90, 90)));
  await until(() => expect(over?.dataset.aimed).toBe("true"));
  expect(page.find(".dragged")?.textContent).toBe("1 selected");
  window.dispatchEvent(new PointerEvent("pointerup", at(90, 90)));
  await until(() => expect(page.heard("collect")).toMatchObject([{ title: "night", target: { ranges: [[0, 0]] } }]));
  expect(page.find(".dragged")).toBeNull();
  expect(page.find(".band")?.hidden).toBe(true);
});

test("a list that cannot be read says why and can be asked again", async () => {
  const kernel = filled();
  kernel.put("broken", [], { items: -1, live: true, code: "project.filter(...)" });
  const page = await mounted(kernel);
  await until(() => expect(page.find('[data-collection="broken"] .ico')).not.toBeNull());
  await shows(page, "broken");
  await until(() => expect(page.find(".counted-as")?.textContent).toBe("cannot be counted"));
});

test("a sample of what is shown is saved, spread by a field", async () => {
  const page = await mounted();
  page.press("S", { shiftKey: true });
  await until(() => expect(page.find(".sampling input")).not.toBeNull());
  page.type("[role=dialog] input.field", "some");
  page.type(".sampling input", "50");
  await until(() => expect(page.button("Save 50 of 300 items")).toBeDefined());
  await submits(page);
  await until(() =>
    expect(page.heard("collect")).toMatchObject([{ title: "some", make: true, sample: 50, spread: "" }]),
  );
});

test("a collection whose rules ask for what is gone says what, and its rules can be changed", async () => {
  const kernel = filled();
  const problem = 'the option "cow" of "Animal"';
  const query = { filters: [{ field: "gone", op: "is" as const, values: [problem] }] };
  kernel.put("cows", [], { live: true, items: -1, code: "project.filter(F['Animal'] == 'cow')", query, problem });
  const page = await mounted(kernel);
  await shows(page, "cows");
  await until(() => expect(page.find(".empty")?.textContent).toContain(`Its rules ask for ${problem}`));
  expect(page.find(".rules-line .is-gone")?.textContent).toContain(problem);
  page.button("Change the rules")?.click();
  await until(() => expect(page.find(".editing .title")?.textContent).toBe("Rules of cows"));
  await until(() =>
    expect(page.find(".filterbar .filter.is-gone button, .empty .filter.is-gone button")).not.toBeNull(),
  );
});
