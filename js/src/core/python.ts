import type { AnswerPart, Args, Hello, OptionInfo, QuestionInfo, Target } from "../protocol.gen.ts";
import type { Entry } from "./outbox.ts";

/** One waiting change as the Python call that makes it. */
export function pythonOf(entry: Entry, hello: Hello | null): string {
  const names = new Names(hello?.questions ?? []);
  switch (entry.op) {
    case "classify": {
      const args = entry.args as Args["classify"];
      const rest = [
        args.override ? ", override=True" : "",
        args.set_status ? `, set_status=${text(args.set_status)}` : "",
      ];
      return `${viewOf(args.target)}.classify(${answered(names, args.question, args.answers)}${rest.join("")})`;
    }
    case "clear": {
      const args = entry.args as Args["clear"];
      return `${viewOf(args.target)}.clear(${names.question(args.question)})`;
    }
    case "set_status": {
      const args = entry.args as Args["set_status"];
      return `${viewOf(args.target)}.set_status(${text(args.status)})`;
    }
    case "tag": {
      const args = entry.args as Args["tag"];
      return `${viewOf(args.target)}.${args.remove ? "untag" : "tag"}(${text(args.tag)})`;
    }
    case "paint":
      return painted(names, entry.args as Args["paint"]);
    case "undo":
      return "project.undo()";
    case "redo":
      return "project.redo()";
    default:
      return `# ${entry.op}: ${JSON.stringify(entry.args)}`;
  }
}

/** A string as Python writes it. */
export function text(value: string): string {
  return JSON.stringify(value);
}

function painted(names: Names, args: Args["paint"]): string {
  const lines: string[] = [];
  if (args.ids.length) {
    lines.push(`${viewOf({ ids: args.ids })}.classify(${answered(names, args.question, args.answers)}, override=True)`);
  }
  if (args.erase.length) lines.push(`${viewOf({ ids: args.erase })}.clear(${names.question(args.question)})`);
  return lines.join("\n");
}

function viewOf(target: Target): string {
  if (target.ids?.length) return `project.filter(F.id.is_in([${target.ids.join(", ")}]))`;
  const ranges = target.ranges ?? [];
  if (target.all && !ranges.length) return "view";
  const places = JSON.stringify(ranges).replaceAll(",", ", ");
  const ids = `[ident for first, last in ${places} for ident in view.ids()[first:last + 1].tolist()]`;
  return `view.filter(${target.all ? "~" : ""}F.id.is_in(${ids}))`;
}

function answered(names: Names, root: number, parts: readonly AnswerPart[]): string {
  const only = parts[0];
  if (parts.length === 1 && only?.question === root) return `${names.question(root)}, ${names.value(only)}`;
  const pairs = parts.map((part) => `${names.question(part.question)}: ${names.value(part)}`);
  return `${names.question(root)}, {${pairs.join(", ")}}`;
}

class Names {
  readonly #questions = new Map<number, QuestionInfo>();
  readonly #options = new Map<number, OptionInfo>();

  constructor(questions: readonly QuestionInfo[]) {
    for (const question of questions) this.#add(question);
  }

  question(id: number): string {
    return text(this.#questions.get(id)?.name ?? `question ${id}`);
  }

  value(part: AnswerPart): string {
    if (part.number !== undefined && part.number !== null) return String(part.number);
    if (part.text !== undefined && part.text !== null) return text(part.text);
    const options = (part.options ?? []).map((id) => text(this.#options.get(id)?.name ?? `option ${id}`));
    const several = this.#questions.get(part.question)?.kind === "checklist";
    return several ? `[${options.join(", ")}]` : (options[0] ?? "None");
  }

  #add(question: QuestionInfo): void {
    this.#questions.set(question.id, question);
    for (const option of question.options ?? []) {
      this.#options.set(option.id, option);
      for (const child of option.questions ?? []) this.#add(child);
    }
  }
}
