import type { Args, CommentInfo, Replies, Row, TaskInfo } from "../../src/protocol.gen.ts";
import type { Items, Labels } from "./items.ts";

/** A task of the fake project: which items, whose, and how they are given out. */
export interface FakeTask extends Partial<Omit<TaskInfo, "id" | "name" | "items">> {
  readonly id: number;
  readonly name: string;
  readonly ids: readonly number[];
}

type Commit = (kind: string, text: string, after: Map<number, Labels>) => Replies["move"];
type Stage = NonNullable<Args["open_task"]["stage"]>;

const MOVED = { submit: "review", approve: "complete", reject: "annotate", reopen: "annotate" } as const;
const DID = { submit: "Submitted", approve: "Approved", reject: "Returned", reopen: "Reopened" } as const;

const LEASE_S = 1800;

function lease(isHeld: boolean): { until: string; lease_s: number } {
  return isHeld
    ? { until: new Date(Date.now() + LEASE_S * 1000).toISOString(), lease_s: LEASE_S }
    : { until: "", lease_s: 0 };
}

/** Tasks, the workflow and comments over the fake items. */
export class FakeQueue {
  tasks: FakeTask[] = [];
  people = ["ada", "ben", "cleo"];
  annotators = ["ben", "cleo"];
  reviewers: string[] = [];
  perMin = 4;
  doneToday = 86;
  /** Items that somebody else has open. */
  readonly held = new Map<number, string>();
  readonly taken: number[] = [];
  #comments = 0;

  constructor(
    readonly items: Items,
    readonly commit: Commit,
  ) {}

  queue(): Replies["queue"] {
    const team: Record<string, number> = { annotate: 0, review: 0, complete: 0 };
    let returned = 0;
    for (let id = 1; id <= this.items.count; id++) {
      const { status, facts } = this.items.labels(id);
      team[status] = (team[status] ?? 0) + 1;
      if (status === "annotate" && facts?.reason) returned++;
    }
    return {
      person: "ada",
      tasks: this.tasks.map((task) => this.info(task)),
      annotate: (team.annotate ?? 0) - returned,
      review: team.review ?? 0,
      returned,
      done_today: this.doneToday,
      team,
      per_min: this.perMin,
      people: this.people,
      annotators: this.annotators,
      reviewers: this.reviewers,
    };
  }

  info({ ids, ...task }: FakeTask): TaskInfo {
    const of = (stage: Stage) => ids.filter((id) => this.isAt(id, stage));
    const notes = of("returned").map((id) => this.items.labels(id).facts?.reason ?? "");
    return {
      allocation: "distribution",
      statuses: [],
      annotate: of("annotate").length,
      review: of("review").length,
      returned: of("returned").length,
      unassigned: of("unassigned").length,
      done: ids.filter((id) => this.items.labels(id).status === "complete").length,
      items: ids.length,
      notes: [...new Set(notes)],
      ...task,
    };
  }

  /** The items of a task that are open at a stage. */
  open({ task, stage = "annotate" }: Args["open_task"]): number[] {
    const known = this.tasks.find(({ id }) => id === task);
    if (task && !known) throw { code: "refused", message: `There is no task ${task}.` };
    const ids = known?.ids ?? Array.from({ length: this.items.count }, (_, index) => index + 1);
    return ids.filter((id) => this.isAt(id, stage));
  }

  isAt(id: number, stage: Stage): boolean {
    const { status, facts } = this.items.labels(id);
    if (stage === "all") return true;
    if (stage === "unassigned") return !facts?.assignee;
    if (stage === "review") return status === "review";
    return status === "annotate" && Boolean(facts?.reason) === (stage === "returned");
  }

  next({ task, stage = "annotate", done = 0 }: Args["next"]): Replies["next"] {
    const open = this.open({ task, stage }).filter((id) => id !== done);
    const free = open.filter((id) => !this.held.has(id));
    const id = free[0] ?? 0;
    if (id) this.taken.push(id);
    const held = [...new Set(open.flatMap((ident) => this.held.get(ident) ?? []))];
    const { until, lease_s } = lease(id > 0);
    return { id, pos: id ? this.items.posOf(id) : -1, left: open.length, until, held, lease_s };
  }

  keep({ id }: Args["keep"]): Replies["keep"] {
    const other = this.held.get(id);
    return other ? { ...lease(false), held: [other] } : { ...lease(true), held: [] };
  }

  /** The writes of the workflow; undefined for all others. */
  write(op: keyof Args, args: never): Replies["move"] | undefined {
    switch (op) {
      case "move":
        return this.#move(args);
      case "assign": {
        const { target, person } = args as Args["assign"];
        return this.#give("assign", `Gave ${person || "nobody"}`, this.items.ids(target), { assignee: person });
      }
      case "share":
        return this.#share(args);
      case "task_status": {
        const { target, status } = args as Args["task_status"];
        return this.#give("task_status", `Set ${status}`, this.items.ids(target), { task_status: status });
      }
      case "allocation": {
        const { task, allocation } = args as Args["allocation"];
        this.tasks = this.tasks.map((known) => (known.id === task ? { ...known, allocation } : known));
        return this.commit("allocation", `Task is ${allocation}`, new Map());
      }
      case "comment":
        return this.#say(args);
      case "resolve":
        return this.#resolve(args);
      default:
        return undefined;
    }
  }

  comments({ ids }: Args["comments"]): Replies["comments"] {
    return { comments: ids.flatMap((id) => this.items.labels(id).comments ?? []) };
  }

  #share({ task, people = [], review = false }: Args["share"]): Replies["share"] {
    const free = this.open({ task, stage: "unassigned" }).filter((id) => !review || this.isAt(id, "review"));
    const after = free.map((id, place): [number, Labels] => {
      const labels = this.items.labels(id);
      const assignee = people[Math.floor((place * people.length) / free.length)] ?? "";
      return [id, { ...labels, facts: { ...labels.facts, assignee } }];
    });
    return this.commit("assign", "Shared out", new Map(after));
  }

  #move({ action, target, reason = "", status = "", task = 0 }: Args["move"]): Replies["move"] {
    const ids = this.items.ids(target);
    if (action === "reject" && !reason) throw { code: "refused", message: "A return needs a reason." };
    const own = this.tasks.find(({ id }) => id === task)?.statuses?.find(({ name }) => name === status);
    const stays = action === "submit" && own && !own.done;
    const facts = { reason, is_changed: false, ...(status ? { task_status: status } : {}) };
    const after = new Map(
      ids.map((id) => {
        const labels = this.items.labels(id);
        return [
          id,
          {
            ...labels,
            status: stays ? labels.status : MOVED[action],
            facts: { ...labels.facts, ...(stays ? { task_status: status } : facts) },
          },
        ];
      }),
    );
    return this.commit(action, DID[action], after);
  }

  #give(kind: string, text: string, ids: readonly number[], facts: Partial<Row>): Replies["move"] {
    const after = ids.map((id): [number, Labels] => {
      const labels = this.items.labels(id);
      return [id, { ...labels, facts: { ...labels.facts, ...facts } }];
    });
    return this.commit(kind, text, new Map(after));
  }

  #say({ id, text, x = null, y = null, reply_to = 0, is_flag = false }: Args["comment"]): Replies["comment"] {
    const item = id % 2 ** 32;
    const at = new Date(Date.UTC(2026, 10, 22, 14, this.#comments % 60)).toISOString();
    const said: CommentInfo = { comment: ++this.#comments, id, text, by: "ada", at, x, y, reply_to, is_flag };
    return this.#discuss("comment", is_flag ? "Flagged" : "Commented", item, [...this.#said(item), said]);
  }

  #resolve({ comment, resolved = true }: Args["resolve"]): Replies["resolve"] {
    for (let id = 1; id <= this.items.count; id++) {
      const said = this.#said(id);
      if (!said.some((known) => known.comment === comment)) continue;
      const changed = said.map((known) => (known.comment === comment ? { ...known, is_resolved: resolved } : known));
      return this.#discuss("resolve", resolved ? "Resolved a comment" : "Reopened a comment", id, changed);
    }
    throw { code: "refused", message: `There is no comment ${comment}.` };
  }

  #said(id: number): readonly CommentInfo[] {
    return this.items.labels(id).comments ?? [];
  }

  #discuss(kind: string, text: string, id: number, comments: readonly CommentInfo[]): Replies["comment"] {
    const open = comments.filter(({ is_resolved }) => !is_resolved).length;
    const labels = this.items.labels(id);
    return this.commit(
      kind,
      text,
      new Map([[id, { ...labels, comments, facts: { ...labels.facts, comments: open } }]]),
    );
  }
}
