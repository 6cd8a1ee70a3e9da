import type { JSX } from "preact";
import type { Command } from "../core/commands.ts";
import { Keys } from "./command-button.tsx";
import { Sheet } from "./sheet.tsx";
import type { Shell } from "./shell.ts";

/** All keys of this widget, made from its commands, so that the card cannot go stale. */
export function KeyCard({ shell }: { readonly shell: Shell }): JSX.Element {
  const groups = new Map<string, Command[]>();
  for (const command of shell.commands.list()) {
    if (!(command.card ?? command.keys).length) continue;
    const group = command.group ?? "More";
    groups.set(group, [...(groups.get(group) ?? []), command]);
  }
  return (
    <Sheet shell={shell} title="Keyboard" broad onClose={() => shell.show(null)}>
      <div class="scroll keys" tabIndex={0} role="group" aria-label="All keys">
        {[...groups].map(([name, commands]) => (
          <section key={name}>
            <h3>{name}</h3>
            <ul>
              {commands.map((command) => (
                <li key={command.id}>
                  <span>{command.title}</span>
                  <Keys names={command.card ?? command.keys} />
                </li>
              ))}
            </ul>
          </section>
        ))}
        <section>
          <h3>Leaving</h3>
          <ul>
            <li>
              <span>Cancel, then give the keys back to the notebook</span>
              <Keys names={["Escape", "Escape"]} />
            </li>
          </ul>
        </section>
      </div>
    </Sheet>
  );
}
