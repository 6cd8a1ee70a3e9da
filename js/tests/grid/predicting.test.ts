import { expect, test } from "vitest";
import { Selection } from "../../src/core/selection.ts";
import { settled } from "../fake/clock.ts";
import type { FakeKernel } from "../fake/kernel.ts";
import { world } from "./world.ts";

const [CAT, DOG, PUG] = [
  { question: 1, options: [11] },
  { question: 1, options: [12] },
  { question: 5, options: [52] },
];

/** Sixty items: all but the last are predicted, every third a pug, the surer the later. */
function predicted(kernel: FakeKernel): void {
  for (let id = 1; id < 60; id++) {
    kernel.predictions.put(id, "resnet", id / 100, ...(id % 3 ? [CAT] : [DOG, PUG]));
  }
}

async function opened(items = 60) {
  const all = await world({ items }, predicted);
  const chips = (id: number) => {
    const row = all.model.rows.byId(id);
    return row ? all.predicting.chipsOf(row).map(({ code }) => code) : [];
  };
  return { ...all, chips };
}

test("the first model's predictions are shown from the start, of whole trees", async () => {
  const { predicting, chips } = await opened();
  expect(predicting.source.value).toBe("resnet");
  expect(chips(1)).toEqual(["CAT"]);
  expect(chips(3)).toEqual(["DOG", "PUG"]);
  expect(chips(60)).toEqual([]);
});

test("the threshold hides what is less sure at once, without asking for rows", async () => {
  const { predicting, chips, heard } = await opened();
  const before = heard("rows").length;
  predicting.threshold.value = 0.3;
  expect([chips(29), chips(30)]).toEqual([[], ["DOG", "PUG"]]);
  expect(heard("rows")).toHaveLength(before);
});

test("what is answered so is no longer shown as predicted, what is answered otherwise still is", async () => {
  const { answering, chips } = await opened();
  answering.focused.value = 1;
  answering.give(CAT);
  answering.focused.value = 3;
  answering.give(CAT);
  expect(chips(1)).toEqual([]);
  expect(chips(3)).toEqual(["DOG", "PUG"]);
});

test("accepting draws the label at once and sends the item, the model and the threshold", async () => {
  const { predicting, answering, model, heard, kernel } = await opened();
  predicting.threshold.value = 0.02;
  answering.focused.value = 3;
  predicting.accept();
  expect(model.rows.byId(3)?.answers).toEqual([DOG, PUG]);
  expect(model.rows.isUnsaved(3)).toBe(true);
  await settled();
  expect(heard("accept")).toEqual([
    { op_id: expect.any(String), target: { ids: [3] }, source: "resnet", question: 0, threshold: 0.02, override: true },
  ]);
  expect(kernel.items.labels(3).answers).toEqual([DOG, PUG]);
  expect(model.rows.isUnsaved(3)).toBe(false);
});

test("a refused acceptance is taken back, with the reason on the tile", async () => {
  const { predicting, answering, model, kernel, chips } = await opened();
  kernel.refuseNext = { code: "not_allowed", message: "Complete: only an admin may change this." };
  answering.focused.value = 1;
  predicting.accept();
  await settled();
  expect(model.rows.byId(1)?.answers).toEqual([]);
  expect(model.rows.refusal(1)).toContain("only an admin");
  expect(chips(1)).toEqual(["CAT"]);
});

test("rejecting takes the predictions off the tiles of the selection", async () => {
  const { predicting, model, chips, heard } = await opened();
  model.select(Selection.of([0, 2]));
  predicting.reject();
  expect([chips(1), chips(3), chips(4)]).toEqual([[], [], ["CAT"]]);
  await settled();
  expect(heard("reject")).toMatchObject([{ target: { ids: [1, 2, 3] }, source: "resnet" }]);
});

test("the rest of a page is what nobody touched: no answer, not rejected, not selected, sure enough", async () => {
  const { predicting, answering, model, heard } = await opened();
  predicting.threshold.value = 0.05;
  answering.focused.value = 10;
  answering.give(DOG);
  answering.focused.value = 11;
  predicting.reject();
  await settled();
  model.select(Selection.of([19, 20]));
  expect(predicting.restOf([0, 59])).toBe(59 - 4 - 2);
  expect(predicting.acceptRest([0, 59])).toBe(59 - 4 - 2 - 2);
  await settled();
  const { target, override } = heard("accept")[0] as { target: { ids: number[] }; override: boolean };
  expect(override).toBe(false);
  expect(target.ids).not.toContain(10);
  expect(target.ids).not.toContain(11);
  expect(target.ids).not.toContain(20);
  expect(target.ids).toHaveLength(51);
  expect(predicting.restOf([0, 59])).toBe(2);
});

test("all selected is no reason to accept nothing", async () => {
  const { predicting, model } = await opened();
  model.select(Selection.everything);
  expect(predicting.acceptRest([0, 59])).toBe(59);
});

test("accepting is undone as one", async () => {
  const { predicting, session, kernel } = await opened();
  predicting.acceptRest([0, 59]);
  await settled();
  await session.write("undo", { op: 0 });
  for (let id = 1; id <= 60; id++) expect(kernel.items.labels(id).answers).toEqual([]);
});

test("the count of everything comes from the kernel, once the hand rests", async () => {
  const { predicting, clock, heard } = await opened();
  for (let percent = 1; percent <= 30; percent++) predicting.threshold.value = percent / 100;
  await clock.pass(1_000);
  expect(heard("accept_plan").length).toBeLessThanOrEqual(2);
  expect(predicting.plan.value).toMatchObject({ accepted: 30, below: 29, none: 1 });
  predicting.acceptAll();
  await settled();
  await clock.pass(1_000);
  expect(predicting.plan.value).toMatchObject({ accepted: 0, kept: 30 });
});

test("what would be accepted is not counted between two labels, but in a pause of the hands", async () => {
  const { predicting, answering, clock, heard } = await opened();
  await clock.pass(1_000);
  const before = heard("accept_plan").length;
  for (const id of [1, 2, 3, 4]) {
    answering.focused.value = id;
    answering.give(DOG);
    await settled();
    await clock.pass(400);
  }
  expect(heard("accept_plan")).toHaveLength(before);
  await clock.pass(400);
  expect(heard("accept_plan")).toHaveLength(before + 1);
  expect(predicting.plan.value).toMatchObject({ kept: 4 });
});

test("more than a key should change opens the plan first", async () => {
  const { predicting, model, clock, heard } = await opened(2_000);
  const asked: number[] = [];
  predicting.onMany = (_, { count }) => asked.push(count);
  model.select(Selection.everything);
  predicting.accept();
  await clock.pass(1_000);
  expect(asked).toEqual([2_000]);
  expect(heard("accept")).toEqual([]);
});

test("rejecting more than a key should asks for the plan too, with the question that the grid is grouped by", async () => {
  const { predicting, model, planned, answering, heard } = await opened(2_000);
  model.select(Selection.everything);
  predicting.reject();
  await model.ask({ group: "predicted:resnet/1" });
  model.select(Selection.everything);
  answering.repeat();
  expect(planned).toEqual([
    { op: "reject", source: "resnet", question: 0, count: 2_000 },
    { op: "reject", source: "resnet", question: 1, count: 2_000 },
  ]);
  expect(heard("reject")).toEqual([]);
});

test("the rest of a group of more than a key should change opens the plan of that group", async () => {
  const { predicting, model, heard } = await opened(3_000);
  const asked: object[] = [];
  predicting.onMany = (accepting, meant) => asked.push({ ...accepting, ...meant });
  predicting.threshold.value = 0.2;
  await model.ask({ group: "predicted:resnet/1" });
  expect(predicting.acceptRest([0, 2_940])).toBeNull();
  expect(asked).toEqual([
    { source: "resnet", threshold: 0.2, question: 1, target: { gen: 2, ranges: [[0, 2_940]] }, count: 2_941 },
  ]);
  expect(heard("accept")).toEqual([]);
  expect(predicting.acceptRest([2_941, 2_999])).toBe(59);
});

test("grouped by a model's answer, keys accept that question alone; groups not here yet are counted by the kernel", async () => {
  const { predicting, model, clock, heard } = await opened(3_000);
  await model.ask({ group: "predicted:resnet/1" });
  expect(model.groups.value.map(({ value, count }) => [value, count])).toEqual([
    ["", 2_941],
    ["11", 40],
    ["12", 19],
  ]);
  expect(predicting.root).toBe(1);
  expect(predicting.restOf([2_941, 2_980])).toBeNull();
  await clock.pass(1_000);
  expect(predicting.restOf([2_941, 2_980])).toBe(40);
  expect(heard("accept_plan")).toContainEqual(
    expect.objectContaining({ question: 1, target: { gen: 2, ranges: [[2_941, 2_980]] } }),
  );
});

test("with no model shown, keys mean nothing and nothing is counted", async () => {
  const { predicting, answering, heard, clock } = await opened();
  predicting.source.value = "";
  answering.focused.value = 1;
  predicting.accept();
  await clock.pass(1_000);
  expect(predicting.canAccept(answering.aim.value)).toBe(false);
  expect(predicting.restOf([0, 59])).toBe(0);
  expect(heard("accept")).toEqual([]);
});
