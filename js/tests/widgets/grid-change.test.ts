import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { mounted, pageCloses, pageOpens } from "./grid-page.ts";

beforeEach(pageOpens);
afterEach(pageCloses);

const soon = (check: () => void) => vi.waitFor(check, 5_000);

async function everything() {
  const page = await mounted();
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
