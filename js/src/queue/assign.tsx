import type { JSX } from "preact";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { number } from "./entries.ts";
import type { AssignMenu as Place, QueueParts } from "./parts.ts";

/** Who gets what nobody has: one person, or all of them the same share. */
export function AssignMenu({ parts, menu }: { readonly parts: QueueParts; readonly menu: Place }): JSX.Element {
  const { model, shell } = parts;
  const { task } = menu;
  const people = model.queue.peek()?.people ?? [];
  const give = (id: string, label: string, to: readonly string[], keys: readonly string[]): MenuItem => ({
    id,
    label,
    keys,
    run: () => void parts.assign(task, to),
  });
  const each = people.map((person, place) => give(person, person, [person], place < 9 ? [String(place + 1)] : []));
  const all = people.length > 1 ? [give("/all", `The same share to all ${people.length}`, people, ["0"])] : [];
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
