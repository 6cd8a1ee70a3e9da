import { beforeEach, describe, expect, it } from "vitest";
import { Session } from "../../src/core/session.ts";
import { ThumbStore } from "../../src/core/thumbs.ts";
import { counter, FakeClock, memoryStorage, settled } from "../fake/clock.ts";
import { FakeKernel } from "../fake/kernel.ts";

interface Picture {
  readonly bytes: number;
}

let kernel: FakeKernel;
let clock: FakeClock;
let thumbs: ThumbStore<Picture>;
let released: number;

beforeEach(async () => {
  released = 0;
  clock = new FakeClock();
  kernel = new FakeKernel({
    items: 1_000,
    problemOf: (id) => (id === 9 ? "This file is empty." : ""),
    picture: (id) => new Uint8Array(id),
  });
  const session = new Session({
    wire: kernel.wire(),
    storage: memoryStorage(),
    clock,
    newId: counter("a"),
    projectKey: "p",
  });
  const decode = (jpeg: Uint8Array) => {
    if (jpeg.length === 13) throw new Error("bad marker");
    return { bytes: jpeg.length };
  };
  const release = () => {
    released++;
  };
  thumbs = new ThumbStore<Picture>(session, { decode, release, clock, limit: 100 });
  await settled();
});

function asked(): number[][] {
  return kernel.heard.filter(({ op }) => op === "thumbs").map(({ args }) => (args as { ids: number[] }).ids);
}

describe("thumbnails", () => {
  it("come in one message a page, each with its own bytes", async () => {
    thumbs.want([3, 4, 5], 128);
    await settled();
    expect(asked()).toEqual([[3, 4, 5]]);
    expect([3, 4, 5].map((id) => thumbs.get(id, 128))).toMatchObject([{ bytes: 3 }, { bytes: 4 }, { bytes: 5 }]);
    expect(thumbs.get(3, 256)).toBeUndefined();
  });

  it("say why a picture is broken, in the kernel or in the browser", async () => {
    thumbs.want([9, 13], 128);
    await settled();
    expect(thumbs.get(9, 128)).toEqual({ state: "broken", reason: "This file is empty." });
    expect(thumbs.get(13, 128)).toEqual({ state: "broken", reason: "The browser could not decode this picture." });
  });

  it("never more than two requests at once; what went out of sight is not asked for", async () => {
    kernel.busy = true;
    thumbs.want(
      Array.from({ length: 200 }, (_, index) => index + 1),
      128,
    );
    await settled();
    thumbs.want([500], 128);
    await settled();
    expect(asked()).toHaveLength(2);
    kernel.release();
    await settled();
    expect(asked().slice(2)).toEqual([[500]]);
  });

  it("that are not on screen yet wait until they are worth a message, or the hand rests", async () => {
    const ahead = Array.from({ length: 35 }, (_, index) => index + 20);
    thumbs.want(ahead, 128, 0);
    await settled();
    expect(asked()).toEqual([]);
    thumbs.want([3, ...ahead], 128, 1);
    await settled();
    expect(asked()).toEqual([[3, ...ahead]]);
    thumbs.want([3, ...ahead, 60], 128, 1);
    await settled();
    expect(asked()).toHaveLength(1);
    thumbs.want([3, ...ahead, 60], 128);
    await settled();
    expect(asked().slice(1)).toEqual([[60]]);
  });

  it("are given back when they are forgotten", async () => {
    for (let first = 20; first < 320; first += 60) {
      thumbs.want(
        Array.from({ length: 60 }, (_, index) => first + index),
        128,
      );
      await settled();
    }
    expect(released).toBe(200);
    expect(thumbs.get(20, 128)).toBeUndefined();
    thumbs.dispose();
    expect(released).toBe(300);
  });

  it("that are not made yet are asked for again", async () => {
    kernel.pending.add(4);
    thumbs.want([3, 4], 128);
    await settled();
    expect(thumbs.get(4, 128)).toBeUndefined();
    kernel.pending.clear();
    await clock.pass(200);
    expect(asked()).toEqual([[3, 4], [4]]);
    expect(thumbs.get(4, 128)).toMatchObject({ bytes: 4 });
  });
});
