// A heading between the tiles: what stands together below it, and what can be done to all of it.

/** Everything a heading shows. */
export interface HeadingState {
  readonly label: string;
  readonly count: number;
  /** What its button does: "Accept the rest (208)"; "" for no button. */
  readonly action: string;
  /** The group that the key of the button would act on. */
  readonly isCurrent: boolean;
  readonly run: () => void;
}

export class Heading {
  readonly root = document.createElement("div");
  readonly #title = document.createElement("span");
  readonly #count = document.createElement("span");
  readonly #button = document.createElement("button");
  #state: HeadingState | null = null;
  #top = Number.NaN;
  #spoken = 0;

  constructor(columns: number) {
    this.root.className = "heading";
    this.root.setAttribute("role", "row");
    const cell = document.createElement("div");
    cell.setAttribute("role", "gridcell");
    cell.setAttribute("aria-colspan", String(columns));
    const text = document.createElement("div");
    text.setAttribute("role", "heading");
    text.setAttribute("aria-level", "3");
    this.#title.className = "of";
    this.#count.className = "n";
    this.#button.type = "button";
    this.#button.className = "btn edge";
    this.#button.tabIndex = -1;
    this.#button.addEventListener("click", () => this.#state?.run());
    text.append(this.#title, " ", this.#count);
    cell.append(text, this.#button);
    this.root.append(cell);
  }

  /** Put it there, as row number `spoken` of the grid. */
  show(state: HeadingState, top: number, spoken: number): void {
    const old = this.#state;
    this.#state = state;
    if (top !== this.#top) this.root.style.top = `${top}px`;
    this.#top = top;
    if (spoken !== this.#spoken) this.root.setAttribute("aria-rowindex", String(spoken));
    this.#spoken = spoken;
    if (old?.label !== state.label) this.#title.textContent = state.label;
    if (old?.count !== state.count) this.#count.textContent = state.count.toLocaleString("en");
    if (old?.isCurrent !== state.isCurrent) this.root.classList.toggle("current", state.isCurrent);
    if (old?.action === state.action) return;
    this.#button.hidden = state.action === "";
    this.#button.textContent = state.action;
  }
}
