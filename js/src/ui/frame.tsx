import type { ComponentChildren, JSX } from "preact";
import { CommandButton } from "./command-button.tsx";
import { HistorySheet } from "./history.tsx";
import { KeyCard } from "./keycard.tsx";
import { Palette } from "./palette.tsx";
import type { Shell } from "./shell.ts";
import { StatusBar } from "./statusbar.tsx";
import { ToastStack } from "./toast.tsx";

export interface FrameProps {
  readonly shell: Shell;
  /** What the widget is, for assistive tools: "Label one by one". */
  readonly label: string;
  readonly title: string;
  readonly counts: string;
  /** Beside the title: what the widget is turned to. */
  readonly lead?: ComponentChildren;
  readonly tools?: ComponentChildren;
  readonly banner?: ComponentChildren;
  /** A panel left out is not in the document at all. */
  readonly left?: ComponentChildren;
  readonly right?: ComponentChildren;
  readonly leftLabel?: string;
  readonly rightLabel?: string;
  readonly status?: ComponentChildren;
  readonly overlay?: ComponentChildren;
  readonly onHeight: (px: number) => void;
  readonly children: ComponentChildren;
}

/** What every widget stands in: toolbar, panels, status bar, messages, and what lies over them. */
export function Frame(props: FrameProps): JSX.Element {
  const { shell } = props;
  return (
    <section class="frame" aria-label={props.label}>
      <Toolbar {...props} />
      {props.banner}
      <div class="body">
        {props.left && <Panel shell={shell} side="left" label={props.leftLabel ?? "Filters"} content={props.left} />}
        <div class="stage">{props.children}</div>
        {props.right && <Panel shell={shell} side="right" label={props.rightLabel ?? "Labels"} content={props.right} />}
      </div>
      <StatusBar shell={shell}>{props.status}</StatusBar>
      <Grip shell={shell} onHeight={props.onHeight} />
      <ToastStack shell={shell} />
      {props.overlay}
      <Overlays shell={shell} />
    </section>
  );
}

function Toolbar({ shell, title, counts, lead, tools, left, right }: FrameProps): JSX.Element {
  return (
    <div class="toolbar" role="toolbar" aria-label={`${title} tools`}>
      {left && <CommandButton shell={shell} id="left" icon="left" pressed={shell.isOpen("left")} />}
      <span class="brand">
        <b>{title}</b>
        <span class="counts">{counts}</span>
      </span>
      {lead}
      <span class="spread" />
      {tools}
      <CommandButton shell={shell} id="history" icon="history" class="minor" />
      <CommandButton shell={shell} id="palette" icon="command" />
      <CommandButton shell={shell} id="keys" icon="help" class="minor" />
      <CommandButton shell={shell} id="full" icon="full" pressed={shell.full.value} />
      {right && <CommandButton shell={shell} id="right" icon="right" pressed={shell.isOpen("right")} />}
    </div>
  );
}

interface PanelProps {
  readonly shell: Shell;
  readonly side: "left" | "right";
  readonly label: string;
  readonly content: ComponentChildren;
}

function Panel({ shell, side, label, content }: PanelProps): JSX.Element | null {
  if (!shell.isOpen(side)) return null;
  return (
    <div class={`panel ${side} ${shell.isDrawer(side) ? "drawer" : ""}`} role="group" aria-label={label}>
      {content}
    </div>
  );
}

function Overlays({ shell }: { readonly shell: Shell }): JSX.Element | null {
  switch (shell.overlay.value) {
    case "palette":
      return <Palette shell={shell} />;
    case "keys":
      return <KeyCard shell={shell} />;
    case "history":
      return <HistorySheet shell={shell} />;
    case null:
      return null;
  }
}

const LOWEST_PX = 320;
const STEP_PX = 40;

/** The lower edge of the widget: dragged, or moved by the arrow keys. */
function Grip({ shell, onHeight }: { readonly shell: Shell; readonly onHeight: (px: number) => void }): JSX.Element {
  const { surface } = shell.view;
  const set = (px: number) => {
    const height = Math.round(Math.max(LOWEST_PX, px));
    surface.style.height = `${height}px`;
    onHeight(height);
  };
  const drag = (event: PointerEvent) => {
    const grip = event.currentTarget as HTMLElement;
    const from = surface.offsetHeight - event.clientY;
    const move = (moved: PointerEvent) => set(from + moved.clientY);
    grip.setPointerCapture(event.pointerId);
    grip.addEventListener("pointermove", move);
    grip.addEventListener("lostpointercapture", () => grip.removeEventListener("pointermove", move), { once: true });
  };
  const key = (event: KeyboardEvent) => {
    const step = { ArrowUp: -STEP_PX, ArrowDown: STEP_PX }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    set(surface.offsetHeight + step);
  };
  return (
    <button
      type="button"
      class="grip"
      aria-label="Height of the widget: drag, or arrow up and down"
      onPointerDown={drag}
      onKeyDown={key}
    />
  );
}
