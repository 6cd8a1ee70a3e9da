import { describe, expect, it } from "vitest";
import { cut, linked } from "../../src/boot/protocol.ts";

describe("the boot", () => {
  it("cuts the files out of a view that does not start at the buffer's first byte", () => {
    const bytes = new TextEncoder().encode("xxxone();zwei(äö)");
    const view = new DataView(bytes.buffer, 3);
    const files = [
      { name: "one.js", offset: 0, length: 6 },
      { name: "zwei.js", offset: 6, length: 10 },
    ];
    expect(cut({ files }, view)).toEqual([
      ["one.js", "one();"],
      ["zwei.js", "zwei(äö)"],
    ]);
  });

  it("says which file came without bytes", () => {
    expect(() => cut({ files: [{ name: "one.js", offset: 0, length: 6 }] }, undefined)).toThrow("one.js");
  });

  it("points the imports of known parts at where they were put, and touches nothing else", () => {
    const places = new Map([["shared-A1.js", "blob:http://x/1"]]);
    const source = `import{a as b}from"./shared-A1.js";import './other.js';const s="./shared-A1.jsx";`;
    expect(linked(source, places)).toBe(
      `import{a as b}from"blob:http://x/1";import './other.js';const s="./shared-A1.jsx";`,
    );
  });
});
