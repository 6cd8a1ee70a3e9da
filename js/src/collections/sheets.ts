// What opens over the collection builder besides what opens over any grid.
import { type Signal, signal } from "@preact/signals";
import type { Target } from "../protocol.gen.ts";

export type BuilderSheet =
  | {
      readonly kind: "save";
      readonly target: Target;
      readonly count: number;
      readonly isAll: boolean;
      readonly title: string;
    }
  | { readonly kind: "rename" | "titles" | "combine" | "send" | "history"; readonly title: string }
  | null;

export type Sheets = Signal<BuilderSheet>;

export function makeSheets(): Sheets {
  return signal<BuilderSheet>(null);
}
