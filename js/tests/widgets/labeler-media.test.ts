import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MediumInfo } from "../../src/protocol.gen.ts";
import labeler from "../../src/widgets/labeler.tsx";
import { FakeKernel, type FakeOptions } from "../fake/kernel.ts";
import { fakeModel } from "../fake/model.ts";
import { oneQuestion } from "../fake/questions.ts";

interface Labeler {
  initialize(props: object): void;
  render(props: object): () => void;
}

const FILM: Partial<MediumInfo> = { kind: "video", n_frames: 120, width: 640, height: 360, fps: 25, duration: 4.8 };
const CT = { kind: "dicom", n_frames: 24, width: 512, height: 512, level: 40, window: 400, low: -1_024, high: 3_071 };
const NO_EXTRA = 'Reading a PDF needs the extra "pdf": pip install "nblabel[pdf]".';

class Mounted {
  readonly el = document.createElement("div");
  readonly kernel: FakeKernel;
  readonly end: () => void;

  constructor(mediumOf: (id: number) => Partial<MediumInfo> | undefined, options: FakeOptions = {}) {
    this.kernel = new FakeKernel({ items: 3, questions: oneQuestion(["cat", "dog"]), mediumOf, ...options });
    const model = fakeModel(this.kernel, { options: {}, project_key: crypto.randomUUID() });
    document.body.append(this.el);
    const { signal } = new AbortController();
    (labeler as unknown as Labeler).initialize({ model });
    this.end = (labeler as unknown as Labeler).render({ model, el: this.el, signal });
  }

  get root(): ShadowRoot {
    return this.el.firstElementChild?.shadowRoot as ShadowRoot;
  }

  find(selector: string): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>(selector)];
  }

  text(selector: string): string {
    return this.find(selector)
      .map((element) => element.textContent?.trim())
      .join("|");
  }

  async until(claim: () => boolean): Promise<void> {
    for (let turn = 0; turn < 300 && !claim(); turn++) await new Promise((next) => setTimeout(next, 5));
    expect(claim()).toBe(true);
  }

  press(key: string, options: KeyboardEventInit = {}): void {
    const target = this.find("[data-home]")[0];
    target?.dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true, ...options }),
    );
  }

  /** Press a key until it has shown this frame's number. */
  async to(frame: number): Promise<void> {
    await this.until(() => this.find(".readout")[0]?.dataset.frame === String(frame));
  }

  get slider(): HTMLElement | undefined {
    return this.find("[role=slider]")[0];
  }
}

let page: Mounted;
beforeEach(() => {
  document.body.replaceChildren();
  vi.stubGlobal("createImageBitmap", async () => ({ width: 640, height: 360, close: () => undefined }));
});
afterEach(() => {
  page.end();
  vi.unstubAllGlobals();
});

describe("a film in the labeler", () => {
  it("S1.22: each key shows its frame, and slider, number and time say so", async () => {
    page = new Mounted(() => FILM);
    await page.to(0);
    const keys: [string, KeyboardEventInit, number][] = [
      [".", {}, 1],
      ["ArrowRight", { shiftKey: true }, 11],
      ["ArrowRight", {}, 12],
      [",", {}, 11],
      ["End", {}, 119],
      ["ArrowLeft", { shiftKey: true }, 109],
      ["ArrowLeft", { ctrlKey: true }, 84],
      ["Home", {}, 0],
    ];
    for (const [key, options, frame] of keys) {
      page.press(key, options);
      await page.to(frame);
      expect(page.find("canvas")[0]?.dataset.frame).toBe(String(frame));
    }
    for (let step = 0; step < 12; step++) page.press(".");
    await page.to(12);
    expect(page.slider?.getAttribute("aria-valuetext")).toBe("frame 12 of 120, 0:00.480");
    expect(page.slider?.getAttribute("aria-valuenow")).toBe("12");
    expect(page.text(".readout")).toBe("frame 12 of 1200:00.480 / 0:04.800");
  });

  it("the keys of items come back where an item has no frames", async () => {
    page = new Mounted((id) => (id === 1 ? FILM : undefined));
    await page.to(0);
    page.press("ArrowRight");
    await page.to(1);
    page.press("n");
    await page.until(() => page.text(".heading b") === "2");
    expect(page.slider).toBeUndefined();
    page.press("ArrowRight");
    await page.until(() => page.text(".heading b") === "3");
  });

  it("g goes to a frame that is typed, as a number or as a time", async () => {
    page = new Mounted(() => FILM);
    await page.to(0);
    for (const [typed, frame] of [
      ["60", 60],
      ["0:01.2", 30],
    ] as const) {
      page.press("g");
      await page.until(() => page.find("[role=dialog] input").length === 1);
      const [field] = page.find("[role=dialog] input") as HTMLInputElement[];
      if (field) field.value = typed;
      field?.dispatchEvent(new Event("input", { bubbles: true }));
      field?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
      await page.to(frame);
    }
  });

  it("S0.25: says what an answer is about, marks it on the timeline, and Esc forgets the range", async () => {
    page = new Mounted(() => FILM);
    await page.to(0);
    page.press("i");
    page.press("ArrowRight", { shiftKey: true });
    await page.to(10);
    page.press("I", { shiftKey: true });
    await page.until(() => page.text(".scope .about") === "Answers are about frames 0 to 10");
    expect(page.find(".scope [aria-checked=true]")[0]?.textContent).toBe("Range");
    await page.until(() => {
      page.press("2", { code: "Digit2" });
      return page.kernel.operations.length === 1;
    });
    await page.until(() => page.find(".track .mark").length === 1);
    expect(page.kernel.items.labels(1).answers).toEqual([{ question: 1, options: [12], frames: [0, 10] }]);
    expect(page.text(".chips .chip span")).toBe("dog");
    expect(page.text(".given .where")).toBe("0–10");
    page.press("Escape");
    await page.until(() => page.find(".scope [aria-checked=true]")[0]?.textContent === "Whole item");
  });

  it("lists its keys on the keyboard card, each once", async () => {
    page = new Mounted(() => FILM);
    await page.to(0);
    page.press("?");
    await page.until(() => page.find(".keys li").length > 20);
    const titles = page.find(".keys li span:first-child").map((line) => line.textContent);
    for (const title of ["Play or pause", "Ten frames on", "Go to frame…", "The range begins at this frame"]) {
      expect(titles.filter((known) => known === title)).toEqual([title]);
    }
  });

  it("tells why one frame cannot be shown, and goes on", async () => {
    page = new Mounted(() => FILM, { brokenFrame: (_, frame) => (frame === 1 ? "No keyframe before it." : "") });
    await page.to(0);
    page.press(".");
    await page.until(() => page.text(".broken p").startsWith("No keyframe before it."));
    expect(page.find(".readout")[0]?.dataset.frame).toBe("1");
    page.press(".");
    await page.to(2);
    expect(page.find(".broken")).toEqual([]);
  });
});

describe("other kinds in the labeler", () => {
  it("pages are turned, counted from one, and not played", async () => {
    page = new Mounted(() => ({ kind: "pdf", n_frames: 9, width: 600, height: 800 }));
    await page.to(0);
    expect(page.text(".readout")).toBe("page 1 of 9");
    expect(page.find(".transport [aria-label^=Play]")).toEqual([]);
    page.press("End");
    await page.until(() => page.text(".readout") === "page 9 of 9");
    expect(page.slider?.getAttribute("aria-label")).toBe("Page");
  });

  it("level and width of slices are chosen, by name or by hand", async () => {
    page = new Mounted(() => ({ ...CT, windows: [{ name: "lung", level: -600, width: 1_500 }] }));
    await page.until(() => page.find(".tuning .slider").length === 2);
    const preset = page.find(".preset select")[0] as HTMLSelectElement;
    preset.value = "0";
    preset.dispatchEvent(new Event("change", { bubbles: true }));
    await page.until(() => page.text(".tuning output") === "-600|1500");
    const windows = () => page.kernel.heard.map(({ args }) => (args as { window?: number[] }).window);
    await page.until(() => windows().some((window) => window?.join() === "-600,1500"));
    const level = page.find(".slider input")[0] as HTMLInputElement;
    level.value = "-500";
    level.dispatchEvent(new Event("input", { bubbles: true }));
    await page.until(() => page.text(".tuning output") === "-500|1500");
    expect(preset.selectedOptions[0]?.textContent).toBe("by hand");
  });

  it("a missing extra is told with the line that installs it", async () => {
    page = new Mounted(() => ({ kind: "pdf", problem: NO_EXTRA }));
    await page.until(() => page.find(".broken").length === 1);
    expect(page.text(".install code")).toBe('%pip install "nblabel[pdf]"');
    expect(page.slider).toBeUndefined();
    await page.until(() => {
      page.press("1", { code: "Digit1" });
      return page.kernel.operations.length === 1;
    });
  });

  it("a plain picture has none of all that", async () => {
    page = new Mounted(() => undefined);
    await page.until(() => page.text(".heading .title") === "picture_0001.jpg");
    expect(page.find(".timeline, .tuning, .scope, canvas")).toEqual([]);
    expect(page.kernel.heard.map(({ op }) => op)).not.toContain("medium");
  });
});
