import { type Signal, signal } from "@preact/signals";
import { type Command, CommandSet } from "../core/commands.ts";
import type { Session } from "../core/session.ts";
import { type Change, WireError, type WriteArgs, type WriteOp } from "../core/types.ts";
import type { ReceiptItems } from "../protocol.gen.ts";
import { clock, copyText, storage } from "./browser.ts";
import type { View } from "./mount.tsx";
import { type Toast, Toasts } from "./toasts.ts";

export type Overlay = "palette" | "keys" | "history" | null;
export type Width = "wide" | "narrow" | "tiny";

const NARROW_PX = 900;
const TINY_PX = 560;

export interface ShellOptions {
  /** Where a widget does more on undo and redo than to send them. */
  readonly undo?: () => unknown;
  readonly redo?: () => unknown;
  /** The panels this widget has; both unless said otherwise. */
  readonly panels?: readonly ("left" | "right")[];
}

/** What one view of any widget has: its commands, panels, toasts, and what lies over it. */
export class Shell {
  readonly view: View;
  readonly session: Session;
  readonly commands = new CommandSet();
  readonly toasts = new Toasts(clock, remembered("nblabel/messages stay", false));
  readonly overlay: Signal<Overlay> = signal(null);
  readonly full: Signal<boolean> = signal(false);
  readonly width: Signal<Width> = signal("wide");
  readonly said: Signal<string> = signal("");
  /** What the palette finds beside the commands for what is typed. */
  jumps: (typed: string) => readonly Command[] = () => [];
  /** Opens the items behind an outcome of an operation, where the widget can. */
  showBehind: ((op: number, outcome: ReceiptItems["outcome"]) => void) | null = null;
  readonly #options: ShellOptions;
  readonly #left: Signal<boolean>;
  readonly #right: Signal<boolean>;
  readonly #drawer: Signal<"left" | "right" | null> = signal(null);

  constructor(view: View, session: Session, kind: string, options: ShellOptions = {}) {
    this.view = view;
    this.#options = options;
    this.session = session;
    this.#left = remembered(`nblabel/${kind}/left`, true);
    this.#right = remembered(`nblabel/${kind}/right`, true);
    view.bind(this.commands);
    view.onEscape(() => this.closeTop());
    this.commands.register(this.#shared());
    this.#measure();
    const stop = session.on("applied", ({ kind }) => {
      if (kind === "undo") this.toasts.drop(({ tone, op }) => tone === "lost" && op === undefined);
    });
    view.signal.addEventListener("abort", () => {
      stop();
      this.toasts.clear();
    });
  }

  /** Whether a panel is open; in a narrow view the right one, in a tiny one both are drawers over the picture. */
  isOpen(side: "left" | "right"): boolean {
    if (this.isDrawer(side)) return this.#drawer.value === side;
    return side === "left" ? this.#left.value : this.#right.value;
  }

  isDrawer(side: "left" | "right"): boolean {
    return this.width.value === "tiny" || (this.width.value === "narrow" && side === "right");
  }

  toggle(side: "left" | "right"): void {
    if (this.isDrawer(side)) {
      this.#drawer.value = this.#drawer.value === side ? null : side;
      return;
    }
    const panel = side === "left" ? this.#left : this.#right;
    panel.value = !panel.value;
  }

  /** Say something to assistive tools without showing it. */
  announce(text: string): void {
    // The same words twice are only read again if they differ.
    this.said.value = text === this.said.value ? `${text}\u00a0` : text;
  }

  /** Write, and tell of a refusal in a toast; resolves to null where it was refused. */
  async write<O extends WriteOp>(op: O, args: WriteArgs<O>): Promise<Change | null> {
    try {
      return await this.session.write(op, args);
    } catch (error) {
      this.refuse(error);
      return null;
    }
  }

  refuse(error: unknown): void {
    if (!(error instanceof WireError)) throw error;
    if (error.code === "settled" || error.code === "gone") return;
    const text = `${error.message} ${error.hint}`.trim();
    this.toasts.add({ text, tone: error.code === "cancelled" ? "said" : "refused", kind: text });
  }

  /** Tell of a change and of what was `lost` with it, with a way back. */
  done(change: Change, lost = ""): void {
    const text = lost ? `${change.text}. ${lost}` : change.text;
    const action = { label: "Undo", key: "u", run: () => void this.undo(change.op) };
    this.toasts.add({ text, tone: lost ? "lost" : "done", kind: change.kind, op: change.op, action });
    this.announce(`${text}. Press u to undo.`);
  }

  /** Tell at once what a change takes away besides, with a way back. */
  lost(text: string, undo: () => void): void {
    this.toasts.add({ text, tone: "lost", kind: "lost", action: { label: "Undo", key: "u", run: undo } });
    this.announce(`${text}. Press u to undo.`);
  }

  /** Tell what must be done first. */
  missing(text: string): void {
    this.toasts.add({ text, tone: "refused", kind: "missing" });
    this.announce(text);
  }

  async undo(op = 0): Promise<Change | null> {
    const undone = op || this.session.undo.peek().undo?.op;
    const change = await this.write("undo", { op });
    if (change) this.toasts.drop((toast) => toast.op !== undefined && toast.op === undone);
    if (change) this.toasts.add({ text: change.text, tone: "done", kind: change.kind, ...this.#kept(change) });
    return change;
  }

  /** What was changed again since stays as it is: the way to it. */
  #kept({ op, counts }: Change): { action?: Toast["action"] & object } {
    const kept = counts.kept ?? 0;
    const show = this.showBehind;
    if (!kept || !show) return {};
    return { action: { label: `Show the ${kept.toLocaleString("en")} kept`, run: () => show(op, "kept") } };
  }

  async redo(): Promise<Change | null> {
    const change = await this.write("redo", {});
    if (change) this.toasts.add({ text: change.text, tone: "done", kind: change.kind });
    return change;
  }

  async copy(text: string, what = "Copied"): Promise<void> {
    const copied = await copyText(text, this.view.root);
    this.toasts.add({
      text: copied ? what : "The browser did not allow copying.",
      tone: copied ? "said" : "refused",
      kind: "copy",
    });
  }

  show(overlay: Overlay): void {
    this.overlay.value = overlay;
    if (overlay === null) this.view.focus();
  }

  toggleFull(): void {
    this.full.value = !this.full.value;
    this.view.host.toggleAttribute("data-full", this.full.value);
    if (this.full.value) this.view.host.requestFullscreen?.().catch(() => undefined);
    else if (document.fullscreenElement) document.exitFullscreen().catch(() => undefined);
  }

  /** Close what lies over the widget; false where nothing does. */
  closeTop(): boolean {
    if (this.overlay.value) {
      this.show(null);
      return true;
    }
    if (this.#drawer.value) {
      this.#drawer.value = null;
      this.view.focus();
      return true;
    }
    if (!this.full.value) return false;
    this.toggleFull();
    return true;
  }

  #measure(): void {
    const observer = new ResizeObserver(([entry]) => {
      const px = entry?.contentRect.width ?? NARROW_PX;
      this.width.value = px < TINY_PX ? "tiny" : px < NARROW_PX ? "narrow" : "wide";
      this.view.surface.dataset.size = this.width.value;
    });
    observer.observe(this.view.surface);
    const left = () => {
      if (!document.fullscreenElement && this.full.value) this.toggleFull();
    };
    document.addEventListener("fullscreenchange", left, { signal: this.view.signal });
    this.view.signal.addEventListener("abort", () => observer.disconnect());
  }

  #shared(): Command[] {
    const { undo } = this.session;
    const { toasts } = this;
    const group = "Widget";
    return [
      {
        id: "undo",
        title: "Undo",
        keys: ["u", "Ctrl+z"],
        group: "Labels",
        when: () => (undo.value.n_undo ?? 0) > 0 || this.session.waiting.value > 0,
        run: () => void (this.#options.undo?.() ?? this.undo()),
        python: () => "project.undo()",
      },
      {
        id: "redo",
        title: "Redo",
        keys: ["Shift+u", "Ctrl+Shift+z", "Ctrl+y"],
        group: "Labels",
        when: () => (undo.value.n_redo ?? 0) > 0,
        run: () => void (this.#options.redo?.() ?? this.redo()),
        python: () => "project.redo()",
      },
      {
        id: "history",
        title: "History",
        keys: ["Shift+h"],
        group: "Labels",
        run: () => this.show("history"),
        python: () => "project.history()",
      },
      { id: "palette", title: "Command palette", keys: ["Ctrl+k", ":"], group, run: () => this.show("palette") },
      { id: "keys", title: "Keyboard card", keys: ["?"], group, run: () => this.show("keys") },
      { id: "full", title: "Full window", keys: ["Shift+f"], group, run: () => this.toggleFull() },
      ...(this.#options.panels ?? ["left", "right"]).map((side) => ({
        id: side,
        title: side === "left" ? "Left panel" : "Right panel",
        keys: [side === "left" ? "[" : "]"],
        group,
        run: () => this.toggle(side),
      })),
      {
        id: "toast",
        title: "Go to the latest message",
        keys: ["Shift+t"],
        group,
        when: () => this.toasts.shown.value.length > 0,
        run: () => this.#toToast(),
      },
      {
        id: "keep messages",
        get title() {
          return toasts.keeps.value ? "Messages leave after eight seconds" : "Messages stay until they are closed";
        },
        keys: [],
        group,
        run: () => toasts.keep(!toasts.keeps.peek()),
      },
      {
        id: "code",
        title: "Copy this view as Python",
        keys: [],
        group,
        run: () => void this.copy(this.session.hello.value?.code ?? "", "Python copied"),
      },
    ];
  }

  #toToast(): void {
    this.view.surface.querySelector<HTMLElement>(".toast:not(.behind) button")?.focus();
  }
}

/** A yes or no that is kept for this user. */
function remembered(key: string, otherwise: boolean): Signal<boolean> {
  const stored = storage.load(key);
  const value = signal(stored === null ? otherwise : stored === "1");
  let first = true;
  value.subscribe((now) => {
    if (!first) storage.save(key, now ? "1" : "0");
    first = false;
  });
  return value;
}
