import { expect, vi } from "vitest";
import explorer from "../../src/widgets/explorer.tsx";
import { ExplorerKernel } from "../fake/explorer.ts";
import { fakeModel } from "../fake/model.ts";

let views: (() => void)[] = [];

/** This environment lays nothing out by itself: a page of 1200 by 600 px in which everything is in view. */
export function pageOpens(): void {
  localStorage.clear();
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.stubGlobal("IntersectionObserver", undefined);
}

export function pageCloses(): void {
  for (const unmount of views) unmount();
  views = [];
  document.body.replaceChildren();
  vi.unstubAllGlobals();
}

/** An explorer in the page, its first tiles drawn. */
export async function mounted(kernel = new ExplorerKernel(), traits: Record<string, unknown> = {}) {
  const el = document.body.appendChild(document.createElement("div"));
  const model = fakeModel(kernel as never, traits);
  explorer.initialize({ model });
  views.push(explorer.render({ model, el }));
  const root = el.firstElementChild?.shadowRoot;
  if (!root) throw new Error("there is no shadow root");
  const find = <E extends Element>(selector: string) => root.querySelector<E & HTMLElement>(selector);
  const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)];
  const focused = () => root.activeElement as HTMLElement | null;
  const press = (
    key: string,
    init: KeyboardEventInit = {},
    target: Element | null = focused() ?? find(".scroller"),
  ) => {
    const code = /^\d$/.test(key) ? `Digit${key}` : key;
    const event = new KeyboardEvent("keydown", { key, code, bubbles: true, composed: true, cancelable: true, ...init });
    target?.dispatchEvent(event);
    return event;
  };
  const type = (field: HTMLElement | null, text: string) => {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement))
      throw new Error("there is no field");
    field.focus();
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  const choose = (field: HTMLElement | null, value: string) => {
    if (!(field instanceof HTMLSelectElement)) throw new Error("there is no list");
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const heard = (op: string) => kernel.heard.filter((request) => request.op === op).map(({ args }) => args as unknown);
  const bucket = (label: string) => all(".bucket").find((found) => found.querySelector(".name")?.textContent === label);
  const chips = () => all(".filter > span").map((chip) => chip.textContent);
  /** Wait until a query was asked `count` times and answered. */
  const asked = async (count: number) => {
    await vi.waitFor(() => expect(heard("query")).toHaveLength(count));
    await vi.waitFor(() => expect(find(".scroller")?.getAttribute("aria-busy")).toBe("false"));
    return (heard("query").at(-1) as { query: object }).query;
  };
  const unmount = () => views.pop()?.();
  return { kernel, model, root, el, find, all, focused, press, type, choose, heard, bucket, chips, asked, unmount };
}

/** The same, with the counts of the open facets there. */
export async function counted(kernel?: ExplorerKernel) {
  const page = await mounted(kernel);
  await vi.waitFor(() => expect(page.find(".tile[aria-label*='picture_']")).not.toBeNull());
  await vi.waitFor(() => expect(page.bucket("annotate")).toBeDefined(), 4_000);
  for (const name of ["meta:site", "width"]) page.find(`[data-section='${name}'] [aria-expanded=false]`)?.click();
  await vi.waitFor(() => expect(page.bucket("north")).toBeDefined(), 4_000);
  await vi.waitFor(() => expect(page.find(".plot")).not.toBeNull());
  return page;
}
