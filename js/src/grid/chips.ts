// The chips on one tile. Their elements are used again for the next item: a wheel run makes none.
import type { Chip } from "../core/ontology.ts";
import { confidenceText, type PredictedChip } from "../core/predictions.ts";
import { inkOn } from "../ui/theme.ts";

/** What the chips of a tile are drawn from. */
export interface ChipState {
  readonly chips: readonly Chip[];
  /** What is predicted and not answered so. */
  readonly predicted: readonly PredictedChip[];
  readonly chipLimit: number;
  readonly unsaved: boolean;
}

/** How one chip looks; its text is part of the tile's picture, since the tile's own name says it in full. */
interface Look {
  /** Not a prediction, and not the number of those left out. */
  readonly isAnswer: boolean;
  readonly name: string;
  readonly code: string;
  readonly title: string;
  /** Of an answer its colour and that of its text, of a prediction the colour of its outline. */
  readonly fill: string;
  readonly ink: string;
  readonly edge: string;
  /** Of a prediction how sure it was, as a number and as the width of a bar. */
  readonly sure: string;
  readonly bar: string;
}

export class Chips {
  readonly root = document.createElement("span");
  readonly #nodes: HTMLElement[] = [];
  /** How each element looks, those that wait for their next use too. */
  readonly #looks: Look[] = [];
  #count = 0;

  constructor() {
    this.root.className = "chips";
  }

  show(state: ChipState): void {
    const looks = looksOf(state);
    for (const [at, look] of looks.entries()) {
      let node = this.#nodes[at];
      if (!node) this.#nodes[at] = node = document.createElement("span");
      write(node, look, this.#looks[at]);
      this.#looks[at] = look;
      if (at >= this.#count) this.root.append(node);
    }
    for (const node of this.#nodes.slice(looks.length, this.#count)) node.remove();
    this.#count = looks.length;
    this.mark(state.unsaved);
  }

  /** The edge of a chip says whether it is stored; the chip itself stays, so that little is drawn again. */
  mark(unsaved: boolean): void {
    for (const [at, { isAnswer }] of this.#looks.entries()) {
      if (isAnswer) this.#nodes[at]?.classList.toggle("unsaved", unsaved);
    }
  }
}

/** Whether two states are drawn alike: the kernel's answer brings a new row that says what was drawn already. */
export function sameChips(a: ChipState, b: ChipState): boolean {
  return alike(a.chips, b.chips) && alike(a.predicted, b.predicted) && a.chipLimit === b.chipLimit;
}

type AnyChip = Chip & Partial<PredictedChip>;

function alike(a: readonly AnyChip[], b: readonly AnyChip[]): boolean {
  return a === b || (a.length === b.length && a.every((chip, at) => sameChip(chip, b[at] as AnyChip)));
}

function sameChip(a: AnyChip, b: AnyChip): boolean {
  const isSame = a.code === b.code && a.text === b.text && a.color === b.color;
  return isSame && a.option === b.option && a.confidence === b.confidence;
}

function looksOf({ chips, predicted, chipLimit }: ChipState): Look[] {
  const looks = chips.slice(0, chipLimit).map(answered);
  looks.push(...predicted.slice(0, chipLimit - looks.length).map(guessed));
  const left = chips.length + predicted.length - looks.length;
  if (left > 0) looks.push({ ...PLAIN, name: "more", code: `+${left}` });
  return looks;
}

const PLAIN: Look = {
  isAnswer: false,
  name: "chip",
  code: "",
  title: "",
  fill: "",
  ink: "",
  edge: "",
  sure: "",
  bar: "",
};

/** A chip carries colour and code. */
function answered({ code, color, text, option }: Chip): Look {
  const name = option === 0 ? "chip free" : "chip";
  return { ...PLAIN, isAnswer: true, name, code, title: text, fill: color, ink: inkOn(color) };
}

/** What a model said: an outline, its code and how sure it was. */
function guessed({ code, color, text, confidence }: PredictedChip): Look {
  const percent = Math.round(confidence * 100);
  const title = `${text}, predicted ${percent} percent`;
  return {
    ...PLAIN,
    name: "chip predicted",
    code,
    title,
    edge: color,
    sure: confidenceText(confidence),
    bar: `${percent}%`,
  };
}

/** The fewest writes from what the element looks like to what it shall; colours by themselves, which cost less than variables. */
function write(node: HTMLElement, look: Look, old: Look = PLAIN): void {
  const { name, code, title, fill, ink, edge, sure, bar } = look;
  if (node.className !== name) node.className = name;
  if (old.code !== code) node.textContent = code;
  if (node.title !== title) node.title = title;
  if (old.fill !== fill) node.style.background = fill;
  if (old.ink !== ink) node.style.color = ink;
  if (old.edge !== edge) node.style.setProperty("--chip", edge);
  if (old.bar !== bar) node.style.setProperty("--sure", bar);
  if (old.sure !== sure) node.dataset.sure = sure;
}
