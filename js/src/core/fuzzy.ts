/** Something that can be found by typing: `words` is what is searched. */
export interface Candidate {
  readonly id: string;
  readonly words: string;
}

export interface Match<C extends Candidate> {
  readonly candidate: C;
  readonly score: number;
  /** Places in `words` of the typed characters, to be set in bold. */
  readonly places: readonly number[];
}

const RECENT_BONUS = 6;

/** What matches the typed text, best first; with nothing typed everything, the recent first. */
export function rank<C extends Candidate>(
  typed: string,
  candidates: readonly C[],
  recent: readonly string[] = [],
): Match<C>[] {
  const query = folded(typed.trim()).replace(/\s+/g, " ");
  const matches: Match<C>[] = [];
  for (const candidate of candidates) {
    const places = query ? find(query, folded(candidate.words)) : [];
    if (!places) continue;
    const at = recent.indexOf(candidate.id);
    const bonus = at < 0 ? 0 : RECENT_BONUS - Math.min(at, RECENT_BONUS - 1);
    matches.push({ candidate, places, score: score(query, candidate.words, places) + bonus });
  }
  return matches.sort((a, b) => b.score - a.score);
}

/** Lower case without accents, as many characters as before. */
function folded(text: string): string {
  return Array.from(text, (sign) => {
    const plain = sign.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    return plain.length === sign.length ? plain : sign;
  }).join("");
}

/** The words of the query together if they stand so, else its characters in order, at the starts of words if possible. */
function find(query: string, text: string): number[] | null {
  const whole = text.indexOf(query);
  if (whole >= 0) return Array.from(query, (_, index) => whole + index);
  return inOrder(query, text, nextPlace) ?? inOrder(query, text, (sign, _, from) => text.indexOf(sign, from));
}

function inOrder(query: string, text: string, next: typeof nextPlace): number[] | null {
  const places: number[] = [];
  let from = 0;
  for (const sign of query) {
    if (sign === " ") continue;
    const at = next(sign, text, from, places.at(-1));
    if (at < 0) return null;
    places.push(at);
    from = at + 1;
  }
  return places;
}

function nextPlace(sign: string, text: string, from: number, previous: number | undefined): number {
  if (previous !== undefined && text[previous + 1] === sign) return previous + 1;
  for (let at = text.indexOf(sign, from); at >= 0; at = text.indexOf(sign, at + 1)) if (startsWord(text, at)) return at;
  return text.indexOf(sign, from);
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || /[\s\-_/.:(]/.test(text[at - 1] ?? "");
}

function score(query: string, words: string, places: readonly number[]): number {
  if (!query) return 0;
  let points = 0;
  places.forEach((place, index) => {
    points += 1;
    if (index > 0 && places[index - 1] === place - 1) points += 3;
    if (startsWord(words, place)) points += 3;
  });
  const first = places[0] ?? 0;
  return points * 2 - first * 0.2 - words.length * 0.05 + (words.length === query.length ? 10 : 0);
}
