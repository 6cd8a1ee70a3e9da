// The kernel in memory with collections: members by hand and by rules, shown in place of the view.
import type { Wire } from "../../src/core/types.ts";
import type { Args, Change, CollectionInfo, MemberChange, Query } from "../../src/protocol.gen.ts";
import { FakeKernel, type FakeOptions } from "./kernel.ts";

interface Message {
  readonly v: number;
  readonly rid: string;
  readonly op: string;
  readonly args: never;
}

interface Held {
  info: CollectionInfo;
  members: Set<number>;
  added: Set<number>;
  removed: Set<number>;
}

const WRITES = new Set([
  "collect",
  "collect_titles",
  "edit_collection",
  "set_rules",
  "refresh_collection",
  "drop_collection",
  "send",
]);

export class CollectionsKernel extends FakeKernel {
  readonly held: Held[] = [];
  /** What a refresh would find besides. */
  found: number[] = [];
  readonly told: MemberChange[] = [];
  #base: ReadonlySet<number> | null = null;
  #op = 1000;
  readonly #matching: (query: Query) => number[] | null;

  constructor(options: FakeOptions = {}) {
    super({ items: 300, ...options });
    this.#matching = this.items.matching.bind(this.items);
    Object.assign(this.items, { matching: (query: Query) => this.#found(query) });
  }

  /** A collection that stands from the start. */
  put(title: string, ids: readonly number[], more: Partial<CollectionInfo> = {}): Held {
    const facts = { description: "", live: false, created_by: "ada", created_at: "2026-11-22T10:00:00+00:00" };
    const info = { id: this.held.length + 1, title, items: ids.length, ...facts, ...more } as CollectionInfo;
    const made = { info, members: new Set(ids), added: new Set<number>(), removed: new Set<number>() };
    this.held.push(made);
    return made;
  }

  named(title: string): Held {
    const found = this.held.find(({ info }) => info.title === title);
    if (!found) throw { code: "refused", message: `No collection "${title}".` };
    return found;
  }

  override wire(): Wire {
    const wire = super.wire();
    return {
      ...wire,
      send: (message) => {
        const { op, rid, v, args } = message as Message;
        const isOwn = op === "collections" || op === "refresh_plan" || op === "collection_history" || WRITES.has(op);
        if (op === "show_collection") {
          this.heard.push(structuredClone(message) as never);
          wire.send({ v, rid, op: "query", args: this.#show(args) });
        } else if (isOwn && !this.gone && !this.busy) {
          this.heard.push(structuredClone(message) as never);
          queueMicrotask(() => this.#answer(v, rid, op, args));
        } else wire.send(message);
      },
    };
  }

  #answer(v: number, rid: string, op: string, args: never): void {
    try {
      this.say({ v, rid, ok: true, result: this.#own(op, args) });
    } catch (error) {
      this.say({ v, rid, ok: false, error });
    }
  }

  #own(op: string, args: never): unknown {
    switch (op) {
      case "collections":
        return { collections: this.held.map((held) => this.#infoOf(held)) };
      case "refresh_plan":
        return { added: this.found.length, removed: 1 };
      case "collection_history":
        return { changes: [...this.told].reverse() };
      default:
        return this.#write(op, args);
    }
  }

  #infoOf({ info, members, added, removed }: Held): CollectionInfo {
    return { ...info, items: info.items < 0 ? -1 : members.size, added: added.size, removed: removed.size };
  }

  #show({ title, part = "" }: Args["show_collection"]): Args["query"] {
    if (!title) this.#base = null;
    else {
      const held = this.named(title);
      this.#base = part === "added" ? held.added : part === "removed" ? held.removed : held.members;
    }
    return { query: {}, gen: 0, selection: {} };
  }

  #found(query: Query): number[] | null {
    const filters = (query.filters ?? []).filter(({ field }) => field !== "collection");
    const own = (query.filters ?? []).filter(({ field }) => field === "collection");
    const plain = this.#matching({ ...query, filters });
    const base = this.#base;
    if (!base && !own.length) return plain;
    const ids = plain ?? Array.from({ length: this.items.count }, (_, index) => index + 1);
    const isIn = (id: number) =>
      own.every(({ op, values = [] }) => values.some((title) => this.named(title).members.has(id)) === (op !== "not"));
    return ids.filter((id) => (!base || base.has(id)) && isIn(id));
  }

  #write(op: string, args: never): Change {
    switch (op) {
      case "collect":
        return this.#collect(args);
      case "collect_titles": {
        const { title, titles } = args as Args["collect_titles"];
        const byTitle = new Map(
          Array.from({ length: this.items.count }, (_, at) => [this.items.titleOf(at + 1), at + 1]),
        );
        const ids = titles.flatMap((name) => byTitle.get(name) ?? []);
        const lost = titles.filter((name) => !byTitle.has(name));
        for (const id of ids) this.named(title).members.add(id);
        const problems = lost.map((name) => [name, "No item has this title."] as [string, string]);
        return this.#change("collect", `Added ${ids.length} items`, ids, problems);
      }
      case "edit_collection": {
        const { title, new_title, description, live } = args as Args["edit_collection"];
        const held = this.named(title);
        if (new_title && this.held.some(({ info }) => info.title === new_title))
          throw { code: "refused", message: `There is a collection "${new_title}" already.` };
        held.info = {
          ...held.info,
          title: new_title ?? title,
          description: description ?? held.info.description,
          live: live ?? held.info.live,
        };
        return this.#change("collection", `Changed ${title}`, []);
      }
      case "set_rules": {
        const { title, query } = args as Args["set_rules"];
        const held = this.named(title);
        held.info = { ...held.info, query, code: "project.filter(...)" };
        return this.#change("collection", `Gave "${title}" other rules`, []);
      }
      case "refresh_collection": {
        const { title } = args as Args["refresh_collection"];
        for (const id of this.found.splice(0)) this.named(title).members.add(id);
        return this.#change("collect", `Refreshed "${title}"`, []);
      }
      case "drop_collection":
        this.held.splice(this.held.indexOf(this.named((args as Args["drop_collection"]).title)), 1);
        return this.#change("collection", "Forgot it", []);
      default:
        return this.#change("send", `Sent "${(args as Args["send"]).title}"`, []);
    }
  }

  #collect({ title, target, make, live, remove, description }: Args["collect"]): Change {
    const ids = this.items.ids(target);
    if (make) {
      if (this.held.some(({ info }) => info.title === title))
        throw { code: "refused", message: `There is a collection "${title}" already.` };
      this.put(title, ids, { live: live ?? false, description: description ?? "" });
      return this.#change("collect", `Saved the collection "${title}": ${ids.length} items`, ids);
    }
    const { members, added, removed } = this.named(title);
    for (const id of ids) {
      if (remove) members.delete(id);
      else members.add(id);
      (remove ? removed : added).add(id);
      (remove ? added : removed).delete(id);
    }
    this.told.push({
      op: this.#op + 1,
      at: "2026-11-22T10:00:00+00:00",
      annotator: "ada",
      text: `${remove ? "Took out" : "Added"} ${ids.length}`,
      added: remove ? 0 : ids.length,
      removed: remove ? ids.length : 0,
    });
    return this.#change("collect", `${remove ? "Took" : "Added"} ${ids.length} items`, ids);
  }

  #change(kind: string, text: string, ids: readonly number[], problems: [string, string][] = []): Change {
    const op = ++this.#op;
    const counts = { applied: ids.length || 1 };
    const rows = ids.slice(0, 100).map((id) => this.items.row(id));
    return { op, kind, text, revision: op, counts, rows, undo: {}, code: `project.${kind}(...)`, first: -1, problems };
  }
}
