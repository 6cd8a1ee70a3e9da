import { describe, expect, it } from "vitest";
import {
  ahead,
  type Player,
  pause,
  play,
  READY_AHEAD,
  STALL_MS,
  STOPPED,
  seek,
  setLoop,
  setRate,
  strideOf,
  tick,
} from "../../src/core/player.ts";
import { Timeline } from "../../src/core/timeline.ts";

const FILM = new Timeline(100, 25);
const all = () => true;
const none = () => false;

/** Frames shown from `from` ms on, looked at every `everyMs`, until the player stops or `ms` have passed. */
function run(player: Player, ms: number, isReady: (frame: number) => boolean = all, from = 0, everyMs = 10) {
  const shown: number[] = [];
  let state = player;
  for (let now = from; now <= from + ms && state.playing; now += everyMs) {
    const next = tick(state, now, FILM, isReady);
    if (next.frame !== state.frame) shown.push(next.frame);
    state = next;
  }
  return { shown, state };
}

describe("playing", () => {
  it("S1.22: shows each frame at its time, in order, and none twice", () => {
    const { shown } = run(play(STOPPED, 0, FILM), 400);
    expect(shown).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("S1.22: at eight times the speed it leaves frames out evenly and keeps time", () => {
    const fast = setRate(STOPPED, 8, 0, FILM);
    const { shown, state } = run(play(fast, 0, FILM), 400);
    expect(strideOf(8, FILM)).toBe(7);
    expect(shown.every((frame) => frame % 7 === 0)).toBe(true);
    expect(state.frame).toBe(77);
  });

  it("S1.22: at half the speed each frame stands twice as long", () => {
    const { shown } = run(play(setRate(STOPPED, 0.5, 0, FILM), 0, FILM), 400);
    expect(shown).toEqual([1, 2, 3, 4, 5]);
  });

  it("goes on from where it is when the speed changes", () => {
    const { state } = run(play(STOPPED, 0, FILM), 400);
    const faster = setRate(state, 2, 400, FILM);
    expect(faster.frame).toBe(state.frame);
    const { shown } = run(faster, 200, all, 400);
    expect(shown).toEqual([12, 14, 16, 18, 20]);
  });

  it("stops on the very last frame, also where the stride does not meet it", () => {
    const end = { ...STOPPED, frame: 90, rate: 4 };
    const { shown, state } = run(play(end, 0, FILM), 1_000);
    expect(shown.at(-1)).toBe(99);
    expect(state.playing).toBe(false);
    expect(state.frame).toBe(99);
  });

  it("begins anew when it is played from the end", () => {
    expect(play({ ...STOPPED, frame: 99 }, 0, FILM).frame).toBe(0);
  });

  it("goes round a range and never beyond it", () => {
    const round = setLoop({ ...STOPPED, frame: 10 }, [10, 14]);
    const { shown, state } = run(play(round, 0, FILM), 1_000);
    expect(shown.slice(0, 10)).toEqual([11, 12, 13, 14, 10, 11, 12, 13, 14, 10]);
    expect(state.playing).toBe(true);
    expect(ahead(round, FILM, 24)).toEqual([11, 12, 13, 14]);
    expect(ahead({ ...round, frame: 13 }, FILM, 24)).toEqual([14, 10, 11, 12]);
  });

  it("waits for the first pictures before the clock runs, so that none is lost at the start", () => {
    const begun = play(STOPPED, 0, FILM);
    const { shown, state } = run(begun, 3_000, none);
    expect(shown).toEqual([]);
    expect([state.waiting, state.dropped]).toEqual([true, 0]);
    const { shown: after } = run(state, 200, all, 3_000);
    expect(after).toEqual([1, 2, 3, 4, 5]);
  });

  it("leaves a late frame out rather than lag behind, and counts it", () => {
    const { shown, state } = run(play(STOPPED, 0, FILM), 400, (frame) => frame !== 6 && frame !== 7);
    expect(shown).toEqual([1, 2, 3, 4, 5, 8, 9, 10]);
    expect(state.dropped).toBe(2);
  });

  it("stands when nothing comes for a while, shows fewer frames from then on, and goes on where it stood", () => {
    const { state } = run(play(STOPPED, 0, FILM), 200 + STALL_MS + 50, (frame) => frame <= 5);
    expect([state.frame, state.waiting, state.stride]).toEqual([5, true, 2]);
    const { shown } = run(state, 320, all, 60_000);
    expect(shown).toEqual([7, 9, 11, 13]);
  });

  it("a seek while frames are on their way plays on from there, once they are here", () => {
    const { state } = run(play(STOPPED, 0, FILM), 100);
    const there = seek(state, 60, 100, FILM);
    expect([there.frame, there.waiting]).toEqual([60, true]);
    expect(run(there, 1_000, (frame) => frame < 50, 100).shown).toEqual([]);
    expect(run(there, 200, all, 5_000).shown).toEqual([61, 62, 63, 64, 65]);
  });

  it("stays at the frame that was seen when it pauses", () => {
    const { state } = run(play(STOPPED, 0, FILM), 130);
    const paused = pause(state);
    expect(paused.frame).toBe(3);
    expect(tick(paused, 90_000, FILM, all)).toBe(paused);
  });

  it("needs no more frames ready than there are left", () => {
    const near = play({ ...STOPPED, frame: 97 }, 0, FILM);
    expect(ahead(near, FILM, READY_AHEAD)).toEqual([98, 99]);
    expect(run(near, 200, (frame) => frame >= 97).state.frame).toBe(99);
  });
});
