// What every widget with a grid in it does with the grid: its commands and keys, what opens over it, what is told of a write.
import { effect, type Signal, signal } from "@preact/signals";
import { EVERYWHERE } from "../core/commands.ts";
import { itemJump } from "../core/jumps.ts";
import { clock, storage } from "../ui/browser.ts";
import type { View } from "../ui/mount.tsx";
import type { Shell } from "../ui/shell.ts";
import { AcceptJob } from "./acceptjob.ts";
import { BulkJob } from "./bulk.ts";
import { ChangeJob } from "./changejob.ts";
import { gridCommands } from "./commands.ts";
import { type Point, SIZES, type Size } from "./geometry.ts";
import { listenToKeys, peekOnRest } from "./holding.ts";
import { labelJumps } from "./jumps.ts";
import { menuGroups, menuLabel, openOnRightClick, placeOfMenu } from "./menu.ts";
import type { Over } from "./over.tsx";
import type { Parts } from "./parts.ts";
import { PointerInputs } from "./pointer.ts";
import { type Skim, skimOf } from "./skim.ts";
import type { GridParts } from "./store.ts";
import { PREVIEW, previewCommands, TILES, tileCommands } from "./tilecommands.ts";
import { GridView } from "./view.ts";

const SIZE_KEY = "nblabel/grid/size";
const ANNOUNCE_MS = 300;

/** A grid in one view of a widget. */
export interface Mounted {
  readonly view: GridView;
  readonly over: Signal<Over>;
  /** The place whose picture is shown beside it; -1 for none. */
  readonly peek: Signal<number>;
}

/** Make the grid of a view, with its commands; `begin` starts it once it is in the page. */
export function mountGrid(mount: View, shell: Shell, store: GridParts, size: Size, abort: AbortSignal): Mounted {
  const view = new GridView(store, size);
  const over: Signal<Over> = signal(null);
  const peek = signal(-1);
  const skim = skimOf(mount, shell, view, store.model, abort);
  const parts = partsOf(shell, store, view, over, peek, skim);
  shell.commands.register(gridCommands(parts));
  shell.commands.register(tileCommands(parts), TILES);
  shell.commands.register(previewCommands(parts), PREVIEW);
  mount.bind(shell.commands, () => scopesOf(mount, view, over.peek()));
  shell.jumps = (typed) => [
    ...itemJump(typed, view.count(), (place) => view.goTo(place)),
    ...labelJumps(typed, store.model),
  ];
  shell.showBehind = (op, outcome) => void store.model.ask({ receipt: { op, outcome } });
  const pointer = new PointerInputs(view, store.answering, parts.open.preview, abort);
  openOnRightClick(parts, pointer, (at) => openMenu(shell, parts, over, at), abort);
  listenToKeys(mount, pointer, peek, abort);
  peekOnRest(view, pointer, peek, abort);
  mount.onEscape(() => view.selecting.clear());
  mount.onEscape(() => pointer.cancel());
  return { view, over, peek };
}

/** Draw, and listen to what the shared store tells. */
export function begin(mount: View, shell: Shell, store: GridParts, { view, over }: Mounted, abort: AbortSignal): void {
  view.start(abort);
  claim(mount, shell, store, over, abort);
  listen(shell, store, view, abort);
}

function partsOf(
  shell: Shell,
  store: GridParts,
  view: GridView,
  over: Signal<Over>,
  peek: Signal<number>,
  skim: Skim,
): Parts {
  const { model, answering, predicting } = store;
  const open = {
    bulk: () => {
      if (model.selectedCount.peek() > 0) over.value = { kind: "bulk", job: new BulkJob(model, clock, null) };
    },
    tag: () => {
      const aim = answering.aim.peek();
      if (aim) over.value = { kind: "change", job: new ChangeJob(model, clock, { op: "tag" }, aim) };
    },
    collect: () => {
      const aim = answering.aim.peek();
      if (aim) over.value = { kind: "collect", aim };
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
    flag: () => {
      const row = model.rows.get(view.focus.peek());
      if (row) over.value = { kind: "flag", row };
    },
    goTo: () => {
      over.value = { kind: "goto" };
    },
    peek: () => {
      peek.value = view.focus.peek();
    },
    skim: () => {
      skim.start();
      shell.toasts.add({ text: "Skimming: any key pauses, k goes on.", tone: "said", kind: "skim" });
      shell.announce("Skimming. Any key pauses.");
    },
    search: () => shell.view.surface.querySelector<HTMLElement>("[data-search]")?.focus(),
  };
  const parts = { model, view, answering, predicting, open };
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
  { model, answering, predicting }: GridParts,
  over: Signal<Over>,
  signal: AbortSignal,
): void {
  const take = () => {
    answering.onBulk = (prefilled) => {
      const refused = model.session.hello.peek()?.bulk_refused;
      if (refused) model.problem.value = refused;
      else over.value = { kind: "bulk", job: new BulkJob(model, clock, prefilled) };
    };
    answering.onChange = (asked, aim) => {
      over.value = { kind: "change", job: new ChangeJob(model, clock, asked, aim) };
    };
    predicting.onMany = (asked, meant) => {
      over.value = { kind: "accept", job: new AcceptJob(model, clock, asked, meant) };
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
function listen(shell: Shell, { model, answering, places }: GridParts, view: GridView, abort: AbortSignal): void {
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

/** The tile size the cell asked for, else what this user chose last. */
export function firstSize(options: unknown): Size {
  const { size } = (options ?? {}) as { readonly size?: number | null };
  const wanted = size ?? Number(storage.load(SIZE_KEY));
  return SIZES.find((known) => known === wanted) ?? 128;
}
