// A project at work: tasks of each kind, items at each stage, some returned, some talked about.
import type { FakeKernel } from "../tests/fake/kernel.ts";

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
const LOOSE = "box too loose on the left";

/** With mode `nothing` there is nothing to do, with `pulled` everything is with somebody else. */
export function furnish(kernel: FakeKernel, mode: string | null): void {
  const { items, queue } = kernel;
  const isNothing = mode === "nothing";
  for (const id of range(1, items.count)) {
    const answers =
      id > 160 && id < 400 ? [{ question: 1, options: [id % 3 ? 11 : 13], by: id % 2 ? "ben" : "cleo" }] : [];
    const status = isNothing || id >= 220 ? "complete" : id > 180 ? "review" : "annotate";
    const facts = {
      ...(id > 170 && id <= 174 ? { reason: id === 174 ? "too dark to tell, say so" : LOOSE } : {}),
      ...(id > 185 && id < 189 ? { is_changed: true } : {}),
      ...(id % 4 ? { assignee: id % 2 ? "ada" : "ben" } : {}),
    };
    items.set(id, { answers: id >= 400 ? [] : answers, status, tags: [], facts });
  }
  const said = { is_flag: false, reply_to: 0, at: new Date(Date.now() - 900_000).toISOString() };
  const comments = [
    { ...said, comment: 901, id: 181, text: "Is this one creature or two?", by: "ben", x: 0.32, y: 0.41 },
    { ...said, comment: 902, id: 181, text: "Two: look at the ears.", by: "cleo", reply_to: 901 },
    { ...said, comment: 903, id: 181, text: "Compare with the one before.", by: "ben", is_flag: true },
    { ...said, comment: 904, id: 181, text: "Cut off here", by: "cleo", x: 0.85, y: 0.7 },
  ];
  items.set(181, { ...items.labels(181), comments, facts: { comments: 4 } });
  if (isNothing) return;
  const friday = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  const late = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
  queue.tasks = [
    { id: 1, name: "fruit batch 4", ids: range(1, 143), due: friday, priority: 2 },
    { id: 2, name: "street night", ids: range(150, 230), due: late, description: "Night shots of the harbour road." },
    {
      id: 3,
      name: "hard cases",
      ids: range(60, 110),
      allocation: "pulling",
      held: ["ben"],
      statuses: [
        { name: "accepted", done: true },
        { name: "needs an expert", done: false },
        { name: "unusable", done: true },
      ],
    },
  ];
  if (mode === "pulled") for (const id of range(60, 110)) queue.held.set(id, "ben");
}
