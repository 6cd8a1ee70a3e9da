// Left panel: every facet of the view. Each counts itself only while it is open and in view.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { FacetInfo } from "../protocol.gen.ts";
import { Icon } from "../ui/icons.tsx";
import { Buckets } from "./buckets.tsx";
import { FindField } from "./findfield.tsx";
import { Brush } from "./histogram.tsx";
import { useInView } from "./inview.ts";
import { firstOpen } from "./memory.ts";
import { Section } from "./section.tsx";
import type { ExplorerStore } from "./store.ts";

const MANY = 10;

const KINDS: readonly { readonly name: string; readonly label: string; readonly holds: RegExp }[] = [
  { name: "labels", label: "Labels", holds: /^q:/ },
  { name: "predictions", label: "Predictions", holds: /^(predicted|confidence|uncertainty|disagreement):/ },
  { name: "objects", label: "Objects", holds: /^object/ },
  { name: "quality", label: "Quality", holds: /^metric:/ },
  { name: "meta", label: "Metadata", holds: /^meta:/ },
  { name: "files", label: "Files", holds: /^(width|height|file_size|n_frames|duration|fps|kind|folder)$/ },
];

/** The facets of one kind under one heading; those of no kind stand first, without one. */
function facetGroups(infos: readonly FacetInfo[]) {
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
        <FindField
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
