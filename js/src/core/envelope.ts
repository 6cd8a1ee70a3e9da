import type { Error as Refusal } from "../protocol.gen.ts";

/** The kernel's answer to one request. */
export interface Reply {
  readonly v: number;
  readonly rid: string;
  readonly ok: boolean;
  readonly result?: unknown;
  readonly error?: Refusal;
}

/** What the kernel says without being asked. */
export interface Announcement {
  readonly v: number;
  readonly ev: string;
  readonly seq: number;
  readonly data: unknown;
}

export function isReply(message: unknown): message is Reply {
  return isRecord(message) && typeof message.rid === "string" && typeof message.ok === "boolean";
}

export function isEvent(message: unknown): message is Announcement {
  return isRecord(message) && typeof message.ev === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
