// The values of a facet, each with its count of now over that of before.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { afterClick, colorOf, mostOf, OneBucket } from "../grid/bucket.tsx";
import { stateOf, withBucket } from "../grid/counts.ts";
import type { Bucket, FacetInfo } from "../protocol.gen.ts";
import { FindField } from "./findfield.tsx";
import { withFilter } from "./query.ts";
import type { ExplorerStore } from "./store.ts";

const SHOWN = 8;
const SEARCHED = 12;

interface BucketsProps {
  readonly store: ExplorerStore;
  readonly info: FacetInfo;
  readonly buckets: readonly Bucket[];
}

export function Buckets({ store, info, buckets }: BucketsProps): JSX.Element {
  const typed = useSignal("");
  const isLong = useSignal(false);
  const { model } = store;
  const wanted = typed.value.trim().toLowerCase();
  const found = buckets.filter((bucket) => bucket.label.toLowerCase().includes(wanted));
  const shown = isLong.value || wanted ? found : found.slice(0, SHOWN);
  const most = mostOf(buckets);
  const filters = model.wanted.value.filters ?? [];
  const click = (value: string) => (event: MouseEvent) =>
    void store.ask({ filters: afterClick(filters, info.name, value, event) });
  const contains = () => {
    const [only] = found;
    if (found.length === 1 && only) void store.ask({ filters: withBucket(filters, info.name, only.value, false) });
    else if (wanted)
      void store.show(
        withFilter(model.wanted.peek(), { field: info.name, op: "contains", values: [typed.value.trim()] }),
      );
    typed.value = "";
  };
  return (
    <>
      {buckets.length > SEARCHED && (
        <FindField
          label={`Find in ${info.label}`}
          typed={typed.value}
          onType={(text) => {
            typed.value = text;
          }}
          onEnter={contains}
        />
      )}
      <ul class="buckets">
        {shown.map((bucket) => (
          <OneBucket
            key={bucket.value}
            bucket={bucket}
            color={colorOf(model, info, bucket)}
            state={stateOf(filters, info.name, bucket.value)}
            most={most}
            isWalked
            onClick={click(bucket.value)}
          />
        ))}
      </ul>
      {!buckets.length && <p class="muted rest">No values</p>}
      {wanted !== "" && !found.length && (
        <p class="muted rest">
          None of the {buckets.length} most frequent. <kbd>Enter</kbd> finds all that contain it.
        </p>
      )}
      {!wanted && found.length > SHOWN && (
        <button
          type="button"
          class="more-values"
          data-stop
          tabIndex={-1}
          onClick={() => {
            isLong.value = !isLong.value;
          }}
        >
          {isLong.value ? "Fewer" : `${found.length - SHOWN} more`}
        </button>
      )}
    </>
  );
}
