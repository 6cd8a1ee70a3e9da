// Left panel: what there is, how often, and what is shown of it.
import type { JSX } from "preact";
import type { Bucket, FacetInfo } from "../protocol.gen.ts";
import { Icon } from "../ui/icons.tsx";
import { type FacetCounts, stateOf, withBucket, withBucketToo } from "./counts.ts";
import type { GridModel } from "./model.ts";

interface FacetsProps {
  readonly model: GridModel;
  readonly counts: FacetCounts;
}

const SHOWN = 12;

export function Facets({ model, counts }: FacetsProps): JSX.Element {
  const facets = (model.session.hello.value?.facets ?? []).filter((info) => !info.numeric);
  return (
    <div class="facets">
      {facets.map((info) => (
        <OneFacet key={info.name} info={info} model={model} counts={counts} />
      ))}
      {facets.length > 0 && (
        <p class="facets-hint muted">
          <kbd>Ctrl</kbd> adds a value, <kbd>Alt</kbd> leaves it out
        </p>
      )}
    </div>
  );
}

interface FacetProps extends FacetsProps {
  readonly info: FacetInfo;
}

function OneFacet({ info, model, counts }: FacetProps): JSX.Element {
  const isOpen = counts.open.value.has(info.name);
  const buckets = counts.counts.value.get(info.name)?.buckets;
  return (
    <section class="facet">
      <div class="head">
        <button type="button" aria-expanded={isOpen} onClick={() => counts.toggle(info.name)}>
          <Icon name={isOpen ? "down" : "open"} />
          <span>{info.label}</span>
        </button>
      </div>
      {isOpen && (buckets ? <Buckets info={info} buckets={buckets} model={model} /> : <Waiting />)}
    </section>
  );
}

interface BucketsProps {
  readonly info: FacetInfo;
  readonly buckets: readonly Bucket[];
  readonly model: GridModel;
}

function Buckets({ info, buckets, model }: BucketsProps): JSX.Element {
  const most = Math.max(1, ...buckets.map((bucket) => bucket.total));
  const filters = model.query.value.filters ?? [];
  const click = (value: string) => (event: MouseEvent) => {
    const adds = event.ctrlKey || event.metaKey || event.shiftKey;
    const next = adds ? withBucketToo(filters, info.name, value) : withBucket(filters, info.name, value, event.altKey);
    void model.setFilters(next);
  };
  return (
    <ul class="buckets">
      {buckets.slice(0, SHOWN).map((bucket) => (
        <OneBucket
          key={bucket.value}
          bucket={bucket}
          color={colorOf(model, info, bucket)}
          state={stateOf(filters, info.name, bucket.value)}
          most={most}
          onClick={click(bucket.value)}
        />
      ))}
      {buckets.length > SHOWN && <li class="muted rest">{buckets.length - SHOWN} more values</li>}
    </ul>
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
      <button type="button" class={`bucket ${state}`} aria-pressed={state === "is"} title={spoken} onClick={onClick}>
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

function Waiting(): JSX.Element {
  return (
    <ul class="buckets" aria-hidden="true">
      {[72, 48, 60].map((width) => (
        <li key={width}>
          <span class="bucket skeleton-line">
            <span class="skeleton" style={{ width: `${width}%` }} />
            <span class="n">…</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The colour of an answer's bucket is that of its option. */
function colorOf(model: GridModel, { question = 0 }: FacetInfo, { label, value }: Bucket): string {
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
