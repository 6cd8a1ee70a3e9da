import type { OptionInfo, QuestionInfo } from "../../src/protocol.gen.ts";

const COLORS = ["#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#8C8C8C"];

/** Animal (cat; dog with Breed; neither), Flags, Quality 0 to 5, Note: one question of each kind, one nested. */
export function petQuestions(): QuestionInfo[] {
  const breed = radio(5, "Breed", [option(51, "beagle", "BEA", 3), option(52, "pug", "PUG", 4)]);
  const animal = radio(1, "Animal", [
    option(11, "cat", "CAT", 0),
    { ...option(12, "dog", "DOG", 1), questions: [breed] },
    option(13, "neither", "NEI", 2),
  ]);
  return [
    { ...animal, required: true, description: "What the picture shows. A part of an animal counts." },
    { ...radio(2, "Flags", [option(21, "blurry", "BLU", 5), option(22, "dark", "DAR", 6)]), kind: "checklist" },
    { id: 3, kind: "number", name: "Quality", color: "#56B4E9", min: 0, max: 5, step: 1 },
    { id: 4, kind: "text", name: "Note", color: "#8C8C8C" },
  ];
}

/** One question without anything below it, as for `nb.label(folder, classes)`. */
export function oneQuestion(names: readonly string[]): QuestionInfo[] {
  return [
    radio(
      1,
      "Class",
      names.map((name, place) => option(11 + place, name, name.slice(0, 3).toUpperCase(), place)),
    ),
  ];
}

function radio(id: number, name: string, options: OptionInfo[]): QuestionInfo {
  return { id, kind: "radio", name, color: "#8C8C8C", options };
}

function option(id: number, name: string, code: string, place: number): OptionInfo {
  return { id, name, code, color: COLORS[place % COLORS.length] ?? "#8C8C8C" };
}
