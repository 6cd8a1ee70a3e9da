// The values of a facet, each with its count of now over that of before.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { stateOf, withBucket, withBucketToo } from "../grid/counts.ts";
import { short } from "../grid/facets.tsx";
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
  const most = Math.max(1, ...buckets.map((bucket) => bucket.total));
  const filters = model.wanted.value.filters ?? [];
  const click = (value: string) => (event: MouseEvent) => {
    const adds = event.ctrlKey || event.metaKey || event.shiftKey;
    const next = adds ? withBucketToo(filters, info.name, value) : withBucket(filters, info.name, value, event.altKey);
    void store.ask({ filters: next });
  };
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
            color={colorOf(store, info, bucket)}
            state={stateOf(filters, info.name, bucket.value)}
            most={most}
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

interface BucketProps {
  readonly bucket: Bucket;
  readonly color: string;
  readonly state: "is" | "not" | "";
  readonly most: number;
  readonly onClick: (event: MouseEvent) => void;
}

/** The bar's pale part is the count without any filter. */
function OneBucket({ bucket, color, state, most, onClick }: BucketProps): JSX.Element {
  const { label, count, total } = bucket;
  const share = (part: number) => `${((100 * part) / most).toFixed(2)}%`;
  const spoken = `${label}: ${count.toLocaleString("en")} of ${total.toLocaleString("en")}`;
  return (
    <li>
      <button
        type="button"
        class={`bucket ${state} ${count === 0 ? "none" : ""}`}
        data-stop
        tabIndex={-1}
        aria-pressed={state === "is"}
        title={`${spoken}\nClick: only this. Ctrl+click: this too. Alt+click: not this.`}
        onClick={onClick}
      >
        <span class="bars" style={{ "--chip": color }} aria-hidden="true">
          {total > 0 && <i class="all" style={{ width: share(total) }} />}
          {count > 0 && <i class="now" style={{ width: share(count) }} />}
        </span>
        <span class="name">{label}</span>
        <span class="n">{short(count)}</span>
        <span class="spoken">
          of {short(total)}
          {state === "not" && ", left out"}
        </span>
      </button>
    </li>
  );
}

/** The colour of an answer's bucket is that of its option. */
function colorOf({ model }: ExplorerStore, { question = 0 }: FacetInfo, { label, value }: Bucket): string {
  const options = model.ontology.value.question(question)?.options ?? [];
  const option = options.find((known) => String(known.id) === value || known.name === label);
  return option?.color || "var(--nbl-edge)";
}
