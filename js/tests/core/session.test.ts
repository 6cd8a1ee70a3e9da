import { describe, expect, it } from "vitest";
import { BUSY_AFTER_MS, RESEND_AFTER_MS } from "../../src/core/requests.ts";
import { OUTBOX_LIMIT, RETRY_EVERY_MS, Session } from "../../src/core/session.ts";
import type { Storage } from "../../src/core/types.ts";
import { counter, FakeClock, memoryStorage, settled } from "../fake/clock.ts";
import { FakeKernel } from "../fake/kernel.ts";

const CAT = [{ question: 1, options: [11] }];
const DOG = [{ question: 1, options: [12] }];

/** One page of a notebook: everything that dies with a reload, except its storage. */
class Page {
  readonly clock = new FakeClock();
  readonly session: Session;

  constructor(
    readonly kernel: FakeKernel,
    letter = "a",
    readonly storage: Storage = memoryStorage(),
  ) {
    const wire = kernel.wire();
    this.session = new Session({ wire, storage, clock: this.clock, newId: counter(letter), projectKey: "pets" });
  }

  label(id: number, answers = CAT) {
    const args = { target: { ids: [id] }, question: 1, answers, override: true };
    const change = this.session.write("classify", args);
    change.catch(() => undefined);
    return change;
  }
}

function writes(kernel: FakeKernel): string[] {
  return kernel.heard.filter(({ op }) => op === "classify").map(({ args }) => (args as { op_id: string }).op_id);
}

function answersOf(kernel: FakeKernel, id: number) {
  return kernel.items.labels(id).answers;
}

describe("a session", () => {
  it("says hello, and is idle once it is answered", async () => {
    const page = new Page(new FakeKernel());
    expect(page.session.link.value).toBe("connecting");
    await settled();
    expect(page.session.link.value).toBe("idle");
    expect(page.session.hello.value?.project.name).toBe("pets");
  });

  it("S1.4: a label is stored, and counted as waiting until it is", async () => {
    const page = new Page(new FakeKernel());
    await settled();
    const change = page.label(7);
    expect(page.session.waiting.value).toBe(1);
    expect(page.session.savedAt.value).toBeNull();
    expect((await change).counts.applied).toBe(1);
    expect(page.session.waiting.value).toBe(0);
    expect(page.session.savedAt.value).not.toBeNull();
    expect(answersOf(page.kernel, 7)).toEqual(CAT);
  });

  it("sends writes one at a time, in the order they were made", async () => {
    const page = new Page(new FakeKernel());
    await settled();
    page.kernel.busy = true;
    page.label(1);
    page.label(1, DOG);
    page.label(2);
    await settled();
    expect(writes(page.kernel)).toHaveLength(1);
    page.kernel.release();
    await settled();
    expect(writes(page.kernel)).toHaveLength(3);
    expect(answersOf(page.kernel, 1)).toEqual(DOG);
    expect(page.kernel.operations.map(({ text }) => text)).toEqual([
      "Set cat on 1 item",
      "Set dog on 1 item",
      "Set cat on 1 item",
    ]);
  });

  it("is busy after two seconds without an answer, and labels go on", async () => {
    const page = new Page(new FakeKernel());
    await settled();
    page.kernel.busy = true;
    page.label(1);
    expect(page.session.link.value).toBe("waiting");
    await page.clock.pass(BUSY_AFTER_MS);
    expect(page.session.link.value).toBe("busy");
    page.label(2);
    expect(page.session.waiting.value).toBe(2);
    page.kernel.release();
    await settled();
    expect(page.session.link.value).toBe("idle");
    expect(page.kernel.operations).toHaveLength(2);
  });

  it("asks again with the same ids when an answer was lost, and the change is made once", async () => {
    const page = new Page(new FakeKernel());
    await settled();
    page.kernel.mute = true;
    const change = page.label(3);
    await settled();
    page.kernel.mute = false;
    await page.clock.pass(RESEND_AFTER_MS);
    expect((await change).repeated).toBe(true);
    const [first, second] = page.kernel.heard.filter(({ op }) => op === "classify");
    expect(second).toEqual(first);
    expect(page.kernel.operations).toHaveLength(1);
  });

  it("a refusal rejects with the kernel's sentence and is not tried again", async () => {
    const page = new Page(new FakeKernel());
    await settled();
    page.kernel.refuseNext = { code: "not_allowed", message: "Complete: only an admin may change this." };
    const refused: string[] = [];
    page.session.on("refused", ({ error }) => refused.push(error.message));
    await expect(page.label(3)).rejects.toMatchObject({ code: "not_allowed" });
    expect(refused).toEqual(["Complete: only an admin may change this."]);
    expect(page.session.waiting.value).toBe(0);
    await page.clock.pass(RESEND_AFTER_MS * 2);
    expect(answersOf(page.kernel, 3)).toEqual([]);
  });

  it("keeps changes while the kernel is gone and sends them when it is back", async () => {
    const page = new Page(new FakeKernel());
    await settled();
    page.kernel.gone = true;
    page.label(1);
    expect(page.session.link.value).toBe("gone");
    page.label(2);
    await expect(page.session.request("ping", {})).rejects.toMatchObject({ code: "gone" });
    expect(page.session.waiting.value).toBe(2);
    page.kernel.gone = false;
    await page.clock.pass(RETRY_EVERY_MS);
    expect(page.session.link.value).toBe("idle");
    expect(page.kernel.operations).toHaveLength(2);
    expect(page.session.waiting.value).toBe(0);
  });

  it("takes no more than 200 changes while the kernel is gone", async () => {
    const page = new Page(new FakeKernel({ items: 300 }));
    await settled();
    page.kernel.gone = true;
    for (let id = 1; id <= OUTBOX_LIMIT; id++) page.label(id);
    await expect(page.label(OUTBOX_LIMIT + 1)).rejects.toMatchObject({ code: "full" });
    expect(page.session.waiting.value).toBe(OUTBOX_LIMIT);
  });

  it("replays after a reload what was not answered, and doubles nothing", async () => {
    const kernel = new FakeKernel();
    const before = new Page(kernel, "a");
    await settled();
    before.label(1);
    await settled();
    kernel.mute = true;
    before.label(2);
    before.label(3);
    await settled();
    expect(kernel.operations).toHaveLength(2);
    before.session.dispose();
    kernel.mute = false;
    const after = new Page(kernel, "b", before.storage);
    expect(after.session.waiting.value).toBe(2);
    await settled();
    expect(after.session.waiting.value).toBe(0);
    expect(kernel.operations).toHaveLength(3);
    expect(answersOf(kernel, 3)).toEqual(CAT);
  });

  it("a widget of a restarted kernel takes over what a dead one left; the dead one lets go", async () => {
    const dead = new FakeKernel();
    const old = new Page(dead, "a");
    await settled();
    dead.gone = true;
    const left = old.label(5);
    old.label(6);
    const restarted = new FakeKernel();
    const fresh = new Page(restarted, "b", old.storage);
    await settled();
    expect(answersOf(restarted, 5)).toEqual(CAT);
    expect(answersOf(restarted, 6)).toEqual(CAT);
    expect(fresh.session.waiting.value).toBe(0);
    await old.clock.pass(RETRY_EVERY_MS);
    await expect(left).rejects.toMatchObject({ code: "settled" });
    expect(old.session.waiting.value).toBe(0);
  });

  it("leaves the changes of other projects alone", async () => {
    const kernel = new FakeKernel();
    const storage = memoryStorage();
    const page = new Page(kernel, "a", storage);
    await settled();
    kernel.gone = true;
    page.label(1);
    const clock = new FakeClock();
    const other = new FakeKernel();
    new Session({ wire: other.wire(), storage, clock, newId: counter("b"), projectKey: "cars" });
    await settled();
    expect(other.operations).toHaveLength(0);
    expect(page.session.waiting.value).toBe(1);
  });

  it("two live widgets that share entries make each change once", async () => {
    const kernel = new FakeKernel();
    const storage = memoryStorage();
    const grid = new Page(kernel, "a", storage);
    await settled();
    kernel.busy = true;
    grid.label(1);
    grid.label(1, DOG);
    const labeler = new Page(kernel, "b", storage);
    kernel.release();
    await settled();
    expect(kernel.operations).toHaveLength(2);
    expect(answersOf(kernel, 1)).toEqual(DOG);
    expect([grid, labeler].map((page) => page.session.waiting.value)).toEqual([0, 0]);
  });

  it("survives damaged storage", async () => {
    const storage = memoryStorage();
    storage.save("nblabel/outbox/pets", '[{"id": 3}, {"id":"x","op":"drop","args":{}}, nonsense');
    const page = new Page(new FakeKernel(), "a", storage);
    expect(page.session.waiting.value).toBe(0);
    await settled();
    expect((await page.label(1)).counts.applied).toBe(1);
  });

  it("has no kernel where the host says so before the first answer", () => {
    const kernel = new FakeKernel();
    kernel.busy = true;
    const page = new Page(kernel);
    page.session.lost();
    expect(page.session.link.value).toBe("none");
  });

  it("is outdated when the kernel speaks another protocol, and sends no writes", async () => {
    const page = new Page(new FakeKernel({ protocol: "000000000000" }));
    await settled();
    expect(page.session.link.value).toBe("outdated");
    page.label(1);
    await settled();
    expect(page.kernel.operations).toHaveLength(0);
    expect(page.session.waiting.value).toBe(1);
  });

  it("says hello again when Python shows something else", async () => {
    const page = new Page(new FakeKernel());
    await settled();
    const resets: number[] = [];
    page.session.on("reset", ({ gen }) => resets.push(gen));
    page.kernel.announce("query_changed", { gen: 2 });
    await settled();
    expect(resets).toEqual([1]);
  });

  it("keeps the newest undo state whatever order answers and events come in", async () => {
    const page = new Page(new FakeKernel());
    await settled();
    await page.label(1);
    await page.label(2);
    page.kernel.announce("changed", { op: 0, revision: 1, rows: [], undo: { n_undo: 1 }, text: "" });
    expect(page.session.undo.value.n_undo).toBe(2);
  });

  it("prints waiting changes as Python", async () => {
    const page = new Page(new FakeKernel());
    await settled();
    page.kernel.gone = true;
    page.label(4);
    page.label(5, [
      { question: 1, options: [12] },
      { question: 5, options: [52] },
    ]);
    page.session.write("set_status", { target: { ids: [4] }, status: "complete" }).catch(() => undefined);
    const target = { gen: 1, all: true, ranges: [[0, 1] as [number, number], [7, 7] as [number, number]] };
    page.session.write("tag", { target, tag: "night" }).catch(() => undefined);
    expect(page.session.pendingAsPython().split("\n")).toEqual([
      'project.filter(F.id.is_in([4])).classify("Animal", "cat", override=True)',
      'project.filter(F.id.is_in([5])).classify("Animal", {"Animal": "dog", "Breed": "pug"}, override=True)',
      'project.filter(F.id.is_in([4])).set_status("complete")',
      "view.filter(~F.id.is_in([ident for first, last in [[0, 1], [7, 7]] " +
        'for ident in view.ids()[first:last + 1].tolist()])).tag("night")',
    ]);
  });

  it("ignores answers and events that make no sense", async () => {
    const page = new Page(new FakeKernel());
    await settled();
    for (const message of [null, 3, "x", {}, { rid: 4, ok: true }, { rid: "zz", ok: true }]) {
      page.kernel.say(message);
    }
    expect((await page.label(1)).counts.applied).toBe(1);
  });
});
