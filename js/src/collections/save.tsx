// "Save as a collection": title, description, live or fixed (S0.16, S0.17).
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { n } from "../core/number.ts";
import type { Shell } from "../ui/shell.ts";
import { Asking, TextLine, Tick } from "./asking.tsx";
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
  const [sample, spread] = [useSignal(""), useSignal("")];
  const typed = title.value.trim();
  const taken = shelf.list.value?.find((info) => info.title === typed);
  const isLive = live.value && meant.isAll;
  const drawn = isLive ? 0 : Math.max(0, Math.min(Math.trunc(Number(sample.value)) || 0, meant.count));
  const all = `${n(meant.count)} ${meant.count === 1 ? shelf.noun : `${shelf.noun}s`}`;
  const items = drawn ? `${n(drawn)} of ${all}` : all;
  const send = async () => {
    if (taken) return await shelf.collect(typed, meant.target);
    const fresh = { make: true, live: isLive, description: description.value.trim() };
    const less = drawn ? { sample: drawn, spread: spread.value } : {};
    const change = await shelf.write("collect", { target: meant.target, title: typed, ...fresh, ...less });
    await shelf.load();
    if (meant.isAll) await shelf.show(typed);
    return change;
  };
  return (
    <Asking
      shell={shell}
      heading={`Save ${all} as a collection`}
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
      {!taken && !isLive && shelf.noun === "item" && <Sample sample={sample} spread={spread} store={store} />}
    </Asking>
  );
}

interface SampleProps {
  readonly sample: Signal<string>;
  readonly spread: Signal<string>;
  readonly store: BuilderStore;
}

/** Only some of them: at random, or as many of each value of a field as can be. */
function Sample({ sample, spread, store }: SampleProps): JSX.Element {
  const sorts = (store.model.session.hello.value?.sorts ?? []).filter((sort) => sort.group);
  return (
    <div class="sampling">
      <label>
        Only a sample of
        <input
          class="field"
          type="number"
          min={1}
          placeholder="all"
          value={sample.value}
          onInput={(event) => {
            sample.value = event.currentTarget.value;
          }}
        />
      </label>
      <label>
        spread by
        <select
          class="field"
          value={spread.value}
          onChange={(event) => {
            spread.value = event.currentTarget.value;
          }}
        >
          <option value="">chance</option>
          {sorts.map(({ field, label }) => (
            <option key={field} value={field}>
              {label}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
