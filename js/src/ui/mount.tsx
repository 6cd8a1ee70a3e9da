import { type ComponentChild, render } from "preact";
import { type CommandSet, EVERYWHERE } from "../core/commands.ts";
import { isMac } from "./browser.ts";
import { drawPanels } from "./drawing.ts";
import { followTheme, type Theme } from "./theme.ts";

export interface MountOptions {
  /** Style sheets as text, in order. */
  readonly css: readonly string[];
  readonly theme: Theme;
  readonly height: number;
  readonly signal: AbortSignal;
}

/** One view of a widget: a shadow root of its own, in which all keys belong to the widget. */
export class View {
  readonly host: HTMLElement;
  readonly root: ShadowRoot;
  readonly surface: HTMLElement;
  readonly signal: AbortSignal;
  readonly #escapes: (() => boolean)[] = [];
  #commands: CommandSet | null = null;
  #scopes: () => readonly string[] = () => [EVERYWHERE];
  #leaving = false;
  #last: Element | null = null;

  constructor(el: HTMLElement, options: MountOptions) {
    const document = el.ownerDocument;
    this.signal = options.signal;
    this.host = document.createElement("div");
    this.host.className = "nblabel";
    // JupyterLab and Notebook 7 look for this on the element that seems to have the focus: the shadow host.
    this.host.dataset.lmSuppressShortcuts = "true";
    this.root = this.host.attachShadow({ mode: "open" });
    this.surface = document.createElement("div");
    this.surface.className = "nbl";
    this.surface.tabIndex = -1;
    this.surface.style.height = `${options.height}px`;
    addStyles(this.root, options.css);
    this.root.append(this.surface);
    el.replaceChildren(this.host);
    followTheme(this.surface, options.theme, options.signal);
    this.root.addEventListener("keydown", (event) => this.#keydown(event as KeyboardEvent), { signal: options.signal });
    this.#holdFocus();
    options.signal.addEventListener("abort", () => this.#unmount());
  }

  render(tree: ComponentChild): void {
    render(tree, this.surface);
  }

  /** Let the keys run these commands; `scopes` says which of them are in force, the innermost first. */
  bind(commands: CommandSet, scopes?: () => readonly string[]): void {
    this.#commands = commands;
    if (scopes) this.#scopes = scopes;
  }

  /** Something that Esc takes back; `undo` says whether there was anything. The latest is asked first. */
  onEscape(undo: () => boolean): () => void {
    this.#escapes.push(undo);
    return () => {
      const at = this.#escapes.indexOf(undo);
      if (at >= 0) this.#escapes.splice(at, 1);
    };
  }

  /** Put the focus into the widget, where keys work without a field or button being chosen. */
  focus(): void {
    drawPanels(); // what takes the focus may have just been opened, or closed
    const home = this.surface.querySelector<HTMLElement>("[data-home]");
    const isSeen = home?.checkVisibility?.() ?? true;
    (isSeen ? (home ?? this.surface) : this.surface).focus({ preventScroll: true });
  }

  /** The part of the widget that has the focus. */
  get focused(): HTMLElement | null {
    return this.root.activeElement instanceof HTMLElement ? this.root.activeElement : null;
  }

  /** A button that goes away with the focus would give the next keys to the notebook: the widget takes it back. */
  #holdFocus(): void {
    const { signal } = this;
    const look = () => requestAnimationFrame(() => this.#isFocusLost() && this.#takeFocus());
    this.root.addEventListener("focusin", (event) => this.#remember(event.target), { signal });
    for (const type of ["focusout", "click", "keyup"]) this.root.addEventListener(type, look, { signal });
  }

  #takeFocus(): void {
    drawPanels();
    const sheet = this.surface.querySelector<HTMLElement>("[role=dialog]");
    if (sheet) (sheet.querySelector<HTMLElement>("[autofocus]") ?? sheet).focus({ preventScroll: true });
    else this.focus();
  }

  #remember(target: EventTarget | null): void {
    this.#last = target instanceof Element ? target : null;
  }

  #isFocusLost(): boolean {
    const { activeElement, body } = this.root.ownerDocument;
    if (!this.#last || this.signal.aborted || (activeElement && activeElement !== body)) return false;
    return !this.#last.isConnected || this.#last.matches(":disabled");
  }

  #keydown(event: KeyboardEvent): void {
    // Hosts without the attribute above (VS Code, Colab) listen further out.
    if (!isBrowsers(event)) event.stopPropagation();
    drawPanels(); // what the last key opened is there for this one
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Escape") this.#escape(event);
    else if (!this.#belongsToField(event)) this.#run(event);
  }

  #run(event: KeyboardEvent): void {
    this.#leaving = false;
    const { key, code, shiftKey: shift, altKey: alt } = event;
    const ctrl = isMac ? event.metaKey : event.ctrlKey;
    const meta = isMac ? event.ctrlKey : event.metaKey;
    if (meta) return;
    const press = { key, code, ctrl, shift, alt, meta };
    const command = this.#commands?.lookup(press, this.#scopes());
    if (command || this.#commands?.refuse(press, this.#scopes())) event.preventDefault();
    if (command) this.#commands?.run(command.id);
  }

  #belongsToField(event: KeyboardEvent): boolean {
    const target = event.composedPath()[0];
    if (!(target instanceof HTMLElement)) return false;
    if (target.matches("input:not([type=checkbox], [type=radio], [type=range]), textarea, [contenteditable]")) {
      return !(event.ctrlKey || event.metaKey) || /^[acvxyz]$|^Arrow|^Home|^End|^Backspace|^Delete/i.test(event.key);
    }
    if (target.matches("select")) return !event.ctrlKey;
    if (target.matches("input[type=range]")) return /^Arrow|^Page|^Home|^End/.test(event.key);
    if (target.matches("input")) return /^Arrow/.test(event.key) || event.key === " ";
    return target.matches("button, a, summary, [role=button], [role=option]") && /^(Enter| )$/.test(event.key);
  }

  #escape(event: KeyboardEvent): void {
    event.preventDefault();
    for (const undo of [...this.#escapes].reverse()) if (undo()) return;
    if (this.focused && this.focused !== this.surface && !this.focused.matches("[data-home]") && !this.#leaving) {
      this.#leaving = true;
      this.focus();
      return;
    }
    if (this.#leaving) this.#leave();
    else this.#leaving = true;
  }

  /** Give the keys back to the notebook. */
  #leave(): void {
    this.#leaving = false;
    this.#last = null;
    this.focused?.blur();
    this.host.closest<HTMLElement>(".jp-Notebook")?.focus({ preventScroll: true });
    this.host.closest<HTMLElement>(".jp-Cell")?.focus({ preventScroll: true });
  }

  #unmount(): void {
    render(null, this.surface);
    this.host.remove();
  }
}

/** Keys that always stay with the browser and the notebook. */
function isBrowsers(event: KeyboardEvent): boolean {
  if (event.key === "Tab" || /^F\d+$/.test(event.key)) return true;
  return (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
}

const sheets = new Map<string, CSSStyleSheet>();

function addStyles(root: ShadowRoot, css: readonly string[]): void {
  try {
    root.adoptedStyleSheets = css.map((text) => sheetOf(text));
  } catch {
    // A view moved to another document may not share the sheets of the first one.
    for (const text of css) {
      const style = root.ownerDocument.createElement("style");
      style.textContent = text;
      root.append(style);
    }
  }
}

function sheetOf(text: string): CSSStyleSheet {
  const known = sheets.get(text);
  if (known) return known;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  sheets.set(text, sheet);
  return sheet;
}
