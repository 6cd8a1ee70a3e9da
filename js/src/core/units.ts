// One whole number for an item, or for a single frame of it; the twin of domain/units.py.
const ITEMS = 2 ** 32;

/** The id of a frame of an item. */
export function unitOf(item: number, frame: number): number {
  return (frame + 1) * ITEMS + item;
}

/** The item that an id is, or that its frame belongs to. */
export function itemOfUnit(id: number): number {
  return id % ITEMS;
}

/** The frame that an id means; null where it is an item as a whole. */
export function frameOfUnit(id: number): number | null {
  return id < ITEMS ? null : Math.floor(id / ITEMS) - 1;
}
