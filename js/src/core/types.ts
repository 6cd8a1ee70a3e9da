import { type Args, type Change, type Events, type Replies, type Row, WRITE_OPS } from "../protocol.gen.ts";

export { WRITE_OPS };

export type Op = keyof Args;
export type WriteOp = (typeof WRITE_OPS)[number];
export type ReadOp = Exclude<Op, WriteOp>;
export type WriteArgs<O extends WriteOp> = Omit<Args[O], "op_id">;
export type Status = Row["status"];
export type Buffers = readonly DataView[];

export interface Answered<O extends Op> {
  readonly result: Replies[O];
  readonly buffers: Buffers;
}

/** What the session tells its listeners: the kernel's events, and the fate of the page's own writes. */
export interface SessionEvents extends Events {
  applied: Change;
  refused: { readonly op: WriteOp; readonly args: Args[WriteOp]; readonly error: WireError };
  reset: { readonly gen: number };
}

export type { Change };

/** Why the kernel, or the session in its place, did not do what was asked. */
export class WireError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint = "") {
    super(message);
    this.name = "WireError";
    this.code = code;
    this.hint = hint;
  }
}

/** Time, injected so that tests need not wait. `after` returns what cancels it. */
export interface Clock {
  now(): number;
  after(ms: number, run: () => void): () => void;
}

/** Where the page keeps what must survive a reload (localStorage). */
export interface Storage {
  load(key: string): string | null;
  save(key: string, value: string): void;
}

/** The one way to the kernel. */
export interface Wire {
  send(message: unknown): void;
  listen(callback: (message: unknown, buffers: Buffers) => void): () => void;
}
