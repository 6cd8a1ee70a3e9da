// What opens over the explorer besides what opens over any grid.
import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import type { Target } from "../protocol.gen.ts";
import { storage } from "../ui/browser.ts";
import type { Shell } from "../ui/shell.ts";
import { CodeSheet } from "./code.tsx";
import { CollectSheet } from "./collect.tsx";
import { KeepSheet } from "./keep.tsx";
import type { ExplorerStore } from "./store.ts";

const CODE_KEY = "nblabel/explorer/code";

export type Sheet =
  | { readonly kind: "collect"; readonly target: Target; readonly count: number; readonly isAll: boolean }
  | { readonly kind: "keep" | "code" }
  | null;

/** What is open in one view. */
export interface Sheets {
  readonly sheet: Signal<Sheet>;
  readonly isSorting: Signal<boolean>;
  readonly isCodeShown: Signal<boolean>;
}

export function makeSheets(): Sheets {
  const isCodeShown = signal(storage.load(CODE_KEY) !== "0");
  let isFirst = true;
  isCodeShown.subscribe((isShown) => {
    if (!isFirst) storage.save(CODE_KEY, isShown ? "1" : "0");
    isFirst = false;
  });
  return { sheet: signal(null), isSorting: signal(false), isCodeShown };
}

interface OpenSheetProps {
  readonly shell: Shell;
  readonly store: ExplorerStore;
  readonly sheets: Sheets;
}

export function OpenSheet({ shell, store, sheets }: OpenSheetProps): JSX.Element | null {
  const sheet = sheets.sheet.value;
  const onClose = () => {
    sheets.sheet.value = null;
  };
  switch (sheet?.kind) {
    case "collect":
      return <CollectSheet shell={shell} store={store} meant={sheet} onClose={onClose} />;
    case "keep":
      return <KeepSheet shell={shell} store={store} onClose={onClose} />;
    case "code":
      return <CodeSheet shell={shell} store={store} onClose={onClose} />;
    case undefined:
      return null;
  }
}
