import { expect, test } from "vitest";
import { groupAt } from "../../src/explorer/groups.tsx";
import { boundsOf, conditionsOf, groupedBy, onTab, sortedBy, sortText, withBounds } from "../../src/explorer/query.ts";
import type { Filter, Query } from "../../src/protocol.gen.ts";

const INFOS = [
  { name: "q:1", label: "Animal", question: 1 },
  { name: "width", label: "Width", numeric: true },
];
const QUERY: Query = {
  filters: [{ field: "q:1", op: "not", values: ["11"] }],
  search: "IMG",
  sort: [{ field: "title", descending: true }],
  group: "q:1",
};

test("s0.14 another tab keeps filters, search, order and groups", () => {
  const labels = onTab(QUERY, "labels");
  expect(labels).toEqual({ ...QUERY, tab: "labels" });
  expect(onTab(labels, "data")).toEqual(QUERY);
});

test("bounds take the place of former bounds, and go with null", () => {
  const narrow = withBounds(withBounds(QUERY, "width", [1, 2]), "width", [3, 4.5]);
  expect(boundsOf(narrow.filters ?? [], "width")).toEqual([3, 4.5]);
  expect(narrow.filters).toHaveLength(2);
  expect(withBounds(narrow, "width", null).filters).toEqual(QUERY.filters);
});

test("each condition says what it keeps, and what is left without it", () => {
  const counts = new Map([
    ["q:1", { name: "q:1", label: "Animal", buckets: [{ value: "11", label: "cat", count: 1, total: 2 }] }],
  ]);
  const receipt = { op: 7, outcome: "applied" as const };
  const found = conditionsOf({ ...withBounds(QUERY, "width", [0, 9]), receipt }, INFOS, counts);
  expect(found.map(({ text }) => text)).toEqual([
    "changed by operation 7",
    "Animal: not cat",
    "Width: 0 to 9",
    'title contains "IMG"',
  ]);
  expect(found[0]?.without.receipt).toBeUndefined();
  expect(found[1]?.without.filters).toEqual([{ field: "width", op: "between", values: ["0", "9"] }]);
  expect(found[3]?.without.search).toBe("");
});

test("no order and no groups leave nothing behind in the query", () => {
  expect("sort" in sortedBy(QUERY, [])).toBe(false);
  expect("group" in groupedBy(QUERY, "")).toBe(false);
});

test("the order in words", () => {
  const sorts = [{ field: "title", label: "Title" }];
  expect(sortText([{ field: "title", descending: true }, { field: "width" }], sorts)).toBe("Title ↓, width");
  expect(sortText([{ field: "like:8", descending: true }], sorts)).toBe("Like #8 ↓");
});

test("the group of a place, at its edges too", () => {
  const groups = [
    { value: "a", label: "a", first: 0, count: 3 },
    { value: "b", label: "b", first: 3, count: 1 },
    { value: "c", label: "c", first: 4, count: 100 },
  ];
  expect([0, 2, 3, 4, 103, 900].map((place) => groupAt(groups, place))).toEqual([0, 0, 1, 2, 2, 2]);
  expect(groupAt([], 0)).toBe(-1);
});

test("each filter on what is there no more is a chip of its own that goes by itself", () => {
  const gone = (value: string): Filter => ({ field: "gone", op: "is", values: [value] });
  const [first, second] = [gone('the option "cat" of "Animal"'), gone('the question "Note"')];
  const found = conditionsOf({ filters: [first, second] }, [], new Map());
  expect(found.map(({ text, isGone }) => [text, isGone])).toEqual([
    ['gone: the option "cat" of "Animal"', true],
    ['gone: the question "Note"', true],
  ]);
  expect(new Set(found.map(({ id }) => id)).size).toBe(2);
  expect(found[0]?.without).toEqual({ filters: [second] });
});
