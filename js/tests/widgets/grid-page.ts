import { expect, vi } from "vitest";
import grid from "../../src/widgets/grid.tsx";
import { FakeKernel } from "../fake/kernel.ts";
import { fakeModel } from "../fake/model.ts";

let views: (() => void)[] = [];

/** A page of 600 by 400 px, as this environment lays nothing out by itself. */
export function pageOpens(): void {
  localStorage.clear();
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
}

export function pageCloses(): void {
  for (const unmount of views) unmount();
  views = [];
  document.body.replaceChildren();
}

/** A grid in the page, its first tiles drawn. */
export async function mounted(kernel = new FakeKernel({ items: 5_000 }), traits: Record<string, unknown> = {}) {
  const el = document.body.appendChild(document.createElement("div"));
  const model = fakeModel(kernel, traits);
  grid.initialize({ model });
  views.push(grid.render({ model, el }));
  const root = el.firstElementChild?.shadowRoot;
  if (!root) throw new Error("there is no shadow root");
  const find = <E extends Element>(selector: string) => root.querySelector<E & HTMLElement>(selector);
  const scroller = () => find<HTMLElement>(".scroller");
  await vi.waitFor(() => expect(root.querySelectorAll(".tile .chips").length).toBeGreaterThan(3));
  await vi.waitFor(() => expect(find(".tile[aria-label*='picture_']")).not.toBeNull());
  scroller()?.focus();
  const press = (key: string, init: KeyboardEventInit = {}, target: Element | null = scroller()) => {
    const code = /^\d$/.test(key) ? `Digit${key}` : key;
    const event = new KeyboardEvent("keydown", { key, code, bubbles: true, composed: true, cancelable: true, ...init });
    target?.dispatchEvent(event);
    return event;
  };
  const heard = (op: string) => kernel.heard.filter((request) => request.op === op).map(({ args }) => args as unknown);
  const unmount = () => views.pop()?.();
  return { kernel, model, root, find, scroller, press, heard, el, unmount };
}
