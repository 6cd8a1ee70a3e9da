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

test("S0.9: a status that is not ticked is neither counted nor sent", async () => {
  const { job, clock, heard, kernel } = await opened(Selection.everything, 600);
  for (let id = 1; id <= 100; id++) kernel.items.set(id, { answers: [], status: "complete", tags: [] });
  job.pick(1);
  job.setAnswers(CAT);
  await clock.pass(1_000);
  expect(job.sums.value).toMatchObject({ items: 600, willChange: 600 });
  job.tick("complete", false);
  expect(job.sums.value).toMatchObject({ items: 500, willChange: 500 });
  await job.run();
  expect(heard("plan")).toHaveLength(1);
  expect(heard("classify")).toMatchObject([{ statuses: ["annotate", "review"] }]);
});

test("all statuses ticked are not named", async () => {
  const { job, clock, heard } = await opened();
  job.pick(1);
  job.setAnswers(CAT);
  await clock.pass(1_000);
  job.tick("review", false);
  job.tick("review", true);
  await job.run();
  expect(heard("classify")[0]).not.toHaveProperty("statuses");
});

test("with no status ticked there is nothing to run", async () => {
  const { job, clock } = await opened();
  job.pick(1);
  job.setAnswers(CAT);
  await clock.pass(1_000);
  for (const status of ["annotate", "review", "complete"]) job.tick(status, false);
  expect(job.isReady.value).toBe(false);
});

test("answers of complete items that would be replaced are counted apart", async () => {
  const { job, clock, kernel } = await opened();
  for (let id = 1; id <= 30; id++) {
    const status = id <= 10 ? "complete" : "annotate";
    kernel.items.set(id, { answers: [{ question: 1, options: [13] }], status, tags: [] });
  }
  job.pick(1);
  job.setAnswers(CAT);
  job.setOverride(true);
  await clock.pass(1_000);
  expect(job.sums.value).toMatchObject({ overwrites: 30, completed: 10 });
  job.tick("complete", false);
  expect(job.sums.value).toMatchObject({ overwrites: 20, completed: 0 });
});

test("a job tells how far it is by its own id alone, and is stopped by it", async () => {
  const { job, clock, kernel, heard, session } = await opened();
  job.pick(1);
  job.setAnswers(CAT);
  await clock.pass(1_000);
  kernel.busy = true;
  const running = job.run();
  await settled();
  const { op_id } = heard("classify")[0] as { op_id: string };
  kernel.announce("progress", { text: "Somebody else's", done: 1, total: 2, id: "another" });
  expect(job.progress.value).toBeNull();
  kernel.announce("progress", { text: "Writing", done: 1, total: 3, id: op_id });
  await settled();
  expect(job.progress.value).toMatchObject({ text: "Writing", done: 1 });
  expect(session.jobs.value.get(op_id)).toMatchObject({ text: "Writing" });
  job.cancel();
  expect(heard("cancel")).toEqual([{ id: op_id }]);
  kernel.refuseNext = { code: "cancelled", message: "The call was cancelled before it ended." };
  kernel.release();
  await running;
  expect(job.phase.value).toBe("choosing");
  expect(job.problem.value).toBe("Cancelled: nothing was written.");
  expect(session.jobs.value.size).toBe(0);
});

test("a job that the kernel tells of does not make it busy", async () => {
  const { job, clock, kernel, heard, session } = await opened();
  job.pick(1);
  job.setAnswers(CAT);
  await clock.pass(1_000);
  kernel.busy = true;
  const running = job.run();
  await settled();
  const { op_id } = heard("classify")[0] as { op_id: string };
  kernel.announce("progress", { text: "Writing", done: 1, total: 3, id: op_id });
  await clock.pass(10_000);
  expect(session.link.value).toBe("waiting");
  kernel.release();
  await running;
});
