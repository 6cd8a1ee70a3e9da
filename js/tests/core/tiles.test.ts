import { describe, expect, it } from "vitest";
import { FIT, fitOf, fullSize, panned, zoomed } from "../../src/core/camera.ts";
import { levelFor, type TilePlace, visibleTiles } from "../../src/core/tiles.ts";

const VIEW = { width: 1_000, height: 500 };
const SLIDE = { width: 20_000, height: 9_000, tilePx: 512, levels: 7 };
const FIT_SCALE = fitOf(VIEW, SLIDE);
const FITTED = { width: SLIDE.width * FIT_SCALE, height: SLIDE.height * FIT_SCALE };
const OVERVIEW_PX = 1_600;

function tilesAt(scale: number, byX = 0, byY = 0): TilePlace[] {
  const camera = panned(zoomed(FIT, scale, FIT_SCALE), byX, byY, FITTED);
  return visibleTiles(SLIDE, VIEW, camera, FIT_SCALE, 1, OVERVIEW_PX);
}

describe("tiles of a large picture", () => {
  it("takes the level with just more pixels than the screen", () => {
    expect([1, 0.6, 0.5, 0.25, 0.1, 0.001, 4].map((scale) => levelFor(scale, 7))).toEqual([0, 0, 1, 2, 3, 6, 0]);
  });

  it("needs none while the overview is fine enough", () => {
    expect(tilesAt(1)).toEqual([]);
    expect(visibleTiles({ ...SLIDE, tilePx: 0 }, VIEW, fullSize(FIT, FIT_SCALE), FIT_SCALE)).toEqual([]);
  });

  it("covers the view without a gap and asks for nothing outside", () => {
    for (const [scale, x, y] of [
      [4, 0, 0],
      [9, 700, -300],
      [20, -9_000, 4_000],
      [200, 50, 50],
    ] as const) {
      const tiles = tilesAt(scale, x, y);
      expect(tiles.length).toBeGreaterThan(0);
      expect(tiles.length).toBeLessThan(40);
      for (const { x, y, width, height } of tiles) {
        expect(x < VIEW.width && y < VIEW.height && x + width > 0 && y + height > 0).toBe(true);
      }
      const covered = tiles.reduce((sum, tile) => sum + visibleArea(tile), 0);
      expect(covered).toBeCloseTo(pictureArea(scale, x, y), -1);
    }
  });

  it("lays each tile where the picture below shows the same", () => {
    const camera = panned(zoomed(FIT, 40, FIT_SCALE, 30, -20), 111, -77, FITTED);
    const scale = camera.scale * FIT_SCALE;
    const onScreen = (pixel: number, length: number, view: number, offset: number) =>
      view / 2 + offset + (pixel - length / 2) * scale;
    for (const tile of visibleTiles(SLIDE, VIEW, camera, FIT_SCALE, 1, OVERVIEW_PX)) {
      const side = SLIDE.tilePx * 2 ** tile.level;
      expect(tile.x).toBeCloseTo(onScreen(tile.column * side, SLIDE.width, VIEW.width, camera.x));
      expect(tile.y).toBeCloseTo(onScreen(tile.row * side, SLIDE.height, VIEW.height, camera.y));
    }
  });

  it("asks for what lies in the middle first", () => {
    const tiles = tilesAt(20);
    const distances = tiles.map(({ x, y, width, height }) => Math.hypot(x + width / 2 - 500, y + height / 2 - 250));
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
  });

  it("cuts the last column and row as the picture ends", () => {
    const camera = panned(fullSize(FIT, FIT_SCALE), -99_999, -99_999, FITTED);
    const tiles = visibleTiles(SLIDE, VIEW, camera, FIT_SCALE, 1, OVERVIEW_PX);
    const last = tiles.find(({ column, row }) => column === 39 && row === 17);
    expect([last?.width, last?.height].map((length) => Math.round(length ?? 0))).toEqual([32, 296]);
  });
});

function visibleArea({ x, y, width, height }: TilePlace): number {
  const inside = (from: number, length: number, most: number) => Math.min(most, from + length) - Math.max(0, from);
  return inside(x, width, VIEW.width) * inside(y, height, VIEW.height);
}

function pictureArea(scale: number, byX: number, byY: number): number {
  const camera = panned(zoomed(FIT, scale, FIT_SCALE), byX, byY, FITTED);
  const size = camera.scale * FIT_SCALE;
  const part = (view: number, length: number, offset: number) => {
    const from = view / 2 + offset - (length * size) / 2;
    return Math.min(view, from + length * size) - Math.max(0, from);
  };
  return part(VIEW.width, SLIDE.width, camera.x) * part(VIEW.height, SLIDE.height, camera.y);
}
