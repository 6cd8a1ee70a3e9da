/** What Python asked of this labeler. */
export interface LabelerOptions {
  readonly autoNext: boolean;
  readonly autoComplete: boolean;
  readonly layout: "full" | "minimal";
  /** The one question to ask, 0 for all of them. */
  readonly question: number;
  /** It stands in a queue and waits for something to work on. */
  readonly isQueued?: boolean;
}

export function readOptions(value: unknown): LabelerOptions {
  const given = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const autoNext = given.auto_next === true;
  return {
    autoNext,
    autoComplete: autoNext && given.auto_complete === true,
    layout: given.layout === "minimal" ? "minimal" : "full",
    question: typeof given.question === "number" ? given.question : 0,
  };
}
