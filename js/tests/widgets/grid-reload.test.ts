import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeKernel } from "../fake/kernel.ts";
import { mounted, pageCloses, pageOpens } from "./grid-page.ts";

beforeEach(pageOpens);
afterEach(pageCloses);

type Page = Awaited<ReturnType<typeof mounted>>;

const TRAITS = ["selection", "selected_count", "current", "query"];
const PLACE = "nblabel/grid/place/pets";

/** What the kernel gives a page that is loaded again: the traits as they were. */
function traitsOf({ model }: Page): Record<string, unknown> {
  return Object.fromEntries(TRAITS.map((name) => [name, model.get(name)]));
}

function stored(): { first: number; focus: number } {
  return JSON.parse(localStorage.getItem(PLACE) ?? '{"first":-1,"focus":-1}');
}

async function leftAtTheEnd(kernel: FakeKernel): Promise<Page> {
  const page = await mounted(kernel);
  page.press("End", { ctrlKey: true });
  for (let step = 0; step < 5; step++) page.press("ArrowUp");
  await vi.waitFor(() => expect(page.model.get("current")).toBe(4_980));
  await vi.waitFor(() => expect(stored()).toMatchObject({ focus: 4_979 }));
  await vi.waitFor(() => expect(stored().first).toBeGreaterThan(4_900));
  return page;
}

test("a page loaded again shows the same tiles, with the focus on the same one", async () => {
  const kernel = new FakeKernel({ items: 5_000 });
  const before = await leftAtTheEnd(kernel);
  const top = before.scroller()?.scrollTop ?? 0;
  const traits = traitsOf(before);
  before.unmount();
  const after = await mounted(kernel, traits);
  await vi.waitFor(() => expect(after.scroller()?.getAttribute("aria-activedescendant")).toMatch(/^nbl-tile/));
  expect(Math.abs((after.scroller()?.scrollTop ?? 0) - top)).toBeLessThan(150);
  after.press("ArrowRight");
  await vi.waitFor(() => expect(after.model.get("current")).toBe(4_981));
});

test("without a stored place the item with the focus is looked up and shown", async () => {
  const kernel = new FakeKernel({ items: 5_000 });
  const traits = traitsOf(await leftAtTheEnd(kernel));
  pageCloses();
  localStorage.clear();
  const after = await mounted(kernel, traits);
  await vi.waitFor(() => expect(after.heard("locate")).toContainEqual({ gen: 1, id: 4_980 }));
  await vi.waitFor(() => expect(after.scroller()?.scrollTop).toBeGreaterThan(100_000));
  after.press("ArrowRight");
  await vi.waitFor(() => expect(after.model.get("current")).toBe(4_981));
});

test("another ranking than the one that was left starts at its top", async () => {
  const traits = traitsOf(await leftAtTheEnd(new FakeKernel({ items: 5_000 })));
  pageCloses();
  const selection = { gen: 7, all: false, ranges: [] };
  const after = await mounted(new FakeKernel({ items: 5_000 }), { ...traits, selection });
  await vi.waitFor(() => expect(after.model.get("current")).toBe(0));
  expect(after.scroller()?.scrollTop).toBe(0);
  expect(after.heard("locate")).toEqual([]);
});
