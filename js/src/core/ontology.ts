import type { AnswerPart, ObjectPart, OptionInfo, QuestionInfo, Row } from "../protocol.gen.ts";

export type Kind = "radio" | "checklist" | "number" | "text";

/** What stands on a picture for one answer. */
export interface Chip {
  readonly code: string;
  readonly text: string;
  readonly color: string;
  readonly source: string;
  readonly question: number;
  /** The option behind it, 0 for a number or a text. */
  readonly option: number;
}

/** A question of the form, as deep as the answers so far open it. */
export interface OpenQuestion {
  readonly question: QuestionInfo;
  readonly depth: number;
  readonly parent: OptionInfo | null;
}

const NO_COLOR = "#8a8f98";

/** Questions and options by id, and the rules of a form over them. */
export class Ontology {
  readonly questions: readonly QuestionInfo[];
  readonly #questions = new Map<number, QuestionInfo>();
  readonly #options = new Map<number, OptionInfo>();
  readonly #roots = new Map<number, QuestionInfo>();
  readonly #parents = new Map<number, OptionInfo>();

  constructor(questions: readonly QuestionInfo[]) {
    this.questions = questions.filter((question) => kindOf(question) !== null);
    for (const question of this.questions) this.#index(question, question, null);
  }

  question(id: number): QuestionInfo | undefined {
    return this.#questions.get(id);
  }

  option(id: number): OptionInfo | undefined {
    return this.#options.get(id);
  }

  /** The question at the top of the tree that this one belongs to. */
  rootOf(question: number): QuestionInfo | undefined {
    return this.#roots.get(question);
  }

  /** The option under which this question is asked; null for a question at the top. */
  parentOf(question: number): OptionInfo | null {
    return this.#parents.get(question) ?? null;
  }

  /** What a row answers within the tree of `root`; answers about single frames of an item stand beside it. */
  answersOf(row: Row, root: number): AnswerPart[] {
    const isFrame = (row.frame ?? -1) >= 0;
    const answers = (row.answers ?? []).filter((part) => isFrame || !part.frames);
    return answers.filter((part) => this.#roots.get(part.question)?.id === root);
  }

  isAnswered(row: Row, root: number): boolean {
    return (row.answers ?? []).some((part) => part.question === root);
  }

  /** The questions of a tree that are asked, given the answers so far, top down. */
  open(root: number, answers: readonly AnswerPart[]): OpenQuestion[] {
    const question = this.#questions.get(root);
    return question ? this.#open(question, 0, null, answers) : [];
  }

  /** Answers of a tree after one more: it replaces its own question's, and answers that no longer open drop. */
  answer(root: number, answers: readonly AnswerPart[], part: AnswerPart): AnswerPart[] {
    const others = answers.filter((known) => known.question !== part.question);
    const given = isGiven(part) ? [...others, part] : others;
    const open = this.open(root, given).map(({ question }) => question.id);
    const asked = given.filter((known) => open.includes(known.question));
    return asked.sort((a, b) => open.indexOf(a.question) - open.indexOf(b.question));
  }

  /** Sub-answers that `answer` would drop, so that the form can say so first. */
  dropped(root: number, answers: readonly AnswerPart[], part: AnswerPart): AnswerPart[] {
    const kept = new Set(this.answer(root, answers, part).map((known) => known.question));
    return answers.filter((known) => known.question !== part.question && !kept.has(known.question));
  }

  /** The next question of the tree without an answer, after `after` if that is given. */
  nextOpen(root: number, answers: readonly AnswerPart[], after = 0): QuestionInfo | undefined {
    const open = this.open(root, answers);
    const answered = new Set(answers.map((part) => part.question));
    const from = after ? open.findIndex(({ question }) => question.id === after) + 1 : 0;
    return [...open.slice(from), ...open.slice(0, from)].find(({ question }) => !answered.has(question.id))?.question;
  }

  /** The option that a digit or letter chooses: its own key, else its place (1 to 9, then 0). */
  optionByKey(question: QuestionInfo, key: string): OptionInfo | undefined {
    return (question.options ?? []).find((_, index) => optionKey(question, index) === key);
  }

  /** What is drawn on a picture: one chip an answer, sub-answers after their parents. */
  chips(row: Row): Chip[] {
    // A row that is one label shows it alone, whatever question it hangs on.
    if (row.object) return row.object.predicted ? [] : [objectChip(row.object)];
    if (row.of) return (row.answers ?? []).flatMap((part) => this.chipsOfPart(part));
    return this.questions.flatMap((root) => {
      const answers = this.answersOf(row, root.id);
      return this.open(root.id, answers).flatMap(({ question }) => this.#chipsOf(question, answers));
    });
  }

  /** The chips of one answer, whatever it hangs on. */
  chipsOfPart(part: AnswerPart): Chip[] {
    const question = this.#questions.get(part.question);
    return question ? this.#chipsOf(question, [part]) : [];
  }

  /** One answer in words. */
  textOf(part: AnswerPart): string {
    if (part.number !== undefined && part.number !== null) return String(part.number);
    if (part.text !== undefined && part.text !== null) return part.text;
    return (part.options ?? []).map((id) => this.#options.get(id)?.name ?? "?").join(", ");
  }

  #index(question: QuestionInfo, root: QuestionInfo, parent: OptionInfo | null): void {
    this.#questions.set(question.id, question);
    this.#roots.set(question.id, root);
    if (parent) this.#parents.set(question.id, parent);
    for (const option of question.options ?? []) {
      this.#options.set(option.id, option);
      for (const child of option.questions ?? []) this.#index(child, root, option);
    }
  }

  #open(
    question: QuestionInfo,
    depth: number,
    parent: OptionInfo | null,
    answers: readonly AnswerPart[],
  ): OpenQuestion[] {
    const chosen = new Set(answers.find((part) => part.question === question.id)?.options ?? []);
    const children = (question.options ?? []).filter((option) => chosen.has(option.id));
    const below = children.flatMap((option) =>
      (option.questions ?? []).flatMap((child) => this.#open(child, depth + 1, option, answers)),
    );
    return [{ question, depth, parent }, ...below];
  }

  #chipsOf(question: QuestionInfo, answers: readonly AnswerPart[]): Chip[] {
    const part = answers.find((known) => known.question === question.id);
    if (!part) return [];
    const { source = "human" } = part;
    const color = question.color || NO_COLOR;
    const free = part.number ?? part.text;
    if (free !== undefined && free !== null) {
      const text = `${question.name}: ${free}`;
      return [{ code: text, text, color, source, question: question.id, option: 0 }];
    }
    return (part.options ?? []).flatMap((id) => {
      const option = this.#options.get(id);
      if (!option) return [];
      return [
        {
          code: option.code,
          text: option.name,
          color: option.color || color,
          source,
          question: question.id,
          option: id,
        },
      ];
    });
  }
}

/** The four kinds a form can ask; null for what is drawn on the picture. */
export function kindOf(question: QuestionInfo): Kind | null {
  const { kind } = question;
  return kind === "radio" || kind === "checklist" || kind === "number" || kind === "text" ? kind : null;
}

/** The key that chooses an option: its own, else its place among those without one. */
export function optionKey(question: QuestionInfo, index: number): string {
  const options = question.options ?? [];
  const own = options[index]?.key;
  if (own) return own;
  const taken = new Set(options.map((option) => option.key).filter(Boolean));
  const free = [..."1234567890"].filter((digit) => !taken.has(digit));
  const place = options.slice(0, index).filter((option) => !option.key).length;
  return free[place] ?? "";
}

/** False for an empty choice or an empty text: the answer is taken away. */
export function isGiven(part: AnswerPart): boolean {
  if (part.number !== undefined && part.number !== null) return true;
  if (part.text !== undefined && part.text !== null) return part.text !== "";
  return (part.options ?? []).length > 0;
}

/** A row with other answers in the tree of `root`; what it answers elsewhere stays. */
export function withAnswers(ontology: Ontology, row: Row, root: number, answers: readonly AnswerPart[]): Row {
  const others = (row.answers ?? []).filter((part) => ontology.rootOf(part.question)?.id !== root);
  return { ...row, answers: [...others, ...answers] };
}

/** An object as a chip: its class and how large it is; in full where it, who marked it and how sure that is. */
export function objectChip(object: ObjectPart): Chip {
  const { name, area, frame = 0, frames = 1, by = "", color } = object;
  const size = `${Math.round(area).toLocaleString("en")} px²`;
  const where =
    frames > 1 ? `on ${frames.toLocaleString("en")} frames from ${frame}` : frame ? `on frame ${frame}` : "";
  return {
    question: 0,
    option: 0,
    code: `${object.code || name} ${size}`,
    text: [name, size, where, by && `by ${by}`].filter(Boolean).join(", "),
    source: object.predicted ? "model" : "human",
    color,
  };
}
