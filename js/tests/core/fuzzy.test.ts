import { describe, expect, it } from "vitest";
import { rank } from "../../src/core/fuzzy.ts";

const labels = ["ripe", "unripe", "half ripe", "rotten", "Überreif", "grand pré"].map((words) => ({
  id: words,
  words,
}));
const found = (typed: string, recent: string[] = []) =>
  rank(typed, labels, recent).map(({ candidate }) => candidate.words);

describe("finding by typing", () => {
  it("puts the whole word first, then starts of words, then the rest", () => {
    expect(found("ripe")).toEqual(["ripe", "half ripe", "unripe"]);
  });

  it("takes letters in order with others between", () => {
    expect(found("hr")[0]).toBe("half ripe");
    expect(found("rtn")).toEqual(["rotten"]);
    expect(found("xyz")).toEqual([]);
  });

  it("needs neither capitals nor accents", () => {
    expect(found("uberreif")).toEqual(["Überreif"]);
    expect(found("GRAND PRE")).toEqual(["grand pré"]);
  });

  it("with nothing typed shows the recent first and then the rest in their order", () => {
    expect(found("", ["rotten", "unripe"])).toEqual(["rotten", "unripe", "ripe", "half ripe", "Überreif", "grand pré"]);
  });

  it("finds a match that the greedy way at word starts would miss", () => {
    const [only] = rank("abc", [{ id: "1", words: "abxc b" }]);
    expect(only?.places).toEqual([0, 1, 3]);
  });

  it("marks the typed letters", () => {
    expect(rank("rip", labels)[0]?.places).toEqual([0, 1, 2]);
  });
});
