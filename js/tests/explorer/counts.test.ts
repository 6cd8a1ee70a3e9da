import { expect, test } from "vitest";
import { settled } from "../fake/clock.ts";
import { world } from "./world.ts";

test("nothing is counted before the first pictures are there", async () => {
  const { explorer, clock, heard, pictures } = await world();
  explorer.counts.see("status", true);
  await clock.pass(900);
  expect(heard("facets")).toEqual([]);
  await pictures();
  expect(heard("facets")).toEqual([{ gen: 1, names: ["status"] }]);
});

test("pictures that never come hold the counts back for a moment only", async () => {
  const { explorer, clock, heard } = await world();
  explorer.counts.see("status", true);
  await clock.pass(1_500);
  expect(heard("facets")).toHaveLength(1);
});

test("only facets that are open and in view are asked for, lists together and each histogram by itself", async () => {
  const { explorer, heard, names, pictures, clock } = await world();
  for (const name of ["status", "tag", "width", "meta:lux"]) explorer.counts.see(name, true);
  await pictures();
  expect(names()).toEqual([["status", "tag"]]);
  expect(heard("histogram")).toMatchObject([{ field: "width" }, { field: "meta:lux" }]);
  explorer.counts.see("q:1", true);
  await clock.pass(100);
  expect(names()).toEqual([["status", "tag"], ["q:1"]]);
  expect(explorer.counts.facets.value.get("q:1")?.buckets[0]).toMatchObject({
    label: "no value",
    count: 300,
    total: 300,
  });
});

test("a facet's own filter changes none of its counts, so that it is not counted again for it", async () => {
  const { explorer, names, pictures } = await world();
  explorer.counts.see("status", true);
  explorer.counts.see("meta:site", true);
  await pictures();
  await explorer.ask({ filters: [{ field: "meta:site", op: "is", values: ["north"] }] });
  expect([...explorer.counts.late.value]).toEqual(["status"]);
  await pictures();
  expect(names()).toEqual([["status", "meta:site"], ["status"]]);
  expect(explorer.counts.facets.value.get("status")?.buckets[0]).toMatchObject({ count: 69, total: 300 });
});

test("what was counted before stands there at once when the query comes back, and order changes no count", async () => {
  const { explorer, names, pictures } = await world();
  explorer.counts.see("status", true);
  await pictures();
  await explorer.ask({ filters: [{ field: "meta:site", op: "is", values: ["north"] }] });
  await pictures();
  await explorer.ask({ filters: [] });
  expect(explorer.counts.facets.value.get("status")?.buckets[0]?.count).toBe(300);
  await explorer.ask({ sort: [{ field: "title", descending: true }] });
  await pictures();
  expect(names()).toHaveLength(2);
});

test("a change of labels makes all counts late, and they are counted again", async () => {
  const { explorer, session, names, pictures, clock } = await world();
  explorer.counts.see("status", true);
  await pictures();
  await session.write("set_status", { target: { ids: [1] }, status: "review" });
  await settled();
  expect([...explorer.counts.late.value]).toEqual(["status"]);
  await clock.pass(750);
  expect(names()).toHaveLength(2);
  expect(explorer.counts.facets.value.get("status")?.buckets).toMatchObject([
    { count: 299 },
    { value: "review", count: 1 },
  ]);
});

test("between two labels nothing is counted: counts wait for a pause of the hands, and no longer than four seconds", async () => {
  const { explorer, answering, model, names, pictures, clock } = await world();
  explorer.counts.see("status", true);
  await pictures();
  const label = async (id: number) => {
    answering.focused.value = id;
    answering.key("1");
    await settled();
    model.rows.want(0, 59);
    await clock.pass(400);
  };
  for (const id of [1, 2, 3]) await label(id);
  expect(names()).toHaveLength(1);
  answering.focused.value = 4;
  await clock.pass(650);
  expect(names()).toHaveLength(1);
  await clock.pass(100);
  expect(names()).toHaveLength(2);
  expect([...explorer.counts.late.value]).toEqual([]);
  for (let id = 5; id < 18; id++) await label(id);
  expect(names()).toHaveLength(3);
});

test("a facet that is opened between two labels is counted at once", async () => {
  const { explorer, answering, names, pictures, clock } = await world();
  await pictures();
  answering.focused.value = 1;
  answering.key("1");
  await settled();
  explorer.counts.see("status", true);
  await clock.pass(60);
  expect(names()).toEqual([["status"]]);
});

test("a count that nobody waits for any more is stopped in the kernel, and its answer is not shown", async () => {
  const { explorer, kernel, heard, pictures, clock, session } = await world();
  kernel.slow = true;
  explorer.counts.see("status", true);
  await pictures();
  expect(heard("facets")).toHaveLength(1);
  const rid = kernel.heard.find(({ op }) => op === "facets")?.rid;
  await explorer.ask({ filters: [{ field: "meta:site", op: "is", values: ["north"] }] });
  await settled();
  expect(kernel.cancelled).toEqual([rid]);
  kernel.count();
  await pictures();
  expect(explorer.counts.facets.value.get("status")?.buckets[0]?.count).toBe(69);
  await clock.pass(5_000);
  expect(session.link.value).toBe("idle");
});

test("a facet that is closed while it is counted is stopped; with others in the same request it is not", async () => {
  const { explorer, kernel, pictures, clock } = await world();
  kernel.slow = true;
  explorer.counts.see("status", true);
  explorer.counts.see("tag", true);
  await pictures();
  explorer.counts.see("tag", false);
  expect(kernel.cancelled).toEqual([]);
  explorer.counts.see("status", false);
  await clock.pass(100);
  expect(kernel.cancelled).toHaveLength(1);
});

test("long counting is not taken for a busy kernel", async () => {
  const { explorer, kernel, session, pictures, clock } = await world();
  kernel.slow = true;
  explorer.counts.see("status", true);
  await pictures();
  await clock.pass(10_000);
  expect(session.link.value).toBe("waiting");
});

test("a facet that cannot be counted says why and can be asked for again", async () => {
  const { explorer, kernel, pictures, clock, names } = await world();
  kernel.refuseCounts = "The disk is full.";
  explorer.counts.see("status", true);
  await pictures();
  expect(explorer.counts.problems.value.get("status")).toBe("The disk is full.");
  await clock.pass(5_000);
  expect(names()).toHaveLength(1);
  explorer.counts.retry("status");
  await clock.pass(10);
  expect(explorer.counts.problems.value.size).toBe(0);
  expect(explorer.counts.facets.value.get("status")).toBeDefined();
});
