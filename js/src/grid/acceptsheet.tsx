// Before more predictions are accepted than one sees: how many become labels, and what happens to the others.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { AcceptPlan, Target } from "../protocol.gen.ts";
import { Sheet } from "../ui/sheet.tsx";
import type { Shell } from "../ui/shell.ts";
import { sentence } from "./model.ts";
import type { GridParts } from "./store.ts";

interface AcceptProps {
  readonly shell: Shell;
  readonly store: GridParts;
  readonly target: Target;
  readonly count: number;
  readonly onClose: () => void;
}

const LINES: readonly (readonly [keyof AcceptPlan, string])[] = [
  ["accepted", "become labels"],
  ["overwritten", "of these replace another answer"],
  ["same", "answer so already"],
  ["kept", "answer otherwise and stay as they are"],
  ["below", "are less sure than the threshold"],
  ["none", "have no prediction"],
  ["blocked", "may not be changed by you"],
];

export function AcceptSheet({ shell, store, target, count, onClose }: AcceptProps): JSX.Element {
  const { predicting } = store;
  const plan = useSignal<AcceptPlan | null>(null);
  const override = useSignal(false);
  const problem = useSignal("");
  const ask = async () => {
    plan.value = null;
    try {
      plan.value = await predicting.planOf(target, override.value);
    } catch (error) {
      problem.value = sentence(error);
    }
  };
  useEffect(() => void ask(), []);
  const { source, threshold } = predicting.sight.value;
  const accept = (event: Event) => {
    event.preventDefault();
    onClose();
    predicting.acceptMany(target, override.value);
  };
  const many = plan.value?.accepted ?? 0;
  return (
    <Sheet
      shell={shell}
      title={`Accept predictions of ${source} on ${count.toLocaleString("en")} items`}
      onClose={onClose}
    >
      <form class="bulk" onSubmit={accept}>
        <div class="scroll">
          <p class="muted">
            {threshold > 0
              ? `Those that are at least ${Math.round(threshold * 100)} percent sure.`
              : "However sure they are."}
          </p>
          {plan.value ? <Lines plan={plan.value} /> : <p class="muted plan-hint">{problem.value || "Counting…"}</p>}
          <label class="tick">
            <input
              type="checkbox"
              checked={override.value}
              onChange={(event) => {
                override.value = event.currentTarget.checked;
                void ask();
              }}
            />
            Replace other answers
          </label>
          <p class="muted">It can be undone, now and later.</p>
        </div>
        <footer>
          <span class="spread" />
          <button type="button" class="btn edge tall" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="btn main tall" disabled={many === 0}>
            {plan.value ? `Accept ${many.toLocaleString("en")}` : "Accept"}
          </button>
        </footer>
      </form>
    </Sheet>
  );
}

function Lines({ plan }: { readonly plan: AcceptPlan }): JSX.Element {
  return (
    <dl class="counts" aria-live="polite">
      {LINES.filter(([name]) => name === "accepted" || plan[name] > 0).map(([name, words]) => (
        <div key={name}>
          <dt>{words}</dt>
          <dd>{plan[name].toLocaleString("en")}</dd>
        </div>
      ))}
    </dl>
  );
}
