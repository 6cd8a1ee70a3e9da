// Of a grouped view: which group is in view, how large it is, and the way to the others.
import type { JSX } from "preact";
import type { GridView } from "../grid/view.ts";
import type { Group } from "../protocol.gen.ts";
import { CommandButton } from "../ui/command-button.tsx";
import type { Shell } from "../ui/shell.ts";
import type { ExplorerStore } from "./store.ts";

const MOST_LISTED = 300;

interface GroupBarProps {
  readonly shell: Shell;
  readonly store: ExplorerStore;
  readonly view: GridView;
}

/** The place of the group that a place of the ranking is in. */
export function groupAt(groups: readonly Group[], place: number): number {
  let [low, high] = [0, groups.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((groups[middle]?.first ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return groups.length ? low : -1;
}

export function GroupBar({ shell, store, view }: GroupBarProps): JSX.Element | null {
  const groups = store.model.groups.value;
  view.motion.value;
  const at = groupAt(groups, view.scroller.firstInView());
  const group = groups[at];
  if (!group) return null;
  return (
    <div class="groupbar">
      <CommandButton shell={shell} id="group.former" icon="back" />
      {groups.length > MOST_LISTED ? <b>{nameOf(group)}</b> : <Chooser {...{ store, view, groups, at }} />}
      <CommandButton shell={shell} id="group.next" icon="next" />
      <span class="muted">
        group {(at + 1).toLocaleString("en")} of {groups.length.toLocaleString("en")}
      </span>
      <CommandButton shell={shell} id="group.select">
        Select {group.count.toLocaleString("en")}
      </CommandButton>
    </div>
  );
}

interface ChooserProps extends Omit<GroupBarProps, "shell"> {
  readonly groups: readonly Group[];
  readonly at: number;
}

function Chooser({ store, view, groups, at }: ChooserProps): JSX.Element {
  return (
    <select
      class="field"
      aria-label="Go to a group"
      value={at}
      onChange={(event) => toGroup(store, view, Number(event.currentTarget.value))}
    >
      {groups.map((group, index) => (
        <option key={group.first} value={index}>
          {nameOf(group)}
        </option>
      ))}
    </select>
  );
}

function nameOf({ label, count }: Group): string {
  return `${label || "no value"} · ${count.toLocaleString("en")}`;
}

/** Bring the start of a group into view, with the focus on its first tile. */
export function toGroup({ model }: ExplorerStore, view: GridView, at: number): void {
  const group = model.groups.peek()[at];
  if (!group) return;
  view.scroller.showFirst(group.first);
  view.focus.value = group.first;
}

/** The group in view, or the one of the focused tile where that is in view. */
export function groupNow({ model }: ExplorerStore, view: GridView): number {
  const focus = view.focus.peek();
  const place = focus >= 0 && view.scroller.isInView(focus) ? focus : view.scroller.firstInView();
  return groupAt(model.groups.peek(), place);
}
