// Bundles each widget of js/src/widgets into one self-contained module in src/nblabel/static.
//   node js/build.mjs            minified, measured against the budgets
//   node js/build.mjs --watch    readable, rebuilt on every change
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

// An anywidget sends its module once per widget, so every byte is paid per cell. See design.md, section 5.
const BUDGETS = { grid: 120_000, labeler: 160_000, video: 160_000, panels: 140_000 };
const BUDGET_OF_OTHERS = 140_000;
const BUDGET_OF_ALL = 1_000_000;

const root = fileURLToPath(new URL("..", import.meta.url));
const sources = join(root, "js/src/widgets");
const outdir = join(root, "src/nblabel/static");
const watch = process.argv.includes("--watch");

const options = {
  entryPoints: entryPoints(),
  outdir,
  bundle: true,
  splitting: false,
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
  logLevel: "info",
};

mkdirSync(outdir, { recursive: true });
if (watch) {
  const context = await esbuild.context(options);
  await context.watch();
} else {
  // esbuild has said what is wrong; its stack trace would only hide it
  await esbuild.build({ ...options, logLevel: "warning" }).catch(() => process.exit(1));
  removeOldBundles();
  if (!withinBudget()) process.exit(1);
}

function entryPoints() {
  try {
    return readdirSync(sources)
      .filter((name) => name.endsWith(".tsx"))
      .map((name) => join(sources, name));
  } catch {
    return [];
  }
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

function removeOldBundles() {
  const wanted = new Set(options.entryPoints.map((path) => `${basename(path, ".tsx")}.js`));
  for (const name of readdirSync(outdir)) {
    if (!wanted.has(name)) rmSync(join(outdir, name));
  }
}

function withinBudget() {
  let total = 0;
  let fine = true;
  for (const path of options.entryPoints) {
    const name = basename(path, ".tsx");
    const size = statSync(join(outdir, `${name}.js`)).size;
    const budget = BUDGETS[name] ?? BUDGET_OF_OTHERS;
    total += size;
    fine &&= report(name, size, budget);
  }
  return report("all widgets", total, BUDGET_OF_ALL) && fine;
}

function report(name, size, budget) {
  console.log(`${name.padEnd(12)} ${String(size).padStart(8)} of ${budget} bytes`);
  if (size > budget) console.error(`${name} is ${size - budget} bytes over its budget: make it smaller.`);
  return size <= budget;
}
