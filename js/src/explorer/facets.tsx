// Left panel: every facet of the view. Each counts itself only while it is open and in view.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { stateOf, withBucket, withBucketToo } from "../grid/counts.ts";
import { short } from "../grid/facets.tsx";
import type { Bucket, FacetInfo } from "../protocol.gen.ts";
import { Icon } from "../ui/icons.tsx";
import { Brush } from "./histogram.tsx";
import { useInView } from "./inview.ts";
import { firstOpen } from "./memory.ts";
import { withFilter } from "./query.ts";
import { Section } from "./section.tsx";
import type { ExplorerStore } from "./store.ts";

const SHOWN = 8;
const SEARCHED = 12;
const MANY = 10;

const KINDS: readonly { readonly name: string; readonly label: string; readonly holds: RegExp }[] = [
  { name: "labels", label: "Labels", holds: /^q:/ },
  { name: "predictions", label: "Predictions", holds: /^(predicted|confidence|uncertainty|disagreement):/ },
  { name: "objects", label: "Objects", holds: /^objects?\b/ },
  { name: "quality", label: "Quality", holds: /^metric:/ },
  { name: "meta", label: "Metadata", holds: /^meta:/ },
  { name: "files", label: "Files", holds: /^(width|height|file_size|n_frames|duration|fps|kind|folder)$/ },
];

/** The facets of one kind under one heading; those of no kind stand first, without one. */
export function facetGroups(infos: readonly FacetInfo[]) {
  const kindOf = (info: FacetInfo) => KINDS.find(({ holds }) => holds.test(info.name));
  const groups = KINDS.map((kind) => ({ ...kind, infos: infos.filter((info) => kindOf(info) === kind) }));
  const items = { name: "items", label: "Items", infos: infos.filter((info) => !kindOf(info)) };
  return [items, ...groups].filter((group) => group.infos.length > 0);
}

export function Facets({ store }: { readonly store: ExplorerStore }): JSX.Element {
  const infos = store.model.session.hello.value?.facets ?? [];
  const groups = facetGroups(infos);
  const first = firstOpen(infos);
  return (
    <>
      {groups.map(({ name, label, infos: shown }) => (
        <FacetGroup key={name} store={store} label={label} infos={shown} first={first} alone={groups.length === 1} />
      ))}
      {infos.length > 0 && (
        <p class="facets-hint muted">
          <kbd>Ctrl</kbd> adds a value, <kbd>Alt</kbd> leaves it out
        </p>
      )}
    </>
  );
}

interface GroupProps {
  readonly store: ExplorerStore;
  readonly label: string;
  readonly infos: readonly FacetInfo[];
  readonly first: ReadonlySet<string>;
  readonly alone: boolean;
}

/** A heading with its facets; of many, those whose name has the typed letters. */
function FacetGroup({ store, label, infos, first, alone }: GroupProps): JSX.Element {
  const typed = useSignal("");
  const wanted = typed.value.trim().toLowerCase();
  const found = infos.filter((info) => info.label.toLowerCase().includes(wanted));
  return (
    <div class="facet-group" role="group" aria-label={label}>
      {!alone && <h3>{label}</h3>}
      {infos.length > MANY && (
        <Find
          label={`Find in ${label.toLowerCase()}`}
          typed={typed.value}
          onType={(text) => {
            typed.value = text;
          }}
        />
      )}
      {found.map((info) => (
        <OneFacet key={info.name} store={store} info={info} isOpen={first.has(info.name)} />
      ))}
      {!found.length && <p class="muted rest">Nothing has these letters.</p>}
    </div>
  );
}

interface FindProps {
  readonly label: string;
  readonly typed: string;
  readonly onType: (text: string) => void;
  readonly onEnter?: () => void;
}

function Find({ label, typed, onType, onEnter }: FindProps): JSX.Element {
  return (
    <input
      class="field find-value"
      type="search"
      data-stop
      tabIndex={-1}
      placeholder={label}
      aria-label={label}
      autocomplete="off"
      spellcheck={false}
      value={typed}
      onInput={(event) => onType(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Enter" && onEnter?.()}
    />
  );
}

interface FacetProps {
  readonly store: ExplorerStore;
  readonly info: FacetInfo;
}

function OneFacet({ store, info, isOpen }: FacetProps & { readonly isOpen: boolean }): JSX.Element {
  const filters = store.model.wanted.value.filters ?? [];
  const isNarrowing = filters.some((filter) => filter.field === info.name);
  const clear = () => void store.ask({ filters: filters.filter((filter) => filter.field !== info.name) });
  return (
    <Section
      open={store.open}
      name={info.name}
      label={info.label}
      isOpen={isOpen}
      beside={
        isNarrowing && (
          <button
            type="button"
            class="clear"
            data-stop
            tabIndex={-1}
            aria-label={`Clear the filter on ${info.label}`}
            title="Clear this filter"
            onClick={clear}
          >
            <Icon name="filter" />
            <Icon name="close" />
          </button>
        )
      }
    >
      {() => <Content store={store} info={info} />}
    </Section>
  );
}

/** What is counted, as soon as somebody can see it. */
function Content({ store, info }: FacetProps): JSX.Element {
  const { counts } = store;
  const element = useRef<HTMLDivElement>(null);
  useInView(element, info.name, (isSeen) => counts.see(info.name, isSeen));
  const problem = counts.problems.value.get(info.name);
  return (
    <div class={`counted ${counts.late.value.has(info.name) ? "late" : ""}`} ref={element}>
      {problem ? (
        <Problem text={problem} onRetry={() => counts.retry(info.name)} />
      ) : (
        <Numbers store={store} info={info} />
      )}
    </div>
  );
}

function Numbers({ store, info }: FacetProps): JSX.Element {
  const { facets, histograms } = store.counts;
  const [facet, histogram] = [facets.value.get(info.name), histograms.value.get(info.name)];
  if (info.numeric && histogram) return <Brush store={store} info={info} histogram={histogram} />;
  return facet ? (
    <Buckets store={store} info={info} buckets={facet.buckets} />
  ) : (
    <Waiting isTall={info.numeric ?? false} />
  );
}

function Problem({ text, onRetry }: { readonly text: string; readonly onRetry: () => void }): JSX.Element {
  return (
    <div class="uncounted" role="status">
      <p>{text}</p>
      <button type="button" class="btn edge" data-stop tabIndex={-1} onClick={onRetry}>
        <Icon name="refresh" /> Count again
      </button>
    </div>
  );
}

function Buckets({ store, info, buckets }: FacetProps & { readonly buckets: readonly Bucket[] }): JSX.Element {
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
        <Find
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

function Waiting({ isTall }: { readonly isTall: boolean }): JSX.Element {
  if (isTall) return <div class="histogram-waits skeleton" aria-hidden="true" />;
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
function colorOf({ model }: ExplorerStore, { question = 0 }: FacetInfo, { label, value }: Bucket): string {
  const options = model.ontology.value.question(question)?.options ?? [];
  const option = options.find((known) => String(known.id) === value || known.name === label);
  return option?.color || "var(--nbl-edge)";
}
