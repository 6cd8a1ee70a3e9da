import type { ComponentChildren, JSX } from "preact";
import type { Command } from "../core/commands.ts";
import type { Candidate } from "../core/fuzzy.ts";
import { isMac } from "./browser.ts";
import { Keys } from "./command-button.tsx";
import { Finder } from "./finder.tsx";
import { Sheet } from "./sheet.tsx";
import type { Shell } from "./shell.ts";

interface Entry extends Candidate {
  readonly command: Command;
}

/** Every command by name, with its key and its line of Python. */
export function Palette({ shell }: { readonly shell: Shell }): JSX.Element {
  const { commands } = shell;
  const known = commands.list().filter((command) => command.id !== "palette");
  const entries = (typed: string) =>
    [...known, ...shell.jumps(typed)].map((command): Entry => ({ id: command.id, words: command.title, command }));
  const close = () => shell.show(null);
  return (
    <Sheet shell={shell} title="Command palette" heading={false} onClose={close}>
      <Finder
        label="Find a command"
        candidates={entries}
        recent={commands.recent}
        nothing="No command has these letters."
        isDisabled={({ command }) => !(command.when?.() ?? true)}
        row={({ command }, words) => <Row command={command} words={words} />}
        onCopy={({ command }) => copy(shell, command)}
        onPick={({ id, command }) => {
          close();
          if (commands.get(id)) commands.run(id);
          else command.run();
        }}
      >
        <p class="hint">
          <span>
            <kbd>↑</kbd>
            <kbd>↓</kbd> choose
          </span>
          <span>
            <kbd>Enter</kbd> run
          </span>
          <span>
            <kbd>{isMac ? "⌘" : "Ctrl"}</kbd>
            <kbd>C</kbd> copy as code
          </span>
          <span>
            <kbd>Esc</kbd> close
          </span>
        </p>
      </Finder>
    </Sheet>
  );
}

function copy(shell: Shell, command: Command): void {
  const python = command.python?.();
  if (python) void shell.copy(python, `Copied ${python}`);
}

interface RowProps {
  readonly command: Command;
  readonly words: ComponentChildren;
}

function Row({ command, words }: RowProps): JSX.Element {
  return (
    <>
      {words}
      <code class="muted">{command.python?.()}</code>
      <Keys names={command.keys.slice(0, 2)} />
    </>
  );
}
