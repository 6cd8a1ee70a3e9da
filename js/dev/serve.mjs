// Builds the widgets beside a page that shows them with a kernel in memory, and serves both.
//   node js/dev/serve.mjs [folder of photographs] [--port 8123]
import { cpSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = mkdtempSync(join(tmpdir(), "nblabel-dev-"));
const at = process.argv.indexOf("--port");
const port = at > 0 ? Number(process.argv[at + 1]) : 8123;
const folder = process.argv.slice(2).find((word) => !word.startsWith("--") && word !== process.argv[at + 1]);

cpSync(join(root, "dev/index.html"), join(out, "index.html"));
if (folder) copyPhotos(folder);
const widgets = readdirSync(join(root, "src/widgets")).filter((name) => name.endsWith(".tsx"));
const context = await esbuild.context({
  entryPoints: [join(root, "dev/page.ts"), ...widgets.map((name) => join(root, "src/widgets", name))],
  outdir: out,
  entryNames: "[name]",
  bundle: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".css": "text", ".svg": "text" },
  sourcemap: "inline",
  logLevel: "warning",
});
const server = await context.serve({ servedir: out, port, host: "127.0.0.1" });
process.stdout.write(`http://127.0.0.1:${server.port}/index.html\n`);

function copyPhotos(from) {
  const names = readdirSync(from, { recursive: true }).filter((name) => /\.jpe?g$/i.test(name));
  mkdirSync(join(out, "photos"));
  for (const name of names) cpSync(join(from, name), join(out, "photos", name), { recursive: true });
  writeFileSync(join(out, "photos.json"), JSON.stringify(names.sort().map((name) => `photos/${name}`)));
}
