// Bundles the widgets into src/nblabel/static:
//   boot.js          what anywidget sends with every widget: it asks for the body
//   bodies/*.js      one body a file of js/src/widgets, and the parts they share; each travels once a page
//   bodies.json      for each body the files it needs, those that others import first
//
//   node js/build.mjs            minified, measured against the budgets
//   node js/build.mjs --watch    readable, rebuilt on every change
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

// See design.md, section 5: the boot is paid per widget, a body and the shared parts once a page. What only some bodies
// share counts as part of each of them: what stands on the grid loads the grid too.
const BUDGETS = { boot: 8_000, grid: 120_000, labeler: 160_000, video: 160_000, panels: 140_000, shared: 120_000 };
const BUDGET_OF_OTHERS = 140_000;
const BUDGET_ON_GRID = 60_000;
const BUDGET_OF_ALL = 1_000_000;

const root = fileURLToPath(new URL("..", import.meta.url));
const sources = join(root, "js/src/widgets");
const outdir = join(root, "src/nblabel/static");
const bodies = join(outdir, "bodies");
const watch = process.argv.includes("--watch");

const common = {
  bundle: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".svg": "text" },
  plugins: [{ name: "css-as-text", setup: (build) => build.onLoad({ filter: /\.css$/ }, cssAsText) }],
  minify: !watch,
  sourcemap: watch ? "inline" : false,
  legalComments: "none",
  logLevel: watch ? "info" : "warning",
};
const bootOptions = { ...common, entryPoints: [join(root, "js/src/boot/widget.ts")], outfile: join(outdir, "boot.js") };
const bodyOptions = {
  ...common,
  entryPoints: entryPoints(),
  outdir: bodies,
  entryNames: "[name]-[hash]",
  chunkNames: "shared-[hash]",
  splitting: true,
  metafile: true,
  plugins: [...common.plugins, { name: "manifest", setup: (build) => build.onEnd(writeManifest) }],
};

mkdirSync(bodies, { recursive: true });
if (watch) {
  for (const options of [bootOptions, bodyOptions]) await (await esbuild.context(options)).watch();
} else {
  // esbuild has said what is wrong; its stack trace would only hide it
  const built = [esbuild.build(bootOptions), esbuild.build(bodyOptions)];
  await Promise.all(built).catch(() => process.exit(1));
  if (!withinBudget()) process.exit(1);
}

function entryPoints() {
  return readdirSync(sources)
    .filter((name) => name.endsWith(".tsx"))
    .map((name) => join(sources, name));
}

// The text loader alone would ship style sheets with their comments and blanks.
async function cssAsText({ path }) {
  const { code } = await esbuild.transform(readFileSync(path, "utf8"), {
    loader: "css",
    minify: !watch,
    target: "es2022",
  });
  return { contents: code, loader: "text" };
}

/** Each body with its files in the order they can be loaded in; what no body needs any more is removed. */
function writeManifest({ metafile, errors }) {
  if (errors.length) return;
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, made]) => [basename(path), made]));
  const manifest = {};
  for (const [name, made] of outputs) {
    if (made.entryPoint) manifest[basename(made.entryPoint, ".tsx")] = filesOf(name, outputs);
  }
  writeFileSync(join(outdir, "bodies.json"), JSON.stringify(manifest, null, 1));
  for (const name of readdirSync(bodies)) if (!outputs.has(name)) rmSync(join(bodies, name));
  const wanted = new Set(["boot.js", "bodies.json", "bodies"]);
  for (const name of readdirSync(outdir)) if (!wanted.has(name)) rmSync(join(outdir, name), { recursive: true });
}

function filesOf(name, outputs, found = []) {
  for (const { path, kind } of outputs.get(name).imports) {
    const part = basename(path);
    if (kind === "import-statement" && !found.includes(part)) filesOf(part, outputs, found);
  }
  if (!found.includes(name)) found.push(name);
  return found;
}

function withinBudget() {
  const manifest = JSON.parse(readFileSync(join(outdir, "bodies.json"), "utf8"));
  const needed = Object.values(manifest);
  const isForAll = (name) => needed.length > 1 && needed.every((files) => files.includes(name));
  const sizes = { boot: statSync(join(outdir, "boot.js")).size };
  for (const [body, files] of Object.entries(manifest)) sizes[body] = sizeOf(files.filter((name) => !isForAll(name)));
  sizes.shared = sizeOf(readdirSync(bodies).filter(isForAll));
  // Of the parts of the grid the largest one is what a body cannot stand on the grid without.
  const [ofGrid] = (manifest.grid ?? []).filter((name) => !isForAll(name)).sort((a, b) => sizeOf([b]) - sizeOf([a]));
  const isOnGrid = (body) => body !== "grid" && (manifest[body] ?? []).includes(ofGrid);
  const budgetOf = (name) => BUDGETS[name] ?? (isOnGrid(name) ? BUDGETS.grid + BUDGET_ON_GRID : BUDGET_OF_OTHERS);
  const each = Object.entries(sizes).map(([name, size]) => report(name, size, budgetOf(name)));
  return report("all together", sizes.boot + sizeOf(readdirSync(bodies)), BUDGET_OF_ALL) && each.every(Boolean);
}

function sizeOf(names) {
  return names.reduce((sum, name) => sum + statSync(join(bodies, name)).size, 0);
}

function report(name, size, budget) {
  console.log(`${name.padEnd(12)} ${String(size).padStart(8)} of ${budget} bytes`);
  if (size > budget) console.error(`${name} is ${size - budget} bytes over its budget: make it smaller.`);
  return size <= budget;
}
