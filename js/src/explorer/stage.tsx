// Middle of the explorer: the bar, the conditions, the tiles, and what is shown where there are none.
import type { JSX } from "preact";
import { PredictBar } from "../grid/predictbar.tsx";
import { SelectionBar, Skeleton, Tiles } from "../grid/stage.tsx";
import type { GridView } from "../grid/view.ts";
import { EmptyStore } from "../ui/banner.tsx";
import type { Shell } from "../ui/shell.ts";
import { Bar } from "./bar.tsx";
import { Chips, useConditions } from "./chips.tsx";
import { CodeLine } from "./code.tsx";
import { GroupBar } from "./groups.tsx";
import { nounOf, tabOf } from "./query.ts";
import type { Sheets } from "./sheets.tsx";
import type { ExplorerStore } from "./store.ts";
import { PANEL_ID } from "./tabs.tsx";

interface StageProps {
  readonly shell: Shell;
  readonly store: ExplorerStore;
  readonly view: GridView;
  readonly sheets: Sheets;
}

export function Stage(props: StageProps): JSX.Element {
  const { shell, store, view, sheets } = props;
  const { model } = store;
  const hello = model.session.hello.value;
  if (hello && hello.project.items === 0) return <EmptyStore shell={shell} widget="explorer" />;
  const isEmpty = hello !== null && model.rows.count.value === 0 && !model.querying.value;
  const tab = tabOf(model.query.value);
  return (
    <div class="explorer-stage" role="tabpanel" id={PANEL_ID} aria-labelledby={`tab-${tab}`}>
      <Bar shell={shell} store={store} sheets={sheets} />
      {!isEmpty && <Chips shell={shell} store={store} />}
      <SelectionBar shell={shell} model={model} view={view} />
      {tab !== "labels" && <PredictBar shell={shell} predicting={store.predicting} />}
      {!isEmpty && <GroupBar shell={shell} store={store} view={view} />}
      {!hello && <Skeleton />}
      {isEmpty && <Nothing {...props} />}
      <Tiles model={model} view={view} isHidden={isEmpty || !hello} />
      {hello && sheets.isCodeShown.value && <CodeLine shell={shell} store={store} />}
    </div>
  );
}

/** Why there are no rows, and the way back. */
function Nothing({ shell, store }: StageProps): JSX.Element {
  const { model } = store;
  const conditions = useConditions(store);
  const hello = model.session.hello.value;
  const query = model.query.value;
  const noun = nounOf(query, hello?.noun);
  if (conditions.length) {
    return (
      <div class="empty" role="status">
        <h2>{`No ${noun}s match ${conditions.length} ${conditions.length === 1 ? "filter" : "filters"}`}</h2>
        <Chips shell={shell} store={store} />
        {conditions.length === 1 && (
          <button type="button" class="btn edge tall" onClick={() => shell.commands.run("view.clear")}>
            Show all {noun}s
          </button>
        )}
      </div>
    );
  }
  const inPlace = store.inPlace.value;
  if (inPlace) {
    return (
      <div class="empty" role="status">
        <h2>{`"${inPlace.name}" holds no ${noun}s`}</h2>
        <button type="button" class="btn edge tall" onClick={() => void store.showCollection("")}>
          Back to the view
        </button>
      </div>
    );
  }
  return <NoneYet shell={shell} store={store} />;
}

const LINES = {
  data: "",
  labels: 'project.items[:60].classify("Animal", "cat")',
  predictions: 'project.add_predictions(df, source="resnet")',
};

function NoneYet({ shell, store }: Pick<StageProps, "shell" | "store">): JSX.Element {
  const query = store.model.query.value;
  const line = LINES[tabOf(query)];
  return (
    <div class="empty" role="status">
      <h2>{line ? `There are no ${nounOf(query)}s yet` : "This view has no items"}</h2>
      {line && <pre>{line}</pre>}
      <div class="row">
        {line && (
          <button type="button" class="btn edge tall" onClick={() => void shell.copy(line, "Python copied")}>
            Copy
          </button>
        )}
        {line && (
          <button type="button" class="btn edge tall" onClick={() => void store.turnTo("data")}>
            Back to the data
          </button>
        )}
      </div>
    </div>
  );
}
