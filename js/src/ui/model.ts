import type { AnyModel } from "@anywidget/types";
import { RowStore } from "../core/rows.ts";
import { Session } from "../core/session.ts";
import { clock, newId, storage, wireOf } from "./browser.ts";
import type { Theme } from "./theme.ts";

/** What stands in a widget when no kernel is there. */
export interface Poster {
  readonly title?: string;
  readonly count?: number;
  readonly labelled?: number;
  readonly sentence?: string;
}

/** The file, and the project in it where there are several. */
export function titleOf(name: string | undefined, { title }: Poster): string {
  const parts = [title, name === "default" || name === title ? undefined : name];
  return parts.filter(Boolean).join(" · ") || name || "nblabel";
}

/** The traits that every widget has; Python writes the upper ones, the page the lower ones. */
export interface SharedTraits {
  protocol: string;
  options: Record<string, unknown>;
  count: number;
  theme: Theme;
  poster: Poster;
  project_key: string;
  selection: object;
  selected_count: number;
  current: number;
  height: number;
  query: object;
}

/** What all views of one widget share. */
export interface Store {
  readonly session: Session;
  readonly rows: RowStore;
}

const stores = new WeakMap<object, Store>();
const CUT = "jupyter-widgets-disconnected";

/** The store of a model, made on first use: some hosts call `initialize` once a view. */
export function storeOf(model: AnyModel): Store {
  // Every hook gets its own proxy of the model, but they share this one object.
  const key: object = model.get("options") ?? model;
  const known = stores.get(key);
  if (known) return known;
  const projectKey = String(model.get("project_key") || "unknown");
  const session = new Session({ wire: wireOf(model), storage, clock, newId, projectKey });
  const store = { session, rows: new RowStore(session) };
  stores.set(key, store);
  return store;
}

/** Tell the session when Jupyter marks the view as cut off: `send` then drops messages without a word. */
export function watchConnection(el: HTMLElement, session: Session, signal: AbortSignal): void {
  const look = () => {
    if (el.closest(`.${CUT}`)) session.lost();
    else if (session.link.peek() === "gone" || session.link.peek() === "none") session.retry();
  };
  if (el.closest(`.${CUT}`)) session.lost();
  const observer = new MutationObserver(look);
  observer.observe(el, { attributes: true, attributeFilter: ["class"] });
  signal.addEventListener("abort", () => observer.disconnect());
}

/** Write traits that belong to the page; a widget without a kernel keeps them to itself. */
export function saveTraits(model: AnyModel, traits: Partial<SharedTraits>): void {
  for (const [name, value] of Object.entries(traits)) model.set(name, value);
  try {
    model.save_changes();
  } catch {
    // The session notices a dead kernel by itself and says so.
  }
}
