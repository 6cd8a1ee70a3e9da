import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Sheet } from "../ui/sheet.tsx";
import type { FormSheetProps } from "./asking.tsx";
import { isOfItems } from "./commands.ts";
import type { Combination } from "./shelf.ts";

const WAYS: readonly { readonly how: Combination; readonly sign: string; readonly words: string }[] = [
  { how: "or", sign: "∪", words: "in either" },
  { how: "and", sign: "∩", words: "in both" },
  { how: "without", sign: "−", words: "in the first, not in the second" },
];

/** Join, cut or subtract two collections: the result is shown as filters, to be looked at and saved. */
export function CombineSheet({ shell, store, title, onClose }: FormSheetProps): JSX.Element {
  const { shelf } = store;
  const others = (shelf.list.value ?? []).filter((info) => info.title !== title && isOfItems(info));
  const [how, other] = [useSignal<Combination>("or"), useSignal(others[0]?.title ?? "")];
  const submit = (event: Event) => {
    event.preventDefault();
    onClose();
    void shelf.combine(title, how.value, other.value);
  };
  return (
    <Sheet shell={shell} title={`Combine ${title}`} onClose={onClose}>
      <form class="bulk asking" onSubmit={submit}>
        <div class="scroll">
          <div class="ways" role="radiogroup" aria-label="How">
            {WAYS.map((way) => (
              <label key={way.how} class="check-line">
                <input
                  type="radio"
                  name="how"
                  checked={how.value === way.how}
                  onChange={() => {
                    how.value = way.how;
                  }}
                />
                <b>{way.sign}</b> {way.words}
              </label>
            ))}
          </div>
          <label class="pick">
            <span>Second collection</span>
            <select
              class="field"
              value={other.value}
              onChange={(event) => {
                other.value = event.currentTarget.value;
              }}
            >
              {others.map((info) => (
                <option key={info.id} value={info.title}>
                  {info.title}
                </option>
              ))}
            </select>
          </label>
        </div>
        <footer>
          <span class="muted spread">
            {title} {WAYS.find((way) => way.how === how.value)?.sign} {other.value}
          </span>
          <button type="button" class="btn edge tall" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="btn main tall" disabled={!other.value}>
            Show
          </button>
        </footer>
      </form>
    </Sheet>
  );
}
