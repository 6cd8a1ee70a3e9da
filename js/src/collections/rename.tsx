import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Asking, type FormSheetProps, TextLine } from "./asking.tsx";

/** Title and description of a collection; its tag follows the title (S0.17, S0.18). */
export function RenameSheet({ shell, store, title, onClose }: FormSheetProps): JSX.Element {
  const { shelf } = store;
  const info = shelf.list.value?.find((known) => known.title === title);
  const [named, description] = [useSignal(title), useSignal(info?.description ?? "")];
  const typed = named.value.trim();
  const isNew = typed !== title;
  const isDescribed = description.value.trim() !== (info?.description ?? "");
  const send = () =>
    shelf.write("edit_collection", {
      title,
      ...(isNew ? { new_title: typed } : {}),
      ...(isDescribed ? { description: description.value.trim() } : {}),
    });
  return (
    <Asking
      shell={shell}
      heading={`Title and description of ${title}`}
      label="Save"
      canSend={typed !== "" && (isNew || isDescribed)}
      hint={isNew ? "The tag on its items and the rules that name it follow." : ""}
      send={send}
      onClose={onClose}
    >
      <TextLine label="Title" value={named} most={200} />
      <TextLine label="Description" value={description} rows={3} />
    </Asking>
  );
}
