import { RowStore } from "../../src/core/rows.ts";
import { Session } from "../../src/core/session.ts";
import { Answering, type Outcome, type Prefilled } from "../../src/grid/answering.ts";
import { GridModel } from "../../src/grid/model.ts";
import { Predicting } from "../../src/grid/predicting.ts";
import { counter, FakeClock, memoryStorage, settled } from "../fake/clock.ts";
import { FakeKernel, type FakeOptions } from "../fake/kernel.ts";

/** A grid without a page, over a kernel in memory, with the first rows fetched. */
export async function world(options: FakeOptions = {}, furnish: (kernel: FakeKernel) => void = () => undefined) {
  const kernel = new FakeKernel({ items: 200, ...options });
  furnish(kernel);
  const clock = new FakeClock();
  const wire = kernel.wire();
  const session = new Session({ wire, storage: memoryStorage(), clock, newId: counter("a"), projectKey: "pets" });
  const model = new GridModel(session, new RowStore(session), clock);
  const answering = new Answering(model);
  const predicting = new Predicting(model, answering, clock);
  const done: Outcome[] = [];
  const bulk: (Prefilled | null)[] = [];
  const planned: object[] = [];
  const refused: unknown[] = [];
  answering.onDone = (outcome) => done.push(outcome);
  answering.onBulk = (prefilled) => bulk.push(prefilled);
  answering.onChange = (asked, aim) => planned.push({ ...asked, count: aim.count });
  answering.onRefused = (error) => refused.push(error);
  await settled();
  model.rows.want(0, 119);
  await settled();
  const heard = (op: string) => kernel.heard.filter((request) => request.op === op).map(({ args }) => args as unknown);
  return { kernel, clock, session, model, answering, predicting, done, bulk, planned, refused, heard };
}
