import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Change } from "../../src/core/types.ts";
import { ToastStack } from "../../src/ui/toast.tsx";
import { Over } from "./over.ts";

let over: Over;

beforeEach(() => {
  over = new Over();
  over.show(<ToastStack shell={over.shell} />);
});
afterEach(() => over.close());

function change(op: number, kind: string, text: string): Change {
  return { op, kind, text, revision: op, counts: {}, rows: [], undo: {}, code: "" };
}

const inFull = () => over.all(".toast:not(.behind) .said").map((said) => said.textContent);

test("only the newest message stands there in full, so that at most one row of pictures is covered", async () => {
  over.shell.done(change(1, "classify", "Set ripe on 420 items"));
  over.shell.done(change(2, "set_status", "Set status review on 3 items"));
  over.shell.done(change(3, "paint", "Painted ripe on 5 items"));
  await vi.waitFor(() => expect(over.all(".toast")).toHaveLength(3));
  expect(inFull()).toEqual(["Painted ripe on 5 items"]);
  expect(over.all(".toast.behind")).toHaveLength(2);
});

test("older changes fold into a button that opens the history", async () => {
  for (let op = 1; op <= 5; op++) over.shell.done(change(op, "classify", `Set ripe on ${op} items`));
  await vi.waitFor(() => expect(over.find(".folded")?.textContent).toBe("4 more changes"));
  over.find(".folded")?.click();
  expect(over.shell.overlay.value).toBe("history");
});

test("S2.10: what went with a change is said with it, aloud too, and can be undone", async () => {
  over.shell.done(change(1, "classify", "Set cat on 2 items"), "Breed = pug was removed with dog on 1 of 2 items");
  const text = "Set cat on 2 items. Breed = pug was removed with dog on 1 of 2 items";
  await vi.waitFor(() => expect(inFull()).toEqual([text]));
  expect(over.find("[role=status]")?.textContent).toBe(`${text}. Press u to undo.`);
  const undo = vi.spyOn(over.shell, "undo").mockResolvedValue(null);
  over.find(".toast .btn")?.click();
  expect(undo).toHaveBeenCalledWith(1);
  await vi.waitFor(() => expect(over.all(".toast")).toEqual([]));
});
