import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import queue from "../../src/widgets/queue.tsx";
import { FakeKernel, type FakeOptions } from "../fake/kernel.ts";
import { fakeModel } from "../fake/model.ts";
import { oneQuestion } from "../fake/questions.ts";
import type { FakeTask } from "../fake/queue.ts";

interface Widget {
  initialize(props: object): void;
  render(props: object): () => void;
}

// A broken picture is on screen at once: nothing has to be painted, which this page cannot do.
const UNPAINTED: FakeOptions = {
  items: 12,
  problemOf: () => "No file at this place.",
  questions: oneQuestion(["cat", "dog"]),
};
const BATCH: FakeTask = { id: 1, name: "batch 4", ids: [1, 2, 3, 4], due: "2020-01-01", priority: 2 };
const NIGHT: FakeTask = { id: 2, name: "street night", ids: [5, 6, 7] };
const HOSTILE = '<img src=x onerror="alert(1)">\u202e"quoted"';

class Mounted {
  readonly el = document.createElement("div");
  readonly kernel: FakeKernel;
  readonly end: () => void;

  constructor(
    tasks: FakeTask[] = [BATCH, NIGHT],
    traits: object = {},
    prepare: (kernel: FakeKernel) => void = () => {},
  ) {
    this.kernel = new FakeKernel(UNPAINTED);
    this.kernel.queue.tasks = tasks;
    prepare(this.kernel);
    const model = fakeModel(this.kernel, { options: {}, project_key: crypto.randomUUID(), ...traits });
    document.body.append(this.el);
    (queue as unknown as Widget).initialize({ model });
    this.end = (queue as unknown as Widget).render({ model, el: this.el, signal: new AbortController().signal });
  }

  get root(): ShadowRoot {
    return this.el.firstElementChild?.shadowRoot as ShadowRoot;
  }

  find(selector: string): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>(selector)];
  }

  text(selector: string): string {
    return this.find(selector)
      .map((element) => element.textContent)
      .join("|");
  }

  async until(claim: () => boolean): Promise<void> {
    for (let turn = 0; turn < 600 && !claim(); turn++) await new Promise((next) => setTimeout(next, 5));
    expect(claim()).toBe(true);
  }

  async untilText(selector: string, wanted: string): Promise<void> {
    await this.until(() => this.text(selector).includes(wanted));
  }

  press(key: string, target: Element | undefined = this.find("[data-home]")[0] ?? this.find(".nbl")[0]): void {
    const code = /^\d$/.test(key) ? `Digit${key}` : key;
    target?.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, composed: true, cancelable: true }));
  }

  /** Press again and again until something has come of it: a picture must have stood a while first. */
  async pressUntil(key: string, claim: () => boolean): Promise<void> {
    await this.until(() => {
      if (!claim()) this.press(key);
      return claim();
    });
  }

  type(text: string): void {
    const field = this.find("input[type=text], .composer input")[0] as HTMLInputElement;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  status(id: number): string {
    return this.kernel.items.labels(id).status;
  }
}

function review(kernel: FakeKernel, ...ids: number[]): void {
  for (const id of ids) {
    const answers = [{ question: 1, options: [11], by: "ben" }];
    kernel.items.set(id, { answers, status: "review", tags: [] });
  }
}

let page: Mounted;
beforeEach(() => {
  document.body.replaceChildren();
  localStorage.clear();
});
afterEach(() => page.end());

describe("the queue", () => {
  it("lists what is open with what is left, its date and its reason, and how the team stands", async () => {
    page = new Mounted([BATCH, NIGHT], {}, (kernel) => {
      kernel.items.set(5, { answers: [], status: "annotate", tags: [], facts: { reason: "box too loose" } });
      review(kernel, 6);
    });
    await page.until(() => page.find(".entry").length > 0);
    expect(page.text(".task .name")).toBe("street night|street night|batch 4priority 2|street night|All of pets");
    expect(page.text(".stages .count b")).toBe("1|10|1|86");
    expect(page.text(".task .note")).toContain("box too loose");
    expect(page.text(".facts .late")).toContain("late");
    expect(page.text(".team dd")).toBe("11|1|0");
    expect(page.find(".team [role=img]")[0]?.getAttribute("aria-label")).toContain("11 annotate, 1 review");
  });

  it("Enter starts at the first open item, Esc returns to the same place", async () => {
    page = new Mounted();
    await page.until(() => page.find(".entry").length > 0);
    page.press("ArrowDown");
    await page.untilText(".entry.chosen .name", "street night");
    page.find(".entry.chosen .task")[0]?.click();
    await page.untilText(".heading .title", "picture_0005.jpg");
    expect(page.text(".brand")).toBe("street night3 left, 0 done");
    page.press("Escape");
    await page.untilText(".entry.chosen .name", "street night");
    expect(page.find(".heading")).toEqual([]);
  });

  it("the key after an arrow acts on the entry that the arrow went to", async () => {
    page = new Mounted();
    await page.until(() => page.find(".entry").length > 0);
    page.press("ArrowDown");
    (page.root.activeElement as HTMLElement).click(); // what Enter does on a button
    await page.untilText(".heading .title", "picture_0005.jpg");
  });

  it("a task is done by keys alone: a class, s, and the next one", async () => {
    page = new Mounted();
    await page.until(() => page.find(".entry").length > 0);
    page.press("Enter", page.find(".nbl")[0]);
    for (const id of [1, 2, 3, 4]) {
      await page.untilText(".heading .title", `picture_000${id}.jpg`);
      await page.pressUntil("2", () => page.kernel.items.labels(id).answers.length === 1);
      await page.pressUntil("s", () => page.status(id) === "review");
    }
    await page.untilText(".empty h2", "All done: 4 submitted");
    await page.untilText(".empty .btn.main", "street night");
    page.press("Enter");
    await page.untilText(".heading .title", "picture_0005.jpg");
  });

  it("the keys and the palette are those of what is on screen", async () => {
    page = new Mounted();
    await page.until(() => page.find(".entry").length > 0);
    const commands = async () => {
      page.press(":");
      await page.until(() => page.find(".found .find").length > 0);
      const found = page.text(".found .label");
      page.press("Escape", page.find(".finder input")[0]);
      await page.until(() => page.find(".found").length === 0);
      return found;
    };
    expect(await commands()).not.toContain("Submit");
    page.press("Enter", page.find(".nbl")[0]);
    await page.untilText(".heading .title", "picture_0001.jpg");
    const found = await commands();
    expect(found).toContain("Submit");
    expect(found).toContain("Back to the queue");
    expect(found).not.toContain("First task");
  });

  it("a page loaded again leads back to the item it was left at", async () => {
    page = new Mounted([BATCH, NIGHT], { current: 6 });
    await page.until(() => page.find(".entry").length > 0);
    page.press("ArrowDown");
    await page.untilText(".entry.chosen .name", "street night");
    page.find(".entry.chosen .task")[0]?.click();
    await page.untilText(".heading .title", "picture_0006.jpg");
    page.press("Escape");
    await page.until(() => page.find(".entry").length > 0);
    page.find(".entry.chosen .task")[0]?.click();
    await page.untilText(".heading .title", "picture_0005.jpg");
  });

  it("only an admin sees how items are given out", async () => {
    page = new Mounted();
    await page.until(() => page.find("[role=radiogroup]").length === 1);
    page.end();
    page = new Mounted([BATCH], {}, (kernel) => {
      kernel.role = "annotator";
    });
    await page.untilText(".panel", "shared out");
    expect(page.find("[role=radiogroup], [data-assign]")).toEqual([]);
  });

  it("the same share to all leaves out who administers, and of a review is for reviewers", async () => {
    page = new Mounted([BATCH], {}, (kernel) => {
      kernel.queue.people = ["ada", "ben", "cleo", "rea", "rob"];
      kernel.queue.annotators = ["ben", "cleo"];
      kernel.queue.reviewers = ["rea", "rob"];
      kernel.items.set(1, { answers: [], status: "review", tags: [] });
    });
    const share = async (label: string) => {
      await page.until(() => page.find("[data-assign] button").length === 1);
      page.find("[data-assign] button")[0]?.click();
      await page.until(() => page.find("[role=menuitem]").some((item) => item.textContent?.includes(label)));
      page
        .find("[role=menuitem]")
        .find((item) => item.textContent?.includes(label))
        ?.click();
    };
    const whose = () => [1, 2, 3, 4].map((id) => page.kernel.items.row(id).assignee ?? "");
    await page.until(() => page.find(".entry").length > 0);
    await share("What is in review, the same share to all 2 reviewers");
    await page.until(() => whose()[0] === "rea");
    expect(whose()).toEqual(["rea", "", "", ""]);
    await page.until(() => page.find(".entry").length > 1);
    page.find(".entry .task")[1]?.focus();
    await page.untilText(".entry.chosen", "Start");
    await share("The same share to all 2 annotators");
    await page.until(() => whose()[1] === "ben");
    expect(whose()).toEqual(["rea", "ben", "ben", "cleo"]);
  });

  it("says that there is nothing to do, and what was done", async () => {
    page = new Mounted([], {}, (kernel) => {
      for (let id = 1; id <= 12; id++) kernel.items.set(id, { answers: [], status: "complete", tags: [] });
    });
    await page.untilText(".empty h2", "All 12 done");
    expect(page.text(".empty")).toContain("You did 86 today");
  });

  it("shows names and reasons as text, whatever they hold", async () => {
    page = new Mounted([{ ...NIGHT, name: HOSTILE, description: HOSTILE }], {}, (kernel) => {
      kernel.items.set(5, { answers: [], status: "annotate", tags: [], facts: { reason: HOSTILE } });
    });
    await page.until(() => page.find(".entry").length > 0);
    expect(page.text(".entry.chosen .name b")).toBe(HOSTILE);
    expect(page.find("img")).toEqual([]);
  });

  it("reminds of a break after fifty minutes, until one does not want it any more", async () => {
    const start = Date.now();
    let later = 0;
    vi.spyOn(Date, "now").mockImplementation(() => start + later + performance.now());
    page = new Mounted();
    await page.until(() => page.find(".entry").length > 0);
    page.press("Enter", page.find(".nbl")[0]);
    await page.untilText(".heading .title", "picture_0001.jpg");
    for (let minute = 4; minute <= 52; minute += 4) {
      later = minute * 60_000;
      const before = page.kernel.operations.length;
      await page.pressUntil(minute % 8 ? "1" : "2", () => page.kernel.operations.length > before);
      await page.until(
        () => page.find(".status button")[0]?.textContent?.trim() === `${page.kernel.operations.length}`,
      );
    }
    await page.untilText(".banner.rest", "Fifty minutes");
    page.find(".banner.rest .btn")[1]?.click();
    await page.until(() => page.find(".banner.rest").length === 0);
    expect(localStorage.getItem("nblabel/queue/breaks")).toBe("0");
  }, 20_000);

  it("leaves nothing behind", async () => {
    page = new Mounted();
    await page.until(() => page.find(".entry").length > 0);
    page.end();
    expect(page.el.childElementCount).toBe(0);
  });
});

describe("the review screen", () => {
  const open = async (traits: object = {}) => {
    page = new Mounted([BATCH], traits, (kernel) => review(kernel, 1, 2, 3));
    await page.until(() => page.find(".entry").length > 0);
    page.press("Enter", page.find(".nbl")[0]);
    await page.untilText(".heading .title", "picture_0001.jpg");
  };

  it("a approves, x returns for a reason that must be given, Enter fixes: each goes on to the next", async () => {
    await open();
    await page.pressUntil("a", () => page.status(1) === "complete");
    await page.untilText(".heading .title", "picture_0002.jpg");
    page.press("x");
    await page.until(() => page.find("[role=dialog] input").length === 1);
    const field = page.find("[role=dialog] input")[0];
    page.press("Enter", field);
    expect(page.status(2)).toBe("review");
    page.type("too loose");
    await page.untilText(".found .find", "too loose");
    page.press("Enter", field);
    await page.until(() => page.status(2) === "annotate");
    await page.untilText(".heading .title", "picture_0003.jpg");
    page.press("2");
    await page.pressUntil("Enter", () => page.text(".verdict").includes("fixing"));
    expect(page.kernel.items.labels(3).answers).toMatchObject([{ options: [11] }]);
    await page.pressUntil("2", () => page.kernel.items.labels(3).answers[0]?.options?.[0] === 12);
    await page.pressUntil("Enter", () => page.status(3) === "complete");
    await page.untilText(".empty h2", "All done: 3 reviewed");
  });

  it("a reason given before is found by its letters, before one that is new", async () => {
    await open();
    page.press("x");
    await page.until(() => page.find("[role=dialog] input").length === 1);
    page.type("box too loose on the left");
    await page.untilText(".found .find", "box too loose");
    page.press("Enter", page.find("[role=dialog] input")[0]);
    await page.untilText(".heading .title", "picture_0002.jpg");
    await page.until(() => {
      page.press("x");
      return page.find("[role=dialog] input").length === 1;
    });
    page.type("loo");
    await page.until(() => page.text(".found .find").startsWith("box too loose on the left"));
    page.press("Enter", page.find("[role=dialog] input")[0]);
    await page.until(() => page.kernel.items.row(2).reason === "box too loose on the left");
  });

  it("says who labelled, and in a blind review does not", async () => {
    await open();
    await page.untilText(".given", "ben");
    page.end();
    await open({ options: { blind: true } });
    await page.untilText(".given", "cat");
    expect(page.root.textContent).not.toContain("ben");
  });

  it("u takes the verdict back", async () => {
    await open();
    await page.pressUntil("a", () => page.status(1) === "complete");
    page.press("u");
    await page.until(() => page.status(1) === "review");
    await page.untilText(".heading .title", "picture_0001.jpg");
  });
});

describe("comments in the labeler", () => {
  it("f flags with a note, which stands in the list with its author", async () => {
    page = new Mounted();
    await page.until(() => page.find(".entry").length > 0);
    page.press("Enter", page.find(".nbl")[0]);
    await page.untilText(".heading .title", "picture_0001.jpg");
    page.press("f");
    await page.until(() => page.find(".composer input").length === 1);
    page.type("The label is upside down");
    page.find(".composer")[0]?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await page.untilText(".said", "The label is upside down");
    await page.untilText(".said .by", "Flagada");
    page.find(".said .link")[1]?.click();
    await page.until(() => page.find(".said li").length === 0);
    expect(page.kernel.items.row(1).comments).toBe(0);
  });

  it("Esc forgets a comment that was begun, before it leaves the task", async () => {
    page = new Mounted();
    await page.until(() => page.find(".entry").length > 0);
    page.press("Enter", page.find(".nbl")[0]);
    await page.untilText(".heading .title", "picture_0001.jpg");
    page.press("f");
    await page.until(() => page.find(".composer input").length === 1);
    page.press("Escape", page.find(".composer input")[0]);
    await page.until(() => page.find(".composer").length === 0);
    expect(page.find(".heading")).toHaveLength(1);
    page.press("Escape");
    await page.until(() => page.find(".entry").length > 0);
  });
});
