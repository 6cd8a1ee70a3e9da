// Where a point of the picture lies on the screen, and back. Points are shares of its width and height.
import type { Camera, Size } from "../core/camera.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The camera, and the picture as large as it is fitted (at scale 1), in screen pixels. */
export interface Sight {
  readonly camera: Camera;
  readonly fitted: Size;
}

/** Screen pixels from the middle of the frame to a point of the picture. */
export function onScreen({ camera, fitted }: Sight, point: Point): Point {
  return {
    x: camera.x + (point.x - 0.5) * fitted.width * camera.scale,
    y: camera.y + (point.y - 0.5) * fitted.height * camera.scale,
  };
}

/** The point of the picture at so many screen pixels from the middle of the frame; its nearest edge beyond it. */
export function pointAt({ camera, fitted }: Sight, offset: Point): Point {
  return {
    x: within((offset.x - camera.x) / (fitted.width * camera.scale) + 0.5),
    y: within((offset.y - camera.y) / (fitted.height * camera.scale) + 0.5),
  };
}

/** The point moved by screen pixels. */
export function moved(sight: Sight, point: Point, byX: number, byY: number): Point {
  const at = onScreen(sight, point);
  return pointAt(sight, { x: at.x + byX, y: at.y + byY });
}

/** A point in words: "62 % across, 40 % down". */
export function pointText({ x, y }: Point): string {
  return `${Math.round(x * 100)} % across, ${Math.round(y * 100)} % down`;
}

function within(share: number): number {
  return Number.isFinite(share) ? Math.max(0, Math.min(1, share)) : 0.5;
}
