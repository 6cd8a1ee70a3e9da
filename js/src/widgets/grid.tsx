import type { AnyModel } from "@anywidget/types";
import { effect, type Signal, signal } from "@preact/signals";
import { EVERYWHERE } from "../core/commands.ts";
import { App, type AppProps, type Over } from "../grid/app.tsx";
import { BulkJob } from "../grid/bulk.ts";
import { gridCommands, type Parts, PREVIEW, previewCommands, TILES, tileCommands } from "../grid/commands.ts";
import { type Point, SIZES, type Size } from "../grid/geometry.ts";
import { listenToKeys, peekOnRest } from "../grid/holding.ts";
import { menuGroups, menuLabel, openOnRightClick, placeOfMenu } from "../grid/menu.ts";
import { PointerInputs } from "../grid/pointer.ts";
import { type GridStore, gridStoreOf } from "../grid/store.ts";
import { GridView } from "../grid/view.ts";
import bulkCss from "../styles/bulk.css";
import filtersCss from "../styles/filters.css";
import formCss from "../styles/form.css";
import frameCss from "../styles/frame.css";
import gridCss from "../styles/grid.css";
import overCss from "../styles/over.css";
import partsCss from "../styles/parts.css";
import tileCss from "../styles/tile.css";
import tokensCss from "../styles/tokens.css";
import { clock, storage } from "../ui/browser.ts";
import { type Poster, saveTraits, watchConnection } from "../ui/model.ts";
import { View } from "../ui/mount.tsx";
import { Shell } from "../ui/shell.ts";
import type { Theme } from "../ui/theme.ts";

const HEIGHT_PX = 640;
const SIZE_KEY = "nblabel/grid/size";
const ANNOUNCE_MS = 300;

interface Context {
  readonly model: AnyModel;
  readonly el: HTMLElement;
  readonly signal?: AbortSignal;
}

function initialize({ model }: Pick<Context, "model">): void {
  gridStoreOf(model);
}

function render({ model, el, signal: given }: Context): () => void {
  const controller = new AbortController();
  const abort = given ? AbortSignal.any([given, controller.signal]) : controller.signal;
  const height = Number(model.get("height")) || HEIGHT_PX;
  const theme = (model.get("theme") as Theme | undefined) ?? "auto";
  const css = [tokensCss, partsCss, overCss, frameCss, formCss, gridCss, tileCss, filtersCss, bulkCss];
  const mount = new View(el, { css, theme, height, signal: abort });
  const store = gridStoreOf(model);
  const shell = new Shell(mount, store.model.session, "grid");
  watchConnection(el, store.model.session, abort);
  show(model, mount, shell, store, abort);
  return () => controller.abort();
}

function show(model: AnyModel, mount: View, shell: Shell, store: GridStore, abort: AbortSignal): void {
  const view = new GridView(store.model, store.answering, firstSize(model));
  const over: Signal<Over> = signal(null);
  const peek = signal(-1);
  const parts = partsOf(shell, store, view, over, peek);
  shell.commands.register(gridCommands(parts));
  shell.commands.register(tileCommands(parts), TILES);
  shell.commands.register(previewCommands(parts), PREVIEW);
  mount.bind(shell.commands, () => scopesOf(mount, view, over.peek()));
  const pointer = new PointerInputs(view, store.answering, parts.open.preview, abort);
  openOnRightClick(parts, pointer, (at) => openMenu(shell, parts, over, at), abort);
  listenToKeys(mount, pointer, peek, abort);
  peekOnRest(view, pointer, peek, abort);
  mount.onEscape(() => view.selecting.clear());
  mount.onEscape(() => pointer.cancel());
  const props: AppProps = {
    shell,
    store,
    view,
    over,
    peek,
    poster: (model.get("poster") as Poster | undefined) ?? {},
    onHeight: (px) => saveTraits(model, { height: px }),
  };
  mount.render(<App {...props} />);
  view.start(abort);
  claim(mount, shell, store, over, abort);
  listen(shell, store, view, abort);
}

function partsOf(shell: Shell, store: GridStore, view: GridView, over: Signal<Over>, peek: Signal<number>): Parts {
  const { model, answering } = store;
  const open = {
    bulk: () => {
      if (model.selectedCount.peek() > 0) over.value = { kind: "bulk", job: new BulkJob(model, clock, null) };
    },
    preview: () => {
      if (view.focus.peek() < 0) return;
      answering.alone.value = true;
      over.value = { kind: "preview" };
    },
    menu: () => openMenu(shell, parts, over, placeOfMenu(view)),
    picker: () => {
      over.value = { kind: "picker" };
    },
    goTo: () => {
      over.value = { kind: "goto" };
    },
    peek: () => {
      peek.value = view.focus.peek();
    },
    search: () => shell.view.surface.querySelector<HTMLElement>("[data-search]")?.focus(),
  };
  const parts = { model, view, answering, open };
  return parts;
}

function openMenu(shell: Shell, parts: Parts, over: Signal<Over>, at: Point): void {
  over.value = { kind: "menu", at, label: menuLabel(parts), groups: menuGroups(shell.commands, parts) };
}

function scopesOf(mount: View, view: GridView, over: Over): readonly string[] {
  if (over?.kind === "preview") return [PREVIEW, EVERYWHERE];
  const isHome = mount.focused === view.scroller.root || mount.focused === mount.surface || mount.focused === null;
  return isHome ? [TILES, EVERYWHERE] : [EVERYWHERE];
}

/** Of several views, the one with the focus shows what comes of a key. */
function claim(
  mount: View,
  shell: Shell,
  { model, answering }: GridStore,
  over: Signal<Over>,
  signal: AbortSignal,
): void {
  const take = () => {
    answering.onBulk = (prefilled) => {
      over.value = { kind: "bulk", job: new BulkJob(model, clock, prefilled) };
    };
    answering.onDone = ({ change, count, lost }) => {
      if (count > 1 || lost) shell.done(change, lost ?? "");
    };
    answering.onRefused = (error) => shell.refuse(error);
  };
  take();
  mount.surface.addEventListener("focusin", take, { signal });
}

/** What the shared store tells this view. */
function listen(shell: Shell, { model, answering, places }: GridStore, view: GridView, abort: AbortSignal): void {
  let cancel: () => void = () => undefined;
  let leave: () => void = () => undefined;
  let known = view.size.peek();
  const remember = (size: Size) => {
    if (size !== known) storage.save(SIZE_KEY, String(size));
    known = size;
  };
  const stop = [
    model.session.on("applied", (change) => {
      if (change.kind !== "undo" && change.kind !== "redo") return;
      view.pulse(
        change.rows.map((row) => row.id),
        change.first ?? -1,
      );
    }),
    effect(() => remember(view.size.value)),
    effect(() => {
      view.motion.value;
      const [gen, current, focus] = [model.rows.gen.value, answering.focused.value ?? 0, view.focus.value];
      leave();
      const keep = () => places.save({ gen, current, focus, first: view.scroller.firstInView() });
      if (model.session.hello.value) leave = clock.after(ANNOUNCE_MS, keep);
    }),
    effect(() => {
      const text = model.problem.value;
      if (text) shell.toasts.add({ text, tone: "refused", kind: "problem" });
    }),
    effect(() => {
      const count = model.selectedCount.value;
      cancel();
      cancel = clock.after(ANNOUNCE_MS, () => shell.announce(count ? `${count} selected` : ""));
    }),
  ];
  abort.addEventListener("abort", () => {
    cancel();
    leave();
    for (const end of stop) end();
  });
}

/** What the cell asked for, else what this user chose last. */
function firstSize(model: AnyModel): Size {
  const { size } = (model.get("options") ?? {}) as { readonly size?: number | null };
  const wanted = size ?? Number(storage.load(SIZE_KEY));
  return SIZES.find((known) => known === wanted) ?? 128;
}

export default { initialize, render };
