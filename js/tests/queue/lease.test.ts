import { describe, expect, it } from "vitest";
import { settled } from "../fake/clock.ts";
import { QueueDesk } from "./desk.ts";

const MINUTE = 60_000;
const PULLED = { id: 2, name: "hard cases", ids: [1, 2, 3], allocation: "pulling" as const };

/** Somebody moves the mouse every ten seconds for so long. */
async function work(desk: QueueDesk, minutes: number): Promise<void> {
  for (let second = 0; second < minutes * 60; second += 10) {
    await desk.clock.pass(10_000);
    desk.queue.lease.worked();
    await settled();
  }
}

describe("an item that was pulled", () => {
  it("S1.21: is asked for again at every third of its lease while one works on it", async () => {
    const desk = new QueueDesk([PULLED]);
    await desk.open("annotate", 2);
    await work(desk, 9.5);
    expect(desk.heard("keep")).toEqual([]);
    await work(desk, 35);
    expect(desk.heard("keep")).toEqual(Array(4).fill({ task: 2, id: 1 }));
    expect(desk.labeler.work.value?.until.value).not.toBe("");
  });

  it("is let be where nothing is done, so that others get it after the lease", async () => {
    const desk = new QueueDesk([PULLED]);
    await desk.open("annotate", 2);
    await desk.clock.pass(120 * MINUTE);
    await settled();
    expect(desk.heard("keep")).toEqual([]);
  });

  it("says who took it over, and does not ask again and again", async () => {
    const desk = new QueueDesk([PULLED]);
    await desk.open("annotate", 2);
    desk.kernel.queue.held.set(1, "ben");
    await desk.clock.pass(31 * MINUTE);
    await work(desk, 5);
    expect(desk.heard("keep")).toHaveLength(1);
    expect(desk.labeler.work.value?.until.value).toBe("");
    expect(desk.refusals.map(({ message }) => message)).toEqual([
      "ben took this over: nothing was done here for a while.",
    ]);
  });

  it("is asked for at once where one goes back to it and it is still to be done", async () => {
    const desk = new QueueDesk([PULLED]);
    await desk.open("annotate", 2);
    desk.labeler.next();
    await desk.look();
    expect(desk.here).toBe(2);
    desk.labeler.previous();
    await work(desk, 1);
    expect(desk.heard("keep")).toEqual([{ task: 2, id: 1 }]);
  });

  it("is asked for no more once it was submitted", async () => {
    const desk = new QueueDesk([PULLED]);
    await desk.open("annotate", 2);
    await desk.labeler.submit(1);
    await desk.look();
    desk.labeler.previous();
    await work(desk, 30);
    expect([desk.here, desk.heard("keep")]).toEqual([1, []]);
  });

  it("is not asked for in a task that was shared out, nor at the list of tasks", async () => {
    const desk = new QueueDesk([{ ...PULLED, allocation: "distribution" }]);
    await settled();
    await work(desk, 15);
    await desk.open("annotate", 2);
    await work(desk, 45);
    expect(desk.heard("keep")).toEqual([]);
  });

  it("is asked for in time again where the kernel did not answer well", async () => {
    const desk = new QueueDesk([PULLED]);
    await desk.open("annotate", 2);
    const keep = desk.kernel.queue.keep.bind(desk.kernel.queue);
    desk.kernel.queue.keep = () => {
      throw { code: "refused", message: "The file is held by another process." };
    };
    await work(desk, 11);
    desk.kernel.queue.keep = keep;
    await work(desk, 11);
    expect(desk.heard("keep")).toHaveLength(2);
    expect(desk.refusals).toEqual([]);
  });
});
