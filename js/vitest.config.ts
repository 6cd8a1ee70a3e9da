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
    setupFiles: ["tests/patient.ts"],
    testTimeout: 60_000,
    restoreMocks: true,
    passWithNoTests: true,
  },
});
