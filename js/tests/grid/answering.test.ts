import { expect, test } from "vitest";
import { Selection } from "../../src/core/selection.ts";
import { DIRECT_LIMIT } from "../../src/grid/aim.ts";
import { settled } from "../fake/clock.ts";
import { world } from "./world.ts";

const DOG = { question: 1, options: [12] };
const PUG = { question: 5, options: [52] };

test("nothing selected and nothing focused: a class key changes nothing", async () => {
  const { answering, heard } = await world();
  expect(answering.key("1")).toBe(true);
  await settled();
  expect(heard("classify")).toEqual([]);
});

test("a class key answers the focused item where nothing is selected", async () => {
  const { answering, heard, kernel } = await world();
  answering.focused.value = 7;
  answering.key("1");
  await settled();
  expect(heard("classify")).toMatchObject([{ target: { ids: [7] }, question: 1, override: true }]);
  expect(kernel.items.labels(7).answers).toMatchObject([{ question: 1, options: [11] }]);
});

test("a class key answers the whole selection, by the ids that are on screen, in one write", async () => {
  const { model, answering, heard, kernel, done } = await world();
  model.select(Selection.of([2, 4], [9, 9]));
  answering.key("3");
  await settled();
  expect(heard("classify")).toMatchObject([{ target: { ids: [3, 4, 5, 10] } }]);
  expect([3, 4, 5, 10].map((id) => kernel.items.labels(id).answers[0]?.options)).toEqual([[13], [13], [13], [13]]);
  expect(done.map(({ count }) => count)).toEqual([4]);
});

test("a selection of which not every row is here is named by its places", async () => {
  const { model, answering, heard } = await world();
  model.select(Selection.of([115, 125]));
  answering.key("3");
  await settled();
  expect(heard("classify")).toMatchObject([{ target: { all: false, ranges: [[115, 125]] } }]);
});

test("the answer is on the tile before the kernel has answered, and marked as not saved", async () => {
  const { model, answering, kernel } = await world();
  kernel.busy = true;
  model.select(Selection.of([0, 1]));
  answering.key("1");
  const row = model.rows.get(1);
  expect(row && model.chipsOf(row).map((chip) => chip.code)).toEqual(["CAT"]);
  expect(model.rows.isUnsaved(2)).toBe(true);
  kernel.release();
  await settled();
  expect(model.rows.isUnsaved(2)).toBe(false);
  expect(model.rows.get(1)?.answers).toMatchObject([{ question: 1, options: [11] }]);
});

test("a refusal takes the answer back and leaves the reason on the tile", async () => {
  const { model, answering, kernel, refused } = await world();
  kernel.refuseNext = { code: "role", message: "Complete: only an admin may change this." };
  model.select(Selection.of([0, 0]));
  answering.key("1");
  await settled();
  expect(model.rows.get(0)?.answers).toEqual([]);
  expect(model.rows.refusal(1)).toBe("Complete: only an admin may change this.");
  expect(refused).toHaveLength(1);
});

test("an option with sub-questions makes the first of them active, and the next key gives the whole tree", async () => {
  const { model, answering, heard } = await world();
  model.select(Selection.of([0, 2]));
  answering.key("2");
  expect(answering.question.value?.name).toBe("Breed");
  answering.key("2");
  await settled();
  expect(heard("classify")).toMatchObject([{ answers: [DOG] }, { question: 1, answers: [DOG, PUG] }]);
});

test("another answer of the parent leaves no answer under the old one", async () => {
  const { model, answering, heard } = await world();
  model.select(Selection.of([0, 2]));
  answering.key("2");
  answering.key("1");
  answering.active.value = 1;
  answering.key("1");
  await settled();
  expect(heard("classify").at(-1)).toMatchObject({ answers: [{ question: 1, options: [11] }] });
});

test("a label found by typing brings the answers it hangs on", async () => {
  const { model, answering, heard } = await world();
  const ontology = model.ontology.peek();
  const [breed, pug] = [ontology.question(5), ontology.option(52)];
  model.select(Selection.of([0, 0]));
  if (breed && pug) answering.use(breed, pug);
  await settled();
  expect(heard("classify")).toMatchObject([{ question: 1, answers: [DOG, PUG] }]);
  expect(answering.recent).toEqual(["52"]);
});

test("a checklist option is turned on and off again", async () => {
  const { model, answering, heard } = await world();
  model.select(Selection.of([5, 6]));
  answering.active.value = 2;
  answering.key("1");
  answering.active.value = 2;
  answering.key("2");
  answering.active.value = 2;
  answering.key("1");
  await settled();
  const chosen = heard("classify").map((args) => (args as { answers: { options: number[] }[] }).answers[0]?.options);
  expect(chosen).toEqual([[21], [21, 22], [22]]);
  answering.active.value = 2;
  answering.key("2");
  await settled();
  expect(heard("clear")).toMatchObject([{ question: 2 }]);
});

test("more than one page of items: the plan comes first and nothing is written", async () => {
  const { model, answering, bulk, heard } = await world({ items: DIRECT_LIMIT + 100 });
  model.select(Selection.everything);
  answering.key("2");
  answering.give({ question: 3, number: 4 });
  await settled();
  expect(bulk).toEqual([
    { root: 1, answers: [DOG] },
    { root: 3, answers: [{ question: 3, number: 4 }] },
  ]);
  expect(heard("classify")).toEqual([]);
});

test("items that are not fetched are written all the same, with a sign that it is going on", async () => {
  const { model, answering, heard } = await world();
  model.select(Selection.of([100, 199]));
  answering.key("1");
  expect(answering.working.value).toBe(1);
  await settled();
  expect(answering.working.value).toBe(0);
  expect(heard("classify")).toMatchObject([{ target: { ranges: [[100, 199]] } }]);
});

test("one stroke of paint is one message, the last touch of a tile counts", async () => {
  const { answering, heard, model } = await world();
  answering.paints.value = true;
  answering.key("3");
  const armed = answering.armed.peek();
  if (!armed) throw new Error("nothing armed");
  const stroke = answering.stroke(armed);
  stroke.over([0, 1], false);
  stroke.over([1, 2], false);
  expect(model.rows.isUnsaved(2)).toBe(true);
  stroke.over([1], true);
  stroke.end();
  await settled();
  expect(heard("paint")).toMatchObject([
    { question: 1, answers: [{ question: 1, options: [13] }], ids: [1, 3], erase: [2] },
  ]);
  expect(model.rows.isUnsaved(2)).toBe(false);
  expect(heard("classify")).toEqual([]);
});

test("a stroke taken back leaves nothing behind", async () => {
  const { answering, heard, model } = await world();
  const armed = answering.armedBy("1");
  if (!armed) throw new Error("nothing armed");
  const stroke = answering.stroke(armed);
  stroke.over([0, 1, 2], false);
  stroke.cancel();
  await settled();
  expect(model.rows.get(0)?.answers).toEqual([]);
  expect(heard("paint")).toEqual([]);
});

test("the last action is repeated on the current selection", async () => {
  const { model, answering, heard } = await world();
  model.select(Selection.of([0, 0]));
  answering.key("3");
  model.select(Selection.of([4, 6]));
  answering.repeat();
  await settled();
  expect(heard("classify")).toMatchObject([{}, { target: { ids: [5, 6, 7] }, answers: [{ options: [13] }] }]);
});

test("the status goes round from what the items have in common", async () => {
  const { model, answering, kernel } = await world();
  model.select(Selection.of([0, 1]));
  const seen: string[] = [];
  for (let step = 0; step < 3; step++) {
    answering.setStatus(answering.nextStatus());
    await settled();
    seen.push(kernel.items.labels(1).status);
  }
  expect(seen).toEqual(["review", "complete", "annotate"]);
});

test("a picture shown large is what keys mean, whatever else is selected", async () => {
  const { model, answering, heard } = await world();
  model.select(Selection.of([0, 9]));
  answering.focused.value = 50;
  answering.alone.value = true;
  answering.key("1");
  await settled();
  expect(heard("classify")).toMatchObject([{ target: { ids: [50] } }]);
});

test("under a filter, changed items are counted as perhaps no longer matching, and stay until a refresh", async () => {
  const { model, answering } = await world();
  await model.setFilters([{ field: "question:1", op: "is", values: [""] }]);
  const before = model.rows.count.value;
  model.rows.want(0, 59);
  await settled();
  model.select(Selection.of([0, 2]));
  answering.key("1");
  await settled();
  expect(model.mayNotMatch.value).toBe(3);
  expect(model.rows.count.value).toBe(before);
  await model.refresh();
  expect(model.mayNotMatch.value).toBe(0);
  expect(model.rows.count.value).toBe(before - 3);
});

test("the next question is a key away, and a rating is one key", async () => {
  const { model, answering, heard } = await world();
  model.select(Selection.of([0, 0]));
  answering.turn(-1);
  answering.turn(-1);
  expect(answering.question.value?.name).toBe("Quality");
  expect(answering.key("4")).toBe(true);
  expect(answering.key("9")).toBe(false);
  await settled();
  expect(heard("classify")).toMatchObject([{ question: 3, answers: [{ question: 3, number: 4 }] }]);
});
