import { vi } from "vitest";

// How long something takes is no claim of these tests: on a busy machine a wait of a second fails for nothing.
const LIMIT_MS = 20_000;
const waitFor = vi.waitFor.bind(vi);

vi.waitFor = (callback, options) => {
  // Where the clock is a fake one each look turns it on, by the interval that the test expects.
  const interval = vi.isFakeTimers() ? {} : { interval: 10 };
  const asked = typeof options === "number" ? { timeout: options } : (options ?? {});
  return waitFor(callback, { ...interval, ...asked, timeout: Math.max(LIMIT_MS, asked.timeout ?? 0) });
};
