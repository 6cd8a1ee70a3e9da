import { afterEach, beforeEach, describe, expect, it } from "vitest";
import labeler from "../../src/widgets/labeler.tsx";
import { FakeKernel, type FakeOptions } from "../fake/kernel.ts";
import { fakeModel } from "../fake/model.ts";
import { oneQuestion, petQuestions } from "../fake/questions.ts";

interface Labeler {
  initialize(props: object): void;
  render(props: object): () => void;
}

// A broken picture is on screen at once: nothing has to be painted, which this page cannot do.
const UNPAINTED: FakeOptions = {
  items: 20,
  problemOf: () => "No file at this place.",
  questions: oneQuestion(["cat", "dog"]),
};
const HOSTILE = '<img src=x onerror="alert(1)">\u202e"quoted"';

class Mounted {
  readonly el = document.createElement("div");
  readonly kernel: FakeKernel;
  readonly end: () => void;

  constructor(traits: object = {}, kernel: FakeOptions = UNPAINTED) {
    this.kernel = new FakeKernel(kernel);
    const model = fakeModel(this.kernel, { options: {}, project_key: crypto.randomUUID(), ...traits });
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
      .map((element) => element.textContent)
      .join("|");
  }

  async until(claim: () => boolean): Promise<void> {
    for (let turn = 0; turn < 200 && !claim(); turn++) await new Promise((next) => setTimeout(next, 5));
    expect(claim()).toBe(true);
  }

  press(key: string, code = ""): void {
    const home = this.find("[data-home]")[0];
    home?.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, composed: true, cancelable: true }));
  }
}

let page: Mounted;
beforeEach(() => {
  document.body.replaceChildren();
});
afterEach(() => page.end());

describe("the labeler", () => {
  it("S1.4, S1.5, S1.6: a key makes the label, in the list with its author and as a chip that can be removed", async () => {
    page = new Mounted();
    await page.until(() => page.find(".broken").length === 1);
    await page.until(() => {
      page.press("2", "Digit2");
      return page.kernel.operations.length === 1;
    });
    await page.until(() => page.text(".given") === "Classdogada");
    expect(page.text(".chips .chip")).toBe("dog");
    page.find(".chip .x")[0]?.click();
    await page.until(() => page.find(".chips .chip").length === 0);
    await page.until(() => page.kernel.items.labels(1).answers.length === 0);
  });

  it("S2.16: the minimal layout has no side panels in the document", async () => {
    page = new Mounted({ options: { layout: "minimal" } });
    await page.until(() => page.find(".option").length === 2);
    expect(page.find(".panel, .strip")).toEqual([]);
    page.end();
    page = new Mounted();
    await page.until(() => page.find(".option").length === 2);
    expect(page.find(".panel")).toHaveLength(1);
  });

  it("S1.8: auto complete is only offered with auto next", async () => {
    page = new Mounted();
    await page.until(() => page.find(".settings input").length === 1);
    page.find(".settings input")[0]?.click();
    await page.until(() => page.find(".settings input").length === 2);
  });

  it("puts all keys behind one attribute on its shadow host, and lets none through", async () => {
    page = new Mounted();
    await page.until(() => page.find("[data-home]").length === 1);
    expect(page.el.firstElementChild?.hasAttribute("data-lm-suppress-shortcuts")).toBe(true);
    const leaked: string[] = [];
    const listen = (event: Event) => leaked.push((event as KeyboardEvent).key);
    document.addEventListener("keydown", listen);
    for (const key of ["d", "0", "i", "Enter", "Tab", "F5"]) page.press(key);
    document.removeEventListener("keydown", listen);
    expect(leaked).toEqual(["Tab", "F5"]);
  });

  it("S2.10: says which sub-answer went with the answer above it, with a way back", async () => {
    page = new Mounted({}, { ...UNPAINTED, questions: petQuestions() });
    await page.until(() => page.find(".broken").length === 1);
    const given = () => page.kernel.items.labels(1).answers.map(({ options = [] }) => options[0]);
    const choose = async (name: string) => {
      await page.until(() => {
        const option = page.find(".option").find((button) => button.querySelector(".name")?.textContent === name);
        if (option?.getAttribute("aria-pressed") === "false") option.click();
        return option?.getAttribute("aria-pressed") === "true";
      });
    };
    for (const name of ["dog", "pug", "cat"]) await choose(name);
    await page.until(() => page.text(".toast .said") === "Breed = pug was removed with dog");
    await page.until(() => given().join() === "11");
    page.find(".toast .btn")[0]?.click();
    await page.until(() => given().join() === "12,52");
    expect(page.find(".toast")).toEqual([]);
  });

  it("a page loaded again shows the item it was left at, not the first without a label", async () => {
    page = new Mounted({ current: 7 }, { ...UNPAINTED, start: 2 });
    await page.until(() => page.text(".heading .title") === "picture_0007.jpg");
    page.end();
    page = new Mounted({ current: 0 }, { ...UNPAINTED, start: 2 });
    await page.until(() => page.text(".heading .title") === "picture_0003.jpg");
    page.end();
    page = new Mounted({ current: 99 }, { ...UNPAINTED, start: 2 });
    await page.until(() => page.text(".heading .title") === "picture_0003.jpg");
  });

  it("shows names as text, whatever they hold", async () => {
    page = new Mounted(
      {},
      { ...UNPAINTED, titleOf: () => HOSTILE, questions: oneQuestion([HOSTILE]), problemOf: () => HOSTILE },
    );
    await page.until(() => page.find(".option").length === 1 && page.find(".broken").length === 1);
    expect(page.text(".option .name")).toBe(HOSTILE);
    expect(page.text(".heading .title")).toBe(HOSTILE);
    expect(page.find("img")).toEqual([]);
  });

  it("shows the poster where the notebook has no kernel", async () => {
    page = new Mounted({ poster: { title: "pets", count: 1_000, labelled: 420 } });
    page.el.classList.add("jupyter-widgets-disconnected");
    await page.until(
      () => page.text(".banner").includes("disconnected") || page.text(".empty").includes("420 of 1,000"),
    );
  });

  it("leaves nothing behind", async () => {
    page = new Mounted();
    await page.until(() => page.find(".option").length === 2);
    page.end();
    expect(page.el.childElementCount).toBe(0);
  });
});
