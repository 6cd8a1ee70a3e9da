import type { JSX } from "preact";
import type { Queue } from "../protocol.gen.ts";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { number } from "./entries.ts";
import type { AssignMenu as Place, QueueParts } from "./parts.ts";

/** Who gets what nobody has: one person by name, or all who do such work the same share. */
export function AssignMenu({ parts, menu }: { readonly parts: QueueParts; readonly menu: Place }): JSX.Element {
  const { model, shell } = parts;
  const { task } = menu;
  const queue = model.queue.peek();
  const people = queue?.people ?? [];
  const review = menu.stage === "review";
  const sharers = sharersOf(queue, review);
  const give = (id: string, label: string, to: readonly string[], keys: readonly string[]): MenuItem => ({
    id,
    label,
    keys,
    run: () => void parts.share(task, to, review && to === sharers),
  });
  const each = people.map((person, place) => give(person, person, [person], place < 9 ? [String(place + 1)] : []));
  const all = sharers.length > 1 ? [give("/all", shareLabel(sharers, review), sharers, ["0"])] : [];
  return (
    <Menu
      shell={shell}
      label={`Give ${number(task.unassigned)} of ${task.name} to`}
      at={menu}
      groups={[each, all]}
      onClose={() => {
        parts.assigning.value = null;
      }}
    />
  );
}

/** Those who label, or in a review those who review: who administers gets something only by name. */
function sharersOf(queue: Queue | null, review: boolean): readonly string[] {
  return (review ? queue?.reviewers : queue?.annotators) ?? [];
}

function shareLabel(sharers: readonly string[], review: boolean): string {
  return review
    ? `What is in review, the same share to all ${sharers.length} reviewers`
    : `The same share to all ${sharers.length} annotators`;
}
