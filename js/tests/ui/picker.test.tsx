import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Ontology } from "../../src/core/ontology.ts";
import { type Choice, Picker } from "../../src/ui/picker.tsx";
import { petQuestions } from "../fake/questions.ts";
import { Over } from "./over.ts";

let over: Over;
let picked: [string, boolean, Choice["path"]][];
let closed: number;

beforeEach(() => {
  over = new Over();
  picked = [];
  closed = 0;
});
afterEach(() => over.close());

function open(recent: readonly string[] = []): void {
  over.show(
    <Picker
      shell={over.shell}
      ontology={new Ontology(petQuestions())}
      recent={recent}
      title="Find a label"
      onPick={({ option, path }, stay) => picked.push([option.name, stay, path])}
      onClose={() => {
        closed++;
        over.show(null);
      }}
    />,
  );
}

const words = () => over.all("[role=option] .label").map((label) => label.textContent);

describe("the label picker", () => {
  it("has the focus in its field, and every option under it", () => {
    open();
    expect(over.view.focused?.getAttribute("role")).toBe("combobox");
    expect(words()).toHaveLength(7);
  });

  it("finds by a few letters; Enter applies and closes, with the answers above it", async () => {
    open();
    over.type("pug");
    await vi.waitFor(() => expect(words()[0]).toBe("pug · Animal: dog, Breed"));
    over.press("Enter");
    expect(picked).toEqual([["pug", false, [{ question: 1, option: 12 }]]]);
    expect(closed).toBe(1);
  });

  it("Enter takes what was typed, also where it comes before the list is drawn again", () => {
    open(["22"]);
    over.type("pug");
    over.press("Enter");
    expect(picked.map(([name]) => name)).toEqual(["pug"]);
  });

  it("Shift+Enter applies and stays, ready for the next", async () => {
    open();
    over.type("blur");
    await vi.waitFor(() => expect(words()).toHaveLength(1));
    over.press("Enter", { shiftKey: true });
    expect(picked).toEqual([["blurry", true, []]]);
    expect(closed).toBe(0);
    await vi.waitFor(() => expect(words()).toHaveLength(7));
  });

  it("offers what was used lately first, and arrows choose among the rest", async () => {
    open(["22", "13"]);
    expect(words().slice(0, 2)).toEqual(["dark · Flags", "neither · Animal"]);
    over.press("ArrowDown");
    await vi.waitFor(() => expect(over.find("[aria-selected=true]")?.textContent).toContain("neither"));
    over.press("Enter");
    expect(picked[0]?.[0]).toBe("neither");
  });

  it("Enter on nothing does nothing, and Esc closes", async () => {
    open();
    over.type("zzz");
    await vi.waitFor(() => expect(words()).toEqual([]));
    over.press("Enter");
    expect(picked).toEqual([]);
    over.press("Escape");
    expect(closed).toBe(1);
  });

  it("keys typed into it label nothing behind it", () => {
    const run = vi.fn();
    over.shell.commands.register([{ id: "answer", title: "Answer", keys: ["1"], run }]);
    open();
    over.press("1");
    expect(run).not.toHaveBeenCalled();
  });
});
