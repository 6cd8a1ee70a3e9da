// One picture large: over the whole stage (Enter), or beside its tile (z held, or the pointer resting).
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Chip } from "../core/ontology.ts";
import type { PredictedChip } from "../core/predictions.ts";
import { itemOf } from "../core/rows.ts";
import type { Row } from "../protocol.gen.ts";
import { Icon } from "../ui/icons.tsx";
import type { Shell } from "../ui/shell.ts";
import { inkOn } from "../ui/theme.ts";
import type { GridModel } from "./model.ts";
import type { LargePicture, LargePictures } from "./pictures.ts";
import type { Predicting } from "./predicting.ts";
import type { GridView } from "./view.ts";

const LARGE_PX = 1_600;
const BESIDE_PX = 512;

interface PreviewProps {
  readonly shell: Shell;
  readonly model: GridModel;
  readonly predicting: Predicting;
  readonly view: GridView;
  readonly pictures: LargePictures;
  readonly onClose: () => void;
}

export function Preview({ shell, model, predicting, view, pictures, onClose }: PreviewProps): JSX.Element {
  const home = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    home.current?.focus({ preventScroll: true });
    return shell.view.onEscape(() => {
      onClose();
      return true;
    });
  }, []);
  model.rows.version.value;
  predicting.sight.value;
  const place = view.focus.value;
  const row = model.rows.get(place);
  const count = model.rows.count.value;
  return (
    <div class="preview" role="dialog" aria-label={row?.title ?? "Picture"} tabIndex={-1} ref={home}>
      <header>
        <b class="title">{row?.title ?? "…"}</b>
        {row && (
          <Chips
            chips={model.chipsOf(row)}
            predicted={predicting.chipsOf(row)}
            unsaved={model.rows.isUnsaved(row.id)}
          />
        )}
        <span class="spread" />
        <span class="muted">
          {(place + 1).toLocaleString("en")} of {count.toLocaleString("en")}
        </span>
        <button
          type="button"
          class="btn icon"
          aria-label="Previous item (←)"
          disabled={place <= 0}
          onClick={() => view.step({ columns: -1 })}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          class="btn icon"
          aria-label="Next item (→)"
          disabled={place >= count - 1}
          onClick={() => view.step({ columns: 1 })}
        >
          <Icon name="next" />
        </button>
        <button type="button" class="btn icon" aria-label="Back to the grid (Esc)" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {row && <Large row={row} pictures={pictures} px={LARGE_PX} />}
    </div>
  );
}

interface ChipsProps {
  readonly chips: readonly Chip[];
  readonly predicted: readonly PredictedChip[];
  readonly unsaved: boolean;
}

function Chips({ chips, predicted, unsaved }: ChipsProps): JSX.Element {
  return (
    <span class="preview-chips">
      {chips.map((chip) => (
        <span
          key={`${chip.question}/${chip.option}`}
          class={`chip ${unsaved ? "unsaved" : ""}`}
          style={{ "--chip": chip.color, "--chip-ink": inkOn(chip.color) }}
        >
          <span>{chip.text}</span>
        </span>
      ))}
      {predicted.map((chip) => (
        <span key={`${chip.question}/${chip.option} guess`} class="chip predicted" style={{ "--chip": chip.color }}>
          <span>
            {chip.text}, predicted {Math.round(chip.confidence * 100)} %
          </span>
        </span>
      ))}
    </span>
  );
}

interface LargeProps {
  readonly row: Row;
  readonly pictures: LargePictures;
  readonly px: number;
}

function Large({ row, pictures, px }: LargeProps): JSX.Element {
  const picture = useSignal<LargePicture | null>(null);
  useEffect(() => {
    let current = true;
    picture.value = null;
    void pictures.get(itemOf(row), px).then((got) => {
      if (current) picture.value = got;
    });
    return () => {
      current = false;
    };
  }, [itemOf(row)]);
  const shown = picture.value;
  if (!shown) return <div class="large" aria-busy="true" />;
  if (shown.reason) return <p class="large note">⚠ {shown.reason}</p>;
  return (
    <div class="large">
      <img src={shown.url} alt={row.title} />
    </div>
  );
}

interface PeekProps {
  readonly model: GridModel;
  readonly view: GridView;
  readonly pictures: LargePictures;
  readonly place: number;
}

/** The picture beside its tile, on the side where there is room. */
export function Peek({ model, view, pictures, place }: PeekProps): JSX.Element | null {
  const row = model.rows.get(place);
  const tile = view.scroller.boundsOf(place);
  const stage = view.scroller.root.getBoundingClientRect();
  if (!row || !tile) return null;
  const room = Math.max(tile.left - stage.left, stage.right - tile.right) - 16;
  const { width, height } = fitted(row, Math.min(BESIDE_PX, room), Math.min(BESIDE_PX, stage.height - 48));
  if (room < 96) return null;
  const isRight = stage.right - tile.right >= tile.left - stage.left;
  const left = isRight ? tile.right - stage.left + 8 : tile.left - stage.left - width - 8;
  const middle = tile.top - stage.top + (tile.height - height) / 2;
  const top = Math.max(8, Math.min(middle, stage.height - height - 36)) + view.scroller.root.offsetTop;
  const style = { left: `${left}px`, top: `${top}px`, width: `${width}px` };
  return (
    <div class="peek" style={style} aria-hidden="true">
      <div class="fit" style={{ height: `${height}px` }}>
        <Large row={row} pictures={pictures} px={BESIDE_PX} />
      </div>
      <span class="caption">
        {row.title}
        {row.width && row.height ? ` · ${row.width} × ${row.height}` : ""}
      </span>
    </div>
  );
}

/** The size of a picture in a box of at most so much. */
function fitted({ width, height }: Row, maxWidth: number, maxHeight: number): { width: number; height: number } {
  const [w, h] = width && height ? [width, height] : [1, 1];
  const scale = Math.min(maxWidth / w, maxHeight / h, 360 / Math.min(w, h));
  return { width: Math.round(w * scale), height: Math.round(h * scale) };
}
