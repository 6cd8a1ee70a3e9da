import { beforeEach, describe, expect, it } from "vitest";
import { RowStore } from "../../src/core/rows.ts";
import { Session } from "../../src/core/session.ts";
import type { WireError } from "../../src/core/types.ts";
import { FLASH_MS, LabelerModel, LOOK_BEFORE_CLICK_MS, LOOK_MS } from "../../src/labeler/model.ts";
import { readOptions } from "../../src/labeler/options.ts";
import { counter, FakeClock, memoryStorage, settled } from "../fake/clock.ts";
import { FakeKernel, type FakeOptions } from "../fake/kernel.ts";
import { oneQuestion, petQuestions } from "../fake/questions.ts";

const CLASSES = oneQuestion(["cat", "dog", "neither"]);
const CAT = { question: 1, options: [11] };
const DOG = { question: 1, options: [12] };

class Desk {
  readonly clock = new FakeClock();
  readonly kernel: FakeKernel;
  readonly model: LabelerModel;
  readonly refusals: WireError[] = [];

  constructor(options: object = {}, kernel: FakeOptions = {}) {
    this.kernel = new FakeKernel({ items: 10, questions: CLASSES, ...kernel });
    const session = new Session({
      wire: this.kernel.wire(),
      storage: memoryStorage(),
      clock: this.clock,
      newId: counter("a"),
      projectKey: "pets",
    });
    this.model = new LabelerModel(session, new RowStore(session), readOptions(options), this.clock);
    this.model.refused = (error) => this.refusals.push(error);
  }

  /** The picture is painted, and somebody has looked at it. */
  async look(): Promise<number> {
    await settled();
    const id = this.model.current.value?.id ?? 0;
    this.model.shown(id);
    await this.clock.pass(LOOK_BEFORE_CLICK_MS);
    return id;
  }

  answersOf(id: number) {
    return this.kernel.items.labels(id).answers;
  }
}

describe("labelling one by one", () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk();
    await settled();
  });

  it("starts where the kernel says: at the first unlabelled item", async () => {
    desk = new Desk({}, { start: 4 });
    await settled();
    expect(desk.model.current.value?.id).toBe(5);
  });

  it("S1.4, S2.2: one key answers, and the picture stays without auto next", async () => {
    const id = await desk.look();
    expect(desk.model.answer(id, CAT)).toBe(true);
    await settled();
    expect(desk.answersOf(id)).toEqual([CAT]);
    await desk.clock.pass(1_000);
    expect(desk.model.current.value?.id).toBe(id);
  });

  it("S1.7: with auto next the next picture comes after a flash of the chosen class", async () => {
    desk = new Desk({ auto_next: true });
    const id = await desk.look();
    desk.model.answer(id, DOG);
    expect(desk.model.flash.value).toBe(12);
    expect(desk.model.current.value?.id).toBe(id);
    await desk.clock.pass(FLASH_MS);
    expect(desk.model.current.value?.id).toBe(id + 1);
    expect(desk.model.flash.value).toBe(0);
  });

  it("a label goes to the item it was shown with, not to the one that came meanwhile", async () => {
    const id = await desk.look();
    desk.model.next();
    await desk.look();
    expect(desk.model.answer(id, CAT)).toBe(false);
    await settled();
    expect(desk.kernel.operations).toHaveLength(0);
  });

  it("a double click does not label the next picture too", async () => {
    desk = new Desk({ auto_next: true });
    const id = await desk.look();
    desk.model.answer(id, CAT, LOOK_BEFORE_CLICK_MS);
    expect(desk.model.answer(id, CAT, LOOK_BEFORE_CLICK_MS)).toBe(false);
    await desk.clock.pass(FLASH_MS);
    desk.model.shown(id + 1);
    await desk.clock.pass(50);
    expect(desk.model.answer(id + 1, CAT, LOOK_BEFORE_CLICK_MS)).toBe(false);
    await settled();
    expect(desk.kernel.operations).toHaveLength(1);
    await desk.clock.pass(LOOK_BEFORE_CLICK_MS);
    expect(desk.model.answer(id + 1, CAT, LOOK_BEFORE_CLICK_MS)).toBe(true);
  });

  it("nothing is answered before its picture is on screen, however long the kernel takes", async () => {
    desk = new Desk({ auto_next: true });
    const id = await desk.look();
    desk.kernel.busy = true;
    desk.model.answer(id, CAT);
    await desk.clock.pass(FLASH_MS + 5_000);
    expect(desk.model.current.value?.id).toBe(id + 1);
    expect(desk.model.answer(id + 1, CAT)).toBe(false);
    desk.model.shown(id + 1);
    await desk.clock.pass(LOOK_MS);
    expect(desk.model.answer(id + 1, CAT)).toBe(true);
    expect(desk.model.session.waiting.value).toBe(2);
    desk.kernel.release();
    await settled();
    expect([desk.answersOf(id), desk.answersOf(id + 1)]).toEqual([[CAT], [CAT]]);
  });

  it("S1.8: auto complete sets the status in the same operation, and is off without auto next", async () => {
    expect(readOptions({ auto_complete: true }).autoComplete).toBe(false);
    desk = new Desk({ auto_next: true, auto_complete: true });
    const id = await desk.look();
    desk.model.answer(id, CAT);
    await desk.clock.pass(FLASH_MS);
    expect(desk.kernel.items.labels(id).status).toBe("complete");
    expect(desk.kernel.operations).toHaveLength(1);
    desk.model.previous();
    await settled();
    expect(desk.kernel.items.labels(id).status).toBe("complete");
  });

  it("undo goes back and clears", async () => {
    desk = new Desk({ auto_next: true });
    const id = await desk.look();
    desk.model.answer(id, CAT);
    await desk.clock.pass(FLASH_MS);
    expect(desk.model.current.value?.id).toBe(id + 1);
    const undone = desk.model.undo();
    expect(desk.model.current.value?.id).toBe(id);
    expect(desk.model.current.value?.answers).toEqual([]);
    await undone;
    expect(desk.answersOf(id)).toEqual([]);
    await desk.model.redo();
    expect(desk.answersOf(id)).toEqual([CAT]);
  });

  it("undo within the flash stops the move", async () => {
    desk = new Desk({ auto_next: true });
    const id = await desk.look();
    desk.model.answer(id, CAT);
    await desk.model.undo();
    await desk.clock.pass(1_000);
    expect(desk.model.current.value?.id).toBe(id);
  });

  it("a refusal takes the label back and says why", async () => {
    const id = await desk.look();
    desk.kernel.refuseNext = { code: "not_allowed", message: "Complete: only an admin may change this." };
    desk.model.answer(id, CAT);
    expect(desk.model.current.value?.answers).toEqual([CAT]);
    await settled();
    expect(desk.model.current.value?.answers).toEqual([]);
    expect(desk.model.rows.refusal(id)).toBe("Complete: only an admin may change this.");
    expect(desk.refusals).toHaveLength(1);
    expect(desk.model.active.value).toBe(1);
  });

  it("counts what is labelled and keeps count through undo", async () => {
    await desk.look();
    expect(desk.model.progress.labelled.value).toBe(0);
    const id = await desk.look();
    desk.model.answer(id, CAT);
    expect(desk.model.progress.labelled.value).toBe(1);
    desk.model.answer(id, DOG);
    expect(desk.model.progress.labelled.value).toBe(1);
    void desk.model.undo();
    expect(desk.model.progress.labelled.value).toBe(1);
    void desk.model.undo();
    expect(desk.model.progress.labelled.value).toBe(0);
    await settled();
    await desk.clock.pass(1_000);
    expect(desk.model.progress.labelled.value).toBe(0);
  });

  it("counts what is answered of the pictures there are, though the view was of those without an answer", async () => {
    desk.kernel.matches = (id) => desk.answersOf(id).length === 0;
    const id = await desk.look();
    desk.model.answer(id, CAT);
    await settled();
    desk.kernel.announce("changed", { op: 9, revision: 9, rows: [], undo: {}, text: "Somebody changed something" });
    await desk.clock.pass(1_000);
    expect(desk.model.progress.labelled.value).toBe(1);
  });

  it("after the last picture stands the end, and back leads to the last one", async () => {
    desk = new Desk({ auto_next: true }, { items: 1 });
    const id = await desk.look();
    desk.model.answer(id, CAT);
    await desk.clock.pass(FLASH_MS);
    expect(desk.model.ended.value).toBe(true);
    expect(desk.model.progress.labelled.value).toBe(1);
    expect(desk.model.answer(id, DOG)).toBe(false);
    desk.model.previous();
    expect([desk.model.ended.value, desk.model.current.value?.id]).toEqual([false, id]);
  });

  it("goes to the next unlabelled item, also where its row is not here yet", async () => {
    desk = new Desk({}, { items: 400 });
    for (let id = 1; id <= 300; id++) desk.kernel.items.set(id, { answers: [CAT], status: "annotate", tags: [] });
    await settled();
    expect(await desk.model.toUnlabelled(1)).toBe(true);
    await settled();
    expect(desk.model.current.value?.id).toBe(301);
  });

  it("S2.15: 200 pictures by keys alone, each once and in order", async () => {
    desk = new Desk({ auto_next: true }, { items: 200 });
    for (let turn = 0; turn < 200; turn++) {
      const id = await desk.look();
      expect(desk.model.answer(id, turn % 2 ? DOG : CAT)).toBe(true);
      await desk.clock.pass(FLASH_MS);
    }
    expect(desk.model.ended.value).toBe(true);
    expect(desk.kernel.operations).toHaveLength(200);
    const classes = Array.from({ length: 200 }, (_, index) => desk.answersOf(index + 1)[0]?.options?.[0]);
    expect(classes).toEqual(Array.from({ length: 200 }, (_, index) => (index % 2 ? 12 : 11)));
  });

  it("repeats the last answer and clears it again", async () => {
    const first = await desk.look();
    desk.model.answer(first, DOG);
    desk.model.next();
    const second = await desk.look();
    desk.model.repeat(second);
    await settled();
    expect(desk.answersOf(second)).toEqual([DOG]);
    desk.model.clear(second);
    await settled();
    expect(desk.answersOf(second)).toEqual([]);
  });

  it("submits to the next status, and no further than complete", async () => {
    const id = await desk.look();
    await desk.model.submit(id);
    await desk.model.submit(id);
    await desk.model.submit(id);
    expect(desk.kernel.items.labels(id).status).toBe("complete");
    expect(desk.kernel.operations).toHaveLength(2);
  });

  it("stays on its item when another widget sorts the view anew", async () => {
    desk.model.go(3);
    await settled();
    desk.kernel.items.ranking = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
    desk.kernel.announce("query_changed", { gen: 2 });
    await settled();
    expect(desk.model.current.value?.id).toBe(4);
  });
});

describe("several and nested questions", () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk({ auto_next: true }, { questions: petQuestions() });
    await settled();
  });

  it("S2.10: answering opens the sub-question and makes it the active one", async () => {
    const id = await desk.look();
    desk.model.answer(id, DOG);
    expect(desk.model.active.value).toBe(5);
    desk.model.answer(id, { question: 5, options: [52] });
    await settled();
    expect(desk.answersOf(id)).toEqual([DOG, { question: 5, options: [52] }]);
    expect(desk.model.active.value).toBe(2);
    expect(desk.model.current.value?.id).toBe(id);
  });

  it("S2.10: another parent drops the sub-answers", async () => {
    const id = await desk.look();
    desk.model.answer(id, DOG);
    desk.model.answer(id, { question: 5, options: [52] });
    desk.model.answer(id, CAT);
    await settled();
    expect(desk.answersOf(id)).toEqual([CAT]);
  });

  it("S2.4: a checklist is ticked with several keys and confirmed with Enter", async () => {
    const id = await desk.look();
    desk.model.answer(id, CAT);
    desk.model.answer(id, { question: 2, options: [21] });
    desk.model.answer(id, { question: 2, options: [21, 22] });
    expect(desk.model.active.value).toBe(2);
    desk.model.confirm();
    expect(desk.model.active.value).toBe(3);
    desk.model.answer(id, { question: 3, number: 4 });
    desk.model.confirm();
    desk.model.confirm();
    await settled();
    expect(desk.model.current.value?.id).toBe(id + 1);
    expect(desk.answersOf(id)).toEqual([CAT, { question: 2, options: [21, 22] }, { question: 3, number: 4 }]);
  });

  it("asks one question alone where Python said so", async () => {
    desk = new Desk({ auto_next: true, question: 2 }, { questions: petQuestions() });
    await settled();
    expect(desk.model.questions.map(({ name }) => name)).toEqual(["Flags"]);
    expect(desk.model.goal).toBe(2);
  });

  it("S1.6: a chip's cross takes one answer away", async () => {
    const id = await desk.look();
    desk.model.answer(id, CAT);
    desk.model.answer(id, { question: 2, options: [21, 22] });
    desk.model.remove(id, 2, 21);
    await settled();
    expect(desk.answersOf(id)).toEqual([CAT, { question: 2, options: [22] }]);
  });
});
