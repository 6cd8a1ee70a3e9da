import type { AnyModel, AnyWidget, InitializeProps, RenderProps } from "@anywidget/types";
import { type BundleReply, cut, linked } from "./protocol.ts";

/** anywidget sends a widget's module with every instance, so that is only this boot: the body comes once a page. */
interface Body {
  initialize(props: InitializeProps): void;
  render(props: RenderProps): () => void;
}

interface Page {
  readonly places: Map<string, string>;
  readonly bodies: Map<string, Promise<Body>>;
}

const ASK_AGAIN_MS = 5000;
const BUSY_AFTER_MS = 1500;
const PAGE = Symbol.for("nblabel.page");

export function boot(): AnyWidget {
  return {
    initialize({ model, signal }) {
      // A failure shows where the widget is drawn.
      body(model, signal).then(
        (found) => found.initialize({ model } as InitializeProps),
        () => undefined,
      );
    },
    async render(props) {
      const end = poster(props);
      try {
        const found = await body(props.model, props.signal);
        end();
        if (props.signal?.aborted) return;
        return found.render(props);
      } catch (error) {
        if (!props.signal?.aborted) end(`This widget could not start: ${String(error)}`);
        return;
      }
    },
  };
}

function page(): Page {
  const host = globalThis as { [PAGE]?: Page };
  host[PAGE] ??= { places: new Map(), bodies: new Map() };
  return host[PAGE];
}

function body(model: AnyModel, signal: AbortSignal | undefined): Promise<Body> {
  const { bodies } = page();
  const name = String(model.get("body"));
  const known = bodies.get(name);
  if (known) return known;
  const loading = load(model, name, signal);
  bodies.set(name, loading);
  loading.catch(() => bodies.delete(name));
  return loading;
}

async function load(model: AnyModel, name: string, signal: AbortSignal | undefined): Promise<Body> {
  const { places } = page();
  const [reply, joined] = await ask(model, [...places.keys()], signal);
  for (const [file, source] of cut(reply, joined)) {
    if (places.has(file)) continue;
    const text = linked(source, places);
    places.set(file, URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  }
  const place = places.get(name);
  if (!place) throw new Error(`the kernel has no ${name}`);
  return ((await import(/* @vite-ignore */ place)) as { default: Body }).default;
}

/** Ask until the kernel answers: while a cell runs it may take long, and a message may get lost on a reconnect. */
function ask(model: AnyModel, have: string[], signal: AbortSignal | undefined): Promise<[BundleReply, DataView]> {
  return new Promise((resolve, reject) => {
    const prefix = `boot-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
    let tries = 0;
    const listen = (
      message: { rid?: unknown; ok?: boolean; result?: BundleReply; error?: { message: string } },
      buffers: DataView[],
    ) => {
      if (typeof message?.rid !== "string" || !message.rid.startsWith(prefix)) return;
      stop();
      if (message.ok && message.result) resolve([message.result, buffers[0] as DataView]);
      else reject(new Error(message.error?.message ?? "the kernel refused"));
    };
    const send = () => {
      try {
        model.send({ v: 1, rid: `${prefix}-${tries}`, op: "bundle", args: { have } });
      } catch {
        // No kernel: the poster says so, and the next try finds one that came back.
      }
      tries += 1;
    };
    const timer = setInterval(send, ASK_AGAIN_MS);
    const stop = () => {
      clearInterval(timer);
      model.off("msg:custom", listen);
    };
    signal?.addEventListener("abort", () => {
      stop();
      reject(new Error("the view was closed"));
    });
    model.on("msg:custom", listen);
    send();
  });
}

/** What stands there until the body is: title and counts at once, and why it takes long where it does. */
function poster({ model, el }: RenderProps): (text?: string) => void {
  const { title = "nblabel", count = 0 } = (model.get("poster") ?? {}) as Record<string, string | number>;
  const box = document.createElement("div");
  box.dataset.nblabelPoster = "";
  Object.assign(box.style, {
    boxSizing: "border-box",
    minHeight: `${Number(model.get("height")) || 240}px`,
    padding: "16px",
    border: "1px solid var(--jp-border-color2, #8884)",
    font: "13px var(--jp-ui-font-family, system-ui)",
    color: "var(--jp-ui-font-color1, inherit)",
  });
  const head = document.createElement("strong");
  head.textContent = String(title);
  const counts = document.createElement("div");
  counts.textContent = `${count.toLocaleString()} items`;
  const state = document.createElement("div");
  state.setAttribute("role", "status");
  box.append(head, counts, state);
  el.append(box);
  const timer = setTimeout(() => {
    state.textContent = "No answer from the kernel yet: it is busy, or this cell must be run to go on.";
  }, BUSY_AFTER_MS);
  return (text) => {
    clearTimeout(timer);
    if (text) state.textContent = text;
    else box.remove();
  };
}
