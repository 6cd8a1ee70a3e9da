import { beforeEach, describe, expect, it } from "vitest";
import { PAGE_ROWS, RowStore } from "../../src/core/rows.ts";
import { Session } from "../../src/core/session.ts";
import type { Row } from "../../src/protocol.gen.ts";
import { counter, FakeClock, memoryStorage, settled } from "../fake/clock.ts";
import { FakeKernel } from "../fake/kernel.ts";

const CAT = [{ question: 1, options: [11] }];
const DOG = [{ question: 1, options: [12] }];
const answered = (answers: Row["answers"]) => (row: Row) => ({ ...row, answers: answers ?? [] });

let kernel: FakeKernel;
let session: Session;
let rows: RowStore;

beforeEach(async () => {
  kernel = new FakeKernel({ items: 1_000 });
  const clock = new FakeClock();
  session = new Session({ wire: kernel.wire(), storage: memoryStorage(), clock, newId: counter("a"), projectKey: "p" });
  rows = new RowStore(session);
  await settled();
});

function asked(): number[] {
  return kernel.heard
    .filter(({ op }) => op === "rows")
    .map(({ args }) => (args as { first: number }).first / PAGE_ROWS);
}

describe("the rows of a ranking", () => {
  it("come a page at a time, and one ahead in the direction of motion", async () => {
    rows.want(0, 70, 1);
    await settled();
    expect(asked()).toEqual([0, 1, 2]);
    expect([rows.get(0)?.id, rows.get(70)?.id, rows.get(999)]).toEqual([1, 71, undefined]);
  });

  it("never more than two requests at once, and the newest wish wins", async () => {
    kernel.busy = true;
    rows.want(0, 200);
    rows.want(900, 910);
    await settled();
    expect(asked()).toEqual([0, 1]);
    kernel.release();
    await settled();
    expect(asked()).toEqual([0, 1, 15]);
  });

  it("stop at the last item", async () => {
    rows.want(990, 5_000, 1);
    await settled();
    expect(asked()).toEqual([16]);
    expect(rows.get(999)?.id).toBe(1_000);
  });

  it("show a change at once, marked as unsaved until it is answered", async () => {
    rows.want(0, 10);
    await settled();
    const drawn = rows.optimistic([3], answered(CAT));
    expect([rows.byId(3)?.answers, rows.isUnsaved(3), rows.isUnsaved(4)]).toEqual([CAT, true, false]);
    drawn.commit();
    expect([rows.byId(3)?.answers, rows.isUnsaved(3)]).toEqual([CAT, false]);
  });

  it("take a refused change back, with the reason, until the next one", async () => {
    rows.want(0, 10);
    await settled();
    rows.optimistic([3], answered(CAT)).rollback("Complete: only an admin may change this.");
    expect([rows.byId(3)?.answers, rows.refusal(3)]).toEqual([[], "Complete: only an admin may change this."]);
    rows.optimistic([3], answered(DOG));
    expect(rows.refusal(3)).toBeUndefined();
  });

  it("keep later changes of an item when an earlier one is answered or refused", async () => {
    rows.want(0, 10);
    await settled();
    const first = rows.optimistic([3], answered(CAT));
    const second = rows.optimistic([3], (row) => ({ ...row, status: "complete" }));
    first.rollback("no");
    expect([rows.byId(3)?.answers, rows.byId(3)?.status]).toEqual([[], "complete"]);
    second.commit();
    expect([rows.byId(3)?.status, rows.isUnsaved(3)]).toEqual(["complete", false]);
  });

  it("follow what other widgets and cells change", async () => {
    rows.want(0, 10);
    await settled();
    const version = rows.version.value;
    kernel.announce("changed", {
      op: 1,
      revision: 1,
      rows: [{ ...kernel.items.row(2), answers: DOG, pos: -1 }],
      undo: {},
      text: "",
    });
    expect([rows.byId(2)?.answers, rows.byId(2)?.pos]).toEqual([DOG, 1]);
    expect(rows.version.value).toBeGreaterThan(version);
  });

  it("of an item stay as they are when what was read before comes after them", async () => {
    rows.want(0, 10);
    await settled();
    const row = { ...kernel.items.row(3), pos: 2 };
    const drawn = rows.optimistic([3], answered(CAT));
    drawn.commit([{ ...row, answers: CAT, as_of: 12 }]);
    kernel.announce("facts", { rows: [{ ...row, as_of: 10, width: 640 }] });
    expect(rows.byId(3)?.answers).toEqual(CAT);
    kernel.announce("facts", { rows: [{ ...row, answers: CAT, as_of: 12, width: 640 }] });
    expect(rows.byId(3)?.width).toBe(640);
  });

  it("of another kernel count anew", async () => {
    rows.want(0, 10);
    await settled();
    rows.apply([{ ...kernel.items.row(3), pos: 2, as_of: 900 }]);
    session.lost();
    session.retry();
    await settled();
    rows.apply([{ ...kernel.items.row(3), pos: 2, as_of: 4, answers: DOG }]);
    expect(rows.byId(3)?.answers).toEqual(DOG);
  });

  it("are those of the new ranking after another query", async () => {
    rows.want(0, 10);
    await settled();
    const args = { query: { search: "picture_05" }, gen: 1, selection: {} };
    const { result } = await session.request("query", args);
    rows.reset(result.gen, result.count);
    expect([rows.count.value, rows.get(0)]).toEqual([100, undefined]);
    await settled();
    expect(rows.get(0)?.title).toBe("picture_0500.jpg");
  });

  it("of a ranking that the kernel has made anew are never mixed with those of the old one", async () => {
    await session.request("query", { query: { search: "picture_05" }, gen: 1, selection: {} });
    rows.want(0, 10);
    await settled();
    expect([rows.gen.value, rows.count.value, rows.get(0)?.title]).toEqual([2, 100, "picture_0500.jpg"]);
  });

  it("are asked for again after the connection came back", async () => {
    kernel.mute = true;
    rows.want(0, 10);
    await settled();
    session.lost();
    kernel.mute = false;
    session.retry();
    await settled();
    expect(rows.get(5)?.id).toBe(6);
  });

  it("are forgotten from the far end, so that memory stays flat", async () => {
    kernel = new FakeKernel({ items: 40_000 });
    const clock = new FakeClock();
    const other = new Session({
      wire: kernel.wire(),
      storage: memoryStorage(),
      clock,
      newId: counter("b"),
      projectKey: "q",
    });
    const many = new RowStore(other);
    await settled();
    for (let first = 0; first < 40_000; first += 600) {
      many.want(first, first + 599);
      for (let turn = 0; turn < 8; turn++) await settled();
    }
    expect(many.get(39_999)?.id).toBe(40_000);
    expect(many.get(0)).toBeUndefined();
    expect(many.byId(1)).toBeUndefined();
  });
});
