import { RowStore } from "../../src/core/rows.ts";
import { Session } from "../../src/core/session.ts";
import { explorerOf } from "../../src/explorer/store.ts";
import { Answering } from "../../src/grid/answering.ts";
import { GridModel } from "../../src/grid/model.ts";
import { counter, FakeClock, memoryStorage, settled } from "../fake/clock.ts";
import { ExplorerKernel, type FakeExplorerOptions } from "../fake/explorer.ts";

/** An explorer without a page, over a kernel in memory; nothing was counted yet. */
export async function world(options: FakeExplorerOptions = {}) {
  const kernel = new ExplorerKernel(options);
  const clock = new FakeClock();
  const storage = memoryStorage();
  const session = new Session({ wire: kernel.wire(), storage, clock, newId: counter("a"), projectKey: "pets" });
  const model = new GridModel(session, new RowStore(session), clock);
  const answering = new Answering(model);
  const explorer = explorerOf({ model, answering }, storage, "pets", clock);
  await settled();
  const heard = (op: string) => kernel.heard.filter((request) => request.op === op).map(({ args }) => args as unknown);
  const names = () => heard("facets").map((args) => (args as { names: string[] }).names);
  /** Let rows and pictures come. */
  const pictures = async () => {
    model.rows.want(0, 59);
    await settled();
    model.thumbs.want([1, 2, 3], 128);
    await settled();
    await clock.pass(200);
  };
  return { kernel, clock, storage, session, model, answering, explorer, heard, names, pictures };
}
