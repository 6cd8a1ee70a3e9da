import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Shell } from "../ui/shell.ts";

interface PopoverProps {
  readonly shell: Shell;
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A few controls under the button that opened them; Esc, Tab away and a click elsewhere close it. */
export function Popover({ shell, label, onClose, children }: PopoverProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const shift = useSignal(0);
  useLayoutEffect(() => {
    const found = box.current;
    if (!found) return;
    const frame = shell.view.surface.getBoundingClientRect();
    shift.value = Math.min(0, frame.right - found.getBoundingClientRect().right - 8);
    const { focused } = shell.view;
    found.querySelector<HTMLElement>("select, input, button")?.focus({ preventScroll: true });
    const outside = (event: Event) => {
      if (!event.composedPath().includes(found) && !event.composedPath().includes(found.parentElement as EventTarget))
        onClose();
    };
    shell.view.surface.addEventListener("pointerdown", outside);
    const release = shell.view.onEscape(() => {
      onClose();
      return true;
    });
    return () => {
      release();
      shell.view.surface.removeEventListener("pointerdown", outside);
      if (focused?.isConnected && (box.current === null || shell.view.focused === null)) focused.focus();
    };
  }, []);
  const left = (event: FocusEvent) => {
    const next = event.relatedTarget as Node | null;
    if (next && !box.current?.contains(next)) onClose();
  };
  return (
    <div
      ref={box}
      class="popover"
      role="dialog"
      aria-label={label}
      style={{ transform: `translateX(${shift.value}px)` }}
      onFocusOut={left}
    >
      {children}
    </div>
  );
}
