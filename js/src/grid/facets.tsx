// Left panel: what there is, how often, and what is shown of it.
import type { JSX } from "preact";
import type { Bucket, FacetInfo } from "../protocol.gen.ts";
import { Icon } from "../ui/icons.tsx";
import { afterClick, colorOf, mostOf, OneBucket } from "./bucket.tsx";
import { type FacetCounts, stateOf } from "./counts.ts";
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
  const most = mostOf(buckets);
  const filters = model.query.value.filters ?? [];
  const click = (value: string) => (event: MouseEvent) =>
    void model.setFilters(afterClick(filters, info.name, value, event));
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
