// One item of each kind of media, drawn here: a film, slices, pages, sound, a picture too large to travel whole.
import type { MediumInfo } from "../src/protocol.gen.ts";
import type { FakeMedia } from "../tests/fake/media.ts";

const FILM = { kind: "video", n_frames: 240, width: 1280, height: 720, fps: 24, duration: 10, keyframes: [0, 48, 96] };
const WINDOWS = [
  { name: "soft tissue", level: 40, width: 400 },
  { name: "lung", level: -600, width: 1500 },
  { name: "bone", level: 300, width: 1500 },
];
const TISSUE = { level: 40, window: 400, low: -1024, high: 3071, windows: WINDOWS };
const VOLUME = {
  kind: "nifti",
  n_frames: 48,
  width: 256,
  height: 192,
  level: 500,
  window: 900,
  low: 0,
  high: 1400,
  axes: ["sagittal", "coronal", "axial"],
  axis: 2,
  axis_frames: [256, 192, 48],
};
const SOUND = {
  kind: "audio",
  width: 1200,
  height: 480,
  duration: 75.5,
  n_frames: 2,
  playable: true,
  plot: [56, 12, 1188, 444],
  page_seconds: 60,
};
const LARGE = { kind: "image", width: 16_384, height: 8_192, tile_px: 512, levels: 6 };
const NO_EXTRA = 'Reading a PDF needs the extra "pdf": pip install "nblabel[pdf]".';

const KINDS: readonly Partial<MediumInfo>[] = [
  FILM,
  { kind: "dicom", n_frames: 24, width: 512, height: 512, ...TISSUE },
  VOLUME,
  { kind: "pdf", n_frames: 9, width: 612, height: 792 },
  SOUND,
  LARGE,
  { kind: "group", n_frames: 4, width: 900, height: 600 },
  { kind: "pdf", problem: NO_EXTRA },
  { ...FILM, fps: 29.97, n_frames: 9_000, duration: 300.3, warning: "Frame numbers are those of this reader only." },
];
const NAMES = [
  "walk.mp4",
  "thorax",
  "brain.nii.gz",
  "paper.pdf",
  "song.mp3",
  "scan.tif",
  "views",
  "report.pdf",
  "day.mp4",
];

export function kindOf(id: number): Partial<MediumInfo> {
  return KINDS[(id - 1) % KINDS.length] ?? {};
}

export function nameOf(id: number): string {
  return NAMES[(id - 1) % NAMES.length] ?? "";
}

export const media: FakeMedia = {
  mediumOf: kindOf,
  frame: (id, frame, px, look) => drawn(id, px, (pen, width, height) => scene(pen, id, frame, width, height, look)),
  brokenFrame: (id, frame) => (id === 1 && frame === 100 ? "Frame 100 is damaged: no keyframe before it decodes." : ""),
  tile: (id, level, column, row) =>
    drawn(id, 512, (pen) => checker(pen, 512, column * 512 * 2 ** level, row * 512 * 2 ** level, 2 ** level)),
  wav: (_, start, seconds) => tone(start, seconds),
};

type Pen = OffscreenCanvasRenderingContext2D;

async function drawn(id: number, px: number, draw: (pen: Pen, width: number, height: number) => void) {
  const { width = 3, height = 2, tile_px } = kindOf(id);
  const scale = px / Math.max(width, height);
  const isTile = tile_px !== undefined && px === 512;
  const canvas = isTile
    ? new OffscreenCanvas(px, px)
    : new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
  const pen = canvas.getContext("2d");
  if (pen) draw(pen, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
  return new Uint8Array(await blob.arrayBuffer());
}

function scene(
  pen: Pen,
  id: number,
  frame: number,
  width: number,
  height: number,
  look: { readonly window: readonly number[] | null; readonly axis: number | null },
): void {
  const { kind = "", n_frames: count = 1 } = kindOf(id);
  if (kind === "audio") wave(pen, width, height);
  if (kind === "image") checker(pen, width, 0, 0, 16_384 / width);
  if (kind === "pdf") page(pen, frame, width, height);
  if (kind === "audio" || kind === "image" || kind === "pdf") return;
  const isMedical = kind === "dicom" || kind === "nifti";
  const light = isMedical ? slice(pen, frame / count, width, height, look.window) : film(pen, frame, width, height);
  pen.fillStyle = light;
  pen.font = `600 ${Math.round(height / 9)}px sans-serif`;
  pen.fillText(`${frame}${look.axis === null ? "" : ` axis ${look.axis}`}`, width * 0.04, height * 0.14);
}

function film(pen: Pen, frame: number, width: number, height: number): string {
  const sky = pen.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, `hsl(${205 + frame / 8} 55% 62%)`);
  sky.addColorStop(1, "hsl(40 70% 86%)");
  pen.fillStyle = sky;
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = "hsl(140 30% 38%)";
  pen.fillRect(0, height * 0.72, width, height);
  pen.fillStyle = "hsl(15 65% 48%)";
  const x = ((frame * 7) % 1300) / 1300;
  pen.beginPath();
  pen.arc(x * width, height * (0.66 - Math.abs(Math.sin(frame / 9)) * 0.3), height * 0.07, 0, 7);
  pen.fill();
  return "rgb(255 255 255 / 90%)";
}

function slice(pen: Pen, part: number, width: number, height: number, window: readonly number[] | null): string {
  const [level = 40, span = 400] = window ?? [];
  const grey = (value: number) => Math.round(Math.max(0, Math.min(255, ((value - level) / span + 0.5) * 255)));
  const fill = (value: number) => `rgb(${grey(value)} ${grey(value)} ${grey(value)})`;
  pen.fillStyle = fill(-1000);
  pen.fillRect(0, 0, width, height);
  const size = 0.3 + 0.15 * Math.sin(part * Math.PI);
  const rings: readonly [number, number][] = [
    [size, 700],
    [size * 0.92, 40],
    [size * 0.4, -700],
    [size * 0.2, 160],
  ];
  for (const [radius, value] of rings) {
    pen.fillStyle = fill(value);
    pen.beginPath();
    pen.ellipse(width / 2, height / 2, width * radius, height * radius * 0.9, 0, 0, 7);
    pen.fill();
  }
  return "rgb(255 220 120)";
}

function page(pen: Pen, frame: number, width: number, height: number): void {
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = "#222";
  pen.font = `600 ${Math.round(width / 18)}px serif`;
  pen.fillText(`Page ${frame + 1}`, width * 0.1, height * 0.1);
  pen.fillStyle = "#999";
  for (let line = 0; line < 30; line++)
    pen.fillRect(width * 0.1, height * (0.15 + line * 0.026), width * (0.6 + 0.2 * Math.sin(line * 7)), height * 0.008);
}

function wave(pen: Pen, width: number, height: number): void {
  pen.fillStyle = "#f6f7f9";
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = "#3b6ea8";
  for (let x = 0; x < width; x += 2) {
    const loud = Math.abs(Math.sin(x / 90) * Math.sin(x / 17)) * height * 0.45;
    pen.fillRect(x, height / 2 - loud, 1.5, loud * 2);
  }
}

function checker(pen: Pen, side: number, left: number, top: number, scale: number): void {
  const cell = 64;
  const step = Math.max(4, cell / scale);
  for (let y = 0; y < side; y += step)
    for (let x = 0; x < side; x += step) {
      const [column, row] = [Math.floor((left + x * scale) / cell), Math.floor((top + y * scale) / cell)];
      pen.fillStyle = `hsl(${(column * 7 + row * 13) % 360} 45% ${(column + row) % 2 ? 62 : 78}%)`;
      pen.fillRect(x, y, cell / scale + 1, cell / scale + 1);
    }
  pen.fillStyle = "#222";
  pen.font = "600 20px sans-serif";
  pen.fillText(`${left}, ${top} · 1:${scale}`, 10, 30);
}

function tone(start: number, seconds: number): Uint8Array {
  const rate = 16_000;
  const count = Math.round(seconds * rate);
  const bytes = new DataView(new ArrayBuffer(44 + count * 2));
  const text = (at: number, word: string) => {
    for (let i = 0; i < word.length; i++) bytes.setUint8(at + i, word.charCodeAt(i));
  };
  text(0, "RIFF");
  bytes.setUint32(4, 36 + count * 2, true);
  text(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, rate, true);
  bytes.setUint32(28, rate * 2, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  text(36, "data");
  bytes.setUint32(40, count * 2, true);
  for (let at = 0; at < count; at++)
    bytes.setInt16(44 + at * 2, 8_000 * Math.sin((start + at / rate) * 2 * Math.PI * 330), true);
  return new Uint8Array(bytes.buffer);
}
