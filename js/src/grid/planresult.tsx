// How a change of many items ended: the count of each group, the way to just these, and its undo.
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { n } from "../core/number.ts";
import type { Change, ReceiptItems } from "../protocol.gen.ts";
import { Icon } from "../ui/icons.tsx";
import type { JobProps } from "./plansheet.tsx";

interface ResultProps extends JobProps {
  readonly close: () => void;
}

export function Result({ shell, model, job, onClose, close }: ResultProps): JSX.Element | null {
  const done = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => done.current?.focus({ preventScroll: true }), []);
  const change = job.result.value;
  if (!change) return null;
  const show = (outcome: ReceiptItems["outcome"]) => {
    close();
    void model.ask({ receipt: { op: change.op, outcome } });
  };
  return (
    <div class="bulk">
      <div class="scroll">
        <p class="done" role="status">
          <Icon name="check" /> {change.text}
        </p>
        <Counts change={change} onShow={show} />
      </div>
      <footer>
        <button
          type="button"
          class="btn edge tall"
          onClick={() => {
            onClose();
            void shell.undo(change.op);
          }}
        >
          <Icon name="undo" /> Undo
        </button>
        <span class="spread" />
        <button type="button" class="btn main tall" ref={done} onClick={close}>
          Done
        </button>
      </footer>
    </div>
  );
}

const OUTCOMES = [
  ["applied", "changed", "changed"],
  ["overwritten", "of these had another answer", "overwritten"],
  ["skipped", "left as they were", "kept"],
  ["blocked", "may not be changed by you", "blocked"],
  ["failed", "failed", "failed"],
] as const;

/** Each group of items, and the way to just these. */
function Counts({
  change,
  onShow,
}: {
  readonly change: Change;
  readonly onShow: (outcome: ReceiptItems["outcome"]) => void;
}) {
  const present = OUTCOMES.filter(([outcome]) => (change.counts[outcome] ?? 0) > 0);
  return (
    <dl class="counts">
      {present.map(([outcome, words, word]) => {
        const count = n(change.counts[outcome] ?? 0);
        return (
          <div key={outcome}>
            <dt>{words}</dt>
            <dd>
              {count}
              <button
                type="button"
                class="btn edge"
                aria-label={`Show the ${count} ${word}`}
                onClick={() => onShow(outcome)}
              >
                Show
              </button>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
