// Where a picture lies in its frame: at scale 1 all of it is seen, as large as it fits.

export interface Camera {
  readonly scale: number;
  /** How far the centre of the picture is off the centre of the frame, in screen pixels. */
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const FIT: Camera = { scale: 1, x: 0, y: 0 };
const MOST = 16;
/** From here on a pixel of the picture is drawn as a square. */
const CRISP = 2;

/** Screen pixels a picture pixel at scale 1. */
export function fitOf(view: Size, picture: Size): number {
  if (!(view.width > 0 && view.height > 0 && picture.width > 0 && picture.height > 0)) return 1;
  return Math.min(view.width / picture.width, view.height / picture.height);
}

/** How far one may zoom: in to 16 times the frame or the picture's own pixels, out to whichever is smaller. */
export function zoomBounds(fit: number): readonly [number, number] {
  return [Math.min(1, 1 / fit), Math.max(MOST, MOST / fit)];
}

/** Zoom by a factor, keeping the point `x`, `y` (from the centre, in screen pixels) where it is. */
export function zoomed(camera: Camera, by: number, fit: number, x = 0, y = 0): Camera {
  const [least, most] = zoomBounds(fit);
  const scale = Math.min(most, Math.max(least, camera.scale * by));
  if (Math.abs(scale - 1) < 0.02) return FIT;
  const ratio = scale / camera.scale;
  return { scale, x: x - (x - camera.x) * ratio, y: y - (y - camera.y) * ratio };
}

/** One picture pixel a screen pixel. */
export function fullSize(camera: Camera, fit: number): Camera {
  return zoomed(camera, 1 / fit / camera.scale, fit);
}

/** Move the picture, `fitted` being its size at scale 1: the middle of the frame always lies on it. */
export function panned(camera: Camera, byX: number, byY: number, fitted: Size): Camera {
  if (camera.scale <= 1) return camera;
  const most = (length: number) => (length * camera.scale) / 2;
  const within = (value: number, limit: number) => Math.max(-limit, Math.min(limit, value));
  return {
    ...camera,
    x: within(camera.x + byX, most(fitted.width)),
    y: within(camera.y + byY, most(fitted.height)),
  };
}

export function isCrisp(camera: Camera, fit: number): boolean {
  return camera.scale * fit >= CRISP;
}
