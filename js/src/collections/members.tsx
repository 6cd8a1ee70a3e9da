import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { n } from "../core/number.ts";
import { sentence } from "../grid/model.ts";
import type { MemberChange } from "../protocol.gen.ts";
import { Sheet } from "../ui/sheet.tsx";
import type { FormSheetProps } from "./asking.tsx";

/** Who added and took out how much, newest first. */
export function MembersSheet({ shell, store, title, onClose }: FormSheetProps): JSX.Element {
  const changes = useSignal<readonly MemberChange[] | null>(null);
  const problem = useSignal("");
  const load = async () => {
    try {
      const { result } = await store.model.session.request("collection_history", { title });
      changes.value = result.changes;
    } catch (error) {
      problem.value = sentence(error);
    }
  };
  useEffect(() => void load(), []);
  return (
    <Sheet shell={shell} title={`Who added what to ${title}`} broad onClose={onClose}>
      <div class="scroll" tabIndex={0} role="group" aria-label="Changes, newest first">
        {problem.value && (
          <p class="problem" role="alert">
            {problem.value}
          </p>
        )}
        {changes.value === null && !problem.value && <p class="muted">Looking…</p>}
        <ol class="past">
          {(changes.value ?? []).map((change) => (
            <li key={change.op}>
              <span class="what">
                {change.text}
                <small>
                  {change.annotator} · {timeOf(change.at)}
                </small>
              </span>
              {change.added > 0 && <b class="plus">+{n(change.added)}</b>}
              {change.removed > 0 && <b class="minus">−{n(change.removed)}</b>}
            </li>
          ))}
        </ol>
      </div>
    </Sheet>
  );
}

function timeOf(at: string): string {
  const time = new Date(at);
  const isTime = !Number.isNaN(time.getTime());
  return isTime ? time.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }) : at;
}
