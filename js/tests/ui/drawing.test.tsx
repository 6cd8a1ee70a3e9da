import { signal } from "@preact/signals";
import { render } from "preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { drawPanels, holdPanels } from "../../src/ui/drawing.ts";

const answer = signal("");
const Panel = () => <p>{answer.value}</p>;
const text = () => document.querySelector("p")?.textContent;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  answer.value = "";
  render(<Panel />, document.body);
});

afterEach(() => {
  drawPanels();
  render(null, document.body);
  vi.useRealTimers();
});

test("a panel is drawn in the same task", async () => {
  answer.value = "cat";
  await Promise.resolve();
  expect(text()).toBe("cat");
});

test("a panel that is held is drawn once, with the answer", async () => {
  holdPanels();
  answer.value = "cat";
  await Promise.resolve();
  expect(text()).toBe("");
  answer.value = "dog";
  drawPanels();
  expect(text()).toBe("dog");
  answer.value = "cat";
  await Promise.resolve();
  expect(text()).toBe("cat");
});

test("without an answer it is drawn after a tenth of a second, however many keys follow", async () => {
  holdPanels();
  answer.value = "cat";
  vi.advanceTimersByTime(60);
  holdPanels();
  answer.value = "dog";
  vi.advanceTimersByTime(39);
  expect(text()).toBe("");
  vi.advanceTimersByTime(1);
  expect(text()).toBe("dog");
});
