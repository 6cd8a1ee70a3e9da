import { expect, test } from "vitest";
import { Selection } from "../../src/core/selection.ts";
import { BulkJob } from "../../src/grid/bulk.ts";
import { settled } from "../fake/clock.ts";
import { world } from "./world.ts";

async function opened(selection = Selection.everything, items = 600) {
  const all = await world({ items });
  all.model.select(selection);
  return { ...all, job: new BulkJob(all.model, all.clock, null) };
}

const CAT = [{ question: 1, options: [11] }];

test("S0.20: every root question is offered and none is picked", async () => {
  const { job } = await opened();
  expect(job.questions.map(({ name }) => name)).toEqual(["Animal", "Flags", "Quality", "Note"]);
  expect(job.question.value).toBe(0);
  expect(job.isReady.value).toBe(false);
});

test("S0.22: override is off until it is asked for", async () => {
  const { job, clock, heard } = await opened();
  job.pick(1);
  job.setAnswers(CAT);
  await clock.pass(1_000);
  expect(heard("plan")).toMatchObject([{ override: false }]);
  await job.run();
  expect(heard("classify")).toMatchObject([{ override: false, target: { all: true } }]);
});

test("there is no plan, and nothing to run, before the picked question is answered", async () => {
  const { job, clock, heard } = await opened();
  job.pick(1);
  await clock.pass(1_000);
  await job.run();
  expect(heard("plan")).toEqual([]);
  expect(heard("classify")).toEqual([]);
  expect(job.phase.value).toBe("choosing");
});

test("picking in a hurry asks once, for what was picked last", async () => {
  const { job, clock, heard } = await opened();
  job.pick(1);
  job.setAnswers([{ question: 1, options: [12] }]);
  job.setAnswers(CAT);
  job.setOverride(true);
  await clock.pass(1_000);
  expect(heard("plan")).toMatchObject([{ answers: CAT, override: true }]);
  expect(job.plan.value).toMatchObject({ will_change: 600 });
});

test("an old plan never stands beside a newer choice", async () => {
  const { job, clock, kernel } = await opened();
  job.pick(1);
  job.setAnswers(CAT);
  kernel.busy = true;
  await clock.pass(300);
  job.pick(2);
  kernel.release();
  await settled();
  expect(job.plan.value).toBeNull();
  expect(job.isReady.value).toBe(false);
});

test("the dialog opened from a key starts from that answer", async () => {
  const { model, clock } = await opened();
  const job = new BulkJob(model, clock, { root: 1, answers: CAT });
  await clock.pass(1_000);
  expect(job.question.value).toBe(1);
  expect(job.plan.value?.will_change).toBe(600);
});

test("S0.23: the result says what happened and names the operation behind it", async () => {
  const { job, clock, kernel } = await opened(Selection.of([0, 549]));
  job.pick(1);
  job.setAnswers(CAT);
  await clock.pass(1_000);
  await job.run();
  expect(job.phase.value).toBe("done");
  expect(job.result.value).toMatchObject({ op: 1, counts: { applied: 550 } });
  expect(kernel.items.labels(550).answers).toMatchObject(CAT);
  expect(kernel.items.labels(551).answers).toEqual([]);
});

test("a refused job goes back to choosing, with the reason", async () => {
  const { job, clock, kernel } = await opened();
  job.pick(1);
  job.setAnswers(CAT);
  await clock.pass(1_000);
  kernel.refuseNext = { code: "role", message: "Only an admin may do this." };
  await job.run();
  expect(job.phase.value).toBe("choosing");
  expect(job.problem.value).toBe("Only an admin may do this.");
});

test("a dialog closed while it runs still tells how it ended", async () => {
  const { job, clock, kernel } = await opened();
  const ends: number[] = [];
  job.onEnd = (change) => ends.push(change.op);
  job.pick(1);
  job.setAnswers(CAT);
  await clock.pass(1_000);
  kernel.busy = true;
  const running = job.run();
  job.dispose();
  kernel.release();
  await running;
  expect(ends).toEqual([1]);
});
