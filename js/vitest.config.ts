import { defineConfig } from "vitest/config";

export default defineConfig({
  root: new URL(".", import.meta.url).pathname,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [
    {
      name: "css-as-text",
      enforce: "pre",
      transform: (code, id) => (id.endsWith(".css") ? `export default ${JSON.stringify(code)}` : undefined),
    },
  ],
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    environment: "happy-dom",
    // A page and all modules anew for each file took four fifths of the time; tests/tidy.ts leaves an empty page instead.
    isolate: false,
    setupFiles: ["tests/patient.ts", "tests/tidy.ts"],
    testTimeout: 60_000,
    restoreMocks: true,
    passWithNoTests: true,
  },
});
