import type { JSX } from "preact";
import { Icon } from "../ui/icons.tsx";
import type { Shell } from "../ui/shell.ts";

const INSTALL = /pip install "?([\w[\],.-]+)"?/;

/** Why there is no picture; where an extra is missing, the line that installs it. */
export function Problem({ shell, reason }: { readonly shell: Shell; readonly reason: string }): JSX.Element {
  const line = installLine(reason);
  return (
    <div class="broken">
      <Icon name="warn" />
      <p>{reason}</p>
      {line && (
        <div class="row install">
          <code>{line}</code>
          <button type="button" class="btn edge" onClick={() => void shell.copy(line, `Copied ${line}`)}>
            <Icon name="copy" /> Copy
          </button>
        </div>
      )}
      <p class="muted">
        {line ? "Then restart the kernel. Until then it" : "It"} can still be labelled, or skipped with n.
      </p>
    </div>
  );
}

/** What to run in a cell, from a sentence that says what to install; "" where it says nothing of that. */
export function installLine(reason: string): string {
  const what = INSTALL.exec(reason)?.[1]?.replace(/[.,]+$/, "");
  return what ? `%pip install "${what}"` : "";
}
