// Shows a widget with a kernel in memory: ?widget=labeler&items=1000&theme=dark&mode=busy&width=700&layout=minimal
// With &media=1 the items are of all kinds, one after the other.
import { CollectionsKernel } from "../tests/fake/collections.ts";
import { ExplorerKernel } from "../tests/fake/explorer.ts";
import { FakeKernel } from "../tests/fake/kernel.ts";
import { fakeModel } from "../tests/fake/model.ts";
import { oneQuestion, petQuestions } from "../tests/fake/questions.ts";
import { media, nameOf as nameOfMedium } from "./media.ts";
import { furnish } from "./tasks.ts";

interface Widget {
  readonly initialize?: (props: object) => unknown;
  readonly render: (props: object) => unknown;
}

const wish = new URLSearchParams(location.search);
const theme = wish.get("theme") ?? "light";
const host = document.createElement("div");
host.style.width = `${wish.get("width") ?? 1400}px`;
document.body.dataset.theme = theme;
document.querySelector("main")?.append(host);

const photos: string[] = await fetch("photos.json").then(
  (answer) => (answer.ok ? answer.json() : []),
  () => [],
);
const items = Number(wish.get("items") ?? 1000);
const mode = wish.get("mode");
const latency = Number(wish.get("latency") ?? 5);

const isMedia = wish.get("media") === "1";
const kernels: Record<string, typeof FakeKernel> = { explorer: ExplorerKernel, collections: CollectionsKernel };
const kernel = new (kernels[wish.get("widget") ?? ""] ?? FakeKernel)({
  ...(isMedia ? media : {}),
  items: mode === "empty" ? 0 : items,
  questions: wish.get("classes") ? oneQuestion((wish.get("classes") ?? "").split(",")) : petQuestions(),
  titleOf: (id) => (isMedia ? nameOfMedium(id) : nameOf(id)).replace(/^.*\//, ""),
  problemOf: (id) => (!isMedia && id % 23 === 0 ? "The file is cut short: 12 of 48 kB are there." : ""),
  picture: draw,
  start: Number(wish.get("start") ?? 0),
  later: (answer) => setTimeout(answer, latency),
});
label(Number(wish.get("labelled") ?? 0));
if (wish.get("widget") === "queue") furnish(kernel, mode);
if (kernel instanceof ExplorerKernel) {
  const shown = { description: "", created_by: "ada", created_at: "2026-11-20T10:00:00" };
  kernel.collections = [
    { ...shown, title: "blurry night", items: 1_204, live: false },
    { ...shown, title: "hard cases", items: 88, live: true },
  ];
  kernel.kept = [{ name: "dark and north", code: 'project.filter(F.meta["site"] == "north")', query: {} }];
  kernel.slow = mode === "slow";
}
if (kernel instanceof CollectionsKernel) {
  kernel.put("blurry", [1, 2, 3]);
  kernel.put("night and fog", [3, 4, 5, 6], { code: "project.search('4')", query: { search: "4" }, live: true });
}
if (wish.get("predicted") === "1")
  for (let id = 1; id <= items * 0.9; id++)
    kernel.predictions.put(id, "resnet", ((id * 37) % 100) / 100, { question: 1, options: [id % 3 ? 11 : 12] });
if (mode === "busy") setTimeout(() => Object.assign(kernel, { busy: true }), 300);
if (mode === "gone") setTimeout(() => Object.assign(kernel, { gone: true }), 1000);
if (mode === "none") host.classList.add("jupyter-widgets-disconnected");
if (mode === "silent") kernel.busy = true;

const poster = { title: "pets", count: items, labelled: 420, sentence: "Animal: cat 210, dog 180, neither 30" };
const options = {
  auto_next: wish.get("auto_next") === "1",
  auto_complete: wish.get("auto_complete") === "1",
  layout: wish.get("layout") ?? "full",
  question: Number(wish.get("question") ?? 0),
  blind: wish.get("blind") === "1",
};
const model = fakeModel(kernel, { theme, poster, options, height: Number(wish.get("height") ?? 640) });
Object.assign(window, { kernel, model });

// A name in a variable keeps the bundler from looking for the file itself.
const address = `./${wish.get("widget") ?? "labeler"}.js`;
const module: { default: Widget } = await import(address);
const signal = new AbortController().signal;
await module.default.initialize?.({ model, signal });
await module.default.render({ model, el: host, signal });
document.body.dataset.ready = "yes";

function nameOf(id: number): string {
  return photos[(id - 1) % Math.max(1, photos.length)] ?? `picture_${String(id).padStart(4, "0")}.jpg`;
}

function label(count: number): void {
  for (let id = 1; id <= count; id++) {
    const option = [11, 12, 13][id % 3] ?? 11;
    const answers = [{ question: 1, options: [option] }];
    if (option === 12) answers.push({ question: 5, options: [id % 2 ? 51 : 52] });
    kernel.items.set(id, { answers, status: id % 7 ? "annotate" : "complete", tags: id % 5 ? [] : ["night"] });
  }
}

async function draw(id: number, px: number): Promise<Uint8Array> {
  const photo = photos.length ? await photograph(nameOf(id)) : null;
  const [width, height] = photo ? fitted(photo.width, photo.height, px) : [px, Math.round((px * 2) / 3)];
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d");
  if (photo) pen?.drawImage(photo, 0, 0, width, height);
  else if (pen) landscape(pen, id, width, height);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
  return new Uint8Array(await blob.arrayBuffer());
}

const bitmaps = new Map<string, Promise<ImageBitmap>>();

function photograph(path: string): Promise<ImageBitmap> {
  const known = bitmaps.get(path) ?? fetch(path).then(async (answer) => createImageBitmap(await answer.blob()));
  bitmaps.set(path, known);
  return known;
}

function fitted(width: number, height: number, px: number): [number, number] {
  const scale = Math.min(1, px / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

function landscape(pen: OffscreenCanvasRenderingContext2D, id: number, width: number, height: number): void {
  const hue = (id * 47) % 360;
  const sky = pen.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, `hsl(${hue} 60% 70%)`);
  sky.addColorStop(1, `hsl(${hue + 40} 70% 88%)`);
  pen.fillStyle = sky;
  pen.fillRect(0, 0, width, height);
  for (let hill = 0; hill < 3; hill++) {
    pen.fillStyle = `hsl(${hue + 120 + hill * 20} ${35 + hill * 8}% ${50 - hill * 12}%)`;
    pen.beginPath();
    pen.ellipse(
      width * ((id * 7 + hill * 31) % 100) * 0.01,
      height * (1 + hill * 0.08),
      width * 0.7,
      height * (0.5 - hill * 0.1),
      0,
      0,
      7,
    );
    pen.fill();
  }
  pen.fillStyle = "rgb(255 255 255 / 85%)";
  pen.font = `600 ${Math.round(height / 7)}px sans-serif`;
  pen.fillText(String(id), width * 0.05, height * 0.2);
}
