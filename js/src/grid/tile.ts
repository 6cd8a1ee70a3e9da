// One tile of the pool: what it shows now, and the fewest DOM writes to show something else.
import { badgeOf } from "../core/badge.ts";
import type { Row } from "../protocol.gen.ts";
import { type ChipState, Chips, sameChips } from "./chips.ts";
import { Picture, type Pixels } from "./picture.ts";

/** Everything a tile shows; equal parts are not written again. */
export interface TileState extends ChipState {
  readonly place: number;
  readonly row: Row | undefined;
  readonly pixels: Pixels | undefined;
  readonly selected: boolean;
  readonly focused: boolean;
  /** Why the last change of this item was refused; "" where it was not. */
  readonly refused: string;
  readonly pulse: number;
}

const STATUS_NAMES = { annotate: "not reviewed", review: "in review", complete: "complete" } as const;

export class Tile {
  readonly root = element("div", "tile");
  readonly #picture = new Picture();
  readonly #check = element("span", "check");
  readonly #mark = element("span", "mark");
  readonly #note = element("span", "note");
  readonly #chips = new Chips();
  readonly #badge = element("span", "badge");
  readonly #caption = element("span", "caption");
  #shown: TileState | null = null;
  #label = "";

  constructor(id: string) {
    this.root.id = id;
    this.root.setAttribute("role", "gridcell");
    for (const part of [this.#check, this.#mark, this.#note, this.#chips.root, this.#badge, this.#caption]) {
      part.setAttribute("aria-hidden", "true");
    }
    const pane = element("span", "pane");
    pane.append(this.#picture.root, this.#note, this.#badge, this.#chips.root, this.#mark);
    this.root.append(pane, this.#caption, this.#check);
  }

  get place(): number {
    return this.#shown?.place ?? -1;
  }

  /** The tile as it stands beyond the last item. */
  hide(): void {
    if (this.#shown === null && this.root.hidden) return;
    this.root.hidden = true;
    this.#shown = null;
    this.#picture.show(undefined);
  }

  show(state: TileState, column: number): void {
    const old = this.#shown;
    if (old && same(old, state)) return;
    this.#shown = state;
    if (this.root.hidden) this.root.hidden = false;
    if (old?.place !== state.place) this.root.setAttribute("aria-colindex", String(column + 1));
    if (old?.row !== state.row) this.#showRow(state.row);
    if (old?.pixels !== state.pixels || old?.row?.id !== state.row?.id) this.#picture.show(state.pixels);
    if (!old || !sameChips(old, state)) this.#chips.show(state);
    else if (old.unsaved !== state.unsaved) this.#chips.mark(state.unsaved);
    const isOther = old?.pixels !== state.pixels || old?.row !== state.row || old?.refused !== state.refused;
    if (isOther) this.#showNote(state);
    this.#setFlags(old, state);
    this.#showLabel(state);
  }

  #showRow(row: Row | undefined): void {
    this.root.classList.toggle("empty", row === undefined);
    const title = row?.title ?? "";
    if (this.#caption.textContent !== title) this.#caption.textContent = title;
    this.root.title = title;
    this.#mark.className = `mark ${row?.status ?? ""}`;
    this.#showBadge(row ? badgeOf(row) : "");
  }

  #showBadge(text: string): void {
    if (this.#badge.dataset.text === text) return;
    this.#badge.dataset.text = text;
    this.#badge.hidden = text === "";
  }

  #showNote(state: TileState): void {
    const { refused } = state;
    const text = refused || whyBroken(state);
    this.#note.className = refused ? "note refused" : "note";
    this.#note.hidden = text === "";
    this.#note.textContent = text;
  }

  #setFlags(old: TileState | null, state: TileState): void {
    if (old?.selected !== state.selected) {
      this.root.classList.toggle("selected", state.selected);
      this.root.setAttribute("aria-selected", String(state.selected));
    }
    if (old?.focused !== state.focused) this.root.classList.toggle("focused", state.focused);
    if (old?.unsaved !== state.unsaved) this.root.classList.toggle("unsaved", state.unsaved);
    if (old?.pulse !== state.pulse && state.pulse > 0) this.#pulse();
  }

  #pulse(): void {
    this.root.classList.remove("pulse");
    requestAnimationFrame(() => this.root.classList.add("pulse"));
  }

  #showLabel(state: TileState): void {
    const label = spoken(state);
    if (label === this.#label) return;
    this.#label = label;
    this.root.setAttribute("aria-label", label);
  }
}

/** "apple_0531.jpg, ripe, in review": what a screen reader says of a tile. */
function spoken(state: TileState): string {
  const { row, chips, predicted, unsaved, refused } = state;
  if (!row) return "loading";
  const answers = chips.map((chip) => chip.text);
  const guesses = predicted.map(({ text, confidence }) => `${text}, predicted ${Math.round(confidence * 100)} percent`);
  const said = answers.length || guesses.length ? [...answers, ...guesses] : ["no answer"];
  const parts = [row.title, ...said, STATUS_NAMES[row.status]];
  const badge = badgeOf(row);
  if (badge) parts.push(badge);
  if (unsaved) parts.push("not saved yet");
  if (refused) parts.push(refused);
  const reason = whyBroken(state);
  if (reason) parts.push(`no picture: ${reason}`);
  return parts.join(", ");
}

/** What is wrong with the picture: told by the thumbnail, or known from before. */
function whyBroken({ pixels, row }: TileState): string {
  if (pixels?.state === "broken") return pixels.reason;
  return pixels ? "" : (row?.problem ?? "");
}

function same(a: TileState, b: TileState): boolean {
  return (
    a.place === b.place &&
    a.row === b.row &&
    a.pixels === b.pixels &&
    a.chips === b.chips &&
    a.predicted === b.predicted &&
    a.chipLimit === b.chipLimit &&
    a.selected === b.selected &&
    a.focused === b.focused &&
    a.unsaved === b.unsaved &&
    a.refused === b.refused &&
    a.pulse === b.pulse
  );
}

function element(tag: string, name: string): HTMLElement {
  const node = document.createElement(tag);
  node.className = name;
  return node;
}
