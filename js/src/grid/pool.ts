// Rows of tiles, made once and used again for whatever rows are in view.
import { boxOf, type Geometry, type Lines, lineTop, placesOf, sectionOf } from "./geometry.ts";
import { Heading, type HeadingState } from "./heading.ts";
import { Tile, type TileState } from "./tile.ts";

/** What tiles and headings show. */
interface Shown {
  stateOf(place: number): TileState;
  headingOf(section: number): HeadingState;
}

class PooledRow {
  readonly root = document.createElement("div");
  readonly tiles: readonly Tile[];
  index = -1;
  #first = -1;
  #spoken = 0;
  #top = Number.NaN;

  constructor(prefix: string, slot: number, columns: number) {
    this.root.className = "line";
    this.root.setAttribute("role", "row");
    this.tiles = Array.from({ length: columns }, (_, column) => new Tile(`${prefix}-${slot}-${column}`));
    this.root.append(...this.tiles.map((tile) => tile.root));
  }

  /** Put it there, as row number `spoken` of the grid; whether it shows other tiles now. */
  move(index: number, first: number, spoken: number, top: number): boolean {
    const isOther = this.index !== index || this.#first !== first;
    if (this.#spoken !== spoken) this.root.setAttribute("aria-rowindex", String(spoken));
    this.index = index;
    this.#first = first;
    this.#spoken = spoken;
    if (this.root.hidden) this.root.hidden = false;
    if (this.#top === top) return isOther;
    this.#top = top;
    this.root.style.top = `${top}px`;
    return isOther;
  }

  fill(last: number, shown: Shown): void {
    for (const [column, tile] of this.tiles.entries()) {
      const place = this.#first + column;
      if (place > last) tile.hide();
      else tile.show(shown.stateOf(place), column);
    }
  }

  hide(): void {
    if (this.root.hidden) return;
    this.root.hidden = true;
    this.index = -1;
  }
}

/** Row `r` always sits in slot `r mod size`, so that scrolling rewrites only the rows that come into view. */
export class Pool {
  readonly #layer: HTMLElement;
  readonly #prefix: string;
  readonly #headings = new Map<number, Heading>();
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
      for (const row of [...this.#rows, ...this.#headings.values()]) row.root.remove();
      this.#headings.clear();
      this.#rows = [];
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
   * Show these lines and their headings; `shift` brings true positions to those of the layer. Unless what tiles show may be
   * another (`isStale`), rows that were shown before are only moved. Returns whether tiles stand at other places now.
   */
  show(geometry: Geometry, { first, last }: Lines, shift: number, shown: Shown, isStale: boolean): boolean {
    const size = this.#rows.length;
    let isAnyOther = false;
    for (let index = first; index < first + size; index++) {
      const row = this.#rows[index % size] as PooledRow;
      if (index > last) {
        row.hide();
        continue;
      }
      const [from, to] = placesOf(geometry, index);
      const headings = geometry.heading ? sectionOf(geometry, from) + 1 : 0;
      const isOther = row.move(index, from, index + 1 + headings, lineTop(geometry, index) + shift);
      if (isOther || isStale) row.fill(to, shown);
      isAnyOther ||= isOther;
    }
    this.#showHeadings(geometry, { first, last }, shift, shown);
    return isAnyOther;
  }

  tileOf(place: number): Tile | undefined {
    for (const { tiles } of this.#rows) {
      const at = place - (tiles[0]?.place ?? -1);
      if (tiles[0] && tiles[0].place >= 0 && at >= 0 && tiles[at]?.place === place) return tiles[at];
    }
    return undefined;
  }

  #showHeadings(geometry: Geometry, { first, last }: Lines, shift: number, shown: Shown): void {
    const { heading, sections } = geometry;
    const wanted = new Set<number>();
    if (heading) {
      const from = sectionOf(geometry, placesOf(geometry, first)[0]);
      const to = sectionOf(geometry, placesOf(geometry, last)[0]);
      for (let index = from; index <= to; index++) wanted.add(index);
    }
    for (const [index, known] of this.#headings) {
      if (wanted.has(index)) continue;
      known.root.remove();
      this.#headings.delete(index);
    }
    for (const index of wanted) {
      const section = sections[index];
      if (!section) continue;
      let known = this.#headings.get(index);
      if (!known) {
        known = new Heading(this.#columns);
        this.#headings.set(index, known);
        this.#layer.append(known.root);
      }
      known.show(shown.headingOf(index), section.top + shift, section.line + index + 1);
    }
  }

  #style(geometry: Geometry): void {
    const { x, y, width, height } = boxOf({ ...geometry, heading: 0 }, 0);
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
