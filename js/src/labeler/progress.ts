import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import type { Session } from "../core/session.ts";
import type { Clock } from "../core/types.ts";

const PACE_OVER_MS = 10 * 60_000;
const ASK_AFTER_MS = 400;

/** How many items are labelled, and how fast it goes. */
export class Progress {
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #counted = signal<number | null>(null);
  readonly #answered = signal<readonly number[]>([]);
  readonly #question: () => number;
  readonly #count: () => number;
  #cancel: () => void = () => undefined;

  constructor(session: Session, clock: Clock, question: () => number, count: () => number) {
    this.#session = session;
    this.#clock = clock;
    this.#question = question;
    this.#count = count;
  }

  /** Items with an answer; null until it is known. */
  get labelled(): ReadonlySignal<number | null> {
    return this.#counted;
  }

  /** Items a minute over the last ten, 0 before there is anything to say. */
  readonly pace: ReadonlySignal<number> = computed(() => {
    const times = this.#answered.value;
    const last = times.at(-1) ?? 0;
    const recent = times.filter((time) => last - time < PACE_OVER_MS);
    const first = recent[0] ?? last;
    return recent.length < 2 || last === first ? 0 : Math.round(((recent.length - 1) * 60_000) / (last - first));
  });

  /** Begin anew: what was labelled is not counted here. */
  begin(): void {
    this.#counted.value = null;
  }

  /** Take a change made here into account before the kernel counts again. */
  step(by: number): void {
    if (this.#counted.value !== null) this.#counted.value += by;
  }

  answered(): void {
    this.#answered.value = [...this.#answered.value, this.#clock.now()];
  }

  /** Count again soon; called often, it counts once. */
  recount(): void {
    this.#cancel();
    this.#cancel = this.#clock.after(ASK_AFTER_MS, () => void this.count());
  }

  async count(): Promise<void> {
    const hello = this.#session.hello.peek();
    const facet = hello?.facets.find(({ question }) => question && question === this.#question());
    if (!hello || !facet) return;
    try {
      // Items may have come since the ranking was made: all that the kernel counts is of one time, its total too.
      const args = { gen: hello.gen, names: [facet.name, "status"], ranked: true };
      const { result } = await this.#session.request("facets", args);
      const [answers, statuses] = result.facets;
      const without = answers?.buckets.find(({ value }) => value === "")?.count ?? 0;
      const total = statuses?.buckets.reduce((sum, { count }) => sum + count, 0) ?? this.#count();
      if (this.#session.waiting.peek() === 0) this.#counted.value = Math.min(total - without, this.#count());
      else this.recount();
    } catch {
      // Counts are only told; the next change asks again.
    }
  }

  dispose(): void {
    this.#cancel();
  }
}
