import { afterAll, vi } from "vitest";

// The files of one worker share a page: the next one finds it empty, with the clock and the globals that it is made with.
afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  document.head.replaceChildren();
  document.body.replaceChildren();
  localStorage.clear();
});
