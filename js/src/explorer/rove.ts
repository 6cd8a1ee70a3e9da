// One tab stop in a panel of many buttons: arrows walk through it, Tab leaves it at once.
const STOP = "[data-stop]:not(:disabled)";

/** Keys of a panel whose parts carry `data-stop`; Left and Right press what says that it opens. */
export function rove(event: KeyboardEvent): void {
  const panel = event.currentTarget as HTMLElement;
  const root = panel.getRootNode() as ShadowRoot;
  const focused = root.activeElement as HTMLElement | null;
  if (!focused || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  const isField = focused.matches("input");
  const stops = [...panel.querySelectorAll<HTMLElement>(STOP)].filter((stop) => stop.checkVisibility?.() ?? true);
  const at = stops.indexOf(focused);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, ...(isField ? {} : { Home: 0, End: stops.length - 1 }) }[event.key];
  if (to !== undefined) stops[Math.min(stops.length - 1, Math.max(0, to))]?.focus();
  else if (isField || !turns(focused, event.key)) return;
  event.preventDefault();
  event.stopPropagation();
}

/** Have Tab come back to the part of the panel that had the focus last. */
export function keepStop(event: FocusEvent): void {
  const panel = event.currentTarget as HTMLElement;
  const target = event.target as HTMLElement;
  if (!target.matches("[data-stop]")) return;
  for (const stop of panel.querySelectorAll<HTMLElement>("[data-stop][tabindex='0']")) stop.tabIndex = -1;
  target.tabIndex = 0;
}

/** Left closes and Right opens what has the focus. */
function turns(focused: HTMLElement, key: string): boolean {
  const expanded = focused.getAttribute("aria-expanded");
  const wanted = { ArrowRight: "false", ArrowLeft: "true" }[key];
  if (wanted === undefined || expanded !== wanted) return false;
  focused.click();
  return true;
}
