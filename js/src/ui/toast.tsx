import type { JSX } from "preact";
import { Icon } from "./icons.tsx";
import type { Shell } from "./shell.ts";
import { STAY_MS, type Toast } from "./toasts.ts";

/**
 * The messages at the lower edge, and the live region that says them.
 *
 * Only the newest stands there in full, so that no more than one row of pictures is covered; the pointer or the
 * focus opens the stack.
 */
export function ToastStack({ shell }: { readonly shell: Shell }): JSX.Element {
  const { toasts } = shell;
  const shown = toasts.shown.value;
  return (
    <div
      class="toasts"
      onPointerEnter={() => toasts.hold()}
      onPointerLeave={() => toasts.release()}
      onFocusIn={() => toasts.hold()}
      onFocusOut={() => toasts.release()}
    >
      {shown.map((toast, index) => (
        <OneToast key={toast.id} shell={shell} toast={toast} isNewest={index === shown.length - 1} />
      ))}
      <div class="spoken" role="status" aria-live="polite">
        {shell.said.value}
      </div>
    </div>
  );
}

const ICONS = { done: "check", said: "check", lost: "info", refused: "warn" } as const;

interface OneToastProps {
  readonly shell: Shell;
  readonly toast: Toast;
  readonly isNewest: boolean;
}

function OneToast({ shell, toast, isNewest }: OneToastProps): JSX.Element {
  const { action, tone, text, held, id } = toast;
  const close = () => shell.toasts.close(id);
  return (
    <div class={`toast ${held ? "held" : ""} ${isNewest ? "" : "behind"}`} style={{ "--stay": `${STAY_MS}ms` }}>
      <span class="tone" data-tone={tone}>
        <Icon name={ICONS[tone]} />
      </span>
      <span class="said" title={text}>
        {text}
      </span>
      {action && (
        <button
          type="button"
          class="btn"
          onClick={() => {
            close();
            action.run();
          }}
        >
          <b>{action.label}</b> {action.key && <kbd>{action.key}</kbd>}
        </button>
      )}
      {isNewest && <Folded shell={shell} />}
      <button type="button" class="btn icon" aria-label="Close this message" onClick={close}>
        <Icon name="close" />
      </button>
      {!shell.toasts.keeps.value && <span class="left" />}
    </div>
  );
}

/** The way to the changes whose messages were pushed away. */
function Folded({ shell }: { readonly shell: Shell }): JSX.Element | null {
  const folded = shell.toasts.folded.value;
  if (folded === 0) return null;
  return (
    <button type="button" class="btn folded" onClick={() => shell.show("history")}>
      {folded} more {folded === 1 ? "change" : "changes"}
    </button>
  );
}
