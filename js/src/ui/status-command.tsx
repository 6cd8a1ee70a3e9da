import type { JSX } from "preact";
import { keyLabel } from "../core/keys.ts";
import { isMac } from "./browser.ts";
import { Icon, type IconName } from "./icons.tsx";
import type { Shell } from "./shell.ts";

interface CommandIconProps {
  readonly shell: Shell;
  readonly id: string;
  readonly icon: IconName;
  readonly count: number;
}

/** A command in the status bar: its sign and how often it can be done. */
export function CommandIcon({ shell, id, icon, count }: CommandIconProps): JSX.Element | null {
  const command = shell.commands.get(id);
  if (!command) return null;
  const label = `${command.title}, ${count} (${keyLabel(command.keys[0] ?? "", isMac)})`;
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      disabled={!(command.when?.() ?? true)}
      onClick={() => shell.commands.run(id)}
    >
      <Icon name={icon} /> {count}
    </button>
  );
}
