import { effect, signal } from "@preact/signals-core";
import { beforeEach, describe, expect, it } from "vitest";
import { STACKED, STAY_MS, Toasts } from "../../src/ui/toasts.ts";
import { FakeClock } from "../fake/clock.ts";

let clock: FakeClock;
let toasts: Toasts;
const texts = () => toasts.shown.value.map(({ text }) => text);

beforeEach(() => {
  clock = new FakeClock();
  toasts = new Toasts(clock);
});

describe("messages", () => {
  it("stay eight seconds", async () => {
    toasts.add({ text: "Set ripe on 420 items", tone: "done" });
    await clock.pass(STAY_MS - 1);
    expect(texts()).toHaveLength(1);
    await clock.pass(1);
    expect(texts()).toEqual([]);
  });

  it("can be given by what follows other signals, without following the messages", () => {
    const problem = signal("");
    effect(() => {
      if (problem.value) toasts.add({ text: problem.value, tone: "refused", kind: "problem" });
    });
    problem.value = "The disk is full.";
    toasts.clear();
    expect(texts()).toEqual([]);
  });

  it("stay until they are closed where the user wants that, those that are shown too", async () => {
    const first = toasts.add({ text: "Set ripe on 420 items", tone: "done" });
    toasts.keep(true);
    toasts.add({ text: "Tagged 12 items", tone: "done" });
    toasts.hold();
    toasts.release();
    await clock.pass(10 * STAY_MS);
    expect(texts()).toHaveLength(2);
    toasts.close(first);
    toasts.keep(false);
    await clock.pass(STAY_MS);
    expect(texts()).toEqual([]);
  });

  it("wait while the pointer or the focus is on them", async () => {
    toasts.add({ text: "Set ripe on 420 items", tone: "done" });
    await clock.pass(STAY_MS - 1_000);
    toasts.hold();
    await clock.pass(60_000);
    expect(texts()).toHaveLength(1);
    toasts.release();
    await clock.pass(999);
    expect(texts()).toHaveLength(1);
    await clock.pass(1);
    expect(texts()).toEqual([]);
  });

  it("a newer one of the same kind takes the place of the former, which stands in the history", () => {
    toasts.add({ text: "Set ripe on 420 items", tone: "done", kind: "classify" });
    toasts.add({ text: "Set status review on 3 items", tone: "done", kind: "set_status" });
    toasts.add({ text: "Set rotten on 7 items", tone: "done", kind: "classify" });
    expect(texts()).toEqual(["Set status review on 3 items", "Set rotten on 7 items"]);
    expect(toasts.folded.value).toBe(1);
  });

  it("a refusal or a copy that is replaced is no change to look up", () => {
    for (const tone of ["refused", "said"] as const)
      for (let round = 0; round < 2; round++) toasts.add({ text: tone, tone, kind: tone });
    expect(texts()).toEqual(["refused", "said"]);
    expect(toasts.folded.value).toBe(0);
  });

  it("what was undone elsewhere goes away, and its time with it", async () => {
    toasts.add({ text: "Set ripe on 420 items", tone: "done", op: 7 });
    toasts.add({ text: "Set status review on 3 items", tone: "done", op: 8 });
    toasts.drop(({ op }) => op === 7);
    expect(texts()).toEqual(["Set status review on 3 items"]);
    await clock.pass(STAY_MS);
    expect(texts()).toEqual([]);
  });

  it("stand at most three at once; the older ones are counted", () => {
    for (let number = 1; number <= STACKED + 2; number++) toasts.add({ text: String(number), tone: "done" });
    expect(texts()).toEqual(["3", "4", "5"]);
    expect(toasts.folded.value).toBe(2);
    for (const { id } of toasts.shown.value) toasts.close(id);
    expect(toasts.folded.value).toBe(0);
  });
});
