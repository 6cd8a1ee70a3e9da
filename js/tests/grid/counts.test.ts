import { expect, test } from "vitest";
import { short } from "../../src/grid/bucket.tsx";
import { FacetCounts, filterText, stateOf, withBucket, withBucketToo } from "../../src/grid/counts.ts";
import { settled } from "../fake/clock.ts";
import { world } from "./world.ts";

test("a click keeps only this value, a second click takes the filter away", () => {
  const only = withBucket([], "question:1", "11", false);
  expect(only).toEqual([{ field: "question:1", op: "is", values: ["11"] }]);
  expect(withBucket(only, "question:1", "12", false)).toEqual([{ field: "question:1", op: "is", values: ["12"] }]);
  expect(withBucket(only, "question:1", "11", false)).toEqual([]);
});

test("Alt+click leaves values out, one after the other", () => {
  const one = withBucket([], "status", "complete", true);
  const two = withBucket(one, "status", "review", true);
  expect(two).toEqual([{ field: "status", op: "not", values: ["complete", "review"] }]);
  expect(withBucket(two, "status", "complete", true)).toEqual([{ field: "status", op: "not", values: ["review"] }]);
  expect(stateOf(two, "status", "review")).toBe("not");
});

test("Ctrl+click adds a value to those shown; other facets keep their filters", () => {
  const start = withBucket([{ field: "status", op: "is", values: ["annotate"] }], "question:1", "11", false);
  const both = withBucketToo(start, "question:1", "");
  expect(both).toEqual([
    { field: "status", op: "is", values: ["annotate"] },
    { field: "question:1", op: "is", values: ["11", ""] },
  ]);
  expect(withBucketToo(withBucketToo(both, "question:1", ""), "question:1", "11")).toEqual([both[0]]);
});

test("a filter is told in the words of its facet", () => {
  const infos = [{ name: "question:1", label: "Animal", question: 1 }];
  const buckets = [{ value: "11", label: "cat", count: 1, total: 2 }];
  const counts = new Map([["question:1", { name: "question:1", label: "Animal", buckets }]]);
  expect(filterText({ field: "question:1", op: "not", values: ["11", ""] }, infos, counts)).toBe(
    "Animal: not cat, no answer",
  );
  const ontology = { option: (id: number) => (id === 12 ? { id, name: "dog", path: "" } : undefined) };
  expect(filterText({ field: "question:1", op: "is", values: ["12"] }, infos, new Map(), ontology as never)).toBe(
    "Animal: dog",
  );
});

test("counts wait for the pictures, and no longer than their patience", async () => {
  const { model, clock, heard } = await world();
  const counts = new FacetCounts(model, clock);
  await clock.pass(1_000);
  expect(heard("facets")).toEqual([]);
  await clock.pass(1_000);
  expect(heard("facets")).toHaveLength(1);
  expect(counts.counts.value.get("status")?.buckets).toMatchObject([{ value: "annotate", count: 200 }]);
});

test("counts follow the first pictures at once, and several changes ask once", async () => {
  const { model, clock, heard, answering } = await world();
  new FacetCounts(model, clock);
  model.thumbs.want([1, 2, 3], 128);
  await settled();
  await clock.pass(300);
  expect(heard("facets")).toHaveLength(1);
  answering.focused.value = 1;
  answering.key("1");
  answering.key("3");
  await settled();
  await clock.pass(1_000);
  expect(heard("facets")).toHaveLength(2);
});

test("counts wait for a pause of the hands, and no longer than four seconds", async () => {
  const { model, clock, heard, answering } = await world();
  new FacetCounts(model, clock, answering.focused);
  model.thumbs.want([1, 2, 3], 128);
  await settled();
  await clock.pass(300);
  const asked = heard("facets").length;
  for (const id of [1, 2, 3]) {
    answering.focused.value = id;
    answering.key("1");
    await settled();
    await clock.pass(400);
  }
  answering.focused.value = 4;
  await clock.pass(600);
  expect(heard("facets")).toHaveLength(asked);
  await clock.pass(100);
  expect(heard("facets")).toHaveLength(asked + 1);
  for (let id = 5; id < 20; id++) {
    answering.focused.value = id;
    answering.key("1");
    await settled();
    await clock.pass(400);
  }
  expect(heard("facets")).toHaveLength(asked + 2);
});

test("large counts are short", () => {
  expect([0, 812, 9_999, 12_480, 100_400, 1_000_000].map(short)).toEqual(["0", "812", "9,999", "12.5k", "100k", "1M"]);
});

test("items that a cell answered stay on screen, and how many of them still match is counted until a refresh", async () => {
  const { kernel, model, clock } = await world();
  const counts = new FacetCounts(model, clock);
  await clock.pass(2_000);
  expect(model.matching.value).toBe(200);
  kernel.matches = (id) => id > 150;
  kernel.announce("changed", { op: 9, revision: 9, rows: [], undo: {}, text: "Set Animal = cat on 150 items" });
  await clock.pass(2_000);
  expect([model.matching.value, model.rows.count.value]).toEqual([50, 200]);
  await model.setFilters([{ field: "status", op: "is", values: ["annotate"] }]);
  await clock.pass(2_000);
  expect(model.matching.value).toBeNull();
  counts.dispose();
});
