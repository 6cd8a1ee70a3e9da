// Rows of tiles, made once and used again for whatever rows are in view.
import { boxOf, type Geometry } from "./geometry.ts";
import { Tile, type TileState } from "./tile.ts";

class PooledRow {
  readonly root = document.createElement("div");
  readonly tiles: readonly Tile[];
  index = -1;
  #top = Number.NaN;

  constructor(prefix: string, slot: number, columns: number) {
    this.root.className = "line";
    this.root.setAttribute("role", "row");
    this.tiles = Array.from({ length: columns }, (_, column) => new Tile(`${prefix}-${slot}-${column}`));
    this.root.append(...this.tiles.map((tile) => tile.root));
  }

  /** Put it there; whether it shows other tiles now. */
  move(index: number, top: number): boolean {
    const isOther = this.index !== index;
    if (isOther) this.root.setAttribute("aria-rowindex", String(index + 1));
    this.index = index;
    if (this.root.hidden) this.root.hidden = false;
    if (this.#top === top) return isOther;
    this.#top = top;
    this.root.style.top = `${top}px`;
    return isOther;
  }

  hide(): void {
    if (this.root.hidden) return;
    this.root.hidden = true;
    this.index = -1;
  }
}

type StateOf = (place: number) => TileState;

function fill(row: PooledRow, geometry: Geometry, stateOf: StateOf): void {
  for (const [column, tile] of row.tiles.entries()) {
    const place = row.index * geometry.columns + column;
    if (place >= geometry.count) tile.hide();
    else tile.show(stateOf(place), column);
  }
}

/** Row `r` always sits in slot `r mod size`, so that scrolling rewrites only the rows that come into view. */
export class Pool {
  readonly #layer: HTMLElement;
  readonly #prefix: string;
  #rows: PooledRow[] = [];
  #columns = 0;
  #styled = "";

  constructor(layer: HTMLElement, prefix: string) {
    this.#layer = layer;
    this.#prefix = prefix;
  }

  /** Make room for so many rows of so many tiles. */
  fit(geometry: Geometry, rows: number): void {
    if (geometry.columns !== this.#columns) {
      this.#columns = geometry.columns;
      this.#rows = [];
      this.#layer.replaceChildren();
    }
    while (this.#rows.length < rows) {
      const row = new PooledRow(this.#prefix, this.#rows.length, geometry.columns);
      this.#rows.push(row);
      this.#layer.append(row.root);
    }
    while (this.#rows.length > rows) this.#rows.pop()?.root.remove();
    this.#style(geometry);
  }

  /**
   * Show rows `first` to `last`; `shift` brings true positions to those of the layer. Unless what tiles show may be another
   * (`isStale`), rows that were shown before are only moved.
   */
  show(geometry: Geometry, first: number, last: number, shift: number, stateOf: StateOf, isStale: boolean): void {
    const size = this.#rows.length;
    for (let index = first; index < first + size; index++) {
      const row = this.#rows[index % size] as PooledRow;
      if (index > last) row.hide();
      else if (row.move(index, index * geometry.rowHeight + shift) || isStale) fill(row, geometry, stateOf);
    }
  }

  tileOf(place: number): Tile | undefined {
    const row = this.#rows[Math.floor(place / this.#columns) % this.#rows.length];
    const tile = row?.tiles[place % this.#columns];
    return tile?.place === place ? tile : undefined;
  }

  #style(geometry: Geometry): void {
    const { x, y, width, height } = boxOf(geometry, 0);
    const styled = `${x} ${y} ${width} ${height} ${geometry.pitch} ${geometry.size}`;
    if (styled === this.#styled) return;
    this.#styled = styled;
    const { style } = this.#layer;
    style.setProperty("--tile-left", `${x}px`);
    style.setProperty("--tile-top", `${y}px`);
    style.setProperty("--tile-width", `${width}px`);
    style.setProperty("--tile-height", `${height}px`);
    style.setProperty("--tile-gap", `${geometry.gap}px`);
    style.setProperty("--tile-caption", `${geometry.caption}px`);
    this.#layer.dataset.size = String(geometry.size);
  }
}
