// A part of the left panel that opens and closes, and stays as it was left.
import type { ComponentChildren, JSX } from "preact";
import { Icon } from "../ui/icons.tsx";
import type { OpenSections } from "./memory.ts";

interface SectionProps {
  readonly open: OpenSections;
  readonly name: string;
  readonly label: string;
  /** What it is before anybody says otherwise. */
  readonly isOpen?: boolean;
  readonly count?: number | undefined;
  /** Shown beside the heading: a mark that it narrows the view, a button. */
  readonly beside?: ComponentChildren;
  readonly isFirst?: boolean;
  readonly children: () => ComponentChildren;
}

export function Section(props: SectionProps): JSX.Element {
  const { open, name, label, count, beside, children } = props;
  const isOpen = open.isOpen(name, props.isOpen ?? true);
  return (
    <section class="facet" data-section={name}>
      <div class="head">
        <button
          type="button"
          aria-expanded={isOpen}
          data-stop
          tabIndex={props.isFirst ? 0 : -1}
          onClick={(event) => {
            open.set(name, !isOpen);
            if (!isOpen) bringUp(event.currentTarget.closest("section"));
          }}
        >
          <Icon name={isOpen ? "down" : "open"} />
          <span title={label}>{label}</span>
          {count !== undefined && <span class="n">{count.toLocaleString("en")}</span>}
        </button>
        {beside}
      </div>
      {isOpen && children()}
    </section>
  );
}

/** What was opened at the lower edge of the panel comes into view, without moving the page around it. */
function bringUp(section: HTMLElement | null): void {
  const panel = section?.closest(".panel");
  if (!section || !panel) return;
  requestAnimationFrame(() => {
    const [own, around] = [section.getBoundingClientRect(), panel.getBoundingClientRect()];
    const hidden = Math.min(own.bottom - around.bottom, own.top - around.top);
    if (hidden > 0) panel.scrollTop += hidden;
  });
}
