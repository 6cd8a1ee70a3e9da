import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { CommandButton } from "../ui/command-button.tsx";
import { Finder } from "../ui/finder.tsx";
import { Icon } from "../ui/icons.tsx";
import { Menu } from "../ui/menu.tsx";
import { Sheet } from "../ui/sheet.tsx";
import type { LabelerParts } from "./parts.ts";

/** The verdict on the labels of this picture. */
export function Verdict({ parts }: { readonly parts: LabelerParts }): JSX.Element | null {
  const { model, shell } = parts;
  const work = model.work.value;
  if (!work || model.ended.value) return null;
  if (!work.isReview) return <SubmitButton parts={parts} />;
  const isFixing = work.fixing.value;
  return (
    <div class="verdict" role="group" aria-label="Verdict">
      <CommandButton shell={shell} id="approve" class="main tall" icon="check">
        Approve{isFixing ? " as fixed" : ""} <kbd>a</kbd>
      </CommandButton>
      <CommandButton shell={shell} id="return" class="edge tall" icon="undo">
        Return… <kbd>x</kbd>
      </CommandButton>
      {isFixing ? (
        <p class="muted" role="status">
          You are fixing the labels. <kbd>Enter</kbd> approves, <kbd>Esc</kbd> stops.
        </p>
      ) : (
        <CommandButton shell={shell} id="fix" class="edge tall">
          Fix <kbd>Enter</kbd>
        </CommandButton>
      )}
    </div>
  );
}

/** The item is done: it goes on to the review. */
function SubmitButton({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { model, shell } = parts;
  const isMoved = model.current.value !== undefined && model.work.value?.isOpen(model.current.value) === false;
  return (
    <div class="verdict" role="group" aria-label="Submit" data-submit>
      <CommandButton shell={shell} id="submit" class={`${isMoved ? "edge" : "main"} tall`} icon="check">
        {isMoved ? "Submitted" : `Submit${model.work.value?.statuses.length ? " as…" : ""}`} <kbd>s</kbd>
      </CommandButton>
    </div>
  );
}

/** What one should know before looking: that it was returned and why, or changed after its review. */
export function Standing({ parts }: { readonly parts: LabelerParts }): JSX.Element | null {
  const { model } = parts;
  const row = model.current.value;
  const until = model.work.value?.until.value ?? "";
  const isWork = model.work.value !== null;
  if (!row || !isWork || model.ended.value) return null;
  return (
    <>
      {row.reason && (
        <p class="standing returned">
          <Icon name="undo" />
          <b>Returned</b>
          <span class="why">{row.reason}</span>
        </p>
      )}
      {row.is_changed && (
        <p class="standing changed">
          <Icon name="warn" />
          <b>Changed after review</b>
          <span class="why">Its labels are not those that were approved.</span>
        </p>
      )}
      {until && <span class="spoken">{`Nobody else has this open until ${timeOf(until)}`}</span>}
    </>
  );
}

const NEW = "New reason: ";

/** Why is it returned? Earlier reasons are found by their letters; one that is typed is taken as it is. */
export function ReasonSheet({ parts }: { readonly parts: LabelerParts }): JSX.Element {
  const { model, shell, stage } = parts;
  const row = model.current.peek();
  const work = model.work.peek();
  const earlier = work?.reasons.peek() ?? [];
  const pick = (reason: string) => {
    stage.close();
    if (row) void model.reject(row.id, reason);
  };
  const candidates = (typed: string) => {
    const reasons = earlier.map((reason) => ({ id: reason, words: reason, isNew: false }));
    const own = typed.trim();
    return own && !earlier.includes(own) ? [...reasons, { id: "", words: `${NEW}${own}`, isNew: true }] : reasons;
  };
  return (
    <Sheet shell={shell} title="Why is it returned?" heading={false} onClose={() => stage.close()}>
      <Finder
        label="Why is it returned?"
        candidates={candidates}
        recent={earlier}
        nothing="Say why, so that it can be put right."
        row={({ isNew }, words) => (
          <>
            {words}
            {!isNew && <span class="muted">said before</span>}
          </>
        )}
        onPick={({ words, isNew }) => pick(isNew ? words.slice(NEW.length) : words)}
      >
        <p class="hint">
          <span>
            <kbd>Enter</kbd> return
          </span>
          <span>
            <kbd>↓</kbd> a reason given before
          </span>
          <span>
            <kbd>Esc</kbd> keep it here
          </span>
        </p>
      </Finder>
    </Sheet>
  );
}

/** Which of the task's own statuses it is submitted with; the usual one comes first. */
export function StatusMenu({ parts }: { readonly parts: LabelerParts }): JSX.Element | null {
  const { model, shell, stage } = parts;
  const work = model.work.peek();
  const row = model.current.peek();
  const at = useSignal(placeOf(shell.view.surface));
  if (!work || !row) return null;
  const usual = work.usual;
  const ordered = [...work.statuses].sort((a, b) => Number(b.name === usual) - Number(a.name === usual));
  const items = ordered.map(({ name, done }, index) => ({
    id: name,
    label: done ? name : `${name} (stays open)`,
    keys: [String(index + 1)],
    checked: row.task_status === name,
    run: () => void model.submit(row.id, name),
  }));
  return <Menu shell={shell} label="Submit as" at={at.value} groups={[items]} onClose={() => stage.close()} />;
}

/** At the button that asks for it, else in the middle of the widget. */
function placeOf(surface: HTMLElement): { readonly x: number; readonly y: number } {
  const button = surface.querySelector("[data-submit]")?.getBoundingClientRect();
  const box = surface.getBoundingClientRect();
  if (button?.width) return { x: button.left, y: button.bottom + 4 };
  return { x: box.left + box.width / 2 - 116, y: box.top + box.height / 2 };
}

/** "14:32". */
export function timeOf(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : time.toLocaleTimeString(undefined, { timeStyle: "short" });
}

/** A place in the document that scrolls into view when something about it changes. */
export function useInView<E extends HTMLElement>(isWanted: boolean) {
  const place = useRef<E>(null);
  useEffect(() => {
    if (isWanted) place.current?.scrollIntoView?.({ block: "nearest" });
  }, [isWanted]);
  return place;
}
