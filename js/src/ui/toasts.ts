import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Clock } from "../core/types.ts";

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "done" | "refused" | "said" | "lost";
  /** What it tells of: a newer message of the same kind takes the place of the former. */
  readonly kind?: string;
  /** The operation it offers to undo. */
  readonly op?: number;
  /** Shown as a button beside the text. */
  readonly action?: { readonly label: string; readonly key?: string; readonly run: () => void };
  readonly held: boolean;
}

export const STAY_MS = 8_000;
export const STACKED = 3;

/**
 * Messages at the lower edge: eight seconds each (or until they are closed, where the user wants that: `keeps`), at most three;
 * the changes pushed away stand in the history.
 */
export class Toasts {
  readonly keeps: Signal<boolean>;
  readonly #clock: Clock;
  readonly #shown = signal<readonly Toast[]>([]);
  readonly #folded = signal(0);
  readonly #timers = new Map<number, { cancel: () => void; left: number; since: number }>();
  #next = 1;

  constructor(clock: Clock, keeps: Signal<boolean> = signal(false)) {
    this.#clock = clock;
    this.keeps = keeps;
  }

  get shown(): ReadonlySignal<readonly Toast[]> {
    return this.#shown;
  }

  /** How many changes were pushed away before their time. */
  get folded(): ReadonlySignal<number> {
    return this.#folded;
  }

  add(toast: Omit<Toast, "id" | "held">): number {
    const id = this.#next++;
    const isReplaced = (known: Toast) => toast.kind !== undefined && known.kind === toast.kind;
    const others = this.#shown.peek().filter((known) => !isReplaced(known));
    const kept = others.slice(-(STACKED - 1));
    for (const known of this.#shown.peek()) if (!kept.includes(known)) this.#fold(known);
    this.#shown.value = [...kept, { ...toast, id, held: false }];
    this.#start(id, STAY_MS);
    return id;
  }

  close(id: number): void {
    this.#stop(id);
    this.#shown.value = this.#shown.peek().filter((toast) => toast.id !== id);
    if (!this.#shown.peek().length) this.#folded.value = 0;
  }

  /** Let messages stay until they are closed, those that are shown too; or no longer. */
  keep(isWanted: boolean): void {
    this.keeps.value = isWanted;
    for (const { id } of this.#shown.peek()) {
      this.#stop(id);
      this.#start(id, STAY_MS);
    }
  }

  /** Stop the time of all that are shown while the pointer or the focus is on one of them. */
  hold(): void {
    for (const [, timer] of this.#timers) {
      timer.cancel();
      timer.left -= this.#clock.now() - timer.since;
      timer.since = this.#clock.now();
    }
    this.#shown.value = this.#shown.peek().map((toast) => ({ ...toast, held: true }));
  }

  release(): void {
    for (const toast of this.#shown.peek())
      if (toast.held) this.#start(toast.id, this.#timers.get(toast.id)?.left ?? 0);
    this.#shown.value = this.#shown.peek().map((toast) => ({ ...toast, held: false }));
  }

  /** Take away what is no longer so. */
  drop(isMeant: (toast: Toast) => boolean): void {
    for (const toast of this.#shown.peek()) if (isMeant(toast)) this.close(toast.id);
  }

  clear(): void {
    this.drop(() => true);
  }

  #fold({ id, tone, op }: Toast): void {
    this.#stop(id);
    if (tone === "done" || op !== undefined) this.#folded.value = this.#folded.peek() + 1;
  }

  #start(id: number, left: number): void {
    if (this.keeps.peek()) return;
    const cancel = this.#clock.after(Math.max(500, left), () => this.close(id));
    this.#timers.set(id, { cancel, left, since: this.#clock.now() });
  }

  #stop(id: number): void {
    this.#timers.get(id)?.cancel();
    this.#timers.delete(id);
  }
}
