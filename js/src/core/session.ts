import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { type Args, type Hello, PROTOCOL_HASH, type Progress, type Replies, type UndoState } from "../protocol.gen.ts";
import { isEvent, isReply, type Reply } from "./envelope.ts";
import { type Entry, Outbox } from "./outbox.ts";
import { pythonOf } from "./python.ts";
import { Requests } from "./requests.ts";
import {
  type Answered,
  type Buffers,
  type Change,
  type Clock,
  type ReadOp,
  type SessionEvents,
  type Storage,
  type Wire,
  WireError,
  type WriteArgs,
  type WriteOp,
} from "./types.ts";

/**
 * How it stands with the kernel. `busy`: no answer for two seconds; `gone`: the way to it is cut; `none`: there was
 * none from the start; `outdated`: page and kernel speak different versions, only a reload helps.
 */
export type Link = "connecting" | "idle" | "waiting" | "busy" | "gone" | "none" | "outdated";

export interface SessionOptions {
  readonly wire: Wire | null;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly projectKey: string;
}

export interface RequestOptions {
  /** Counting takes its time: the kernel is not taken for busy because of it. */
  readonly isPatient?: boolean;
  readonly stale?: () => boolean;
  readonly sent?: (rid: string) => void;
}

export const RETRY_EVERY_MS = 5_000;
/** So many changes may wait while the kernel is gone; then the page stops taking more. */
export const OUTBOX_LIMIT = 200;

interface Writer {
  readonly resolve: (change: Change) => void;
  readonly reject: (error: WireError) => void;
}

type Base = "connecting" | "live" | "gone" | "none" | "outdated";
type Listener<E extends keyof SessionEvents> = (data: SessionEvents[E]) => void;

/** Requests and their answers, and the writes that wait for theirs. One per widget model. */
export class Session {
  readonly #options: SessionOptions;
  readonly #client: string;
  readonly #outbox: Outbox;
  readonly #requests: Requests;
  readonly #writers = new Map<string, Writer>();
  readonly #listeners = new Map<keyof SessionEvents, Set<Listener<never>>>();
  readonly #base: Signal<Base>;
  readonly #waiting = signal(0);
  readonly #savedAt = signal<number | null>(null);
  readonly #hello = signal<Hello | null>(null);
  readonly #undo = signal<UndoState>({});
  readonly #jobs = signal<ReadonlyMap<string, Progress>>(new Map());
  readonly #stopListening: () => void;
  #writing: string | null = null;
  #revision = -1;
  #cancelRetry: () => void = () => undefined;

  readonly link: ReadonlySignal<Link> = computed(() => {
    const base = this.#base.value;
    if (base === "connecting") return this.#requests.late.value ? "busy" : base;
    if (base !== "live") return base;
    if (this.#requests.late.value) return "busy";
    return this.#requests.inFlight.value > 0 ? "waiting" : "idle";
  });

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#client = options.newId();
    this.#outbox = new Outbox(options.storage, options.projectKey);
    this.#requests = new Requests({ ...options, onCut: () => this.#cut("gone") });
    this.#base = signal<Base>(options.wire ? "connecting" : "none");
    this.#waiting.value = this.#outbox.entries.length;
    this.#stopListening = options.wire?.listen((message, buffers) => this.#receive(message, buffers)) ?? noop;
    if (options.wire) this.#sayHello();
  }

  /** Changes made here that the kernel has not answered. */
  get waiting(): ReadonlySignal<number> {
    return this.#waiting;
  }

  /** When the latest change was committed. */
  get savedAt(): ReadonlySignal<number | null> {
    return this.#savedAt;
  }

  get hello(): ReadonlySignal<Hello | null> {
    return this.#hello;
  }

  get undo(): ReadonlySignal<UndoState> {
    return this.#undo;
  }

  /** What takes its time, by the op_id of a write or the rid of a request: how far each is. */
  get jobs(): ReadonlySignal<ReadonlyMap<string, Progress>> {
    return this.#jobs;
  }

  /** Stop a write (by the id it was `sent` with) or a request (by its rid); what was stopped rejects with "cancelled". */
  cancel(id: string): void {
    this.request("cancel", { id }).catch(noop);
  }

  /**
   * Ask the kernel; rejects with a `WireError`. A request that is `stale` when it would be sent again is dropped.
   * `sent` is told the `rid`, which a later `cancel` names.
   */
  request<O extends ReadOp>(op: O, args: Args[O], options: RequestOptions = {}): Promise<Answered<O>> {
    return new Promise((resolve, reject) => {
      if (this.#isCut()) return reject(cut());
      const rid = this.#requests.post(op, args, {
        isPatient: options.isPatient ?? false,
        answer: (reply, buffers) => {
          this.#dropJob(reply.rid);
          if (reply.ok) resolve({ result: reply.result as Replies[O], buffers });
          else reject(refusal(reply));
        },
        lost: () => reject(options.stale?.() ? new WireError("stale", "No longer asked for.") : cut()),
      });
      options.sent?.(rid);
    });
  }

  /** Change labels: kept in the page until the kernel answers, sent in order, never done twice; `sent` is told its id. */
  write<O extends WriteOp>(op: O, args: WriteArgs<O>, sent: (id: string) => void = noop): Promise<Change> {
    if (this.#isCut() && this.#outbox.entries.length >= OUTBOX_LIMIT) return Promise.reject(full());
    const id = this.#options.newId();
    const entry: Entry = { id, op, args: { ...args, op_id: id } as unknown as Args[WriteOp] };
    this.#outbox.add(entry);
    this.#waiting.value = this.#outbox.entries.length;
    return new Promise((resolve, reject) => {
      this.#writers.set(id, { resolve, reject });
      sent(id);
      this.#flush();
    });
  }

  on<E extends keyof SessionEvents>(event: E, callback: Listener<E>): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(callback));
    return () => void listeners.delete(callback);
  }

  /** The waiting changes as lines of Python, for the day when the kernel does not come back. */
  pendingAsPython(): string {
    return this.#outbox.entries.map((entry) => pythonOf(entry, this.#hello.value)).join("\n");
  }

  /** Say hello again: after a lost connection, or because Python changed what this widget shows. */
  retry(): void {
    if (!this.#options.wire) return;
    this.#dropSettledElsewhere();
    this.#sayHello();
  }

  /** The host says that there is no way to the kernel (any more). */
  lost(): void {
    this.#cut(this.#hello.value || this.#base.value === "gone" ? "gone" : "none");
  }

  dispose(): void {
    this.#stopListening();
    this.#requests.dispose();
    this.#cancelRetry();
  }

  #isCut(): boolean {
    return this.#base.value === "gone" || this.#base.value === "none";
  }

  #sayHello(): void {
    const args = { client: this.#client, protocol: PROTOCOL_HASH };
    const answer = (reply: Reply) => (reply.ok ? this.#greeted(reply.result as Hello) : this.#unwelcome(reply));
    this.#requests.post("hello", args, { answer, lost: noop });
  }

  #greeted(hello: Hello): void {
    if (hello.protocol !== PROTOCOL_HASH) {
      this.#base.value = "outdated";
      return;
    }
    this.#cancelRetry();
    this.#base.value = "live";
    this.#hello.value = hello;
    this.#setUndo(hello.undo, hello.revision);
    this.#emit("reset", { gen: hello.gen });
    this.#flush();
  }

  #unwelcome(reply: Reply): void {
    if (reply.error?.code === "protocol") this.#base.value = "outdated";
    else this.#cut("gone");
  }

  #flush(): void {
    if (this.#base.value !== "live" || this.#writing !== null) return;
    const entry = this.#outbox.first;
    if (!entry) return;
    this.#writing = entry.id;
    this.#requests.post(entry.op, entry.args, {
      answer: (reply) => this.#settle(entry, reply),
      lost: noop,
    });
  }

  #settle(entry: Entry, reply: Reply): void {
    this.#writing = null;
    this.#dropJob(entry.id);
    this.#outbox.remove(entry.id);
    this.#waiting.value = this.#outbox.entries.length;
    const writer = this.#writers.get(entry.id);
    this.#writers.delete(entry.id);
    if (reply.ok) {
      const change = reply.result as Change;
      this.#savedAt.value = this.#options.clock.now();
      this.#setUndo(change.undo, change.revision);
      writer?.resolve(change);
      this.#emit("applied", change);
    } else {
      const error = refusal(reply);
      writer?.reject(error);
      this.#emit("refused", { op: entry.op, args: entry.args, error });
    }
    this.#flush();
  }

  #receive(message: unknown, buffers: Buffers): void {
    if (isEvent(message)) this.#event(message.ev, message.data);
    if (isReply(message)) this.#requests.settle(message, buffers);
  }

  #event(name: string, data: unknown): void {
    if (name === "query_changed") this.#sayHello();
    if (name === "progress") this.#heardOf(data as Progress);
    if (name === "changed") {
      const changed = data as SessionEvents["changed"];
      this.#setUndo(changed.undo, changed.revision);
    }
    this.#emit(name as keyof SessionEvents, data as never);
  }

  #heardOf(progress: Progress): void {
    const { id = "" } = progress;
    if (!id) return;
    if (this.#requests.isWorkedOn(id)) this.#jobs.value = new Map([...this.#jobs.peek(), [id, progress]]);
  }

  #dropJob(id: string): void {
    if (!this.#jobs.peek().has(id)) return;
    this.#jobs.value = new Map([...this.#jobs.peek()].filter(([known]) => known !== id));
  }

  #emit<E extends keyof SessionEvents>(event: E, data: SessionEvents[E]): void {
    for (const listener of this.#listeners.get(event) ?? []) (listener as Listener<E>)(data);
  }

  #setUndo(undo: UndoState, revision: number): void {
    if (revision < this.#revision) return;
    this.#revision = revision;
    this.#undo.value = undo;
  }

  #cut(base: "gone" | "none"): void {
    this.#base.value = base;
    this.#writing = null;
    this.#jobs.value = new Map();
    this.#requests.lose();
    this.#cancelRetry();
    if (base === "gone") this.#cancelRetry = this.#options.clock.after(RETRY_EVERY_MS, () => this.retry());
  }

  #dropSettledElsewhere(): void {
    for (const id of this.#outbox.settledElsewhere()) {
      this.#writers.get(id)?.reject(new WireError("settled", "Another widget of this project took this change over."));
      this.#writers.delete(id);
    }
    this.#waiting.value = this.#outbox.entries.length;
  }
}

function noop(): void {}

function refusal(reply: Reply): WireError {
  const { code, message, hint } = reply.error ?? { code: "unknown", message: "The kernel refused without a reason." };
  return new WireError(code, message, hint);
}

function cut(): WireError {
  return new WireError("gone", "The kernel is not connected.", "Run the cell of this widget again.");
}

function full(): WireError {
  const message = `${OUTBOX_LIMIT} changes wait for the kernel, so no more are taken.`;
  return new WireError("full", message, "Run the cell of this widget again, or copy the changes as Python.");
}
