import { expect, test } from "vitest";
import { world } from "./world.ts";

test("what a sort compares is measured first where it is not yet, and then the sort is asked for again", async () => {
  const { model, kernel, heard } = await world();
  kernel.isUnmeasured = true;
  await model.ask({ sort: [{ field: "like:7", descending: true }] });
  expect(heard("measure")).toEqual([{ what: ["embedding"] }]);
  expect(heard("query")).toHaveLength(2);
  expect(model.query.value.sort).toEqual([{ field: "like:7", descending: true }]);
  expect(model.problem.value).toBe("");
});

test("a metric asks for metrics, and what is measured is not asked for again", async () => {
  const { model, kernel, heard } = await world();
  kernel.isUnmeasured = true;
  await model.ask({ sort: [{ field: "metric:sharpness", descending: false }] });
  await model.ask({ sort: [{ field: "metric:sharpness", descending: true }] });
  expect(heard("measure")).toEqual([{ what: ["metrics"] }]);
  expect(heard("query")).toHaveLength(3);
});
