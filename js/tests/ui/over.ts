import type { ComponentChild } from "preact";
import { render } from "preact";
import { Session } from "../../src/core/session.ts";
import { View } from "../../src/ui/mount.tsx";
import { Shell } from "../../src/ui/shell.ts";
import { counter, FakeClock, memoryStorage } from "../fake/clock.ts";
import { FakeKernel } from "../fake/kernel.ts";

/** A view in the page with a shell and nothing in it yet. */
export class Over {
  readonly kernel = new FakeKernel();
  readonly shell: Shell;
  readonly view: View;
  readonly #end = new AbortController();

  constructor() {
    const el = document.body.appendChild(document.createElement("div"));
    this.view = new View(el, { css: [], theme: "light", height: 400, signal: this.#end.signal });
    const clock = new FakeClock();
    const wire = this.kernel.wire();
    const session = new Session({ wire, storage: memoryStorage(), clock, newId: counter("o"), projectKey: "pets" });
    this.shell = new Shell(this.view, session, "test");
  }

  show(tree: ComponentChild): void {
    this.view.render(tree);
  }

  find(selector: string): HTMLElement | null {
    return this.view.surface.querySelector<HTMLElement>(selector);
  }

  all(selector: string): HTMLElement[] {
    return [...this.view.surface.querySelectorAll<HTMLElement>(selector)];
  }

  /** Press a key where the focus is. */
  press(key: string, init: KeyboardEventInit = {}): KeyboardEvent {
    const code = /^\d$/.test(key) ? `Digit${key}` : key;
    const event = new KeyboardEvent("keydown", { key, code, bubbles: true, composed: true, cancelable: true, ...init });
    (this.view.focused ?? this.view.surface).dispatchEvent(event);
    return event;
  }

  type(text: string): void {
    const field = this.find("input") as HTMLInputElement | null;
    if (!field) throw new Error("there is no field");
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  close(): void {
    render(null, this.view.surface);
    this.#end.abort();
    document.body.replaceChildren();
  }
}
