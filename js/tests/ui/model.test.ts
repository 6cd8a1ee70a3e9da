import { beforeEach, expect, test, vi } from "vitest";
import { storeOf } from "../../src/ui/model.ts";
import { FakeKernel } from "../fake/kernel.ts";
import { fakeModel } from "../fake/model.ts";

beforeEach(() => localStorage.clear());

async function opened(kernel: FakeKernel, project_key: string) {
  const { session } = storeOf(fakeModel(kernel, { options: {}, project_key }));
  await vi.waitFor(() => expect(session.hello.value).not.toBeNull());
  return session;
}

async function leftWithOneUnsent(project_key: string): Promise<void> {
  const kernel = new FakeKernel();
  const session = await opened(kernel, project_key);
  kernel.gone = true;
  const args = { target: { ids: [7] }, question: 1, answers: [{ question: 1, options: [11] }], override: true };
  session.write("classify", args).catch(() => undefined);
  await vi.waitFor(() => expect(session.waiting.value).toBe(1));
}

test("what one file was not sent yet is sent to no other one of the same browser", async () => {
  await leftWithOneUnsent("pets");
  const copy = new FakeKernel();
  const session = await opened(copy, "pets-copy");
  expect(session.waiting.value).toBe(0);
  expect(copy.operations).toHaveLength(0);
});

test("the file itself is sent it when its page is loaded again", async () => {
  await leftWithOneUnsent("pets");
  const restarted = new FakeKernel();
  await opened(restarted, "pets");
  await vi.waitFor(() => expect(restarted.operations).toHaveLength(1));
});
