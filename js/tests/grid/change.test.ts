import { expect, test } from "vitest";
import { Selection } from "../../src/core/selection.ts";
import { type Asked, ChangeJob } from "../../src/grid/changejob.ts";
import { world } from "./world.ts";

async function opened(asked: Asked, items = 600) {
  const all = await world({ items });
  all.model.select(Selection.everything);
  const meant = { target: all.model.target(), count: all.model.selectedCount.peek() };
  return { ...all, job: new ChangeJob(all.model, all.clock, asked, meant) };
}

test("a key that clears, moves or repeats more items than it should asks for a plan, and writes nothing", async () => {
  const { model, answering, planned, bulk, heard } = await world({ items: 600 });
  model.select(Selection.of([0, 9]));
  answering.setStatus("review");
  model.select(Selection.everything);
  answering.repeat();
  answering.clear();
  answering.repeat();
  answering.setStatus("complete");
  expect(planned).toEqual([
    { op: "set_status", status: "review", count: 600 },
    { op: "clear", question: 1, count: 600 },
    { op: "clear", question: 1, count: 600 },
    { op: "set_status", status: "complete", count: 600 },
  ]);
  expect(heard("set_status")).toHaveLength(1);
  expect(heard("clear")).toEqual([]);
  model.select(Selection.of([0, 9]));
  answering.classify(answering.aim.peek() as never, 1, [{ question: 1, options: [11] }]);
  model.select(Selection.everything);
  answering.repeat();
  expect(bulk).toEqual([{ root: 1, answers: [{ question: 1, options: [11] }] }]);
});

test("the number that will change is the number that is changed", async () => {
  const { job, clock, kernel, heard } = await opened({ op: "set_status", status: "review" });
  for (let id = 1; id <= 100; id++) kernel.items.set(id, { answers: [], status: "review", tags: [] });
  await clock.pass(50);
  expect(job.sums.value).toMatchObject({ items: 600, willChange: 500 });
  await job.run();
  expect(heard("change_plan")).toMatchObject([{ op: "set_status", status: "review", target: { all: true } }]);
  expect(heard("set_status")).toMatchObject([{ status: "review", target: { all: true } }]);
  expect(job.phase.value).toBe("done");
});

test("what may not be changed is told with its reason; nothing to change is nothing to run", async () => {
  const { clock, kernel, model } = await opened({ op: "clear", question: 1 });
  for (let id = 1; id <= 40; id++)
    kernel.items.set(id, { answers: [{ question: 1, options: [11] }], status: "complete", tags: [] });
  kernel.locked = ["complete"];
  const meant = { target: model.target(), count: 600 };
  const job = new ChangeJob(model, clock, { op: "clear", question: 1 }, meant);
  await clock.pass(50);
  expect(job.reasons.value).toEqual([["complete: only admins", 40]]);
  expect(job.isReady.value).toBe(false);
});

test("a tag is planned once it is typed, and taken off where that is asked", async () => {
  const { job, clock, kernel, heard } = await opened({ op: "tag" });
  await clock.pass(1_000);
  expect(heard("change_plan")).toEqual([]);
  job.setTag("n");
  job.setTag("night ");
  await clock.pass(1_000);
  expect(heard("change_plan")).toMatchObject([{ op: "tag", tag: "night" }]);
  expect(job.sums.value?.willChange).toBe(600);
  job.setRemove(true);
  expect(job.isReady.value).toBe(false);
  await clock.pass(1_000);
  expect(job.sums.value?.willChange).toBe(0);
  job.setRemove(false);
  await clock.pass(1_000);
  await job.run();
  expect(heard("tag")).toMatchObject([{ tag: "night", target: { all: true } }]);
  expect(kernel.items.labels(600).tags).toEqual(["night"]);
});
