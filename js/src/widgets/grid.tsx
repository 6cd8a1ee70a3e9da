import type { AnyModel } from "@anywidget/types";
import { App, type AppProps } from "../grid/app.tsx";
import { begin, firstSize, mountGrid } from "../grid/mounted.ts";
import { gridStoreOf } from "../grid/store.ts";
import { GRID_STYLES } from "../grid/styles.ts";
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
  gridStoreOf(model);
}

function render({ model, el, signal: given }: Context): () => void {
  const controller = new AbortController();
  const abort = given ? AbortSignal.any([given, controller.signal]) : controller.signal;
  const height = Number(model.get("height")) || HEIGHT_PX;
  const theme = (model.get("theme") as Theme | undefined) ?? "auto";
  const mount = new View(el, { css: GRID_STYLES, theme, height, signal: abort });
  const store = gridStoreOf(model);
  const shell = new Shell(mount, store.model.session, "grid");
  watchConnection(el, store.model.session, abort);
  const mounted = mountGrid(mount, shell, store, firstSize(model.get("options")), abort);
  const props: AppProps = {
    ...mounted,
    shell,
    store,
    poster: (model.get("poster") as Poster | undefined) ?? {},
    onHeight: (px) => saveTraits(model, { height: px }),
  };
  mount.render(<App {...props} />);
  begin(mount, shell, store, mounted, abort);
  return () => controller.abort();
}

export default { initialize, render };
