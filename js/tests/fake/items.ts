import type { AnswerPart, CommentInfo, MediumInfo, Query, QuestionInfo, Row, Target } from "../../src/protocol.gen.ts";

type Status = Row["status"];
type Frames = [number, number];

/** What can change of an item. */
export interface Labels {
  readonly answers: readonly AnswerPart[];
  readonly status: Status;
  readonly tags: readonly string[];
  /** What else its row says: whose it is, why it was returned. */
  readonly facts?: Partial<Row>;
  readonly comments?: readonly CommentInfo[];
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
    readonly mediumOf: (id: number) => MediumInfo,
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
    const { answers, status, tags, facts } = this.labels(id);
    const medium = this.mediumOf(id);
    const problem = this.problemOf(id) || (medium.problem ?? "");
    const { kind, width, height, n_frames, duration = 0 } = medium;
    const place = { id, pos: this.posOf(id), title: this.titleOf(id) };
    const row = { ...place, kind, status, answers: [...answers], width, height, n_frames, duration };
    return { ...row, tags: [...tags], ...facts, ...(problem ? { problem } : {}) };
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

  /** Labels with other answers in a tree; of those on frames beside the given ones the rest stays. */
  withAnswers(id: number, root: number, answers: readonly AnswerPart[], frames: Frames | null = null): Labels {
    const labels = this.labels(id);
    const last = this.mediumOf(id).n_frames - 1;
    const others = labels.answers.flatMap((part) =>
      this.rootOf(part.question) === root ? left(part, frames, last) : [part],
    );
    const given = answers.map((part) => (frames ? { ...part, frames } : part));
    return { ...labels, answers: [...others, ...given] };
  }

  ids(target: Target): number[] {
    if (target.ids?.length) return [...target.ids];
    const ranges = (target.ranges ?? []) as unknown as [number, number][];
    const inside = (pos: number) => ranges.some(([first, last]) => pos >= first && pos <= last);
    const ids: number[] = [];
    for (let pos = 0; pos < this.ranked; pos++) if (inside(pos) !== Boolean(target.all)) ids.push(this.idAt(pos));
    return ids;
  }

  /** Those in these statuses (none: all). */
  idsIn(target: Target, statuses: readonly Status[] = []): number[] {
    return this.ids(target).filter((id) => !statuses.length || statuses.includes(this.labels(id).status));
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

function left(part: AnswerPart, frames: Frames | null, last: number): AnswerPart[] {
  if (!frames) return [];
  const [first, end] = part.frames ?? [0, last];
  if (end < frames[0] || frames[1] < first) return [part];
  const spans: Frames[] = [
    [first, frames[0] - 1],
    [frames[1] + 1, end],
  ];
  return spans.filter(([from, to]) => from <= to).map((span) => ({ ...part, frames: span }));
}
