// "label: ripe", typed into the palette: only what is labelled so.
import type { Command } from "../core/commands.ts";
import type { GridModel } from "./model.ts";

export function labelJumps(typed: string, model: GridModel): readonly Command[] {
  if (!typed.trim()) return [];
  const ontology = model.ontology.peek();
  return (model.hello?.facets ?? []).flatMap(({ name, question = 0 }) =>
    (ontology.question(question)?.options ?? []).map((option) => ({
      id: `label:${option.id}`,
      title: `label: ${option.name}`,
      keys: [],
      run: () => {
        const others = (model.wanted.peek().filters ?? []).filter(({ field }) => field !== name);
        void model.setFilters([...others, { field: name, op: "is", values: [String(option.id)] }]);
      },
    })),
  );
}
