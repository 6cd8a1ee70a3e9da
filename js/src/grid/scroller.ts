// The scrolling part of the grid: true position, pool of tiles, and what to fetch for it. Draws in animation frames only.
import {
  isStuck,
  type Place,
  placeAt,
  recentred,
  type Space,
  scrolled,
  spacerHeight,
  topShowing,
} from "../core/windowing.ts";
import {
  type Box,
  boxOf,
  type Geometry,
  geometryOf,
  lineAt,
  lineOf,
  linesInView,
  lineTop,
  type Point,
  placesOf,
  type Size,
  type Span,
  totalHeight,
} from "./geometry.ts";
import type { HeadingState } from "./heading.ts";
import { Pool } from "./pool.ts";
import type { TileState } from "./tile.ts";

/** What the scroller shows, and whom it asks for more. */
export interface TileSource {
  count(): number;
  tileSize(): Size;
  /** What stands together under a heading; none for one run of tiles. */
  groups(): readonly Span[];
  stateOf(place: number): TileState;
  headingOf(section: number): HeadingState;
  /** Places in view, and the direction of motion: fetch what is missing. */
  inView(first: number, last: number, direction: 1 | -1 | 0): void;
  /** The geometry or the part in view is another one. */
  moved(): void;
}

/** Faster than this in one frame, nothing is asked for: it would be gone before it came. */
const FLING_PX = 600;
const REST_MS = 120;
const EXTRA_ROWS = 3;
/** Rows drawn from one base, so that the browser's positions stay small numbers. */
const BASE_ROWS = 500;

export class Scroller {
  readonly root = document.createElement("div");
  readonly layer = document.createElement("div");
  readonly #spacer = document.createElement("div");
  readonly #source: TileSource;
  readonly #pool: Pool;
  readonly #resize: ResizeObserver;
  #geometry: Geometry;
  #place: Place = { top: 0, scroll: 0 };
  #view = { width: 0, height: 0 };
  #frame = 0;
  #isStale = true;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #drawnTop = 0;
  #drawn: Geometry | null = null;
  #baseTop = 0;

  constructor(source: TileSource, prefix: string) {
    this.#source = source;
    this.#geometry = geometryOf(0, source.tileSize(), source.count(), source.groups());
    this.root.className = "scroller";
    this.#spacer.className = "spacer";
    this.#spacer.setAttribute("role", "presentation");
    this.layer.className = "layer";
    this.layer.setAttribute("role", "presentation");
    this.#spacer.append(this.layer);
    this.root.append(this.#spacer);
    this.#pool = new Pool(this.layer, prefix);
    this.#resize = new ResizeObserver(() => this.relayout());
  }

  get geometry(): Geometry {
    return this.#geometry;
  }

  get top(): number {
    return this.#place.top;
  }

  get viewHeight(): number {
    return this.#view.height;
  }

  start(signal: AbortSignal): void {
    this.root.addEventListener("scroll", () => this.#onScroll(), { signal, passive: true });
    this.#resize.observe(this.root);
    signal.addEventListener("abort", () => this.#stop());
    this.relayout();
  }

  /** Size, count or width changed; `anchor` keeps its place in view, else the first tile in view does. */
  relayout(anchor?: number): void {
    const { clientWidth: width, clientHeight: height } = this.root;
    const old = this.#geometry;
    const next = geometryOf(width, this.#source.tileSize(), this.#source.count(), this.#source.groups());
    const keep = Math.min(anchor ?? this.firstInView(), Math.max(0, next.count - 1));
    const offset = boxOf(old, keep).y - this.#place.top;
    const wasTop = this.#place.top === 0 && anchor === undefined;
    this.#view = { width, height };
    this.#geometry = next;
    this.#spacer.style.height = `${spacerHeight(this.#space())}px`;
    this.#go(wasTop ? 0 : boxOf(next, keep).y - offset);
    this.schedule();
  }

  /** Something that tiles show is another: look at all of them in the next animation frame. */
  schedule(): void {
    this.#isStale = true;
    this.#scheduleFrame();
  }

  /** Draw now what would be drawn in the next animation frame, so that this frame shows it. */
  flush(): void {
    if (this.#frame === 0 || !this.#isStale) return;
    cancelAnimationFrame(this.#frame);
    this.#draw();
  }

  #scheduleFrame(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#draw());
  }

  /** Bring a tile into view with the least motion. */
  reveal(place: number): void {
    const [top, height] = this.#lineBox(place);
    this.#go(topShowing(this.#space(), this.#place.top, top, height));
  }

  /** Bring a tile to the middle of the view unless it is in view already. */
  centre(place: number): void {
    if (this.isInView(place)) return;
    const [top, height] = this.#lineBox(place);
    this.#go(top - (this.#view.height - height) / 2);
  }

  scrollBy(pixels: number): void {
    this.#go(this.#place.top + pixels);
  }

  /** Scroll so that the row of this place is the first one in view. */
  showFirst(place: number): void {
    this.#go(this.#lineBox(place)[0]);
  }

  /** First and last place of the lines that are fully in view (at least one line). */
  page(): [number, number] {
    const geometry = this.#geometry;
    const { first: from, last: to } = linesInView(geometry, this.#place.top, this.#view.height);
    const first = from < to && lineTop(geometry, from) < this.#place.top - 8 ? from + 1 : from;
    const lower = this.#place.top + this.#view.height + 4;
    const last = to > first && lineTop(geometry, to) + geometry.rowHeight > lower ? to - 1 : to;
    return [placesOf(geometry, first)[0], placesOf(geometry, Math.max(first, last))[1]];
  }

  firstInView(): number {
    return Math.max(0, placesOf(this.#geometry, lineAt(this.#geometry, this.#place.top))[0]);
  }

  isInView(place: number): boolean {
    const box = boxOf(this.#geometry, place);
    return box.y >= this.#place.top - 4 && box.y + box.height <= this.#place.top + this.#view.height + 4;
  }

  /** A point of the page in true positions; a press may come before the event of the scrolling that it follows. */
  pointOf(event: { readonly clientX: number; readonly clientY: number }): Point {
    if (this.root.scrollTop !== this.#place.scroll) this.#onScroll();
    const bounds = this.root.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top + this.#place.top };
  }

  /** A box of true positions in those of the layer. */
  inLayer(box: Box): Box {
    return { ...box, y: box.y - this.#baseTop };
  }

  idOf(place: number): string | undefined {
    return this.#pool.tileOf(place)?.root.id;
  }

  boundsOf(place: number): DOMRect | undefined {
    return this.#pool.tileOf(place)?.root.getBoundingClientRect();
  }

  #space(): Space {
    return { total: totalHeight(this.#geometry), view: this.#view.height };
  }

  /** Upper edge and height of a place's line; the heading right above it belongs to it. */
  #lineBox(place: number): readonly [number, number] {
    const { heading, rowHeight, sections } = this.#geometry;
    const line = lineOf(this.#geometry, place);
    const above = heading && sections.some((section) => section.line === line) ? heading : 0;
    return [lineTop(this.#geometry, line) - above, rowHeight + above];
  }

  #go(top: number): void {
    this.#settle(placeAt(this.#space(), top));
    this.schedule();
  }

  #settle(place: Place): void {
    if (Math.abs(this.root.scrollTop - place.scroll) > 0.5) this.root.scrollTop = place.scroll;
    this.#place = { top: place.top, scroll: this.root.scrollTop };
  }

  #onScroll(): void {
    const space = this.#space();
    this.#place = scrolled(space, this.#place, this.root.scrollTop);
    if (isStuck(space, this.#place)) this.#recentre();
    this.#scheduleFrame();
  }

  #recentre(): void {
    const put = recentred(this.#space(), this.#place);
    if (!put) return;
    this.#settle(put);
    this.schedule();
  }

  #draw(): void {
    this.#frame = 0;
    const geometry = this.#geometry;
    const space = this.#space();
    const motion = this.#place.top - this.#drawnTop;
    this.#drawnTop = this.#place.top;
    const lines = linesInView(geometry, this.#place.top, space.view, EXTRA_ROWS);
    const from = lineTop(geometry, lines.first);
    if (Math.abs(from - this.#baseTop) > BASE_ROWS * geometry.rowHeight) this.#baseTop = from;
    this.#pool.fit(geometry, Math.ceil(space.view / geometry.rowHeight) + 1 + 2 * EXTRA_ROWS);
    this.layer.style.transform = `translateY(${this.#place.scroll - this.#place.top + this.#baseTop}px)`;
    const isOther = this.#pool.show(geometry, lines, -this.#baseTop, this.#source, this.#isStale);
    this.#isStale = false;
    if (isOther || motion !== 0 || geometry !== this.#drawn) this.#source.moved();
    this.#drawn = geometry;
    this.#fetch(space, motion);
  }

  #fetch(space: Space, motion: number): void {
    clearTimeout(this.#rest);
    if (Math.abs(motion) <= Math.max(FLING_PX, space.view / 2) || this.#isFarJump(motion)) this.#ask(space, motion);
    this.#rest = setTimeout(() => this.#onRest(), REST_MS);
  }

  /** A jump (a key, a command) is not a fling: it stays where it lands. */
  #isFarJump(motion: number): boolean {
    return Math.abs(motion) > 50 * this.#view.height;
  }

  #onRest(): void {
    this.#recentre();
    this.#ask(this.#space(), 0);
  }

  #ask(space: Space, motion: number): void {
    if (this.#geometry.count === 0) return;
    const seen = linesInView(this.#geometry, this.#place.top, space.view);
    const [first] = placesOf(this.#geometry, seen.first);
    const [, last] = placesOf(this.#geometry, seen.last);
    this.#source.inView(first, last, motion === 0 ? 0 : motion > 0 ? 1 : -1);
  }

  #stop(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#rest);
    this.#resize.disconnect();
  }
}
