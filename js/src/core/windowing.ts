// A scroll space of any height inside an element of limited height.
//
// Browsers cut elements silently (Chromium at 33,554,428 px, Firefox near 17.9 M px), so the spacer is capped and
// the true position is kept here: small steps move it 1:1, large ones (a dragged scroll bar) map by ratio.

/** Highest spacer ever laid out. */
export const SPACE_LIMIT_PX = 6_000_000;

/** A scroll event of at least this many pixels is a jump of the scroll bar, not a wheel or a touch. */
export const JUMP_PX = 3_000;

/** Drift between scroll bar and true position that is put right once the scrolling rests. */
const DRIFT = 0.002;

export interface Space {
  /** True height of everything. */
  readonly total: number;
  /** Height of the part in view. */
  readonly view: number;
}

export interface Place {
  /** True position of the upper edge of the view. */
  readonly top: number;
  /** What `scrollTop` is, or has to be. */
  readonly scroll: number;
}

/** Height of the spacer. */
export function spacerHeight(space: Space): number {
  return Math.min(space.total, SPACE_LIMIT_PX);
}

/** Last true position, and last `scrollTop`. */
export function lastTop(space: Space): number {
  return Math.max(0, space.total - space.view);
}

export function lastScroll(space: Space): number {
  return Math.max(0, spacerHeight(space) - space.view);
}

function isCompressed(space: Space): boolean {
  return space.total > SPACE_LIMIT_PX;
}

/** Where the scroll bar belongs for a true position: by ratio, but 1:1 near the ends, so that the wheel reaches them. */
function scrollOf(space: Space, top: number): number {
  const last = lastTop(space);
  if (last === 0) return 0;
  const exact = clamp(top, 0, last);
  const lower = Math.min(exact, JUMP_PX);
  const upper = lastScroll(space) - Math.min(last - exact, JUMP_PX);
  return clamp(Math.round((exact / last) * lastScroll(space)), lower, upper);
}

/** The place that shows `top` at the upper edge, as near as the ends allow. */
export function placeAt(space: Space, top: number): Place {
  const exact = clamp(top, 0, lastTop(space));
  return { top: exact, scroll: isCompressed(space) ? scrollOf(space, exact) : exact };
}

/** The place after the browser reported `scrollTop`. */
export function scrolled(space: Space, place: Place, scrollTop: number): Place {
  const last = lastTop(space);
  if (!isCompressed(space)) return { top: clamp(scrollTop, 0, last), scroll: scrollTop };
  const step = scrollTop - place.scroll;
  if (Math.abs(step) < JUMP_PX) return { top: clamp(place.top + step, 0, last), scroll: scrollTop };
  return { top: clamp((scrollTop / lastScroll(space)) * last, 0, last), scroll: scrollTop };
}

/**
 * The place to go to once the scrolling rests: same true position, scroll bar put right; or null where it is right.
 *
 * At an end of the scroll bar that is not the end of the content this cannot wait for a rest: no further event comes.
 */
export function recentred(space: Space, place: Place): Place | null {
  if (!isCompressed(space)) return null;
  const scroll = scrollOf(space, place.top);
  const far = Math.abs(scroll - place.scroll) > DRIFT * lastScroll(space);
  return far || isStuck(space, place) ? { top: place.top, scroll } : null;
}

/** Whether the scroll bar has reached an end that the content has not. */
export function isStuck(space: Space, place: Place): boolean {
  if (!isCompressed(space)) return false;
  const last = lastScroll(space);
  return (place.scroll <= 0 && place.top > 1) || (place.scroll >= last - 1 && place.top < lastTop(space) - 1);
}

/** The true position that brings a row into view with the least motion. */
export function topShowing(space: Space, top: number, rowTop: number, rowHeight: number): number {
  if (rowTop < top) return clamp(rowTop, 0, lastTop(space));
  const lower = rowTop + rowHeight - space.view;
  return clamp(Math.max(lower, top), 0, lastTop(space));
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
