import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Command } from "../core/commands.ts";
import { keyNames } from "../core/keys.ts";
import { isMac } from "./browser.ts";
import { Keys } from "./command-button.tsx";
import { Icon } from "./icons.tsx";
import type { Shell } from "./shell.ts";

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  /** Any of them runs it while the menu is open; the first is shown. */
  readonly keys: readonly string[];
  readonly disabled?: boolean;
  /** Why it is disabled, where that is worth a sentence. */
  readonly why?: string;
  /** Given where the item can be on or off. */
  readonly checked?: boolean;
  readonly color?: string;
  readonly run: () => void;
  readonly python?: () => string;
}

export interface MenuProps {
  readonly shell: Shell;
  /** What it acts on: "3 selected". */
  readonly label: string;
  /** Where it opens, in the coordinates of pointer events. */
  readonly at: { readonly x: number; readonly y: number };
  readonly groups: readonly (readonly MenuItem[])[];
  readonly onClose: () => void;
}

/** A command as a menu shows it. */
export function itemOf(command: Command): MenuItem {
  const { id, title, keys, when, run, python } = command;
  const disabled = !(when?.() ?? true);
  const why = disabled ? (command.why?.() ?? "") : "";
  return { id, label: title, keys, disabled, run, ...(why ? { why } : {}), ...(python ? { python } : {}) };
}

/** Commands at the pointer: arrows, Home and End move, Enter or an item's own key runs, Esc closes. */
export function Menu({ shell, label, at, groups, onClose }: MenuProps): JSX.Element {
  const menu = useRef<HTMLDivElement>(null);
  const items = groups.flat();
  useLayoutEffect(() => {
    if (menu.current) putInside(menu.current, at);
    menu.current?.parentElement?.addEventListener("contextmenu", swallow);
    itemsIn(menu.current)[0]?.focus({ preventScroll: true });
    return shell.view.onEscape(() => {
      close();
      return true;
    });
  }, []);
  const close = () => {
    onClose();
    shell.view.focus();
  };
  const run = (item: MenuItem | undefined) => {
    if (!item || item.disabled) return;
    close();
    item.run();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    const item = items.find(({ id }) => id === shell.view.focused?.dataset.id);
    if (event.key === "Tab") close();
    else if (event.key === "Enter" || event.key === " ") run(item);
    else if (isCopy(event)) copy(shell, item);
    else if (!move(event, itemsIn(menu.current), shell.view.focused)) run(itemByKey(items, event));
  };
  return (
    <div class="menu-veil" onPointerDown={(event) => event.target === event.currentTarget && close()}>
      <div ref={menu} class="menu" role="menu" tabIndex={-1} aria-label={label} onKeyDown={key}>
        <p class="menu-head" aria-hidden="true">
          {label}
        </p>
        {groups
          .filter((group) => group.length > 0)
          .map((group, index) => (
            <div key={group[0]?.id} role="group" class={index > 0 ? "parted" : ""}>
              {group.map((item) => (
                <Item key={item.id} item={item} run={() => run(item)} />
              ))}
            </div>
          ))}
      </div>
    </div>
  );
}

function Item({ item, run }: { readonly item: MenuItem; readonly run: () => void }): JSX.Element {
  const { id, label, keys, checked, color, disabled, why } = item;
  const plain = { role: "menuitem" } as const;
  const box = { role: "menuitemcheckbox", "aria-checked": checked ?? false } as const;
  return (
    <button
      type="button"
      class="menu-item"
      {...(checked === undefined ? plain : box)}
      aria-disabled={disabled || undefined}
      aria-description={why}
      title={why}
      aria-keyshortcuts={keys[0]}
      data-id={id}
      tabIndex={-1}
      onClick={run}
      onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
    >
      <span class="menu-mark" aria-hidden="true">
        {checked ? <Icon name="check" /> : color && <i class="swatch" style={{ "--chip": color }} />}
      </span>
      <span class="label">{label}</span>
      <Keys names={keys.slice(0, 1)} />
    </button>
  );
}

function itemsIn(menu: HTMLElement | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>(".menu-item") ?? [])];
}

/** False where the key moves nowhere. */
function move(event: KeyboardEvent, items: readonly HTMLElement[], focused: HTMLElement | null): boolean {
  const at = focused ? items.indexOf(focused) : -1;
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined) return false;
  items.at(to % Math.max(1, items.length))?.focus();
  return true;
}

function itemByKey(items: readonly MenuItem[], event: KeyboardEvent): MenuItem | undefined {
  const { key, code, shiftKey: shift, altKey: alt } = event;
  const [ctrl, meta] = isMac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (meta) return undefined;
  const names = keyNames({ key, code, ctrl, shift, alt, meta });
  return items.find((item) => names.some((name) => item.keys.includes(name)));
}

function isCopy(event: KeyboardEvent): boolean {
  return event.key.toLowerCase() === "c" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
}

function copy(shell: Shell, item: MenuItem | undefined): void {
  const python = item?.python?.();
  if (python) void shell.copy(python, `Copied ${python}`);
}

/** A right click over the menu opens neither the browser's menu nor the notebook's. */
function swallow(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}

/** At the point, moved so that all of it lies inside the widget. */
function putInside(menu: HTMLElement, { x, y }: MenuProps["at"]): void {
  const frame = menu.parentElement?.getBoundingClientRect();
  if (!frame) return;
  const { offsetWidth: width, offsetHeight: height } = menu;
  menu.style.left = `${Math.max(4, Math.min(x - frame.left, frame.width - width - 4))}px`;
  menu.style.top = `${Math.max(4, Math.min(y - frame.top, frame.height - height - 4))}px`;
}
