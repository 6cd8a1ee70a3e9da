import { beforeEach, describe, expect, it } from "vitest";
import { CommentStore, type Draft } from "../../src/labeler/comments.ts";
import { settled } from "../fake/clock.ts";
import { QueueDesk } from "../queue/desk.ts";

const HERE: Draft = { text: "Is this one or two?", at: { x: 0.25, y: 0.5 }, frame: null };

describe("comments on a picture", () => {
  let desk: QueueDesk;
  let comments: CommentStore;
  beforeEach(async () => {
    desk = new QueueDesk([{ id: 1, name: "batch 4", ids: [1, 2, 3] }]);
    comments = new CommentStore(desk.labeler.session, desk.labeler);
    await desk.open("annotate", 1);
  });

  const said = () => comments.said.value.map(({ text, isPending }) => (isPending ? `${text} …` : text));
  const add = (draft: Partial<Draft> = {}) => {
    const row = desk.labeler.current.peek();
    if (!row) throw new Error("there is no item");
    return comments.add(row, { ...HERE, ...draft });
  };

  it("is drawn as not saved until the kernel has it, with its point and its author", async () => {
    desk.kernel.busy = true;
    void add();
    expect(said()).toEqual(["Is this one or two? …"]);
    expect(comments.said.value[0]).toMatchObject({ by: "ada", x: 0.25, y: 0.5, isPending: true });
    desk.kernel.release();
    await settled();
    expect(said()).toEqual(["Is this one or two?"]);
    expect(desk.labeler.current.value?.comments).toBe(1);
  });

  it("one that is refused is taken back, and why is told", async () => {
    desk.kernel.refuseNext = { code: "not_allowed", message: "Complete: only an admin may change this." };
    expect(await add()).toBe(false);
    expect(said()).toEqual([]);
    expect(desk.refusals).toHaveLength(1);
  });

  it("nothing but blanks is no comment", async () => {
    expect(await add({ text: "  \n" })).toBe(false);
    expect(desk.heard("comment")).toEqual([]);
  });

  it("answers stand below what they answer, and do not count as open", async () => {
    await add();
    const first = comments.said.value[0]?.comment ?? 0;
    await add({ text: "Two.", at: null, replyTo: first });
    expect(said()).toEqual(["Is this one or two?"]);
    expect(comments.said.value[0]?.answers.map(({ text }) => text)).toEqual(["Two."]);
    expect(comments.open.value).toBe(1);
  });

  it("is marked as dealt with and back; undo takes either back in its turn", async () => {
    await add();
    const row = desk.labeler.current.peek();
    const first = comments.said.value[0]?.comment ?? 0;
    if (row) await comments.resolve(row, first, true);
    expect(comments.open.value).toBe(0);
    await desk.labeler.undo();
    await settled();
    expect(comments.open.value).toBe(1);
    await desk.labeler.undo();
    await settled();
    expect(said()).toEqual([]);
  });

  it("a comment on a frame names that frame, and comes back with it", async () => {
    await add({ frame: 3, text: "Blurred here", at: null });
    expect(desk.heard("comment")).toMatchObject([{ id: 4 * 2 ** 32 + 1 }]);
    expect(comments.said.value).toMatchObject([{ frame: 3, text: "Blurred here" }]);
  });

  it("only points have a number, in the order they were set", async () => {
    await add({ at: null, text: "In general" });
    await add();
    await add({ text: "And here" });
    expect(comments.said.value.map((comment) => comments.numberOf(comment))).toEqual([0, 1, 2]);
  });

  it("another item shows its own; what others say meanwhile comes by itself", async () => {
    await add();
    desk.labeler.next();
    await desk.look();
    await desk.clock.pass(1_000);
    expect(said()).toEqual([]);
    const other = { comment: 70, id: 2, text: "Cut off", by: "ben", at: "2026-11-22T14:00:00Z" };
    desk.kernel.items.set(2, { ...desk.kernel.items.labels(2), comments: [other] });
    const rows = [desk.kernel.items.row(2)];
    desk.kernel.announce("changed", { op: 9, revision: 9, rows, undo: {}, text: "Commented" });
    await settled();
    expect(said()).toEqual(["Cut off"]);
    desk.labeler.previous();
    await desk.clock.pass(1_000);
    expect(said()).toEqual(["Is this one or two?"]);
  });
});
