// Generated from src/nblabel/wire by `make protocol`: do not edit.

export const PROTOCOL_VERSION = 1;
export const PROTOCOL_HASH = "336a80ec9131";

/**
 * JavaScript files in one joined buffer, those that others import first.
 */
export interface Bundle {
  files: File[];
}
/**
 * Where a file lies in the joined buffer.
 */
export interface File {
  name: string;
  offset: number;
  length: number;
}
/**
 * The boot's only message: the widget's JavaScript, without the files that the page has.
 */
export interface BundleArgs {
  have?: string[];
}
/**
 * What a write did: counts, the changed rows that this page asked for lately, and the line of Python.
 *
 *     `first` is the place of the first changed item in the ranking (-1: none is in it), so that an undo can scroll there.
 */
export interface Change {
  op: number;
  kind: string;
  text: string;
  revision: number;
  counts: {
    [k: string]: number;
  };
  rows: Row[];
  undo: UndoState;
  code: string;
  first?: number;
  repeated?: boolean;
}
/**
 * One tile: `pos` is its place in the ranking, -1 where it is not part of it; `frame` is -1 for a whole item.
 */
export interface Row {
  id: number;
  pos: number;
  title: string;
  kind: string;
  status: "annotate" | "complete" | "review";
  answers?: AnswerPart[];
  tags?: string[];
  width?: number | null;
  height?: number | null;
  n_frames?: number;
  frame?: number;
  duration?: number;
  problem?: string;
}
/**
 * One answered question: the chosen option ids, or a number, or a text; `by` is who said so last.
 *
 *     `frames` are the first and the last frame it stands on; None for the whole item.
 */
export interface AnswerPart {
  question: number;
  options?: number[];
  number?: number | null;
  text?: string | null;
  source?: string;
  by?: string;
  frames?: [number, number] | null;
}
/**
 * What `u` and `Shift+U` would do now; None where there is nothing.
 */
export interface UndoState {
  undo?: OpInfo | null;
  redo?: OpInfo | null;
  n_undo?: number;
  n_redo?: number;
}
/**
 * One operation as the history shows it.
 */
export interface OpInfo {
  op: number;
  kind: string;
  text: string;
  annotator: string;
  at: string;
  items: number;
  undone?: boolean;
}
/**
 * Event: somebody (this page, another widget, a cell) changed labels; rows shown here are included.
 */
export interface Changed {
  op: number;
  revision: number;
  rows: Row[];
  undo: UndoState;
  text: string;
}
/**
 * Answer the root question `question` with the tree `answers`; `op_id` makes a retry harmless.
 */
export interface ClassifyArgs {
  op_id: string;
  target: Target;
  question: number;
  answers: AnswerPart[];
  override?: boolean;
  set_status?: ("annotate" | "complete" | "review") | null;
  frames?: [number, number] | null;
}
/**
 * The items a change is meant for.
 *
 *     Either `ids`, or places in ranking `gen`: with `all` the whole ranking except `ranges`, else just
 *     `ranges` (each `[first, last]`, both inclusive).
 */
export interface Target {
  ids?: number[];
  gen?: number;
  all?: boolean;
  ranges?: [number, number][];
}
/**
 * Remove the answer to the root question `question`.
 */
export interface ClearArgs {
  op_id: string;
  target: Target;
  question: number;
  frames?: [number, number] | null;
}
/**
 * No arguments, or nothing to say.
 */
export interface Empty {}
/**
 * Why a request was refused: a stable code, one sentence, and what to do.
 */
export interface Error {
  code: string;
  message: string;
  hint?: string;
}
/**
 * The facets asked for, in that order.
 */
export interface Facets {
  gen: number;
  revision: number;
  facets: Facet[];
}
/**
 * A facet with its counts.
 */
export interface Facet {
  name: string;
  label: string;
  buckets: Bucket[];
}
/**
 * One value of a facet: `count` under the filters (its own left out), `total` without any.
 */
export interface Bucket {
  value: string;
  label: string;
  count: number;
  total: number;
}
/**
 * Counts of these facets under the query of ranking `gen`.
 */
export interface FacetsArgs {
  gen: number;
  names: string[];
}
/**
 * Event: file headers were read meanwhile; the rows the page holds, with their sizes.
 */
export interface FactsRead {
  rows: Row[];
}
/**
 * Everything a widget needs to draw its frame before the first rows.
 */
export interface Hello {
  protocol: string;
  revision: number;
  project: ProjectInfo;
  annotator: string;
  role: string;
  gen: number;
  count: number;
  query: Query;
  questions: QuestionInfo[];
  statuses: ("annotate" | "complete" | "review")[];
  facets: FacetInfo[];
  undo: UndoState;
  code: string;
  start?: number;
  settings?: {};
  noun?: "frame" | "item";
}
/**
 * The project a widget works on; `uuid` keys the page's outbox, `items` counts frames where the view is one of frames.
 */
export interface ProjectInfo {
  uuid: string;
  name: string;
  path: string;
  items: number;
  kind?: string;
}
/**
 * What the page adds to the view it was opened on.
 *
 *     `receipt` shows the items behind one outcome of an operation instead.
 */
export interface Query {
  filters?: Filter[];
  search?: string;
  sort?: Sort[];
  receipt?: ReceiptItems | null;
}
/**
 * One condition of the facets: `field` is a facet's name, `values` its bucket values.
 *
 *     `is` keeps items with any of the values, `not` those with none of them ("" is "no answer");
 *     `between` takes two numbers as text; `contains` one text.
 */
export interface Filter {
  field: string;
  op: "between" | "contains" | "is" | "not";
  values?: string[];
}
/**
 * One sort key: an item column such as `title` or `width`.
 */
export interface Sort {
  field: string;
  descending?: boolean;
}
/**
 * The items of one outcome of an operation.
 */
export interface ReceiptItems {
  op: number;
  outcome: "applied" | "blocked" | "failed" | "kept" | "overwritten" | "skipped";
}
/**
 * One question of the ontology with everything a form needs.
 */
export interface QuestionInfo {
  id: number;
  kind: string;
  name: string;
  color?: string;
  key?: string;
  description?: string;
  required?: boolean;
  options?: OptionInfo[];
  min?: number | null;
  max?: number | null;
  step?: number | null;
}
/**
 * One option of a radio or checklist question.
 */
export interface OptionInfo {
  id: number;
  name: string;
  code: string;
  color: string;
  key?: string;
  description?: string;
  questions?: QuestionInfo[];
}
/**
 * A facet that can be asked for: name, heading, and the question behind it (0 for none).
 */
export interface FacetInfo {
  name: string;
  label: string;
  question?: number;
}
/**
 * The page's first message after every (re)connection.
 */
export interface HelloArgs {
  client: string;
  protocol: string;
}
/**
 * Operations, newest first.
 */
export interface History {
  ops: OpInfo[];
}
/**
 * The latest operations, newest first, those before operation `before` (0: from the newest).
 */
export interface HistoryArgs {
  limit?: number;
  before?: number;
}
/**
 * A place in ranking `gen`.
 *
 *     Of item `id`; or, seen from place `start` in `direction`, of the next item without an answer to `question`
 *     (0: to any question), wrapping around the end.
 */
export interface LocateArgs {
  gen: number;
  id?: number;
  start?: number;
  direction?: -1 | 1;
  question?: number;
}
/**
 * `pos` is -1 where there is no such item.
 */
export interface Located {
  pos: number;
  id: number;
}
/**
 * What kind of thing an item is, before its frames are asked for.
 */
export interface MediumArgs {
  id: number;
}
/**
 * What a player needs.
 *
 *     `times` are seconds, one a frame; empty where frames are evenly spaced by `fps` or have no time. `exact` says that
 *     frame numbers are those of a sequential decode. `low` and `high` bound the level of `window`. `tile_px` is 0 where
 *     the picture is small enough to travel whole, else `levels` are the tile levels, level 0 at full size.
 *
 *     A volume is sliced along `axis` of its `axes` unless another one is asked for; `axis_frames` are the slices along
 *     each. The picture of a sound shows `page_seconds` between the left and the right of `plot` (left, top, right, bottom,
 *     in pixels of `width` and `height`).
 */
export interface MediumInfo {
  id: number;
  kind: string;
  n_frames: number;
  width: number;
  height: number;
  fps?: number;
  duration?: number;
  exact?: boolean;
  times?: number[];
  keyframes?: number[];
  axes?: string[];
  axis?: number;
  axis_frames?: number[];
  windows?: WindowPreset[];
  level?: number;
  window?: number;
  low?: number;
  high?: number;
  playable?: boolean;
  plot?: number[];
  page_seconds?: number;
  tile_px?: number;
  levels?: number;
  problem?: string;
  warning?: string;
}
/**
 * A named level and width.
 */
export interface WindowPreset {
  name: string;
  level: number;
  width: number;
}
/**
 * One drag of the paint mode: items to answer, items to clear, as one operation.
 */
export interface PaintArgs {
  op_id: string;
  question: number;
  answers: AnswerPart[];
  ids: number[];
  erase: number[];
}
/**
 * A JPEG in the buffer; `full_width` and `full_height` are the upright size of the original.
 */
export interface Picture {
  id: number;
  frame: number;
  width: number;
  height: number;
  full_width: number;
  full_height: number;
  reason?: string;
}
/**
 * One frame, its long side at most `max_px`.
 *
 *     `window` is level (centre) and width of medical pictures, `axis` the axis a volume is sliced along.
 */
export interface PictureArgs {
  id: number;
  frame?: number;
  max_px?: number;
  window?: [number, number] | null;
  axis?: number | null;
}
/**
 * One row a status, and their sums.
 */
export interface Plan {
  rows: PlanRow[];
  items: number;
  will_change: number;
  blocked: number;
  overwrites: number;
}
/**
 * One status of a plan.
 *
 *     `no_answer`, `same` and `other` split the items by what they answer now; `otherwise` counts those
 *     without an answer here but with one to another question.
 */
export interface PlanRow {
  status: string;
  no_answer: number;
  same: number;
  other: number;
  otherwise: number;
  will_change: number;
  blocked: number;
}
/**
 * What classifying the target would do; nothing is written.
 */
export interface PlanArgs {
  target: Target;
  question: number;
  answers: AnswerPart[];
  override?: boolean;
  set_status?: ("annotate" | "complete" | "review") | null;
  frames?: [number, number] | null;
}
/**
 * Event: a long call is `done` of `total`.
 */
export interface Progress {
  text: string;
  done: number;
  total: number;
}
/**
 * Show another selection of the view; `selection` is carried over to the new ranking.
 */
export interface QueryArgs {
  query: Query;
  gen: number;
  selection: Target;
}
/**
 * Event: Python gave the widget another view or ontology; the page says hello again.
 */
export interface QueryChanged {
  gen: number;
}
/**
 * The new ranking; `selection` stands for the same items, `dropped` of them are not in it.
 */
export interface QueryResult {
  gen: number;
  count: number;
  query: Query;
  code: string;
  selection: Target;
  dropped: number;
}
/**
 * Redo what was undone last.
 */
export interface RedoArgs {
  op_id: string;
}
/**
 * Run the query again, so that what no longer matches leaves the screen.
 */
export interface RefreshArgs {
  gen: number;
  selection: Target;
}
/**
 * Rows in the order asked for; `gen` differs from the one asked where the ranking was made anew.
 */
export interface Rows {
  gen: number;
  revision: number;
  rows: Row[];
}
/**
 * Rows `first` to `first + count - 1` of ranking `gen` (at most 500).
 */
export interface RowsArgs {
  gen: number;
  first: number;
  count: number;
}
/**
 * Rows of these items as they are now (at most 500).
 */
export interface RowsByIdArgs {
  gen: number;
  ids: number[];
}
/**
 * Move the target to a status.
 */
export interface SetStatusArgs {
  op_id: string;
  target: Target;
  status: "annotate" | "complete" | "review";
}
/**
 * A piece of what is heard, at most 30 seconds at a time.
 */
export interface SoundArgs {
  id: number;
  start?: number;
  seconds?: number;
}
/**
 * WAV in the buffer, one channel, 16 bit; `total` seconds are there in all.
 */
export interface SoundPiece {
  id: number;
  start: number;
  seconds: number;
  total: number;
  reason?: string;
}
/**
 * JPEGs of frames in one joined buffer.
 */
export interface Strip {
  id: number;
  px: number;
  ready: StripFrame[];
  broken: BrokenFrame[];
}
/**
 * Where a frame lies in the joined buffer.
 */
export interface StripFrame {
  frame: number;
  offset: number;
  length: number;
  width: number;
  height: number;
}
/**
 * A frame that cannot be shown, and why.
 */
export interface BrokenFrame {
  frame: number;
  reason: string;
}
/**
 * Several frames at once, small; the answer may hold fewer than asked where they grow too large.
 */
export interface StripArgs {
  id: number;
  frames: number[];
  px?: number;
  window?: [number, number] | null;
  axis?: number | null;
}
/**
 * Put a tag on the target, or take it off.
 */
export interface TagArgs {
  op_id: string;
  target: Target;
  tag: string;
  remove?: boolean;
}
/**
 * JPEGs in one joined buffer; ask again for `pending`, soonest when still on screen.
 */
export interface Thumbs {
  px: number;
  ready: Thumb[];
  broken: Broken[];
  pending: number[];
}
/**
 * Where a picture lies in the joined buffer.
 */
export interface Thumb {
  id: number;
  offset: number;
  length: number;
  width: number;
  height: number;
}
/**
 * An item without a picture, and why.
 */
export interface Broken {
  id: number;
  reason: string;
}
/**
 * Thumbnails with a long side of `px` (128 or 256); waits at most `wait_ms` for ones not made yet.
 */
export interface ThumbsArgs {
  ids: number[];
  px: 128 | 256;
  wait_ms?: number;
}
/**
 * A JPEG in the buffer.
 */
export interface Tile {
  id: number;
  level: number;
  column: number;
  row: number;
  width: number;
  height: number;
  reason?: string;
}
/**
 * One tile of a large picture; level 0 is full size, each further level half of it.
 */
export interface TileArgs {
  id: number;
  level: number;
  column: number;
  row: number;
  frame?: number;
}
/**
 * Undo operation `op`, or the last one of this project that is not undone (0).
 */
export interface UndoArgs {
  op_id: string;
  op?: number;
}
export interface Args {
  bundle: BundleArgs;
  hello: HelloArgs;
  rows: RowsArgs;
  rows_by_id: RowsByIdArgs;
  thumbs: ThumbsArgs;
  medium: MediumArgs;
  picture: PictureArgs;
  strip: StripArgs;
  tile: TileArgs;
  sound: SoundArgs;
  query: QueryArgs;
  refresh: RefreshArgs;
  facets: FacetsArgs;
  locate: LocateArgs;
  plan: PlanArgs;
  classify: ClassifyArgs;
  clear: ClearArgs;
  paint: PaintArgs;
  set_status: SetStatusArgs;
  tag: TagArgs;
  undo: UndoArgs;
  redo: RedoArgs;
  history: HistoryArgs;
  ping: Empty;
}
export interface Replies {
  bundle: Bundle;
  hello: Hello;
  rows: Rows;
  rows_by_id: Rows;
  thumbs: Thumbs;
  medium: MediumInfo;
  picture: Picture;
  strip: Strip;
  tile: Tile;
  sound: SoundPiece;
  query: QueryResult;
  refresh: QueryResult;
  facets: Facets;
  locate: Located;
  plan: Plan;
  classify: Change;
  clear: Change;
  paint: Change;
  set_status: Change;
  tag: Change;
  undo: Change;
  redo: Change;
  history: History;
  ping: Empty;
}
export interface Events {
  changed: Changed;
  facts: FactsRead;
  query_changed: QueryChanged;
  progress: Progress;
}
