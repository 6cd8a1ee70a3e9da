import { expect, test } from "vitest";
import { Selection } from "../../src/core/selection.ts";
import { AcceptJob } from "../../src/grid/acceptjob.ts";
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

test("s0_9 a status that is not ticked is left as it is, and the number follows", async () => {
  const { job, clock, kernel, heard } = await opened({ op: "set_status", status: "review" });
  for (let id = 1; id <= 100; id++) kernel.items.set(id, { answers: [], status: "complete", tags: [] });
  await clock.pass(50);
  expect(job.sums.value?.willChange).toBe(600);
  job.tick("complete", false);
  expect(job.sums.value?.willChange).toBe(500);
  await job.run();
  expect(heard("set_status")).toMatchObject([{ status: "review", statuses: ["annotate", "review"] }]);
  expect(kernel.items.labels(1).status).toBe("complete");
  expect(kernel.items.labels(101).status).toBe("review");
});

test("with every status left out there is nothing to run", async () => {
  const { job, clock } = await opened({ op: "set_status", status: "review" });
  await clock.pass(50);
  job.tick("annotate", false);
  expect(job.isReady.value).toBe(false);
});

test("what is rejected is counted by status first, what may not be is told, and only what is ticked is sent", async () => {
  const { clock, kernel, model, heard } = await opened({ op: "tag" });
  for (let id = 1; id <= 30; id++) {
    const status = id <= 10 ? "complete" : "review";
    kernel.items.set(id, { answers: [], status, tags: [] });
    kernel.predictions.put(id, "resnet", 0.9, { question: 1, options: [11] });
  }
  kernel.locked = ["complete"];
  const meant = { target: model.target(), count: 600 };
  const job = new ChangeJob(model, clock, { op: "reject", source: "resnet", question: 0 }, meant);
  await clock.pass(50);
  expect(job.reasons.value).toEqual([["complete: only admins", 10]]);
  expect(job.sums.value).toMatchObject({ items: 600, willChange: 20, blocked: 10 });
  job.tick("complete", false);
  expect(job.reasons.value).toEqual([]);
  await job.run();
  expect(heard("reject")).toMatchObject([
    { source: "resnet", target: { all: true }, statuses: ["annotate", "review"] },
  ]);
  expect(job.result.value?.text).toContain("20 items");
  expect(kernel.predictions.of(1)).toHaveLength(1);
});

test("accepting is counted by status, planned again with the other answers, told how far it is, and cancelled", async () => {
  const { clock, kernel, model, heard } = await opened({ op: "tag" });
  for (let id = 1; id <= 30; id++) {
    const answers = id <= 5 ? [{ question: 1, options: [12] }] : [];
    kernel.items.set(id, { answers, status: id <= 10 ? "complete" : "annotate", tags: [] });
    kernel.predictions.put(id, "resnet", id / 100, { question: 1, options: [11] });
  }
  const asked = { source: "resnet", threshold: 0.03, question: 0 };
  const job = new AcceptJob(model, clock, asked, { target: model.target(), count: 600 });
  await clock.pass(50);
  expect(job.sums.value).toMatchObject({ items: 600, willChange: 25, others: 3 });
  expect(job.plan.value?.rows[2]).toMatchObject({ status: "complete", otherwise: 2, other: 3, will_change: 5 });
  job.setOverride(true);
  await clock.pass(1_000);
  expect(heard("accept_plan").at(-1)).toMatchObject({ ...asked, override: true });
  job.tick("complete", false);
  kernel.busy = true;
  const running = job.run();
  await clock.pass(0);
  const { op_id } = heard("accept")[0] as { op_id: string };
  kernel.announce("progress", { text: "Accepting on 20 items", done: 1, total: 3, id: op_id });
  expect(job.progress.value?.text).toBe("Accepting on 20 items");
  job.cancel();
  kernel.refuseNext = { code: "cancelled", message: "The call was cancelled before it ended." };
  kernel.release();
  await running;
  expect(heard("cancel")).toMatchObject([{ id: op_id }]);
  expect(job.problem.value).toBe("Cancelled: nothing was written.");
  await job.run();
  expect(heard("accept").at(-1)).toMatchObject({ ...asked, statuses: ["annotate", "review"], override: true });
  expect(kernel.items.labels(6).answers).toEqual([]);
  expect(kernel.items.labels(11).answers).toHaveLength(1);
});
