import { signal } from "@preact/signals";
import { render } from "preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { drawPanels, holdPanels } from "../../src/ui/drawing.ts";
import { Over } from "./over.ts";

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

test("the focus goes to what the last change made", () => {
  const over = new Over();
  const at = signal("first");
  const Rows = () => (
    <>
      {["first", "second"].map((name) => (
        <button key={name} type="button" id={name} data-home={name === at.value || undefined} />
      ))}
    </>
  );
  over.show(<Rows />);
  at.value = "second";
  over.view.focus();
  expect(over.view.focused?.id).toBe("second");
  over.close();
});
