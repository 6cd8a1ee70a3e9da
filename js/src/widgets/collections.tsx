import type { AnyModel } from "@anywidget/types";
import { effect } from "@preact/signals";
import { App, type AppProps } from "../collections/app.tsx";
import { builderCommands, moveCommands, shelfCommands } from "../collections/commands.ts";
import { dragToCollections } from "../collections/dragging.ts";
import { makeSheets } from "../collections/sheets.ts";
import { builderStoreOf } from "../collections/store.ts";
import { begin, firstSize, mountGrid } from "../grid/mounted.ts";
import { GRID_STYLES } from "../grid/styles.ts";
import { TILES } from "../grid/tilecommands.ts";
import collectionsCss from "../styles/collections.css";
import { type Poster, saveTraits, watchConnection } from "../ui/model.ts";
import { View } from "../ui/mount.tsx";
import { Shell } from "../ui/shell.ts";
import type { Theme } from "../ui/theme.ts";

const HEIGHT_PX = 640;

interface Context {
  readonly model: AnyModel;
  readonly el: HTMLElement;
  readonly signal?: AbortSignal;
}

function initialize({ model }: Pick<Context, "model">): void {
  builderStoreOf(model);
}

function render({ model, el, signal: given }: Context): () => void {
  const controller = new AbortController();
  const abort = given ? AbortSignal.any([given, controller.signal]) : controller.signal;
  const height = Number(model.get("height")) || HEIGHT_PX;
  const theme = (model.get("theme") as Theme | undefined) ?? "auto";
  const css = [...GRID_STYLES, collectionsCss];
  const mount = new View(el, { css, theme, height, signal: abort });
  const store = builderStoreOf(model);
  const shell = new Shell(mount, store.model.session, "collections");
  watchConnection(el, store.model.session, abort);
  const mounted = mountGrid(mount, shell, store, firstSize(model.get("options")), abort);
  const sheets = makeSheets();
  const parts = { shell, store, view: mounted.view, sheets };
  shell.commands.register(builderCommands(parts));
  shell.commands.register(moveCommands(parts), TILES);
  followShelf(() => shell.commands.register(shelfCommands(parts)), abort);
  dragToCollections(parts, abort);
  const props: AppProps = {
    ...mounted,
    shell,
    store,
    sheets,
    poster: (model.get("poster") as Poster | undefined) ?? {},
    onHeight: (px) => saveTraits(model, { height: px }),
  };
  mount.render(<App {...props} />);
  begin(mount, shell, store, mounted, abort);
  return () => controller.abort();
}

/** Keep the palette's list of collections true. */
function followShelf(register: () => () => void, abort: AbortSignal): void {
  let forget: () => void = () => undefined;
  const stop = effect(() => {
    forget();
    forget = register();
  });
  abort.addEventListener("abort", stop);
}

export default { initialize, render };
