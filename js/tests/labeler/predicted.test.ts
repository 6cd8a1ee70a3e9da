import { expect, test } from "vitest";
import { RowStore } from "../../src/core/rows.ts";
import { Session } from "../../src/core/session.ts";
import { FLASH_MS, LabelerModel, LOOK_MS } from "../../src/labeler/model.ts";
import { readOptions } from "../../src/labeler/options.ts";
import { predictedCommands } from "../../src/labeler/predicted.ts";
import { counter, FakeClock, memoryStorage, settled } from "../fake/clock.ts";
import { FakeKernel } from "../fake/kernel.ts";
import { oneQuestion, petQuestions } from "../fake/questions.ts";

const DOG = { question: 1, options: [12] };
const PUG = { question: 5, options: [52] };

/** A labeler at its first picture, of which "resnet" says that it is a dog; nothing is said of the second one. */
async function desk(options: object = {}, questions = oneQuestion(["cat", "dog"]), ...said: (typeof DOG)[]) {
  const kernel = new FakeKernel({ items: 3, questions });
  kernel.predictions.put(1, "resnet", 0.9, DOG, ...said);
  kernel.predictions.put(3, "other", 0.7, DOG);
  const clock = new FakeClock();
  const wire = kernel.wire();
  const session = new Session({ wire, storage: memoryStorage(), clock, newId: counter("a"), projectKey: "pets" });
  const model = new LabelerModel(session, new RowStore(session), readOptions(options), clock);
  const look = async () => {
    await settled();
    model.shown(model.current.value?.id ?? 0);
    await clock.pass(LOOK_MS);
  };
  await look();
  const heard = (op: string) => kernel.heard.filter((request) => request.op === op).map(({ args }) => args as unknown);
  const chips = (id: number) => {
    const row = model.rows.byId(id);
    return row ? model.predicted.chipsOf(row).map(({ text, confidence }) => [text, confidence]) : null;
  };
  const press = (key: string) =>
    predictedCommands(model)
      .find(({ keys }) => keys.includes(key))
      ?.run();
  return { kernel, model, clock, look, heard, chips, press };
}

test("what a model said of the picture is shown, of the first model that said something", async () => {
  const { chips, model } = await desk();
  expect([chips(1), chips(2), chips(3)]).toEqual([[["dog", 0.9]], [], [["dog", 0.7]]]);
  expect(model.predicted.isHere).toBe(true);
});

test("accepting makes it the answer and goes on as an answer does", async () => {
  const { kernel, model, clock, chips, heard, press } = await desk({ auto_next: true });
  press("a");
  expect(chips(1)).toEqual([]);
  expect(model.rows.byId(1)?.answers).toEqual([DOG]);
  expect(model.rows.isUnsaved(1)).toBe(true);
  await settled();
  expect(heard("accept")).toMatchObject([{ target: { ids: [1] }, source: "resnet", question: 0, override: true }]);
  expect(kernel.items.labels(1).answers).toMatchObject([DOG]);
  await clock.pass(FLASH_MS);
  expect(model.current.value?.id).toBe(2);
  expect(model.predicted.isHere).toBe(false);
});

test("what hangs on a predicted answer comes with it, and the next question is asked", async () => {
  const { model, press } = await desk({ auto_next: true }, petQuestions(), PUG);
  press("a");
  await settled();
  expect(model.rows.byId(1)?.answers).toMatchObject([DOG, PUG]);
  expect(model.active.value).toBe(2);
  expect(model.current.value?.id).toBe(1);
});

test("with auto complete the item is done with its last answer, taken from a model", async () => {
  const { kernel, press } = await desk({ auto_next: true, auto_complete: true });
  press("a");
  await settled();
  await settled();
  expect(kernel.items.labels(1).status).toBe("complete");
});

test("rejecting takes it off the picture, which stays; undo brings it back", async () => {
  const { model, chips, heard, press } = await desk({ auto_next: true });
  press("x");
  expect(chips(1)).toEqual([]);
  await settled();
  expect(heard("reject")).toMatchObject([{ target: { ids: [1] }, source: "resnet", question: 0 }]);
  expect(model.current.value?.id).toBe(1);
  await model.undo();
  expect(chips(1)).toEqual([["dog", 0.9]]);
});

test("a key that comes before the picture was seen accepts nothing", async () => {
  const { model, look, heard, press } = await desk();
  model.go(2);
  await settled();
  press("a");
  expect(heard("accept")).toEqual([]);
  await look();
  press("a");
  await settled();
  expect(heard("accept")).toMatchObject([{ target: { ids: [3] }, source: "other" }]);
});

test("a refused acceptance is taken back", async () => {
  const { kernel, model, chips, press } = await desk();
  kernel.refuseNext = { code: "not_allowed", message: "Complete: only an admin may change this." };
  press("a");
  await settled();
  expect(model.rows.byId(1)?.answers).toEqual([]);
  expect(chips(1)).toEqual([["dog", 0.9]]);
});
