import { type ReadonlySignal, signal } from "@preact/signals-core";
import { PROTOCOL_VERSION } from "../protocol.gen.ts";
import type { Reply } from "./envelope.ts";
import type { Buffers, Clock, Op, Wire } from "./types.ts";

export const BUSY_AFTER_MS = 2_000;
export const RESEND_AFTER_MS = 30_000;

/** What becomes of a request. */
export interface Hooks {
  /** It may take its time: that it is not answered yet says nothing about the kernel. */
  isPatient?: boolean;
  readonly answer: (reply: Reply, buffers: Buffers) => void;
  readonly lost: () => void;
}

interface Pending extends Hooks {
  readonly message: { readonly v: number; readonly rid: string; readonly op: Op; readonly args: unknown };
  readonly since: number;
  sentAt: number;
}

interface RequestsOptions {
  readonly wire: Wire | null;
  readonly clock: Clock;
  readonly newId: () => string;
  /** The way to the kernel is cut: sending threw. */
  readonly onCut: () => void;
}

/** Requests on their way, each until its answer: sent again after half a minute, noticed as late after two seconds. */
export class Requests {
  readonly #options: RequestsOptions;
  readonly #pending = new Map<string, Pending>();
  readonly #inFlight = signal(0);
  readonly #late = signal(false);
  #cancelTimer: () => void = noop;

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  get inFlight(): ReadonlySignal<number> {
    return this.#inFlight;
  }

  /** Whether the oldest one waits for longer than it should. */
  get late(): ReadonlySignal<boolean> {
    return this.#late;
  }

  /** Send; returns the `rid`, by which the kernel can be told to stop. */
  post(op: Op, args: unknown, hooks: Hooks): string {
    const rid = this.#options.newId();
    const now = this.#options.clock.now();
    const message = { v: PROTOCOL_VERSION, rid, op, args };
    this.#pending.set(rid, { message, since: now, sentAt: now, ...hooks });
    this.#transmit(message);
    this.#watch();
    return rid;
  }

  settle(reply: Reply, buffers: Buffers): void {
    const pending = this.#pending.get(reply.rid);
    if (!pending) return;
    this.#pending.delete(reply.rid);
    pending.answer(reply, buffers);
    this.#watch();
  }

  /** The kernel works on a request (named by its rid, or the op_id in its args): it may take its time. False for none. */
  isWorkedOn(id: string): boolean {
    const named = ({ rid, args }: Pending["message"]) => rid === id || (args as { op_id?: string }).op_id === id;
    const found = [...this.#pending.values()].filter(({ message }) => named(message));
    for (const pending of found) pending.isPatient = true;
    if (found.length) this.#watch();
    return found.length > 0;
  }

  /** No answer will come to any of them. */
  lose(): void {
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    this.#watch();
    for (const pending of lost) pending.lost();
  }

  dispose(): void {
    this.#cancelTimer();
  }

  #transmit(message: Pending["message"]): void {
    try {
      this.#options.wire?.send(message);
    } catch {
      this.#options.onCut();
    }
  }

  /** Look at how long the oldest request has waited, and come back when that may make a difference. */
  #watch(): void {
    this.#cancelTimer();
    const now = this.#options.clock.now();
    let next = Number.POSITIVE_INFINITY;
    let oldest = Number.POSITIVE_INFINITY;
    for (const pending of [...this.#pending.values()]) {
      if (!pending.isPatient) oldest = Math.min(oldest, pending.since);
      if (now - pending.sentAt >= RESEND_AFTER_MS) this.#resend(pending, now);
      next = Math.min(next, pending.sentAt + RESEND_AFTER_MS);
    }
    this.#late.value = now - oldest >= BUSY_AFTER_MS;
    this.#inFlight.value = this.#pending.size;
    if (!this.#late.value) next = Math.min(next, oldest + BUSY_AFTER_MS);
    this.#cancelTimer = this.#pending.size ? this.#options.clock.after(next - now, () => this.#watch()) : noop;
  }

  #resend(pending: Pending, now: number): void {
    pending.sentAt = now;
    this.#transmit(pending.message);
  }
}

function noop(): void {}
