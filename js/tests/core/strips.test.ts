import { beforeEach, describe, expect, it } from "vitest";
import { around } from "../../src/core/frames.ts";
import { Session } from "../../src/core/session.ts";
import { Slots } from "../../src/core/slots.ts";
import { type Source, StripStore } from "../../src/core/strips.ts";
import { counter, FakeClock, memoryStorage, settled } from "../fake/clock.ts";
import { FakeKernel, type FakeOptions } from "../fake/kernel.ts";

interface Bytes {
  readonly bytes: Uint8Array;
}

const FILM: Source = { id: 1, px: 640, window: null, axis: null };

class Desk {
  readonly kernel: FakeKernel;
  readonly store: StripStore<Bytes>;
  readonly decoded: number[] = [];
  readonly released: number[] = [];
  readonly clock = new FakeClock();
  readonly waiting: (() => void)[] = [];
  /** Answers wait in `waiting` while this is set. */
  slow = false;

  constructor(options: FakeOptions = {}) {
    this.kernel = new FakeKernel({
      items: 3,
      mediumOf: () => ({ kind: "video", n_frames: 1_000, width: 640, height: 360 }),
      // The only byte of a frame is its number, by 256.
      frame: (_, frame) => Uint8Array.of(frame >> 8, frame & 255),
      later: (answer) => (this.slow ? this.waiting.push(answer) : queueMicrotask(answer)),
      ...options,
    });
    const session = new Session({
      wire: this.kernel.wire(),
      storage: memoryStorage(),
      clock: this.clock,
      newId: counter("a"),
      projectKey: "films",
    });
    this.store = new StripStore<Bytes>(session, new Slots(2), {
      clock: this.clock,
      decode: async (bytes) => {
        this.decoded.push(numberIn(bytes));
        return { bytes };
      },
      release: ({ bytes }) => this.released.push(numberIn(bytes)),
    });
  }

  get asked(): number[][] {
    return this.kernel.heard
      .filter(({ op }) => op === "strip")
      .map(({ args }) => (args as { frames: number[] }).frames);
  }

  bytesOf(frame: number): number | undefined {
    const known = this.store.get(frame);
    return known?.state === "ready" ? numberIn(known.bytes) : undefined;
  }

  async answer(): Promise<void> {
    for (const answer of this.waiting.splice(0)) answer();
    await settled();
  }
}

function numberIn(bytes: Uint8Array): number {
  return ((bytes[0] ?? 0) << 8) + (bytes[1] ?? 0);
}

describe("frames in strips", () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk();
    await settled();
  });

  it("asks for the frame that is looked at first, then for those around it in one request", async () => {
    desk.store.want(FILM, around(100, 1, 999));
    await settled();
    expect(desk.asked[0]).toEqual([100]);
    expect(desk.asked).toHaveLength(2);
    expect(desk.asked[1]).toHaveLength(20);
  });

  it("S1.22: each frame has the bytes that the kernel sent for its number", async () => {
    desk.store.want(FILM, around(300, 1, 999));
    await settled();
    for (let frame = 292; frame <= 312; frame++) expect(desk.bytesOf(frame)).toBe(frame);
  });

  it("never has more than two requests on their way", async () => {
    desk.slow = true;
    for (let frame = 0; frame < 300; frame += 30) desk.store.want(FILM, around(frame, 1, 999));
    await settled();
    expect(desk.asked.length).toBe(2);
    await desk.answer();
    expect(desk.asked.length).toBe(4);
    expect(desk.asked[2]).toEqual([270]);
  });

  it("does not decode what comes after one has gone elsewhere", async () => {
    desk.store.want(FILM, around(100, 1, 999));
    await settled();
    desk.decoded.length = 0;
    desk.slow = true;
    desk.store.want(FILM, around(400, 1, 999));
    desk.store.want(FILM, around(800, 1, 999));
    await desk.answer();
    await desk.answer();
    expect(desk.decoded.filter((frame) => frame < 700)).toEqual([]);
    expect(desk.bytesOf(800)).toBe(800);
  });

  it("holds two hundred frames at most and gives the others back", async () => {
    for (let at = 0; at < 900; at += 10) {
      desk.store.want(FILM, around(at, 1, 999));
      await settled();
    }
    expect(desk.store.ready.length).toBeLessThanOrEqual(200);
    expect(desk.store.ready.length).toBeGreaterThan(150);
    expect(desk.bytesOf(890)).toBe(890);
    expect(desk.released.length + desk.store.ready.length).toBe(desk.decoded.length);
  });

  it("holds fewer large frames", async () => {
    desk = new Desk({ mediumOf: () => ({ kind: "video", n_frames: 1_000, width: 3_840, height: 2_160 }) });
    await settled();
    for (let at = 0; at < 300; at += 10) {
      desk.store.want({ ...FILM, px: 1_600 }, around(at, 1, 999));
      await settled();
    }
    expect(desk.store.ready.length).toBeLessThan(70);
  });

  it("asks for fewer at once where frames take long, so that a jump need not wait", async () => {
    desk.slow = true;
    for (let at = 100; at < 110; at++) {
      desk.store.want(FILM, around(at * 5, 1, 999));
      await settled();
      await desk.clock.pass(900);
      await desk.answer();
    }
    const lengths = desk.asked.map((frames) => frames.length).filter((length) => length > 1);
    expect(lengths[0]).toBe(20);
    expect(Math.max(...lengths.slice(2))).toBeLessThanOrEqual(6);
  });

  it("tells why a frame cannot be shown, and shows the others", async () => {
    desk = new Desk({ brokenFrame: (_, frame) => (frame === 101 ? "No keyframe before it." : "") });
    await settled();
    desk.store.want(FILM, around(100, 1, 999));
    await settled();
    expect(desk.store.get(101)).toEqual({ state: "broken", reason: "No keyframe before it." });
    expect(desk.bytesOf(102)).toBe(102);
    expect(desk.asked).toHaveLength(2);
  });

  it("another window forgets the frames of the one before, also those still on their way", async () => {
    desk.slow = true;
    desk.store.want(FILM, around(100, 1, 999));
    desk.store.want({ ...FILM, window: [40, 400] }, around(100, 1, 999));
    await desk.answer();
    const windows = desk.kernel.heard.filter(({ op }) => op === "strip").map(({ args }) => (args as Windowed).window);
    expect(windows).toContainEqual([40, 400]);
    await desk.answer();
    expect(desk.store.source?.window).toEqual([40, 400]);
    expect(desk.decoded.filter((frame) => frame === 100)).toHaveLength(1);
  });

  it("asks again after a lost connection, and for nothing twice while it holds", async () => {
    desk.store.want(FILM, around(100, 1, 999));
    await settled();
    const before = desk.asked.length;
    desk.kernel.announce("query_changed", { gen: 1 });
    await settled();
    expect(desk.asked.length).toBe(before);
  });

  it("a refusal is the reason of its frames and is not repeated", async () => {
    desk = new Desk({ frame: () => Promise.reject({ code: "internal", message: "The file is gone." }) });
    await settled();
    desk.store.want(FILM, around(100, 1, 999));
    await settled();
    expect(desk.store.get(100)).toEqual({ state: "broken", reason: "The file is gone." });
    expect(desk.asked.length).toBeLessThan(4);
  });
});

interface Windowed {
  readonly window: readonly number[] | null;
}
