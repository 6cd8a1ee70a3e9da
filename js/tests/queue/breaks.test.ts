import { beforeEach, describe, expect, it } from "vitest";
import { BREAK_MS, Breaks, WORK_MS } from "../../src/queue/breaks.ts";
import { FakeClock, memoryStorage } from "../fake/clock.ts";

const MINUTE = 60_000;

describe("the reminder of a break", () => {
  let clock: FakeClock;
  let breaks: Breaks;
  beforeEach(() => {
    clock = new FakeClock();
    breaks = new Breaks(clock, memoryStorage(), true);
  });

  async function work(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      breaks.worked();
      await clock.pass(MINUTE);
    }
    breaks.worked();
  }

  it("comes after fifty minutes of work and no sooner", async () => {
    await work(WORK_MS / MINUTE - 1);
    expect(breaks.due.value).toBe(false);
    await work(1);
    expect(breaks.due.value).toBe(true);
  });

  it("does not come to somebody who rested meanwhile", async () => {
    await work(45);
    await clock.pass(BREAK_MS);
    await work(10);
    expect(breaks.due.value).toBe(false);
  });

  it("goes when one rests, and comes again after as much work when one puts it off", async () => {
    await work(50);
    breaks.later();
    await work(49);
    expect(breaks.due.value).toBe(false);
    await work(1);
    expect(breaks.due.value).toBe(true);
    await clock.pass(BREAK_MS);
    breaks.worked();
    expect(breaks.due.value).toBe(false);
  });

  it("stays off for whoever turned it off, also the next day", async () => {
    const kept = memoryStorage();
    breaks = new Breaks(clock, kept, true);
    breaks.toggle();
    await work(120);
    expect(breaks.due.value).toBe(false);
    expect(new Breaks(clock, kept, true).on.value).toBe(false);
  });
});
