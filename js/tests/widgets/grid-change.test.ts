import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeKernel } from "../fake/kernel.ts";
import { mounted, pageCloses, pageOpens } from "./grid-page.ts";

beforeEach(pageOpens);
afterEach(pageCloses);

const soon = (check: () => void) => vi.waitFor(check, 5_000);

/** Five thousand items, of which the first 700 are predicted. */
function predicted(): FakeKernel {
  const kernel = new FakeKernel({ items: 5_000 });
  for (let id = 1; id <= 700; id++) kernel.predictions.put(id, "resnet", 0.9, { question: 1, options: [11] });
  return kernel;
}

async function everything(kernel?: FakeKernel) {
  const page = await mounted(kernel);
  page.press("a", { ctrlKey: true });
  await soon(() => expect(page.find(".selectbar")?.textContent).toContain("Select all 5,000 matching"));
  page.press("a", { ctrlKey: true });
  await soon(() => expect(page.model.get("selected_count")).toBe(5_000));
  const submit = () => page.find<HTMLButtonElement>(".bulk [type=submit]");
  const label = () => page.find("[role=dialog]")?.getAttribute("aria-label");
  return { ...page, submit, label };
}

test("s moves thousands only after a plan: keys alone go through it, and u takes it back", async () => {
  const { press, heard, submit, label, find, root, kernel } = await everything();
  press("s");
  await soon(() => expect(label()).toBe("Move 5,000 items to review"));
  await soon(() => expect(submit()?.textContent).toBe("Move 5,000"));
  expect(heard("set_status")).toEqual([]);
  await soon(() => expect(root.activeElement).toBe(submit()));
  submit()?.click();
  await soon(() => expect(find(".bulk .done")?.textContent).toContain("5,000 items"));
  expect(heard("set_status")).toMatchObject([{ status: "review", target: { all: true } }]);
  await soon(() => expect(root.activeElement?.textContent).toBe("Done"));
  (root.activeElement as HTMLElement).click();
  await soon(() => expect(find("[role=dialog]")).toBeNull());
  await soon(() => expect(find(".toast")?.textContent).toContain("Undo"));
  press("u");
  await soon(() => expect(heard("undo")).toHaveLength(1));
  await soon(() => expect(kernel.items.labels(5).status).toBe("annotate"));
});

test("Backspace on thousands shows what is answered by status, and a number that is zero cannot be run", async () => {
  const { press, find, submit, label } = await everything();
  press("Backspace");
  await soon(() => expect(label()).toBe("Clear Animal on 5,000 items"));
  await soon(() => expect(find(".plan")?.textContent).toContain("Nothing would change."));
  expect(submit()?.disabled).toBe(true);
  expect(submit()?.textContent).toBe("Clear 0");
});

test("# tags what is selected: type, Enter", async () => {
  const { press, find, submit, label, heard, root } = await everything();
  press("#");
  await soon(() => expect(label()).toBe("Tag 5,000 items"));
  const field = find<HTMLInputElement>(".bulk input.field");
  expect(root.activeElement).toBe(field);
  if (!field) throw new Error("there is no field");
  field.value = "night";
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await soon(() => expect(submit()?.textContent).toBe("Tag 5,000"));
  find<HTMLFormElement>(".bulk")?.requestSubmit();
  await soon(() => expect(heard("tag")).toMatchObject([{ tag: "night", target: { all: true } }]));
});

test("x on thousands shows by status what is predicted; a status that is not ticked keeps its predictions, u takes it back", async () => {
  const kernel = predicted();
  for (let id = 1; id <= 100; id++) kernel.items.set(id, { ...kernel.items.labels(id), status: "complete" });
  const { press, find, submit, label, heard } = await everything(kernel);
  press("x");
  await soon(() => expect(label()).toBe("Reject predictions of resnet on 5,000 items"));
  await soon(() => expect(submit()?.textContent).toBe("Reject 700"));
  expect(heard("reject")).toEqual([]);
  find<HTMLInputElement>("[aria-label='Include items in complete']")?.click();
  await soon(() => expect(submit()?.textContent).toBe("Reject 600"));
  submit()?.click();
  await soon(() => expect(find(".bulk .done")?.textContent).toContain("600 items"));
  expect(heard("reject")).toMatchObject([{ target: { all: true }, statuses: ["annotate", "review"] }]);
  expect([1, 101].map((id) => kernel.predictions.of(id).length)).toEqual([1, 0]);
  find<HTMLButtonElement>(".bulk .btn.main")?.click();
  await soon(() => expect(find(".toast")?.textContent).toContain("Undo"));
  press("u");
  await soon(() => expect(kernel.predictions.of(101)).toHaveLength(1));
});

test("accepting thousands is planned by status, and its result opens each group of items", async () => {
  const { press, find, submit, label, heard, root } = await everything(predicted());
  press("a");
  await soon(() => expect(label()).toBe("Accept predictions of resnet on 5,000 items"));
  await soon(() => expect(submit()?.textContent).toBe("Accept 700"));
  expect([...root.querySelectorAll(".plan th[scope=col]")].map((one) => one.textContent)).toEqual([
    "Status",
    "Nothing sure",
    "Same",
    "Other",
    "Will change",
  ]);
  submit()?.click();
  await soon(() => expect(find(".bulk .done")?.textContent).toContain("700 items"));
  find<HTMLButtonElement>("[aria-label='Show the 700 changed']")?.click();
  await soon(() => expect(heard("query")).toMatchObject([{ query: { receipt: { outcome: "applied" } } }]));
});

test("s1_16 where nothing may be changed in bulk, Accept all says why, and nobody counts for it", async () => {
  const kernel = predicted();
  kernel.bulkRefused = "Bulk changes are off in the task: it is pulled.";
  const { root, heard } = await mounted(kernel);
  const all = [...root.querySelectorAll<HTMLButtonElement>(".predictbar button")].at(-1);
  expect(all?.textContent).toBe("Accept all");
  expect(all?.disabled).toBe(true);
  expect(all?.title).toBe("Bulk changes are off in the task: it is pulled.");
  expect(all?.getAttribute("aria-description")).toBe(all?.title);
  expect(heard("accept_plan")).toEqual([]);
});

const WHY = "Bulk changes are off in the task: it is pulled.";

test.each([
  ["a", {}],
  ["x", {}],
  ["A", { shiftKey: true }],
])("s1_16 in a pulled task %s on several items sends nothing and says why", async (key, init) => {
  const kernel = predicted();
  [kernel.bulkRefused, kernel.isPulled] = [WHY, true];
  const page = await mounted(kernel);
  page.press("ArrowRight");
  page.press(" ");
  page.press("ArrowRight", { shiftKey: true });
  expect(page.press(key, init).defaultPrevented).toBe(true);
  await soon(() => expect(page.root.querySelector(".toast")?.textContent).toContain(WHY));
  expect([...page.heard("accept"), ...page.heard("reject")]).toEqual([]);
});

test("s1_16 in a pulled task one item is accepted and rejected as ever, and the menu has the reason for several", async () => {
  const kernel = predicted();
  [kernel.bulkRefused, kernel.isPulled] = [WHY, true];
  const page = await mounted(kernel);
  page.press("ArrowRight");
  page.press("a");
  await soon(() => expect(page.heard("accept")).toMatchObject([{ target: { ids: [1] } }]));
  page.press("ArrowRight");
  page.press("x");
  await soon(() => expect(page.heard("reject")).toMatchObject([{ target: { ids: [2] } }]));
  page.press(" ");
  page.press("ArrowRight", { shiftKey: true });
  page.press("F10", { shiftKey: true });
  for (const id of ["predict.accept", "predict.reject"]) {
    await soon(() => expect(page.find(`[data-id='${id}']`)?.title).toBe(WHY));
    expect(page.find(`[data-id='${id}']`)?.getAttribute("aria-disabled")).toBe("true");
  }
});

test("without a workflow several are rejected together, and accepted one by one", async () => {
  const kernel = predicted();
  kernel.bulkRefused = "This project is of the kind manual_qa.";
  const page = await mounted(kernel);
  page.press("ArrowRight");
  page.press(" ");
  page.press("ArrowRight", { shiftKey: true });
  page.press("a");
  page.press("x");
  await soon(() => expect(page.heard("reject")).toMatchObject([{ target: { ids: [1, 2] } }]));
  expect(page.heard("accept")).toEqual([]);
});
