// The same view as one line of Python, and the SQL behind it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { sentence } from "../grid/model.ts";
import type { Code } from "../protocol.gen.ts";
import { Icon } from "../ui/icons.tsx";
import { Sheet } from "../ui/sheet.tsx";
import type { Shell } from "../ui/shell.ts";
import type { ExplorerStore } from "./store.ts";

interface CodeProps {
  readonly shell: Shell;
  readonly store: ExplorerStore;
}

/** Under the tiles: one line, always that of what is shown. */
export function CodeLine({ shell, store }: CodeProps): JSX.Element {
  const code = store.model.code.value;
  return (
    <div class="codeline" role="group" aria-label="This view as code">
      <code title={code}>{code}</code>
      <button
        type="button"
        class="btn"
        onClick={() => shell.commands.run("view.copy")}
        title="Copy the line of Python (y)"
      >
        <Icon name="copy" /> Copy
      </button>
      <button type="button" class="btn" onClick={() => shell.commands.run("view.sql")}>
        SQL…
      </button>
    </div>
  );
}

/** Python and SQL to read and to copy. */
export function CodeSheet({ shell, store, onClose }: CodeProps & { readonly onClose: () => void }): JSX.Element {
  const { model } = store;
  const code = useSignal<Code | null>(null);
  const problem = useSignal("");
  useEffect(() => {
    model.session.request("code", { gen: model.rows.gen.peek() }).then(
      ({ result }) => {
        code.value = result;
      },
      (error) => {
        problem.value = sentence(error);
      },
    );
  }, []);
  const python = code.value?.python ?? model.code.value;
  return (
    <Sheet shell={shell} title="This view as code" broad onClose={onClose}>
      <div class="scroll codes">
        <Block shell={shell} name="Python" text={python} />
        {problem.value ? (
          <p class="problem" role="alert">
            {problem.value}
          </p>
        ) : (
          <Block shell={shell} name="SQL" text={code.value?.sql ?? ""} />
        )}
      </div>
    </Sheet>
  );
}

interface BlockProps {
  readonly shell: Shell;
  readonly name: string;
  readonly text: string;
}

function Block({ shell, name, text }: BlockProps): JSX.Element {
  return (
    <section>
      <div class="code-head">
        <h3>{name}</h3>
        <button type="button" class="btn edge" disabled={!text} onClick={() => void shell.copy(text, `${name} copied`)}>
          <Icon name="copy" /> Copy {name}
        </button>
      </div>
      {text ? <pre tabIndex={0}>{text}</pre> : <div class="skeleton sql-waits" aria-hidden="true" />}
    </section>
  );
}
