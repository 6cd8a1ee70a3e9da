// What the commands of a grid act on.
import type { Answering } from "./answering.ts";
import type { GridModel } from "./model.ts";
import type { Predicting } from "./predicting.ts";
import type { GridView } from "./view.ts";

/** What a view opens on top of itself. */
interface Openers {
  bulk(): void;
  /** Put a tag on the items aimed at, or take it off. */
  tag(): void;
  /** Choose the collection that the items aimed at are added to. */
  collect(): void;
  preview(): void;
  /** The menu of the tiles, at the one with the focus. */
  menu(): void;
  picker(): void;
  goTo(): void;
  /** Say what is wrong with the focused item. */
  flag(): void;
  search(): void;
  /** Let the tiles pass by themselves, until any key. */
  skim(): void;
  /** The picture of the focused tile beside it, until the key is let go. */
  peek(): void;
}

export interface Parts {
  readonly model: GridModel;
  readonly view: GridView;
  readonly answering: Answering;
  readonly predicting: Predicting;
  readonly open: Openers;
}
