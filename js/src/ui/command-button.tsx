import type { ComponentChildren, JSX } from "preact";
import { keyLabel } from "../core/keys.ts";
import { isMac } from "./browser.ts";
import { Icon, type IconName } from "./icons.tsx";
import type { Shell } from "./shell.ts";

interface CommandButtonProps {
  readonly shell: Shell;
  readonly id: string;
  readonly icon?: IconName;
  readonly class?: string;
  readonly pressed?: boolean;
  readonly children?: ComponentChildren;
}

/** A button that runs a command and says its key. */
export function CommandButton({ shell, id, icon, pressed, children, ...rest }: CommandButtonProps): JSX.Element | null {
  const command = shell.commands.get(id);
  if (!command) return null;
  const key = command.keys[0];
  const label = key ? `${command.title} (${keyLabel(key, isMac)})` : command.title;
  const why = shell.commands.whyNot(id);
  return (
    <button
      type="button"
      class={`btn ${children ? "" : "icon"} ${rest.class ?? ""}`}
      title={why || label}
      aria-description={why || undefined}
      aria-label={children ? undefined : label}
      aria-pressed={pressed}
      disabled={!(command.when?.() ?? true)}
      onClick={() => shell.commands.run(id)}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** The keys of a command as they stand on a keyboard. */
export function Keys({ names }: { readonly names: readonly string[] }): JSX.Element {
  return (
    <span class="of">
      {names.map((name, index) => (
        <kbd key={`${index}${name}`}>{keyLabel(name, isMac)}</kbd>
      ))}
    </span>
  );
}
