// A set of places in a ranking, kept as ranges: 1,000,000 selected items weigh as much as one.
import type { Target } from "../protocol.gen.ts";

/** Both ends inclusive. */
export type Range = readonly [number, number];

/** With `all`, everything except `ranges`; else just `ranges` (sorted, apart from each other). Never changed in place. */
export class Selection {
  static readonly empty = new Selection(false, []);
  static readonly everything = new Selection(true, []);

  private constructor(
    readonly all: boolean,
    readonly ranges: readonly Range[],
  ) {}

  static of(...ranges: readonly Range[]): Selection {
    return ranges.reduce<Selection>((selection, range) => selection.with(range), Selection.empty);
  }

  static fromTarget(target: { readonly all?: boolean; readonly ranges?: readonly (readonly number[])[] }): Selection {
    const ranges = (target.ranges ?? []).map(([first = 0, last = first]): Range => [first, last]);
    return new Selection(target.all ?? false, joined(ranges));
  }

  has(place: number): boolean {
    return contains(this.ranges, place) !== this.all;
  }

  count(total: number): number {
    const listed = this.ranges.reduce((sum, [a, b]) => sum + Math.max(0, Math.min(b, total - 1) - a + 1), 0);
    return this.all ? total - listed : listed;
  }

  isEmpty(total: number): boolean {
    return this.count(total) === 0;
  }

  with(range: Range): Selection {
    const ordered = inOrder(range);
    return new Selection(this.all, this.all ? without(this.ranges, ordered) : joined([...this.ranges, ordered]));
  }

  without(range: Range): Selection {
    const ordered = inOrder(range);
    return new Selection(this.all, this.all ? joined([...this.ranges, ordered]) : without(this.ranges, ordered));
  }

  toggle(place: number): Selection {
    return this.has(place) ? this.without([place, place]) : this.with([place, place]);
  }

  invert(range: Range): Selection {
    const [first, last] = inOrder(range);
    const inside = clipped(this.ranges, first, last);
    const turned = without([[first, last]], ...inside);
    return new Selection(this.all, joined([...without(this.ranges, [first, last]), ...turned]));
  }

  /** With all these ranges, apart from each other. */
  withAll(ranges: readonly Range[]): Selection {
    if (this.all) return new Selection(true, without(this.ranges, ...joined(ranges)));
    return new Selection(false, joined([...this.ranges, ...ranges]));
  }

  /** The first `limit` places in order. */
  places(total: number, limit: number): number[] {
    const found: number[] = [];
    for (const [first, last] of this.included(total)) {
      for (let place = first; place <= last; place++) {
        if (found.length >= limit) return found;
        found.push(place);
      }
    }
    return found;
  }

  /** The selected ranges themselves, whatever way they are kept. */
  included(total: number): readonly Range[] {
    if (total <= 0) return [];
    return this.all ? without([[0, total - 1]], ...this.ranges) : clipped(this.ranges, 0, total - 1);
  }

  /** The selection for the kernel, as places of ranking `gen`. */
  toTarget(gen: number): Target {
    return { gen, all: this.all, ranges: this.ranges.map(([first, last]) => [first, last]) };
  }
}

function inOrder([a, b]: Range): Range {
  return a <= b ? [a, b] : [b, a];
}

function contains(ranges: readonly Range[], place: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = ranges[middle] as Range;
    if (place < first) high = middle - 1;
    else if (place > last) low = middle + 1;
    else return true;
  }
  return false;
}

function joined(ranges: readonly Range[]): readonly Range[] {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const result: [number, number][] = [];
  for (const [first, last] of sorted) {
    const open = result.at(-1);
    if (open && first <= open[1] + 1) open[1] = Math.max(open[1], last);
    else result.push([first, last]);
  }
  return result;
}

/** `ranges` with the parts under any of `holes` cut out; both sorted. */
function without(ranges: readonly Range[], ...holes: readonly Range[]): readonly Range[] {
  const result: Range[] = [];
  let at = 0;
  for (const [first, last] of ranges) {
    let start = first;
    while (at < holes.length && (holes[at] as Range)[1] < first) at++;
    for (let index = at; index < holes.length; index++) {
      const [from, to] = holes[index] as Range;
      if (from > last) break;
      if (from > start) result.push([start, from - 1]);
      start = Math.max(start, to + 1);
    }
    if (start <= last) result.push([start, last]);
  }
  return result;
}

function clipped(ranges: readonly Range[], first: number, last: number): readonly Range[] {
  return ranges
    .filter(([a, b]) => b >= first && a <= last)
    .map(([a, b]): Range => [Math.max(a, first), Math.min(b, last)]);
}
