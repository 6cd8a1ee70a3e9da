import { expect, test } from "vitest";
import { tabOf } from "../../src/explorer/query.ts";
import { settled } from "../fake/clock.ts";
import { world } from "./world.ts";

test("s0.14 a filter made in Labels is kept in Data, where rows are items again", async () => {
  const { explorer, model, session } = await world();
  await session.write("classify", {
    target: { ids: [1, 2, 4] },
    question: 1,
    answers: [{ question: 1, options: [11] }],
  });
  await session.write("classify", { target: { ids: [4] }, question: 2, answers: [{ question: 2, options: [21, 22] }] });
  await explorer.turnTo("labels");
  expect(model.rows.count.value).toBe(4);
  await explorer.ask({ filters: [{ field: "meta:site", op: "is", values: ["north"] }] });
  expect([tabOf(model.query.value), model.rows.count.value]).toEqual(["labels", 2]);
  model.rows.want(0, 1);
  await settled();
  expect(model.rows.get(0)).toMatchObject({ id: -1, of: 4, answers: [{ options: [11] }] });
  expect(model.chipsOf(model.rows.get(1) ?? fail())).toMatchObject([{ code: "BLU" }, { code: "DAR" }]);
  await explorer.turnTo("data");
  expect(model.query.value.filters).toEqual([{ field: "meta:site", op: "is", values: ["north"] }]);
  expect(model.rows.count.value).toBe(69);
});

test("s0.14 filters that the kernel leaves out of another tab wait aside and come back with theirs", async () => {
  const { explorer, model, kernel } = await world();
  kernel.leavesOut = (query) => {
    const applies = (query.filters ?? []).filter((filter) => query.tab !== "predictions" || filter.field !== "width");
    return { ...query, filters: applies };
  };
  const filters = [
    { field: "status", op: "is" as const, values: ["annotate"] },
    { field: "width", op: "between" as const, values: ["1", "900"] },
  ];
  await explorer.ask({ filters });
  await explorer.turnTo("predictions");
  expect(model.query.value.filters).toEqual([filters[0]]);
  expect(explorer.aside.value).toEqual([filters[1]]);
  await explorer.turnTo("data");
  expect(model.query.value.filters).toEqual(filters);
  expect(explorer.aside.value).toEqual([]);
});

test("a collection stands in place of the view, until the view is asked for again", async () => {
  const { explorer, model, session } = await world();
  await session.write("collect", { target: { ids: [3, 5] }, title: "night", description: "dark", make: true });
  await explorer.showCollection("night");
  expect([model.rows.count.value, explorer.inPlace.value]).toEqual([2, { kind: "collection", name: "night" }]);
  await explorer.ask({ search: "picture_0005" });
  expect([model.rows.count.value, explorer.inPlace.value?.name]).toEqual([1, "night"]);
  await explorer.showCollection("");
  expect([model.rows.count.value, explorer.inPlace.value]).toEqual([300, null]);
});

test("another view given by Python is shown as that, not as the collection before it; new items change nothing of it", async () => {
  const { explorer, kernel, session } = await world();
  await session.write("collect", { target: { ids: [3] }, title: "night", make: true });
  await explorer.showCollection("night");
  kernel.announce("query_changed", { gen: 2 });
  await settled();
  expect(explorer.inPlace.value?.name).toBe("night");
  kernel.wire().send({ v: 1, rid: "python", op: "query", args: { query: {}, gen: 0, selection: {} } });
  await settled();
  kernel.announce("query_changed", { gen: 3 });
  await settled();
  expect(explorer.inPlace.value).toBeNull();
});

test("a kept filter is shown again with all it was kept with", async () => {
  const { explorer, model, session } = await world();
  const filters = [{ field: "meta:site", op: "is" as const, values: ["north"] }];
  await explorer.ask({ filters, sort: [{ field: "width", descending: true }], group: "status" });
  await session.write("keep_view", { name: "north" });
  await explorer.show({});
  await explorer.showKept("north");
  expect(model.query.value).toMatchObject({ filters, group: "status", sort: [{ field: "width" }] });
  expect(explorer.inPlace.value).toEqual({ kind: "view", name: "north" });
});

function fail(): never {
  throw new Error("the row is not here");
}

test("what is asked for while an answer is on its way starts from what was asked for, not from what is shown", async () => {
  const { explorer, model, kernel } = await world();
  kernel.busy = true;
  const first = explorer.turnTo("labels");
  expect(tabOf(model.wanted.value)).toBe("labels");
  const second = explorer.ask({ group: "status" });
  kernel.release();
  await Promise.all([first, second]);
  await settled();
  expect(model.query.value).toEqual({ filters: [], tab: "labels", group: "status" });
});

test("a query that is refused leaves what was shown, and the next change starts from that", async () => {
  const { explorer, model, kernel } = await world();
  kernel.leavesOut = () => {
    throw { code: "refused", message: 'There is no field "moon".' };
  };
  await explorer.ask({ filters: [{ field: "moon", op: "is", values: ["full"] }] });
  expect([model.problem.value, model.wanted.value]).toEqual(['There is no field "moon".', {}]);
});
