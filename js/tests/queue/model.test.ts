import { describe, expect, it } from "vitest";
import { FLASH_MS } from "../../src/labeler/model.ts";
import { settled } from "../fake/clock.ts";
import { petQuestions } from "../fake/questions.ts";
import { CAT, DOG, QueueDesk } from "./desk.ts";

const ids = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
const BATCH = { id: 1, name: "batch 4", ids: ids(1, 5) };
const PULLED = { id: 2, name: "hard cases", ids: ids(1, 5), allocation: "pulling" as const };
const OWN = [
  { name: "needs an expert", done: false },
  { name: "accepted", done: true },
];

describe("working through a task", () => {
  it("starts at the first open item of the task, and s submits it and goes on", async () => {
    const desk = new QueueDesk([{ id: 1, name: "batch 4", ids: ids(3, 6) }]);
    await desk.open("annotate", 1);
    expect(desk.here).toBe(3);
    desk.labeler.answer(3, CAT);
    expect(await desk.labeler.submit(3)).toBe(true);
    await settled();
    expect([desk.here, desk.status(3)]).toEqual([4, "review"]);
    expect(desk.labeler.work.value?.left.value).toBe(3);
  });

  it("s with a required answer missing submits nothing and asks for that answer", async () => {
    const desk = new QueueDesk([BATCH], {}, { questions: petQuestions() });
    await desk.open("annotate", 1);
    desk.labeler.active.value = 3;
    expect(await desk.labeler.submit(1)).toBe(false);
    expect(desk.labeler.active.value).toBe(1);
    expect(desk.missing).toEqual(["Animal must be answered first."]);
    expect([desk.here, desk.status(1)]).toEqual([1, "annotate"]);
  });

  it("nothing is submitted that is not on screen: a second s in haste is no second item", async () => {
    const desk = new QueueDesk([BATCH]);
    await desk.open("annotate", 1);
    void desk.labeler.submit(1);
    void desk.labeler.submit(desk.here);
    await settled();
    expect(ids(1, 5).map((id) => desk.status(id))).toEqual(["review", "annotate", "annotate", "annotate", "annotate"]);
  });

  it("undo takes the submission back first and goes there, then the answer", async () => {
    const desk = new QueueDesk([BATCH]);
    await desk.open("annotate", 1);
    desk.labeler.answer(1, CAT);
    await desk.labeler.submit(1);
    await desk.labeler.undo();
    expect([desk.here, desk.status(1)]).toEqual([1, "annotate"]);
    expect(desk.kernel.items.labels(1).answers).toEqual([CAT]);
    expect(desk.labeler.work.value?.done.value).toBe(0);
    await desk.labeler.undo();
    expect(desk.kernel.items.labels(1).answers).toEqual([]);
  });

  it("a refusal takes the submission back and says why", async () => {
    const desk = new QueueDesk([BATCH]);
    await desk.open("annotate", 1);
    desk.kernel.refuseNext = { code: "not_allowed", message: "ben has this open." };
    await desk.labeler.submit(1);
    expect(desk.labeler.rows.byId(1)?.status).toBe("annotate");
    expect(desk.refusals.map(({ message }) => message)).toEqual(["ben has this open."]);
    expect(desk.labeler.work.value?.done.value).toBe(0);
  });

  it("auto submit answers and submits in one operation, so that one undo takes both back", async () => {
    const desk = new QueueDesk([BATCH], { auto_next: true });
    desk.labeler.autoComplete.value = true;
    await desk.open("annotate", 1);
    desk.labeler.answer(1, DOG);
    await desk.clock.pass(FLASH_MS);
    await settled();
    expect([desk.here, desk.status(1), desk.kernel.operations.length]).toEqual([2, "review", 1]);
  });

  it("S1.13, S1.14: a task's own status goes with the submission; one that is not done leaves the item open", async () => {
    const desk = new QueueDesk([{ ...BATCH, statuses: OWN }]);
    await desk.open("annotate", 1);
    const { work } = desk.labeler;
    expect(work.value?.usual).toBe("accepted");
    await desk.labeler.submit(1);
    await desk.look();
    await desk.labeler.submit(2, "needs an expert");
    expect(desk.heard("move")).toMatchObject([
      { action: "submit", task: 1, status: "accepted" },
      { action: "submit", task: 1, status: "needs an expert" },
    ]);
    expect([desk.status(1), desk.status(2)]).toEqual(["review", "annotate"]);
    expect(desk.kernel.items.row(2).task_status).toBe("needs an expert");
    expect([work.value?.done.value, work.value?.left.value]).toEqual([1, 4]);
  });

  it("skipped items are still open at the end, and one is led to them", async () => {
    const desk = new QueueDesk([BATCH]);
    await desk.open("annotate", 1);
    desk.labeler.next();
    for (const id of ids(2, 5)) {
      await desk.look();
      await desk.labeler.submit(id);
    }
    expect(desk.labeler.ended.value).toBe(true);
    expect(desk.labeler.work.value?.left.value).toBe(1);
    expect(await desk.labeler.toUnlabelled(1)).toBe(true);
    expect(desk.here).toBe(1);
  });

  it("Esc leads back to the same place of the list, which was counted anew", async () => {
    const desk = new QueueDesk([BATCH, { id: 3, name: "street", ids: ids(6, 9) }]);
    await desk.open("annotate", 3);
    await desk.labeler.submit(6);
    desk.queue.leave();
    await settled();
    expect(desk.queue.isWorking).toBe(false);
    expect(desk.queue.chosen.value).toMatchObject({ key: "3/annotate", count: 3 });
  });

  it("after a restart of the kernel one sits at the same item of the same task", async () => {
    const desk = new QueueDesk([{ id: 1, name: "batch 4", ids: ids(11, 15) }]);
    await desk.open("annotate", 1);
    desk.labeler.go(2);
    await settled();
    expect(desk.here).toBe(13);
    desk.kernel.items.ranking = null;
    desk.kernel.restart();
    desk.labeler.session.retry();
    await settled();
    expect([desk.here, desk.labeler.rows.count.value]).toEqual([13, 5]);
  });
});

describe("a task that items are pulled from", () => {
  it("S1.21: asks for each item, naming the one just left, and skips what others have open", async () => {
    const desk = new QueueDesk([PULLED]);
    desk.kernel.queue.held.set(2, "ben");
    await desk.open("annotate", 2);
    expect(desk.here).toBe(1);
    await desk.labeler.submit(1);
    await desk.look();
    expect(desk.here).toBe(3);
    expect(desk.heard("next")).toMatchObject([
      { task: 2, stage: "annotate", done: 0 },
      { task: 2, stage: "annotate", done: 1 },
    ]);
  });

  it("goes back to what it was given before, and forward again, without asking", async () => {
    const desk = new QueueDesk([PULLED]);
    await desk.open("annotate", 2);
    await desk.labeler.submit(1);
    await desk.look();
    desk.labeler.previous();
    expect(desk.here).toBe(1);
    desk.labeler.next();
    expect(desk.here).toBe(2);
    expect(desk.heard("next")).toHaveLength(2);
  });

  it("says who has the rest where nothing more can be given out", async () => {
    const desk = new QueueDesk([PULLED]);
    for (const id of ids(2, 5)) desk.kernel.queue.held.set(id, "ben");
    await desk.open("annotate", 2);
    await desk.labeler.submit(1);
    await settled();
    expect(desk.labeler.ended.value).toBe(true);
    expect(desk.labeler.work.value?.held.value).toEqual(["ben"]);
    expect(desk.labeler.work.value?.left.value).toBe(4);
  });

  it("an item that came to the task later is shown all the same", async () => {
    const desk = new QueueDesk([PULLED]);
    await desk.open("annotate", 2);
    desk.kernel.queue.tasks = [{ ...PULLED, ids: [1, 9] }];
    await desk.labeler.submit(1);
    await settled();
    expect([desk.here, desk.labeler.ended.value]).toEqual([9, false]);
  });

  it("stays at its item where the kernel does not give another one", async () => {
    const desk = new QueueDesk([PULLED]);
    await desk.open("annotate", 2);
    desk.kernel.queue.next = () => {
      throw { code: "refused", message: "The task was closed." };
    };
    desk.labeler.next();
    await settled();
    expect([desk.here, desk.labeler.mayAnswer(1)]).toEqual([1, true]);
    expect(desk.refusals.map(({ message }) => message)).toEqual(["The task was closed."]);
  });
});

describe("a review", () => {
  it("S0.27: approves to complete and goes on", async () => {
    const desk = new QueueDesk([BATCH]).put(ids(1, 3), "review");
    await desk.open("review", 1);
    await desk.labeler.submit(1);
    await settled();
    expect([desk.here, desk.status(1)]).toEqual([2, "complete"]);
    expect(desk.heard("move")).toMatchObject([{ action: "approve", target: { ids: [1] } }]);
  });

  it("S0.27: returns with a reason, never without one, and remembers it for the next", async () => {
    const desk = new QueueDesk([BATCH]).put(ids(1, 3), "review");
    await desk.open("review", 1);
    expect(await desk.labeler.reject(1, "  ")).toBe(false);
    expect(desk.heard("move")).toEqual([]);
    await desk.labeler.reject(1, " box too loose ");
    await settled();
    expect([desk.here, desk.status(1)]).toEqual([2, "annotate"]);
    expect(desk.kernel.items.row(1).reason).toBe("box too loose");
    expect(desk.labeler.work.value?.reasons.value[0]).toBe("box too loose");
  });

  it("undo takes the verdict back and shows the item again", async () => {
    const desk = new QueueDesk([BATCH]).put(ids(1, 3), "review");
    await desk.open("review", 1);
    await desk.labeler.reject(1, "box too loose");
    await desk.look();
    await desk.labeler.undo();
    expect([desk.here, desk.status(1)]).toEqual([1, "review"]);
  });

  it("labels stand until one fixes them; then they are approved as they are", async () => {
    const desk = new QueueDesk([BATCH]).put(ids(1, 3), "review");
    await desk.open("review", 1);
    expect(desk.labeler.answer(1, DOG)).toBe(false);
    const work = desk.labeler.work.value;
    if (work) work.fixing.value = true;
    expect(desk.labeler.answer(1, DOG)).toBe(true);
    await settled();
    expect(desk.here).toBe(1);
    await desk.labeler.submit(1);
    await settled();
    expect(desk.kernel.items.labels(1)).toMatchObject({ answers: [DOG], status: "complete" });
    expect(desk.labeler.isLocked).toBe(true);
  });
});

describe("giving out work", () => {
  it("S1.21: shares out what nobody has, to each as much", async () => {
    const desk = new QueueDesk([{ ...BATCH, ids: ids(1, 8) }]).put([1, 2], "annotate", { assignee: "cleo" });
    await settled();
    const task = desk.queue.tasks[0];
    if (task) await desk.queue.share(task, ["ada", "ben"]);
    const whose = ids(1, 8).map((id) => desk.kernel.items.row(id).assignee);
    expect(whose).toEqual(["cleo", "cleo", "ada", "ada", "ada", "ben", "ben", "ben"]);
    expect(desk.queue.tasks[0]?.unassigned).toBe(0);
    expect(desk.kernel.operations).toHaveLength(1);
  });

  it("an admin lets a task be pulled instead", async () => {
    const desk = new QueueDesk([BATCH]);
    await settled();
    const task = desk.queue.tasks[0];
    if (task) await desk.queue.allocate(task, "pulling");
    expect(desk.queue.tasks[0]?.allocation).toBe("pulling");
  });

  it("does not count while one works, but does at the end of a task", async () => {
    const desk = new QueueDesk([BATCH]);
    await desk.open("annotate", 1);
    const before = desk.heard("queue").length;
    for (let id = 1; id <= 4; id++) {
      await desk.labeler.submit(id);
      await desk.look();
    }
    desk.kernel.announce("changed", { op: 9, revision: 9, rows: [], undo: {}, text: "Submitted" });
    await desk.clock.pass(1_000);
    expect(desk.heard("queue")).toHaveLength(before);
    await desk.labeler.submit(5);
    await settled();
    expect(desk.heard("queue").length).toBeGreaterThan(before);
  });

  it("counts again soon after somebody else changed something", async () => {
    const desk = new QueueDesk([BATCH]);
    await settled();
    expect(desk.queue.queue.value?.review).toBe(0);
    desk.put([1, 2], "review");
    desk.kernel.announce("changed", { op: 9, revision: 9, rows: [], undo: {}, text: "Submitted" });
    await desk.clock.pass(500);
    expect(desk.queue.queue.value?.review).toBe(2);
  });
});
