// Generated from src/nblabel/wire by `make protocol`: do not edit.

export const PROTOCOL_VERSION = 1;
export const PROTOCOL_HASH = "192f3598d34f";
/** What writes carries an id made by the page. */
export const WRITE_OPS = ["classify", "clear", "paint", "set_status", "tag", "undo", "redo", "keep_view", "drop_view", "accept", "reject", "collect", "collect_titles", "edit_collection", "drop_collection", "set_rules", "refresh_collection", "send", "move", "assign", "share", "task_status", "allocation", "comment", "resolve"] as const;

/**
 * Make labels of the predictions of the target; `statuses` (empty: all) narrows it to items in these.
 */
export interface AcceptArgs {
  op_id: string;
  target: Target;
  source: string;
  question?: number;
  threshold?: number;
  override?: boolean;
  statuses?: ("annotate" | "complete" | "review")[];
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
 * The sums, one row a status, and of those blocked how many for what.
 */
export interface AcceptPlan {
  items: number;
  accepted: number;
  same: number;
  kept: number;
  overwritten: number;
  below: number;
  none: number;
  blocked: number;
  rows: AcceptRow[];
  reasons: {
    [k: string]: number;
  };
}
/**
 * One status of the plan of accepting.
 */
export interface AcceptRow {
  items: number;
  accepted: number;
  same: number;
  kept: number;
  overwritten: number;
  below: number;
  none: number;
  blocked: number;
  status: "annotate" | "complete" | "review";
}
/**
 * What accepting would do.
 *
 *     `source` names the model, `question` the top question (0: every one), `threshold` the least confidence; with `override`
 *     other answers are replaced.
 */
export interface AcceptPlanArgs {
  target: Target;
  source: string;
  question?: number;
  threshold?: number;
  override?: boolean;
}
/**
 * Let a task be pulled, or distributed to people.
 */
export interface AllocationArgs {
  op_id: string;
  task: number;
  allocation: "distribution" | "pulling";
}
/**
 * Give the target to a person ("": to nobody), in a task or (0) in all of the project.
 */
export interface AssignArgs {
  op_id: string;
  target: Target;
  person: string;
  task?: number;
}
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
 * Stop the request of this `rid` (or the write of this `op_id`): it is answered with an error and writes nothing.
 */
export interface CancelArgs {
  id: string;
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
  problems?: [string, string][];
}
/**
 * One tile: `pos` is its place in the ranking, -1 where it is not part of it; `frame` is -1 for a whole item.
 *
 *     In the tabs of labels and predictions a row is one of these: `id` is negative then, and `of` the item or frame it is on;
 *     one that is an object has it in `object`.
 *     `score` is what the first sort key compares, where that is a number. `is_changed`: its labels were changed after the review.
 *     `task_status` is the status in the task whose items are shown; elsewhere it names the first tasks with their statuses.
 *     `as_of` grows with the writes to the file before the row was read: answers cross on their way, and a row does not take
 *     the place of one that was read later.
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
  predictions?: PredictedPart[];
  of?: number;
  score?: number | null;
  is_changed?: boolean;
  assignee?: string;
  task_status?: string;
  reason?: string;
  comments?: number;
  object?: ObjectPart | null;
  as_of?: number;
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
 * One predicted answer, as `AnswerPart`, with the model that gave it and how sure it was (0 to 1).
 */
export interface PredictedPart {
  source: string;
  question: number;
  confidence: number;
  options?: number[];
  number?: number | null;
  text?: string | null;
  frames?: [number, number] | null;
}
/**
 * One object: its class as it is shown, its first frame, on how many it is marked, and its area in pixels there.
 *
 *     `by` is who marked it, or the model that predicts it with this `confidence` (None: nobody said).
 */
export interface ObjectPart {
  cls: number;
  name: string;
  code: string;
  color: string;
  shape: string;
  area: number;
  frame?: number;
  frames?: number;
  by?: string;
  confidence?: number | null;
  predicted?: boolean;
}
/**
 * What `u` and `Shift+U` would take back of one's own now; None where there is nothing.
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
 * What a change that is the same for every item of the target would do: clearing a question, moving to a status, a tag.
 */
export interface ChangePlanArgs {
  target: Target;
  op: "clear" | "set_status" | "tag";
  question?: number;
  status?: "annotate" | "complete" | "review";
  tag?: string;
  remove?: boolean;
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
 *
 *     `statuses` (empty: all) narrows to items in these. `task`: it is done within a task, whose own status `task_status` they
 *     get ("": none). Of many items `progress` events name the `op_id`, and `cancel` stops it with nothing written.
 */
export interface ClassifyArgs {
  op_id: string;
  target: Target;
  question: number;
  answers: AnswerPart[];
  override?: boolean;
  set_status?: ("annotate" | "complete" | "review") | null;
  frames?: [number, number] | null;
  conflict?: "any" | "same";
  statuses?: ("annotate" | "complete" | "review")[];
  task?: number;
  task_status?: string;
}
/**
 * Remove the answer to the root question `question`; `statuses` (empty: all) narrows the target to items in these.
 */
export interface ClearArgs {
  op_id: string;
  target: Target;
  question: number;
  frames?: [number, number] | null;
  statuses?: ("annotate" | "complete" | "review")[];
}
/**
 * One line of Python, and the SQL it runs with its values.
 */
export interface Code {
  python: string;
  sql: string;
}
/**
 * The view as it is shown now.
 */
export interface CodeArgs {
  gen: number;
}
/**
 * Add the target to a collection (made where `make` is set), or with `remove` take it out.
 *
 *     One that is made may hold a `sample` of so many items only, spread by a field (as in `Sort`; "": at random).
 */
export interface CollectArgs {
  op_id: string;
  target: Target;
  title: string;
  description?: string;
  make?: boolean;
  live?: boolean;
  remove?: boolean;
  sample?: number;
  spread?: string;
}
/**
 * Add the items of these titles; those that no item or several items have are reported in `problems`.
 */
export interface CollectTitlesArgs {
  op_id: string;
  title: string;
  titles: string[];
}
/**
 * A collection by its title.
 */
export interface CollectionArgs {
  title: string;
}
/**
 * Newest first.
 */
export interface CollectionHistory {
  changes: MemberChange[];
}
/**
 * Who added or removed how many, when.
 */
export interface MemberChange {
  op: number;
  at: string;
  annotator: string;
  text: string;
  added: number;
  removed: number;
}
/**
 * All collections of the project, by title.
 */
export interface Collections {
  collections: CollectionInfo[];
}
/**
 * A collection: `code` is its query as Python ("" where it has none), `query` the same where the page can show it.
 *
 *     `id` stays when the title changes. `items` is -1 where its rules cannot be asked any more; of a collection of `frames` it counts frames.
 *     `problem` says what its rules ask for that the ontology does not have any more.
 */
export interface CollectionInfo {
  title: string;
  description: string;
  items: number;
  live: boolean;
  created_by: string;
  created_at: string;
  code?: string;
  query?: Query | null;
  added?: number;
  removed?: number;
  frames?: boolean;
  id?: number;
  problem?: string;
}
/**
 * What the page adds to the view it was opened on.
 *
 *     `receipt` shows the items behind one outcome of an operation instead. `tab`: items, or one row a label or prediction of
 *     them. With `group` (a field as in `Sort`, or a facet) equals stand together under a heading.
 */
export interface Query {
  filters?: Filter[];
  search?: string;
  sort?: Sort[];
  receipt?: ReceiptItems | null;
  tab?: "data" | "labels" | "predictions";
  group?: string;
}
/**
 * One condition of the facets: `field` is a facet's name, `values` its bucket values.
 *
 *     `is` keeps items with any of the values, `not` those with none of them ("" is "no answer");
 *     `between` takes two numbers as text; `contains` one text. Of the field `gone` the value says what a kept filter asks for
 *     that the ontology does not have any more: it finds nothing until it is taken off.
 */
export interface Filter {
  field: string;
  op: "between" | "contains" | "is" | "not";
  values?: string[];
}
/**
 * One sort key: an item column such as `title` or `width`, or another field.
 *
 *     `q:<id>` an answer, `meta:<key>`, `metric:<name>`, `like:<item id>` similarity to an item, `diversity`,
 *     `predicted:<source>/<question id>` the option predicted, `confidence:<source>/<question id>`, `uncertainty:<...>`
 *     (1 - confidence), `disagreement:<...>` (predicted otherwise than labelled, the surest first).
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
 * Say something about an item or frame `id`, at a point of its picture (shares of width and height) where given.
 */
export interface CommentArgs {
  op_id: string;
  id: number;
  text: string;
  x?: number | null;
  y?: number | null;
  reply_to?: number;
  is_flag?: boolean;
}
/**
 * Oldest first.
 */
export interface Comments {
  comments: CommentInfo[];
}
/**
 * A comment on an item or frame `id`; `x` and `y` are shares of the picture's width and height, None without a point.
 */
export interface CommentInfo {
  comment: number;
  id: number;
  text: string;
  by: string;
  at: string;
  x?: number | null;
  y?: number | null;
  reply_to?: number;
  is_flag?: boolean;
  is_resolved?: boolean;
}
/**
 * The comments on these items and on their frames.
 */
export interface CommentsArgs {
  ids: number[];
}
/**
 * Forget a collection: its items lose its tag and nothing else.
 */
export interface DropCollectionArgs {
  op_id: string;
  title: string;
}
/**
 * Forget the name.
 */
export interface DropViewArgs {
  op_id: string;
  name: string;
}
/**
 * Rename, describe, freeze or set live; None leaves what is.
 */
export interface EditCollectionArgs {
  op_id: string;
  title: string;
  new_title?: string | null;
  description?: string | null;
  live?: boolean | null;
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
 * Counts of these facets under the query of ranking `gen`; or `ranked`: of the items in it, though some match no more.
 */
export interface FacetsArgs {
  gen: number;
  names: string[];
  ranked?: boolean;
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
  groups?: Group[];
  sorts?: SortInfo[];
  sources?: SourceInfo[];
  collections?: string[];
  people?: string[];
  task?: TaskInfo | null;
  bulk_refused?: string;
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
 *
 *     `numeric`: it is asked for as a histogram.
 */
export interface FacetInfo {
  name: string;
  label: string;
  question?: number;
  numeric?: boolean;
}
/**
 * One heading of a grouped ranking: places `first` to `first + count - 1`; `value` is a facet's bucket value.
 */
export interface Group {
  value: string;
  label: string;
  first: number;
  count: number;
}
/**
 * Something to sort or group by: its field and its name in the menu.
 */
export interface SortInfo {
  field: string;
  label: string;
  group?: boolean;
}
/**
 * A model whose predictions the project holds, and the top questions it answers.
 */
export interface SourceInfo {
  name: string;
  items: number;
  questions: number[];
}
/**
 * A task as the queue lists it; counts are of this person's items where they are shared out, else of all.
 *
 *     `notes` are the reasons of what was returned, newest first; `due` a date (ISO, "" without one). `held` names the others
 *     who have an item of it open now.
 */
export interface TaskInfo {
  id: number;
  name: string;
  allocation: "distribution" | "pulling";
  statuses: TaskStatusInfo[];
  items: number;
  done: number;
  annotate: number;
  review: number;
  returned: number;
  unassigned: number;
  priority?: number;
  due?: string;
  description?: string;
  notes?: string[];
  held?: string[];
}
/**
 * A task's own status, and whether an item that has it counts as done.
 */
export interface TaskStatusInfo {
  name: string;
  done: boolean;
}
/**
 * The page's first message after every (re)connection.
 */
export interface HelloArgs {
  client: string;
  protocol: string;
}
/**
 * `counts` under the filters and `totals` without any, bin by bin from `low` to `high`; `missing` have no value.
 */
export interface Histogram {
  gen: number;
  field: string;
  low: number;
  high: number;
  counts: number[];
  totals: number[];
  missing: number;
}
/**
 * How the values of a numeric field spread under the query of ranking `gen`, its own filter left out.
 */
export interface HistogramArgs {
  gen: number;
  field: string;
  bins?: number;
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
 * Somebody is working on item `id` of a pulling task: nobody else is to get it for as long again.
 */
export interface KeepArgs {
  task: number;
  id: number;
}
/**
 * Keep the view as it is shown now under a name; one of that name is replaced.
 */
export interface KeepViewArgs {
  op_id: string;
  name: string;
}
/**
 * The new end of the hold (ISO), `lease_s` seconds from now; "" where others (`held`) have the item by now.
 */
export interface Kept {
  until?: string;
  held?: string[];
  lease_s?: number;
}
/**
 * All that are kept, by name.
 */
export interface KeptViews {
  views: KeptView[];
}
/**
 * A query kept under a name; `query` is None where it was made in Python and says more than the page can show.
 *
 *     `problem` says what it asks for that the ontology does not have any more.
 */
export interface KeptView {
  name: string;
  code: string;
  query?: Query | null;
  problem?: string;
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
 * Measure pictures in the background: `metrics`, `embedding` or both; progress comes as events.
 */
export interface MeasureArgs {
  what: string[];
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
 * Submit, approve, reject (with a reason) or reopen the target; in `task` with the task's own `status` ("": none).
 *
 *     Submitted with a status that does not count as done, the target stays in annotate and only gets that status.
 */
export interface MoveArgs {
  op_id: string;
  action: "approve" | "reject" | "reopen" | "submit";
  target: Target;
  reason?: string;
  task?: number;
  status?: string;
}
/**
 * The item and its place in the ranking, 0 and -1 where nothing is left; `until` ends the hold (ISO, "" without one).
 *
 *     `held` names the others who have what is left open now. The hold lasts `lease_s` seconds from now.
 */
export interface Next {
  id: number;
  pos: number;
  left: number;
  until?: string;
  held?: string[];
  lease_s?: number;
}
/**
 * The next item to work on: of a pulling task one that nobody else gets meanwhile. `done` is the item just left.
 */
export interface NextArgs {
  task: number;
  stage?: "annotate" | "returned" | "review";
  done?: number;
}
/**
 * Show the items of a task that are open at a stage, in place of the view; task 0 is the whole project.
 *
 *     `unassigned` are those that nobody was given, whatever their stage.
 */
export interface OpenTaskArgs {
  task: number;
  stage?: "all" | "annotate" | "returned" | "review" | "unassigned";
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
 * One row a status, and their sums; `reasons` says of those blocked how many for what.
 */
export interface Plan {
  rows: PlanRow[];
  items: number;
  will_change: number;
  blocked: number;
  overwrites: number;
  reasons?: {
    [k: string]: number;
  };
}
/**
 * One status of a plan.
 *
 *     `no_answer`, `same` and `other` split the items by what they answer now; `otherwise` counts those
 *     without an answer here but with one to another question. A plan narrowed to some statuses has just the rows of these.
 */
export interface PlanRow {
  status: string;
  no_answer: number;
  same: number;
  other: number;
  otherwise: number;
  will_change: number;
  blocked: number;
  overwrites?: number;
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
  conflict?: "any" | "same";
  statuses?: ("annotate" | "complete" | "review")[];
  task?: number;
}
/**
 * Event: a long call is `done` of `total`; `id` names it where it can be cancelled.
 */
export interface Progress {
  text: string;
  done: number;
  total: number;
  id?: string;
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
  groups?: Group[];
}
/**
 * What there is to do for this person; counts by status of the whole project stand in `team`.
 *
 *     `annotators` and `reviewers` are those of `people` among whom a task is shared out where nobody is named.
 */
export interface Queue {
  person: string;
  tasks: TaskInfo[];
  annotate: number;
  review: number;
  returned: number;
  done_today: number;
  team: {
    [k: string]: number;
  };
  per_min: number;
  people: string[];
  annotators?: string[];
  reviewers?: string[];
}
/**
 * Redo what one undid last.
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
 * Let a fixed collection hold what its query finds now, hand-made adds and removes on top.
 */
export interface RefreshCollectionArgs {
  op_id: string;
  title: string;
}
/**
 * How many items a refresh would add and remove.
 */
export interface RefreshPlan {
  added: number;
  removed: number;
}
/**
 * Say that the predictions of the target are wrong: they are no longer shown; `statuses` as of accepting.
 */
export interface RejectArgs {
  op_id: string;
  target: Target;
  source: string;
  question?: number;
  statuses?: ("annotate" | "complete" | "review")[];
}
/**
 * What rejecting would do.
 */
export interface RejectPlanArgs {
  target: Target;
  source: string;
  question?: number;
}
/**
 * Mark a comment as dealt with, or take that back.
 */
export interface ResolveArgs {
  op_id: string;
  comment: number;
  resolved?: boolean;
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
 * Send a collection to annotate and, where `answers` are given, classify it in the same transaction (S0.26).
 *
 *     With `task` a task of that name is made of it for `people`. `reopen` moves items in review or complete back to annotate.
 *     `statuses` (empty: all) narrows what is classified to members in these; all are sent.
 */
export interface SendArgs {
  op_id: string;
  title: string;
  question?: number;
  answers?: AnswerPart[];
  override?: boolean;
  reopen?: boolean;
  task?: string;
  people?: string[];
  allocation?: string;
  statuses?: ("annotate" | "complete" | "review")[];
}
/**
 * Give a collection another query.
 */
export interface SetRulesArgs {
  op_id: string;
  title: string;
  query: Query;
}
/**
 * Move the target, or those of it in `statuses`, to a status.
 */
export interface SetStatusArgs {
  op_id: string;
  target: Target;
  status: "annotate" | "complete" | "review";
  statuses?: ("annotate" | "complete" | "review")[];
}
/**
 * Give what is nobody's of a task in even parts to people (none: to its annotators); `review`: what is in review, to reviewers.
 */
export interface ShareArgs {
  op_id: string;
  task: number;
  people?: string[];
  review?: boolean;
}
/**
 * Show the collection in place of the view; "" shows the view again.
 *
 *     `part`: all members, those added by hand, or those kept out by hand.
 */
export interface ShowCollectionArgs {
  title: string;
  part?: string;
}
/**
 * Show what is kept under this name in place of the view.
 */
export interface ShowViewArgs {
  name: string;
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
 * Put a tag on the target, or those of it in `statuses`, or take it off.
 */
export interface TagArgs {
  op_id: string;
  target: Target;
  tag: string;
  remove?: boolean;
  statuses?: ("annotate" | "complete" | "review")[];
}
/**
 * Give the target one of the task's own statuses ("": none).
 */
export interface TaskStatusArgs {
  op_id: string;
  task: number;
  target: Target;
  status: string;
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
 * Undo operation `op`, or one's own last one that is not undone (0).
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
  change_plan: ChangePlanArgs;
  classify: ClassifyArgs;
  clear: ClearArgs;
  paint: PaintArgs;
  set_status: SetStatusArgs;
  tag: TagArgs;
  undo: UndoArgs;
  redo: RedoArgs;
  history: HistoryArgs;
  ping: Empty;
  cancel: CancelArgs;
  histogram: HistogramArgs;
  code: CodeArgs;
  views: Empty;
  show_view: ShowViewArgs;
  keep_view: KeepViewArgs;
  drop_view: DropViewArgs;
  measure: MeasureArgs;
  accept_plan: AcceptPlanArgs;
  reject_plan: RejectPlanArgs;
  accept: AcceptArgs;
  reject: RejectArgs;
  collections: Empty;
  collect: CollectArgs;
  collect_titles: CollectTitlesArgs;
  edit_collection: EditCollectionArgs;
  drop_collection: DropCollectionArgs;
  set_rules: SetRulesArgs;
  refresh_plan: CollectionArgs;
  refresh_collection: RefreshCollectionArgs;
  collection_history: CollectionArgs;
  show_collection: ShowCollectionArgs;
  send: SendArgs;
  move: MoveArgs;
  assign: AssignArgs;
  share: ShareArgs;
  task_status: TaskStatusArgs;
  next: NextArgs;
  keep: KeepArgs;
  queue: Empty;
  open_task: OpenTaskArgs;
  allocation: AllocationArgs;
  comment: CommentArgs;
  resolve: ResolveArgs;
  comments: CommentsArgs;
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
  change_plan: Plan;
  classify: Change;
  clear: Change;
  paint: Change;
  set_status: Change;
  tag: Change;
  undo: Change;
  redo: Change;
  history: History;
  ping: Empty;
  cancel: Empty;
  histogram: Histogram;
  code: Code;
  views: KeptViews;
  show_view: QueryResult;
  keep_view: Change;
  drop_view: Change;
  measure: Empty;
  accept_plan: AcceptPlan;
  reject_plan: Plan;
  accept: Change;
  reject: Change;
  collections: Collections;
  collect: Change;
  collect_titles: Change;
  edit_collection: Change;
  drop_collection: Change;
  set_rules: Change;
  refresh_plan: RefreshPlan;
  refresh_collection: Change;
  collection_history: CollectionHistory;
  show_collection: QueryResult;
  send: Change;
  move: Change;
  assign: Change;
  share: Change;
  task_status: Change;
  next: Next;
  keep: Kept;
  queue: Queue;
  open_task: QueryResult;
  allocation: Change;
  comment: Change;
  resolve: Change;
  comments: Comments;
}
export interface Events {
  changed: Changed;
  facts: FactsRead;
  query_changed: QueryChanged;
  progress: Progress;
}
