import type { AnswerPart, Query, QuestionInfo, Row, Target } from "../../src/protocol.gen.ts";

type Status = Row["status"];

/** What can change of an item. */
export interface Labels {
  readonly answers: readonly AnswerPart[];
  readonly status: Status;
  readonly tags: readonly string[];
}

const FRESH: Labels = { answers: [], status: "annotate", tags: [] };

/** Items 1 to n with their labels, and a ranking over them. */
export class Items {
  readonly #labels = new Map<number, Labels>();
  readonly #rootOf = new Map<number, number>();
  ranking: readonly number[] | null = null;

  constructor(
    readonly count: number,
    questions: readonly QuestionInfo[],
    readonly titleOf: (id: number) => string,
    readonly problemOf: (id: number) => string,
  ) {
    for (const question of questions) this.#index(question, question.id);
  }

  get ranked(): number {
    return this.ranking?.length ?? this.count;
  }

  idAt(pos: number): number {
    return this.ranking ? (this.ranking[pos] ?? -1) : pos + 1;
  }

  posOf(id: number): number {
    if (!this.ranking) return id >= 1 && id <= this.count ? id - 1 : -1;
    return this.ranking.indexOf(id);
  }

  labels(id: number): Labels {
    return this.#labels.get(id) ?? FRESH;
  }

  set(id: number, labels: Labels): void {
    this.#labels.set(id, labels);
  }

  row(id: number): Row {
    const { answers, status, tags } = this.labels(id);
    const problem = this.problemOf(id);
    const size = { width: 1200, height: 800 };
    const row = {
      id,
      pos: this.posOf(id),
      title: this.titleOf(id),
      kind: "image",
      status,
      answers: [...answers],
      ...size,
    };
    return { ...row, tags: [...tags], ...(problem ? { problem } : {}) };
  }

  answersOf(id: number, root: number): AnswerPart[] {
    return this.labels(id).answers.filter((part) => this.rootOf(part.question) === root);
  }

  isAnswered(id: number, root: number): boolean {
    return this.labels(id).answers.some((part) => (root ? part.question === root : true));
  }

  rootOf(question: number): number {
    return this.#rootOf.get(question) ?? 0;
  }

  withAnswers(id: number, root: number, answers: readonly AnswerPart[]): Labels {
    const labels = this.labels(id);
    const others = labels.answers.filter((part) => this.rootOf(part.question) !== root);
    return { ...labels, answers: [...others, ...answers] };
  }

  ids(target: Target): number[] {
    if (target.ids?.length) return [...target.ids];
    const ranges = (target.ranges ?? []) as unknown as [number, number][];
    const inside = (pos: number) => ranges.some(([first, last]) => pos >= first && pos <= last);
    const ids: number[] = [];
    for (let pos = 0; pos < this.ranked; pos++) if (inside(pos) !== Boolean(target.all)) ids.push(this.idAt(pos));
    return ids;
  }

  matching(query: Query): number[] | null {
    if (!query.filters?.length && !query.search && !query.sort?.length) return null;
    const ids: number[] = [];
    for (let id = 1; id <= this.count; id++) if (this.#matches(id, query)) ids.push(id);
    const sort = query.sort?.[0];
    if (sort?.field === "title") ids.sort((a, b) => this.titleOf(a).localeCompare(this.titleOf(b)));
    return sort?.descending ? ids.reverse() : ids;
  }

  values(id: number, field: string): string[] {
    const { status, answers, tags } = this.labels(id);
    if (field === "status") return [status];
    if (field === "tags") return tags.length ? [...tags] : [""];
    const part = answers.find((answer) => `question:${answer.question}` === field);
    if (!part) return [""];
    return part.options?.length ? part.options.map(String) : [String(part.number ?? part.text ?? "")];
  }

  #matches(id: number, query: Query): boolean {
    if (query.search && !this.titleOf(id).toLowerCase().includes(query.search.toLowerCase())) return false;
    return (query.filters ?? []).every(({ field, op, values = [] }) => {
      const found = this.values(id, field).some((value) => values.includes(value));
      return op === "not" ? !found : found;
    });
  }

  #index(question: QuestionInfo, root: number): void {
    this.#rootOf.set(question.id, root);
    for (const option of question.options ?? []) for (const child of option.questions ?? []) this.#index(child, root);
  }
}
