import { signal } from "@preact/signals-core";
import { beforeEach, describe, expect, it } from "vitest";
import { Session } from "../../src/core/session.ts";
import { Sound, type Speaker } from "../../src/labeler/sound.ts";
import type { MediumInfo } from "../../src/protocol.gen.ts";
import { counter, FakeClock, memoryStorage, settled } from "../fake/clock.ts";
import { FakeKernel, type FakeOptions } from "../fake/kernel.ts";

const SONG: MediumInfo = { id: 1, kind: "audio", n_frames: 1, width: 1, height: 1, duration: 25.5, playable: true };

interface Heard {
  readonly at: number;
  readonly offset: number;
  readonly rate: number;
  readonly piece: number;
}

class Desk {
  readonly clock = new FakeClock();
  readonly kernel: FakeKernel;
  readonly sound: Sound;
  readonly info = signal<MediumInfo | null>(SONG);
  readonly heard: Heard[] = [];
  silenced = 0;

  constructor(options: FakeOptions = {}, hasSpeaker = true) {
    this.kernel = new FakeKernel({
      items: 2,
      mediumOf: () => SONG,
      // The only byte of a piece is its first second, plus one.
      wav: (_, start) => Uint8Array.of(start + 1),
      ...options,
    });
    const { clock } = this;
    const session = new Session({
      wire: this.kernel.wire(),
      storage: memoryStorage(),
      clock,
      newId: counter("a"),
      projectKey: "songs",
    });
    const speaker: Speaker = {
      now: () => clock.now() / 1_000,
      decode: async (wav) => new Uint8Array(wav)[0] as unknown as AudioBuffer,
      start: (piece, at, offset, rate) => {
        this.heard.push({ at: at - 1_000, offset, rate, piece: Number(piece) - 1 });
        return () => this.silenced++;
      },
    };
    const ticker = (run: () => void) => {
      let stop = clock.after(16, function again() {
        run();
        stop = clock.after(16, again);
      });
      return () => stop();
    };
    this.sound = new Sound(session, this.info, ticker, () => {
      if (!hasSpeaker) throw new Error("NotSupportedError");
      return speaker;
    });
  }

  get asked(): number[] {
    return this.kernel.heard.filter(({ op }) => op === "sound").map(({ args }) => (args as { start: number }).start);
  }
}

describe("sound", () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk();
    await settled();
  });

  it("is played piece by piece without a gap, and ends at the end", async () => {
    desk.sound.toggle();
    await settled();
    await desk.clock.pass(30_000);
    expect(desk.asked).toEqual([0, 10, 20]);
    expect(desk.heard.map(({ piece, at, offset }) => [piece, at, offset])).toEqual([
      [0, 0, 0],
      [10, 10, 0],
      [20, 20, 0],
    ]);
    expect([desk.sound.playing.value, desk.sound.seconds.value]).toEqual([false, 25.5]);
  });

  it("begins where one listens, at the speed that was chosen", async () => {
    desk.sound.rate(2);
    desk.sound.seek(14);
    desk.sound.toggle();
    await settled();
    await desk.clock.pass(1_000);
    expect(desk.heard[0]).toEqual({ at: 0, offset: 4, rate: 2, piece: 10 });
    expect(desk.heard[1]).toEqual({ at: 3, offset: 0, rate: 2, piece: 20 });
    expect(desk.sound.seconds.value).toBeCloseTo(16, 1);
  });

  it("falls silent when it pauses, moves or the item changes", async () => {
    desk.sound.toggle();
    await settled();
    const playing = desk.heard.length;
    desk.sound.toggle();
    expect([desk.sound.playing.value, desk.silenced]).toEqual([false, playing]);
    desk.sound.toggle();
    await settled();
    desk.sound.step(10);
    await settled();
    expect(desk.sound.playing.value).toBe(true);
    expect(desk.heard.at(-2)?.offset).toBeCloseTo(1);
    desk.info.value = { ...SONG, id: 2 };
    expect([desk.sound.playing.value, desk.sound.seconds.value]).toEqual([false, 0]);
    expect(desk.silenced).toBe(desk.heard.length);
  });

  it("asks for each piece once", async () => {
    for (let time = 0; time < 3; time++) {
      desk.sound.seek(3);
      desk.sound.toggle();
      await settled();
      desk.sound.pause();
    }
    expect(desk.asked).toEqual([0, 10]);
  });

  it("stays within the sound", () => {
    desk.sound.seek(-5);
    expect(desk.sound.seconds.value).toBe(0);
    desk.sound.jump(1);
    expect(desk.sound.seconds.value).toBe(5);
    desk.sound.seek(99);
    expect(desk.sound.seconds.value).toBe(25.5);
  });

  it("tells why there is nothing to hear", async () => {
    const refused = { code: "internal", message: "The file is cut short." };
    const wav = () => {
      throw refused;
    };
    desk = new Desk({ wav });
    await settled();
    desk.sound.toggle();
    await settled();
    expect(desk.sound.playing.value).toBe(false);
    expect(desk.sound.problem.value).toBe("The file is cut short.");
    desk = new Desk({}, false);
    desk.sound.toggle();
    expect(desk.sound.problem.value).toBe("This browser plays no sound here.");
  });

  it("is not there for what only shows pictures", () => {
    desk.info.value = { ...SONG, kind: "video" };
    expect(desk.sound.isHere).toBe(false);
  });
});
