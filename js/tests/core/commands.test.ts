import { describe, expect, it } from "vitest";
import { type Command, CommandSet } from "../../src/core/commands.ts";
import { type KeyPress, keyLabel, keyNames } from "../../src/core/keys.ts";

function press(key: string, code: string, held = ""): KeyPress {
  const has = (name: string) => held.includes(name);
  return { key, code, ctrl: has("ctrl"), shift: has("shift"), alt: has("alt"), meta: has("meta") };
}

function command(id: string, keys: string[], more: Partial<Command> = {}): Command {
  return { id, title: id, keys, run: () => undefined, ...more };
}

describe("key names", () => {
  it.each([
    ["a US 1", press("1", "Digit1"), "1"],
    ["a French 1, which types &", press("&", "Digit1"), "1"],
    ["a French 6, which types -", press("-", "Digit6"), "6"],
    ["the number pad", press("4", "Numpad4"), "4"],
    ["the number pad without its lock", press("ArrowLeft", "Numpad4"), "ArrowLeft"],
    ["a letter by what it types, not where it lies", press("z", "KeyY"), "z"],
    ["a capital letter", press("U", "KeyU", "shift"), "Shift+u"],
    ["a letter with caps lock", press("U", "KeyU"), "u"],
    ["a sign with shift", press("?", "Slash", "shift"), "?"],
    ["a German slash on Shift+7", press("/", "Digit7", "shift"), "/"],
    ["a bracket through AltGr", press("[", "Digit8", "ctrl alt"), "["],
    ["Ctrl+K", press("k", "KeyK", "ctrl"), "Ctrl+k"],
    ["Cmd+K", press("k", "KeyK", "meta"), "Ctrl+k"],
    ["the space bar", press(" ", "Space"), "Space"],
    ["Shift+arrow", press("ArrowDown", "ArrowDown", "shift"), "Shift+ArrowDown"],
  ])("%s", (_, pressed, name) => expect(keyNames(pressed)[0]).toBe(name));

  it("Shift+1 is itself where nothing is bound to the sign it types", () => {
    expect(keyNames(press("!", "Digit1", "shift"))).toEqual(["!", "Shift+1"]);
  });

  it("are shown as on the keyboard", () => {
    expect(["Ctrl+k", "Shift+u", "ArrowLeft", "+", "Ctrl+Shift+z"].map((key) => keyLabel(key))).toEqual([
      "Ctrl+K",
      "Shift+U",
      "←",
      "+",
      "Ctrl+Shift+Z",
    ]);
    expect(keyLabel("Ctrl+k", true)).toBe("⌘K");
  });
});

describe("a set of commands", () => {
  it("refuses two commands on one key in one scope, and takes them in two", () => {
    const commands = new CommandSet();
    commands.register([command("undo", ["u"])]);
    expect(() => commands.register([command("up", ["u"])])).toThrow('"up" and "undo" both want the key u');
    commands.register([command("up", ["u"])], "timeline");
    const pressed = press("u", "KeyU");
    expect(commands.lookup(pressed)?.id).toBe("undo");
    expect(commands.lookup(pressed, ["timeline", "everywhere"])?.id).toBe("up");
  });

  it("passes over a command that may not run now", () => {
    const commands = new CommandSet();
    let may = false;
    let runs = 0;
    const count = () => {
      runs++;
    };
    commands.register([command("redo", ["Shift+u"], { when: () => may, run: count })]);
    expect(commands.lookup(press("U", "KeyU", "shift"))).toBeUndefined();
    expect(commands.run("redo")).toBe(false);
    may = true;
    expect(commands.run("redo")).toBe(true);
    expect([runs, commands.recent]).toEqual([1, ["redo"]]);
  });

  it("tells a command whose key is pressed why it may not run, the innermost that has something to say", () => {
    const commands = new CommandSet();
    const said: string[] = [];
    const say = (why: string) => void said.push(why);
    let why = "it is pulled";
    commands.register([command("accept", ["a"], { when: () => false, why: () => why, say })]);
    commands.register([command("align", ["a"], { when: () => false })], "tiles");
    const pressed = press("a", "KeyA");
    expect(commands.lookup(pressed, ["tiles", "everywhere"])).toBeUndefined();
    expect(commands.refuse(pressed, ["tiles", "everywhere"])).toBe(true);
    why = "";
    expect(commands.refuse(pressed, ["tiles", "everywhere"])).toBe(false);
    expect(commands.refuse(press("b", "KeyB"))).toBe(false);
    expect(said).toEqual(["it is pulled"]);
  });

  it("forgets commands whose widget part is gone", () => {
    const commands = new CommandSet();
    const remove = commands.register([command("pick", ["/"])]);
    remove();
    expect(commands.list()).toEqual([]);
    commands.register([command("search", ["/"])]);
    expect(commands.lookup(press("/", "Slash"))?.id).toBe("search");
  });
});
