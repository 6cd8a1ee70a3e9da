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

  it("stand at most three at once; the older ones are counted", () => {
    for (let number = 1; number <= STACKED + 2; number++) toasts.add({ text: String(number), tone: "done" });
    expect(texts()).toEqual(["3", "4", "5"]);
    expect(toasts.folded.value).toBe(2);
    for (const { id } of toasts.shown.value) toasts.close(id);
    expect(toasts.folded.value).toBe(0);
  });
});
