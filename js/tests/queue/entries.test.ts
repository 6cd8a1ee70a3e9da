import { describe, expect, it } from "vitest";
import type { Queue, TaskInfo } from "../../src/protocol.gen.ts";
import { dueText, entriesOf, openTo, partsOf, timeLeft } from "../../src/queue/entries.ts";

const NOW = new Date(2026, 10, 22, 17, 0);

function task(id: number, more: Partial<TaskInfo> = {}): TaskInfo {
  const counts = { items: 10, done: 0, annotate: 0, review: 0, returned: 0, unassigned: 0 };
  return { id, name: `task ${id}`, allocation: "distribution", statuses: [], ...counts, ...more };
}

function queue(tasks: TaskInfo[], more: Partial<Queue> = {}): Queue {
  const sum = (stage: "annotate" | "review" | "returned") => tasks.reduce((total, one) => total + one[stage], 0);
  const counts = { annotate: sum("annotate"), review: sum("review"), returned: sum("returned") };
  return { person: "ada", tasks, ...counts, done_today: 0, team: {}, per_min: 4, people: [], ...more };
}

const keys = (given: Queue) => entriesOf(given, "All").map(({ key }) => key);

describe("what the queue lists", () => {
  it("names a task once for each stage at which something of it is open, what was returned first", () => {
    const given = queue([task(1, { annotate: 5, review: 2, returned: 1 }), task(2, { annotate: 3 })]);
    expect(keys(given)).toEqual(["1/returned", "1/review", "1/annotate", "2/annotate"]);
  });

  it("puts the more important first, then what is due sooner, then the older", () => {
    const tasks = [
      task(1, { annotate: 1 }),
      task(2, { annotate: 1, due: "2026-11-30" }),
      task(3, { annotate: 1, due: "2026-11-24" }),
      task(4, { annotate: 1, priority: 1 }),
    ];
    expect(keys(queue(tasks))).toEqual(["4/annotate", "3/annotate", "2/annotate", "1/annotate"]);
  });

  it("lists all of the project last where more is open than the tasks hold", () => {
    expect(keys(queue([task(1, { annotate: 5 })], { annotate: 8, review: 3 }))).toEqual([
      "0/review",
      "1/annotate",
      "0/annotate",
    ]);
    expect(keys(queue([task(1, { annotate: 5 })]))).toEqual(["1/annotate"]);
  });

  it("S0.11: offers an annotator no review, and counts what is open in tasks", () => {
    const given = queue([task(1, { annotate: 5, review: 2 })], { annotate: 0 });
    expect(keys(openTo(given, "annotator"))).toEqual(["1/annotate"]);
    expect(openTo(given, "annotator")).toMatchObject({ annotate: 5, review: 0 });
    expect(keys(openTo(given, "reviewer"))).toEqual(["1/review", "1/annotate"]);
  });

  it("says how long it takes at one's pace, and nothing where that is not known", () => {
    expect(timeLeft(143, 4)).toBe("about 36 min");
    expect(timeLeft(600, 4)).toBe("about 2.5 h");
    expect(timeLeft(143, 0)).toBe("");
  });

  it("says when a task is due, and how late it is", () => {
    expect(dueText("2026-11-22", NOW)).toEqual({ text: "due today", isLate: false });
    expect(dueText("2026-11-23", NOW)?.text).toBe("due tomorrow");
    expect(dueText("2026-11-27", NOW)?.text).toBe("due Friday");
    expect(dueText("2026-12-04", NOW)?.text).toBe("due Dec 4");
    expect(dueText("2026-11-21", NOW)).toEqual({ text: "1 day late", isLate: true });
    expect(dueText("2020-01-31", NOW)).toEqual({ text: "late since Jan 31, 2020", isLate: true });
    expect(dueText("", NOW)).toBe(null);
    expect(dueText("soon", NOW)).toBe(null);
  });

  it("splits a task into what is done, in review, returned and open, leaving out what is not there", () => {
    const parts = partsOf(task(1, { done: 4, returned: 1, annotate: 5 }));
    expect(parts.map(({ name, count }) => `${count} ${name}`)).toEqual(["4 done", "1 returned", "5 to annotate"]);
  });
});
