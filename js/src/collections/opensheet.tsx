import type { JSX } from "preact";
import type { Shell } from "../ui/shell.ts";
import { CombineSheet } from "./combine.tsx";
import { MembersSheet } from "./members.tsx";
import { RenameSheet } from "./rename.tsx";
import { SaveSheet } from "./save.tsx";
import { SendSheet } from "./send.tsx";
import type { Sheets } from "./sheets.ts";
import type { BuilderStore } from "./store.ts";
import { TitlesSheet } from "./titles.tsx";

interface OpenSheetProps {
  readonly shell: Shell;
  readonly store: BuilderStore;
  readonly sheets: Sheets;
}

export function OpenSheet({ shell, store, sheets }: OpenSheetProps): JSX.Element | null {
  const sheet = sheets.value;
  const onClose = () => {
    sheets.value = null;
  };
  switch (sheet?.kind) {
    case "save":
      return <SaveSheet shell={shell} store={store} meant={sheet} onClose={onClose} />;
    case "rename":
      return <RenameSheet shell={shell} store={store} title={sheet.title} onClose={onClose} />;
    case "titles":
      return <TitlesSheet shell={shell} store={store} title={sheet.title} onClose={onClose} />;
    case "combine":
      return <CombineSheet shell={shell} store={store} title={sheet.title} onClose={onClose} />;
    case "send":
      return <SendSheet shell={shell} store={store} title={sheet.title} onClose={onClose} />;
    case "history":
      return <MembersSheet shell={shell} store={store} title={sheet.title} onClose={onClose} />;
    case undefined:
      return null;
  }
}
