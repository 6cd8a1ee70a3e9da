import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./icons.tsx";
import type { Shell } from "./shell.ts";

export interface SheetProps {
  readonly shell: Shell;
  readonly title: string;
  readonly onClose: () => void;
  readonly broad?: boolean;
  /** False where the content brings its own heading, such as a search field. */
  readonly heading?: boolean;
  readonly children: ComponentChildren;
}

/** Something over the widget that holds the focus until it is closed; Esc and a click beside it close it. */
export function Sheet({ shell, title, onClose, broad, heading = true, children }: SheetProps): JSX.Element {
  const sheet = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const before = shell.view.focused;
    const release = shell.view.onEscape(() => {
      onClose();
      return true;
    });
    const first = sheet.current?.querySelector<HTMLElement>("[autofocus], input, select, button:not([data-last])");
    (first ?? sheet.current)?.focus({ preventScroll: true });
    return () => {
      release();
      if (before?.isConnected) before.focus({ preventScroll: true });
      else shell.view.focus();
    };
  }, []);
  return (
    <div
      class="veil"
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div
        ref={sheet}
        class={`sheet ${broad ? "broad" : ""}`}
        role="dialog"
        aria-modal="true"
        aria-label={title}
        tabIndex={-1}
        onKeyDown={(event) => keepInside(event, sheet.current)}
      >
        {heading && (
          <header>
            <h2>{title}</h2>
            <button type="button" class="btn icon" data-last aria-label="Close" onClick={onClose}>
              <Icon name="close" />
            </button>
          </header>
        )}
        {children}
      </div>
    </div>
  );
}

const FOCUSABLE = "button:not(:disabled), input:not(:disabled), select, textarea, a[href], [tabindex='0']";

/** Tab goes round within the sheet; other keys do not reach the commands behind it. */
function keepInside(event: KeyboardEvent, sheet: HTMLElement | null): void {
  if (event.key !== "Escape") event.stopPropagation();
  if (event.key !== "Tab" || !sheet) return;
  const parts = [...sheet.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const root = sheet.getRootNode() as ShadowRoot;
  const edge = event.shiftKey ? parts[0] : parts.at(-1);
  if (root.activeElement !== edge && root.activeElement !== sheet) return;
  event.preventDefault();
  (event.shiftKey ? parts.at(-1) : parts[0])?.focus();
}
