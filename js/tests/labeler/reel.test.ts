import { beforeEach, describe, expect, it } from "vitest";
import { RowStore } from "../../src/core/rows.ts";
import { Session } from "../../src/core/session.ts";
import { Slots } from "../../src/core/slots.ts";
import { StripStore } from "../../src/core/strips.ts";
import { MediaStore } from "../../src/labeler/media.ts";
import { LabelerModel, LOOK_BEFORE_CLICK_MS } from "../../src/labeler/model.ts";
import type { Painted } from "../../src/labeler/onscreen.ts";
import { readOptions } from "../../src/labeler/options.ts";
import { PictureStore } from "../../src/labeler/pictures.ts";
import { REST_MS, Reel } from "../../src/labeler/reel.ts";
import { counter, FakeClock, memoryStorage, settled } from "../fake/clock.ts";
import { FakeKernel, type FakeOptions } from "../fake/kernel.ts";
import { oneQuestion } from "../fake/questions.ts";

const FILM = { kind: "video", n_frames: 240, width: 1_280, height: 720, fps: 24, duration: 10, keyframes: [0, 48, 96] };
const CAT = { question: 1, options: [11] };
const DOG = { question: 1, options: [12] };

/** A bitmap that knows which frame it was made from. */
interface FakeBitmap {
  readonly frame: number;
  readonly axis: number | null;
}

class Desk {
  readonly clock = new FakeClock();
  readonly kernel: FakeKernel;
  readonly model: LabelerModel;
  readonly reel: Reel;
  readonly waiting: (() => void)[] = [];
  slow = false;

  constructor(kernel: FakeOptions = {}, options: object = {}) {
    this.kernel = new FakeKernel({
      items: 4,
      questions: oneQuestion(["cat", "dog"]),
      mediumOf: () => FILM,
      frame: (_, frame, __, { axis }) => Uint8Array.of(frame, axis ?? 255),
      later: (answer) => (this.slow ? this.waiting.push(answer) : queueMicrotask(answer)),
      ...kernel,
    });
    const session = new Session({
      wire: this.kernel.wire(),
      storage: memoryStorage(),
      clock: this.clock,
      newId: counter("a"),
      projectKey: "films",
    });
    this.model = new LabelerModel(session, new RowStore(session), readOptions(options), this.clock);
    const slots = new Slots();
    const decode = async (bytes: Uint8Array): Promise<Painted> => {
      const made: FakeBitmap = { frame: bytes[0] ?? -1, axis: bytes[1] === 255 ? null : (bytes[1] ?? null) };
      return { bitmap: made as unknown as ImageBitmap };
    };
    const release = () => undefined;
    const media = new MediaStore(session);
    const strips = new StripStore<Painted>(session, slots, { clock: this.clock, decode, release });
    const stills = new PictureStore<Painted>(session, slots, { prepare: decode, release });
    const ticker = (run: () => void) => {
      let stop = this.clock.after(16, function again(this: void) {
        run();
        stop = clock.after(16, again);
      });
      return () => stop();
    };
    const { clock } = this;
    this.reel = new Reel(this.model.current, this.model.focus, { media, strips, stills }, clock, ticker);
    this.model.toFrame = (frame) => this.reel.seek(frame);
    this.model.nextFrame = () => this.reel.step(1);
    this.reel.shown.subscribe((shown) => {
      if (shown) this.model.shown(shown.id);
    });
  }

  /** The frame that is said to be seen, and the one that the bitmap was made from. */
  get seen(): readonly [number, number] | null {
    const shown = this.reel.shown.value;
    if (!shown) return null;
    return [shown.frame, "bitmap" in shown ? (shown.bitmap as unknown as FakeBitmap).frame : -1];
  }

  async answer(): Promise<void> {
    for (const answer of this.waiting.splice(0)) answer();
    await settled();
  }

  asked(op: string): { frames?: number[]; frame?: number; px?: number; max_px?: number; axis?: number | null }[] {
    return this.kernel.heard.filter((request) => request.op === op).map(({ args }) => args);
  }
}

describe("the frames of an item", () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk();
    await settled();
  });

  it("S1.22: after each key the number and the picture are those of the frame asked for", async () => {
    expect(desk.seen).toEqual([0, 0]);
    for (const [by, frame] of [
      [1, 1],
      [10, 11],
      [-1, 10],
      [-10, 0],
      [999, 239],
      [-999, 0],
    ] as const) {
      desk.reel.step(by);
      await settled();
      expect(desk.seen).toEqual([frame, frame]);
      expect(desk.model.focus.frame.value).toBe(frame);
    }
  });

  it("S1.22: while a frame is on its way the number stays with the picture, and nothing is labelled", async () => {
    desk.model.focus.choose("frame");
    await desk.clock.pass(LOOK_BEFORE_CLICK_MS);
    desk.slow = true;
    desk.reel.seek(200);
    await settled();
    expect([desk.reel.at, desk.seen?.[0]]).toEqual([200, 12]);
    expect(desk.seen?.[0]).toBe(desk.seen?.[1]);
    expect(desk.model.answer(1, CAT)).toBe(false);
    await desk.answer();
    expect(desk.seen).toEqual([200, 200]);
    expect(desk.model.answer(1, CAT)).toBe(true);
    desk.slow = false;
    await desk.answer();
    await settled();
    expect(desk.kernel.items.labels(1).answers).toEqual([{ ...CAT, frames: [200, 200] }]);
  });

  it("asks for a frame at rest in full size, and only if the strip is smaller than it", async () => {
    desk.reel.px.value = 600;
    desk.reel.seek(30);
    await desk.clock.pass(REST_MS);
    expect(desk.asked("picture").map(({ frame }) => frame)).toContain(30);
    expect(desk.reel.shown.value).toMatchObject({ frame: 30, full: { width: 1_280 } });
    desk = new Desk({ mediumOf: () => ({ ...FILM, width: 640, height: 360 }) });
    await settled();
    desk.reel.px.value = 600;
    desk.reel.seek(30);
    await desk.clock.pass(REST_MS);
    expect(desk.asked("picture")).toEqual([]);
  });

  it("while the pointer drags, only the frame under it is asked for", async () => {
    const before = desk.asked("strip").length;
    for (const frame of [100, 140, 180]) desk.reel.scrub(frame);
    await settled();
    const during = desk.asked("strip").slice(before);
    expect(during.every(({ frames }) => frames?.length === 1)).toBe(true);
    expect(desk.seen).toEqual([180, 180]);
    desk.reel.endScrub();
    await settled();
    expect(desk.asked("strip").at(-1)?.frames?.length).toBe(20);
  });

  it("S1.22: plays, shows what it says, and stands at the frame it stopped at", async () => {
    desk.reel.play();
    for (let step = 0; step < 60; step++) {
      await desk.clock.pass(16);
      expect(desk.seen?.[0]).toBe(desk.seen?.[1]);
    }
    expect(desk.reel.player.value.dropped).toBe(0);
    expect(desk.reel.at).toBeGreaterThan(18);
    desk.reel.pause();
    const at = desk.reel.at;
    await desk.clock.pass(2_000);
    expect(desk.seen).toEqual([at, at]);
  });

  it("S1.22: plays to the last frame at eight times the speed", async () => {
    desk.reel.rate(8);
    desk.reel.play();
    await desk.clock.pass(3_000);
    expect(desk.reel.playing).toBe(false);
    expect(desk.seen).toEqual([239, 239]);
  });

  it("has at most two requests on their way, whatever one does", async () => {
    let most = 0;
    desk.slow = true;
    for (let step = 0; step < 20; step++) {
      desk.reel.seek(step * 11);
      await desk.clock.pass(REST_MS);
      most = Math.max(most, desk.waiting.length);
      if (step % 3 === 0) desk.waiting.shift()?.();
      await settled();
    }
    expect(most).toBeLessThanOrEqual(2);
  });

  it("jumps to keyframes, and by a second where there are none", async () => {
    desk.reel.jump(1);
    expect(desk.reel.at).toBe(48);
    desk.reel.jump(1);
    desk.reel.jump(1);
    expect(desk.reel.at).toBe(239);
    desk.reel.jump(-1);
    expect(desk.reel.at).toBe(96);
    desk = new Desk({ mediumOf: () => ({ ...FILM, keyframes: [0] }) });
    await settled();
    desk.reel.jump(1);
    expect(desk.reel.at).toBe(24);
  });

  it("comes back to the frame at which an item was left", async () => {
    desk.reel.seek(77);
    desk.model.next();
    await settled();
    expect([desk.reel.at, desk.seen?.[0]]).toEqual([0, 0]);
    desk.model.previous();
    await settled();
    expect(desk.seen).toEqual([77, 77]);
  });

  it("S4.19: another axis has its own slices, and its numbers label nothing", async () => {
    const axes = { axes: ["sagittal", "coronal", "axial"], axis: 2, axis_frames: [200, 100, 48] };
    desk = new Desk({
      mediumOf: () => ({ kind: "nifti", n_frames: 48, width: 9, height: 9, window: 5, level: 2, ...axes }),
    });
    await settled();
    desk.model.focus.choose("frame");
    desk.reel.seek(40);
    await settled();
    desk.reel.setAxis(0);
    await settled();
    expect([desk.reel.timeline.value.count, desk.reel.at]).toEqual([200, 100]);
    expect(desk.reel.shown.value).toMatchObject({ frame: 100, bitmap: { frame: 100, axis: 0 } });
    expect([desk.model.focus.mode.value, desk.model.focus.scope.value]).toEqual(["item", null]);
    desk.reel.setAxis(null);
    await settled();
    expect([desk.reel.timeline.value.count, desk.model.focus.mode.value]).toEqual([48, "frame"]);
  });

  it("tells why a frame cannot be shown, and goes on to the next one", async () => {
    desk = new Desk({ brokenFrame: (_, frame) => (frame === 7 ? "No keyframe before it." : "") });
    await settled();
    desk.reel.seek(7);
    await settled();
    expect(desk.reel.shown.value).toMatchObject({ frame: 7, reason: "No keyframe before it." });
    desk.reel.step(1);
    await settled();
    expect(desk.seen).toEqual([8, 8]);
  });

  it("shows the same frames again after the connection came back", async () => {
    desk.kernel.gone = true;
    desk.reel.seek(150);
    await settled();
    expect(desk.seen?.[0]).not.toBe(150);
    desk.kernel.gone = false;
    await desk.clock.pass(6_000);
    expect(desk.seen).toEqual([150, 150]);
  });

  it("a row that is a single frame shows that frame and offers no other", async () => {
    desk = new Desk({ mediumOf: () => FILM });
    await settled();
    expect(desk.reel.hasFrames).toBe(true);
    const row = desk.model.current.value;
    desk.model.rows.apply([{ ...(row as NonNullable<typeof row>), frame: 9 }]);
    await settled();
    expect([desk.reel.hasFrames, desk.model.focus.hasFrames.value]).toEqual([false, false]);
  });
});

describe("labels on frames", () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk();
    await settled();
    await desk.clock.pass(LOOK_BEFORE_CLICK_MS);
  });

  const stored = () => desk.kernel.items.labels(1).answers;

  it("S0.25: this frame, a range, the whole item", async () => {
    const { focus } = desk.model;
    expect(focus.mode.value).toBe("item");
    desk.reel.seek(30);
    await settled();
    focus.choose("frame");
    expect(desk.model.answer(1, CAT)).toBe(true);
    focus.markStart(100);
    desk.reel.seek(120);
    await settled();
    focus.markEnd(120);
    expect([focus.mode.value, focus.scope.value]).toEqual(["range", [100, 120]]);
    expect(desk.model.answer(1, DOG)).toBe(true);
    await settled();
    expect(stored()).toEqual([
      { ...CAT, frames: [30, 30] },
      { ...DOG, frames: [100, 120] },
    ]);
    focus.choose("item");
    desk.model.answer(1, CAT);
    await settled();
    expect(stored()).toEqual([CAT]);
  });

  it("the form shows what holds on the frame that is seen", async () => {
    desk.model.focus.choose("frame");
    desk.reel.seek(30);
    await settled();
    desk.model.answer(1, CAT);
    expect(desk.model.seen.value?.answers).toEqual([CAT]);
    desk.reel.step(1);
    await settled();
    expect(desk.model.seen.value?.answers).toEqual([]);
  });

  it("u takes back the label of a frame and shows that frame", async () => {
    desk.model.focus.choose("frame");
    desk.reel.seek(30);
    await settled();
    desk.model.answer(1, CAT);
    desk.reel.seek(200);
    await settled();
    await desk.model.undo();
    await settled();
    expect(stored()).toEqual([]);
    expect(desk.seen).toEqual([30, 30]);
  });

  it("clears a part of a range, and the rest of it stays", async () => {
    desk.model.focus.markStart(10);
    desk.model.focus.markEnd(20);
    desk.model.answer(1, CAT);
    await settled();
    desk.model.focus.choose("frame");
    desk.reel.seek(15);
    await settled();
    desk.model.clear(1);
    await settled();
    expect(stored()).toEqual([
      { ...CAT, frames: [10, 14] },
      { ...CAT, frames: [16, 20] },
    ]);
  });

  it("auto next goes to the next frame where frames are labelled, and completes nothing", async () => {
    desk = new Desk({}, { auto_next: true, auto_complete: true });
    await settled();
    await desk.clock.pass(LOOK_BEFORE_CLICK_MS);
    desk.model.focus.choose("frame");
    desk.model.answer(1, CAT);
    await desk.clock.pass(500);
    expect([desk.model.current.value?.id, desk.seen?.[0]]).toEqual([1, 1]);
    expect(desk.model.answer(1, DOG)).toBe(true);
    await settled();
    expect(desk.kernel.items.labels(1).status).toBe("annotate");
  });

  it("marks stay with their item", async () => {
    const { focus } = desk.model;
    focus.choose("frame");
    focus.markStart(10);
    expect(focus.mode.value).toBe("range");
    desk.model.next();
    await settled();
    expect([focus.start.value, focus.mode.value]).toEqual([null, "frame"]);
  });

  it("a range may be marked from its end", async () => {
    const { focus } = desk.model;
    focus.markEnd(50);
    focus.markStart(70);
    desk.reel.seek(90);
    await settled();
    expect(focus.range.value).toEqual([70, 90]);
    focus.markEnd(60);
    desk.reel.seek(20);
    await settled();
    expect(focus.range.value).toEqual([20, 60]);
  });
});
