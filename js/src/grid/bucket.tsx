// One value of a facet: its count of now as a bar, over that of before any filter.
import type { JSX } from "preact";
import type { Bucket, FacetInfo, Filter } from "../protocol.gen.ts";
import { withBucket, withBucketToo } from "./counts.ts";
import type { GridModel } from "./model.ts";

interface BucketProps {
  readonly bucket: Bucket;
  readonly color: string;
  readonly state: "is" | "not" | "";
  /** The count whose bar is as wide as can be. */
  readonly most: number;
  /** Arrow keys walk the panel: the value is no tab stop of its own. */
  readonly isWalked?: boolean;
  readonly onClick: (event: MouseEvent) => void;
}

const HOW = "Click: only this. Ctrl+click: this too. Alt+click: not this.";

export function OneBucket({ bucket, color, state, most, isWalked, onClick }: BucketProps): JSX.Element {
  const { label, count, total } = bucket;
  const share = (part: number) => `${((100 * part) / most).toFixed(2)}%`;
  const spoken = `${label}: ${count.toLocaleString("en")} of ${total.toLocaleString("en")}`;
  return (
    <li>
      <button
        type="button"
        class={`bucket ${state} ${count === 0 ? "none" : ""}`}
        aria-pressed={state === "is"}
        title={`${spoken}\n${HOW}`}
        onClick={onClick}
        {...(isWalked ? { "data-stop": true, tabIndex: -1 } : {})}
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

/** The filters after a click: only this value, with Ctrl this one too, with Alt not this one. */
export function afterClick(filters: readonly Filter[], field: string, value: string, event: MouseEvent): Filter[] {
  const adds = event.ctrlKey || event.metaKey || event.shiftKey;
  return adds ? withBucketToo(filters, field, value) : withBucket(filters, field, value, event.altKey);
}

/** The total that the bars of a facet are drawn against. */
export function mostOf(buckets: readonly Bucket[]): number {
  return Math.max(1, ...buckets.map((bucket) => bucket.total));
}

/** The colour of an answer's bucket is that of its option. */
export function colorOf(model: GridModel, { question = 0 }: FacetInfo, { label, value }: Bucket): string {
  const options = model.ontology.value.question(question)?.options ?? [];
  const option = options.find((known) => String(known.id) === value || known.name === label);
  return option?.color || "var(--nbl-edge)";
}

/** 1,204 stays, 12,480 becomes 12.5k. */
export function short(count: number): string {
  if (count < 10_000) return count.toLocaleString("en");
  if (count < 999_500) return `${trimmed(count / 1_000)}k`;
  return `${trimmed(count / 1_000_000)}M`;
}

function trimmed(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, "");
}
