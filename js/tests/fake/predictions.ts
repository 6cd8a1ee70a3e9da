import type { AcceptPlan, Args, Change, Group, Plan, PredictedPart, SourceInfo } from "../../src/protocol.gen.ts";
import type { Items, Labels } from "./items.ts";

type Commit = (kind: string, text: string, after: Map<number, Labels>) => Change;

const STATUSES = ["annotate", "review", "complete"] as const;
const zero = () => ({ items: 0, accepted: 0, same: 0, kept: 0, overwritten: 0, below: 0, none: 0, blocked: 0 });

/** What models said of the items of the kernel in memory: kept beside their labels, as facts of their rows. */
export class FakePredictions {
  readonly #sources = new Map<string, Set<number>>();
  readonly #items: Items;
  readonly #commit: Commit;

  constructor(items: Items, commit: Commit) {
    this.#items = items;
    this.#commit = commit;
  }

  /** A model's answer to a top question, with what hangs on it. */
  put(
    id: number,
    source: string,
    confidence: number,
    ...parts: readonly Omit<PredictedPart, "source" | "confidence">[]
  ): void {
    const made = parts.map((part) => ({ ...part, source, confidence }));
    const labels = this.#items.labels(id);
    this.#items.set(id, this.#with(labels, [...this.of(id), ...made]));
    this.#sources.set(source, (this.#sources.get(source) ?? new Set()).add(id));
  }

  of(id: number): readonly PredictedPart[] {
    return this.#items.labels(id).facts?.predictions ?? [];
  }

  get sources(): SourceInfo[] {
    return [...this.#sources].map(([name, ids]) => ({ name, items: ids.size, questions: [1] }));
  }

  plan({ target, source, question = 0, threshold = 0, override = false }: Args["accept_plan"]): AcceptPlan {
    const total = zero();
    const rows = STATUSES.map((status) => ({ ...zero(), status }));
    for (const id of this.#items.ids(target)) {
      const row = rows.find(({ status }) => status === this.#items.labels(id).status);
      for (const counts of row ? [total, row] : [total]) {
        counts.items++;
        const [top] = this.#top(id, source, question);
        if (!top) counts.none++;
        else if (top.confidence < threshold) counts.below++;
        else if (!this.#items.isAnswered(id, top.question)) counts.accepted++;
        else if (!override) counts.kept++;
        else {
          counts.accepted++;
          counts.overwritten++;
        }
      }
    }
    return { ...total, rows, reasons: {} };
  }

  rejectPlan({ target, source }: Args["reject_plan"], locked: readonly string[]): Plan {
    const rows = STATUSES.map((status) => {
      const ids = this.#items.idsIn(target, [status]);
      const other = ids.filter((id) => this.of(id).some((part) => part.source === source)).length;
      const blocked = locked.includes(status) ? other : 0;
      const counts = { no_answer: ids.length - other, same: 0, other, otherwise: 0 };
      return { status, ...counts, will_change: other - blocked, blocked, overwrites: 0 };
    });
    const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + pick(row), 0);
    const told = rows.filter(({ blocked }) => blocked).map((row) => [`${row.status}: only admins`, row.blocked]);
    const sums = { items: sum((row) => row.no_answer + row.other), will_change: sum((row) => row.will_change) };
    return { rows, ...sums, blocked: sum((row) => row.blocked), overwrites: 0, reasons: Object.fromEntries(told) };
  }

  write(op: keyof Args, args: never): Change | undefined {
    if (op === "accept") return this.#accept(args);
    if (op === "reject") return this.#reject(args);
    return undefined;
  }

  /** The ranking by what is predicted, and its headings. */
  grouped(ids: readonly number[], field: string): { ranking: number[]; groups: Group[] } {
    const [source = "", question = "0"] = field.replace("predicted:", "").split("/");
    const byValue = new Map<string, number[]>();
    for (const id of ids) {
      const value = String(this.#top(id, source, Number(question))[0]?.options?.[0] ?? "");
      byValue.set(value, [...(byValue.get(value) ?? []), id]);
    }
    const found = [...byValue].sort(([a], [b]) => a.localeCompare(b));
    let first = 0;
    const groups = found.map(([value, members]) => {
      const group = { value, label: value || "not predicted", first, count: members.length };
      first += members.length;
      return group;
    });
    return { ranking: found.flatMap(([, members]) => members), groups };
  }

  #accept({ target, source, question = 0, threshold = 0, override = false, statuses }: Args["accept"]): Change {
    const after = new Map<number, Labels>();
    for (const id of this.#items.idsIn(target, statuses)) {
      const [top, ...others] = this.#top(id, source, question);
      if (!top || top.confidence < threshold) continue;
      if (!override && this.#items.isAnswered(id, top.question)) continue;
      const answers = [top, ...others].map(({ source: _, confidence: __, ...part }) => part);
      after.set(id, this.#items.withAnswers(id, top.question, answers));
    }
    return this.#commit("accept", `Accepted "${source}"`, after);
  }

  #reject({ target, source, statuses }: Args["reject"]): Change {
    const ids = this.#items.idsIn(target, statuses).filter((id) => this.of(id).some((part) => part.source === source));
    const left = (id: number) => this.of(id).filter((part) => part.source !== source);
    return this.#commit(
      "reject",
      `Rejected "${source}"`,
      new Map(ids.map((id) => [id, this.#with(this.#items.labels(id), left(id))])),
    );
  }

  #with(labels: Labels, predictions: readonly PredictedPart[]): Labels {
    return { ...labels, facts: { ...labels.facts, predictions: [...predictions] } };
  }

  #top(id: number, source: string, question: number): readonly PredictedPart[] {
    const own = this.of(id).filter((part) => part.source === source);
    const root = question || this.#items.rootOf(own[0]?.question ?? 0);
    return own.filter((part) => this.#items.rootOf(part.question) === root);
  }
}
