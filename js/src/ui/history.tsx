import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { OpInfo } from "../protocol.gen.ts";
import { Sheet } from "./sheet.tsx";
import type { Shell } from "./shell.ts";

const PAGE = 50;

/** What was done to this project, newest first; each can be undone, last week's too. */
export function HistorySheet({ shell }: { readonly shell: Shell }): JSX.Element {
  const ops = useSignal<readonly OpInfo[] | null>(null);
  const more = useSignal(false);
  const problem = useSignal("");
  const load = async (before: number) => {
    try {
      const { result } = await shell.session.request("history", { limit: PAGE, before });
      ops.value = before ? [...(ops.value ?? []), ...result.ops] : result.ops;
      more.value = result.ops.length === PAGE;
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error);
    }
  };
  useEffect(() => void load(0), []);
  const undo = async (op: number) => {
    await shell.undo(op);
    await load(0);
  };
  return (
    <Sheet shell={shell} title="History" broad onClose={() => shell.show(null)}>
      <div class="scroll" tabIndex={0} role="group" aria-label="Operations, newest first">
        {problem.value && <p class="muted">{problem.value}</p>}
        {ops.value?.length === 0 && <p class="muted">Nothing has been done yet.</p>}
        <ol class="past">
          {(ops.value ?? []).map((op) => (
            <Past key={op.op} op={op} undo={() => void undo(op.op)} />
          ))}
        </ol>
        {more.value && (
          <button type="button" class="btn edge" onClick={() => void load(ops.value?.at(-1)?.op ?? 0)}>
            Show earlier
          </button>
        )}
      </div>
    </Sheet>
  );
}

function Past({ op, undo }: { readonly op: OpInfo; readonly undo: () => void }): JSX.Element {
  const items = `${op.items.toLocaleString("en")} ${op.items === 1 ? "item" : "items"}`;
  return (
    <li class={op.undone ? "undone" : ""}>
      <span class="what">
        {op.text}
        <small>
          {op.annotator} · {timeOf(op.at)} · {items}
        </small>
      </span>
      {op.undone ? (
        <span class="muted">undone</span>
      ) : (
        <button type="button" class="btn edge" aria-label={`Undo ${op.text}`} onClick={undo}>
          Undo
        </button>
      )}
    </li>
  );
}

function timeOf(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime())
    ? at
    : time.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
}
