import type { JSX } from "preact";
import { Icon } from "./icons.tsx";
import type { Shell } from "./shell.ts";
import { STAY_MS, type Toast } from "./toasts.ts";

/** The messages at the lower edge, and the live region that says them. */
export function ToastStack({ shell }: { readonly shell: Shell }): JSX.Element {
  const { toasts } = shell;
  const folded = toasts.folded.value;
  return (
    <div
      class="toasts"
      onPointerEnter={() => toasts.hold()}
      onPointerLeave={() => toasts.release()}
      onFocusIn={() => toasts.hold()}
      onFocusOut={() => toasts.release()}
    >
      {folded > 0 && (
        <button type="button" class="toast btn" onClick={() => shell.show("history")}>
          {folded} more {folded === 1 ? "change" : "changes"}
        </button>
      )}
      {toasts.shown.value.map((toast) => (
        <OneToast key={toast.id} shell={shell} toast={toast} />
      ))}
      <div class="spoken" role="status" aria-live="polite">
        {shell.said.value}
      </div>
    </div>
  );
}

function OneToast({ shell, toast }: { readonly shell: Shell; readonly toast: Toast }): JSX.Element {
  const { action, tone, text, held, id } = toast;
  const close = () => shell.toasts.close(id);
  return (
    <div class={`toast ${held ? "held" : ""}`} style={{ "--stay": `${STAY_MS}ms` }}>
      <span class={tone === "refused" ? "bad" : "ok"}>
        <Icon name={tone === "refused" ? "warn" : "check"} />
      </span>
      <span class="said">{text}</span>
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
      <button type="button" class="btn icon" aria-label="Close this message" onClick={close}>
        <Icon name="close" />
      </button>
      <span class="left" />
    </div>
  );
}
