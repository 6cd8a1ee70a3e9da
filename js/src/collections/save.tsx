// "Save as a collection": title, description, live or fixed (S0.16, S0.17).
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Shell } from "../ui/shell.ts";
import { Asking, TextLine, Tick } from "./asking.tsx";
import { n } from "./head.tsx";
import type { BuilderSheet } from "./sheets.ts";
import type { BuilderStore } from "./store.ts";

interface SaveProps {
  readonly shell: Shell;
  readonly store: BuilderStore;
  readonly meant: Extract<BuilderSheet, { kind: "save" }>;
  readonly onClose: () => void;
}

export function SaveSheet({ shell, store, meant, onClose }: SaveProps): JSX.Element {
  const { shelf } = store;
  const [title, description, live] = [useSignal(meant.title), useSignal(""), useSignal(false)];
  const typed = title.value.trim();
  const taken = shelf.list.value?.find((info) => info.title === typed);
  const items = `${n(meant.count)} ${meant.count === 1 ? shelf.noun : `${shelf.noun}s`}`;
  const send = async () => {
    if (taken) return await shelf.collect(typed, meant.target);
    const fresh = { make: true, live: live.value && meant.isAll, description: description.value.trim() };
    const change = await shelf.write("collect", { target: meant.target, title: typed, ...fresh });
    await shelf.load();
    if (meant.isAll) await shelf.show(typed);
    return change;
  };
  return (
    <Asking
      shell={shell}
      heading={`Save ${items} as a collection`}
      label={taken ? `Add to ${typed}` : `Save ${items}`}
      canSend={typed !== ""}
      hint={
        taken
          ? "There is a collection of this title: they are added to it."
          : "Its title becomes a tag of every member."
      }
      send={send}
      onClose={onClose}
    >
      <TextLine label="Title" value={title} most={200} />
      {!taken && <TextLine label="Description" value={description} rows={2} />}
      {!taken && meant.isAll && (
        <Tick value={live}>Live: it holds whatever the filters find later, not just these</Tick>
      )}
    </Asking>
  );
}
