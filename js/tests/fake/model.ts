import type { AnyModel } from "@anywidget/types";
import type { FakeKernel } from "./kernel.ts";

type Callback = (...values: unknown[]) => void;

/** A widget model over a fake kernel, with traits in memory. */
export function fakeModel(kernel: FakeKernel, traits: Record<string, unknown> = {}): AnyModel {
  const values: Record<string, unknown> = {
    options: {},
    theme: "auto",
    poster: {},
    project_key: "pets",
    height: 640,
    ...traits,
  };
  const wire = kernel.wire();
  const stops = new Map<Callback, () => void>();
  const callbacks = new Map<string, Set<Callback>>();
  const model = {
    get: (name: string) => values[name],
    set(name: string, value: unknown) {
      values[name] = value;
      for (const callback of callbacks.get(`change:${name}`) ?? []) callback();
    },
    save_changes: () => undefined,
    send: (message: unknown) => wire.send(message),
    on(name: string, callback: Callback) {
      if (name === "msg:custom")
        stops.set(
          callback,
          wire.listen((message, buffers) => callback(message, buffers)),
        );
      else callbacks.set(name, (callbacks.get(name) ?? new Set()).add(callback));
    },
    off(name: string, callback: Callback) {
      stops.get(callback)?.();
      callbacks.get(name)?.delete(callback);
    },
  };
  return model as unknown as AnyModel;
}
