import type { Args, Change, OptionInfo, QuestionInfo, UndoState } from "../../src/protocol.gen.ts";
import type { Items, Labels } from "./items.ts";

export interface Operation {
  readonly op: number;
  readonly kind: string;
  readonly text: string;
  readonly at: string;
  readonly before: ReadonlyMap<number, Labels>;
  readonly after: ReadonlyMap<number, Labels>;
  undone: boolean;
}

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** What was done to the items, and how to take it back. */
export class Writes {
  readonly operations: Operation[] = [];
  refuseNext: Refusal | null = null;
  /** Writes that others know how to do; undefined for what they do not know. */
  more: (op: keyof Args, args: never) => Change | undefined = () => undefined;
  readonly #done = new Map<string, Change>();

  constructor(
    readonly items: Items,
    readonly questions: readonly QuestionInfo[],
  ) {}

  get revision(): number {
    return this.operations.length;
  }

  history({ limit = 50, before = 0 }: Args["history"]) {
    const older = this.operations.filter(({ op }) => !before || op < before).reverse();
    return { ops: older.slice(0, limit).map((operation) => this.#info(operation)) };
  }

  write(op: keyof Args, args: never): Change {
    const { op_id } = args as { op_id: string };
    const known = this.#done.get(op_id);
    if (known) return { ...known, repeated: true };
    if (this.refuseNext) {
      const refusal = this.refuseNext;
      this.refuseNext = null;
      throw refusal;
    }
    const change = this.more(op, args) ?? this.#carryOut(op, args);
    this.#done.set(op_id, change);
    return change;
  }

  #carryOut(op: keyof Args, args: never): Change {
    switch (op) {
      case "classify":
        return this.#classify(args);
      case "clear": {
        const { target, question, frames, statuses } = args as Args["clear"];
        const ids = this.items.idsIn(target, statuses).filter((id) => this.items.isAnswered(id, question));
        return this.commit(
          "clear",
          "Cleared",
          new Map(ids.map((id) => [id, this.items.withAnswers(id, question, [], frames ?? null)])),
        );
      }
      case "paint":
        return this.#paint(args);
      case "set_status": {
        const { target, status, statuses } = args as Args["set_status"];
        const after = new Map(
          this.items.idsIn(target, statuses).map((id) => [id, { ...this.items.labels(id), status }]),
        );
        return this.commit("set_status", `Set status ${status}`, after);
      }
      case "tag": {
        const { target, tag, remove, statuses } = args as Args["tag"];
        const change = (labels: Labels) => ({
          ...labels,
          tags: [...labels.tags.filter((known) => known !== tag), ...(remove ? [] : [tag])],
        });
        return this.commit(
          "tag",
          `Tagged ${tag}`,
          new Map(this.items.idsIn(target, statuses).map((id) => [id, change(this.items.labels(id))])),
        );
      }
      case "undo":
        return this.#turn((args as Args["undo"]).op ?? 0, false);
      default:
        return this.#turn(0, true);
    }
  }

  #classify({ target, question, answers, override, set_status, frames }: Args["classify"]): Change {
    const ids = this.items.ids(target).filter((id) => override || !this.items.isAnswered(id, question));
    const after = new Map(
      ids.map((id) => {
        const labels = this.items.withAnswers(id, question, answers, frames ?? null);
        return [id, set_status ? { ...labels, status: set_status } : labels];
      }),
    );
    return this.commit("classify", `Set ${this.#words(answers)}`, after);
  }

  #paint({ question, answers, ids, erase }: Args["paint"]): Change {
    const after = new Map(ids.map((id) => [id, this.items.withAnswers(id, question, answers)]));
    for (const id of erase) after.set(id, this.items.withAnswers(id, question, []));
    return this.commit("paint", `Painted ${this.#words(answers)}`, after);
  }

  commit(kind: string, text: string, after: Map<number, Labels>): Change {
    const before = new Map([...after.keys()].map((id) => [id, this.items.labels(id)]));
    for (const [id, labels] of after) this.items.set(id, labels);
    const counted = `${text} on ${after.size.toLocaleString("en")} ${after.size === 1 ? "item" : "items"}`;
    const op = this.operations.length + 1;
    this.operations.push({ op, kind, text: counted, at: new Date().toISOString(), before, after, undone: false });
    return this.#change(op, kind, counted, [...after.keys()]);
  }

  #turn(op: number, redo: boolean): Change {
    const state = this.undoState();
    const wanted = op || (redo ? state.redo?.op : state.undo?.op);
    const operation = this.operations.find((known) => known.op === wanted);
    if (!operation) throw { code: "nothing", message: `There is nothing to ${redo ? "redo" : "undo"}.` };
    for (const [id, labels] of redo ? operation.after : operation.before) this.items.set(id, labels);
    operation.undone = !redo;
    const text = `${redo ? "Redid" : "Undid"}: ${operation.text}`;
    return this.#change(operation.op, redo ? "redo" : "undo", text, [...operation.after.keys()]);
  }

  #change(op: number, kind: string, text: string, ids: number[]): Change {
    const rows = ids.slice(0, 500).map((id) => this.items.row(id));
    const counts = { applied: ids.length };
    const first = ids.length ? this.items.posOf(ids[0] ?? 0) : -1;
    return {
      op,
      kind,
      text,
      revision: this.revision,
      counts,
      rows,
      undo: this.undoState(),
      code: `project.${kind}(...)`,
      first,
    };
  }

  undoState(): UndoState {
    const done = this.operations.filter(({ undone }) => !undone);
    const undone = this.operations.filter((operation) => operation.undone);
    const [undo, redo] = [done.at(-1), undone[0]];
    return {
      undo: undo ? this.#info(undo) : null,
      redo: redo ? this.#info(redo) : null,
      n_undo: done.length,
      n_redo: undone.length,
    };
  }

  #info({ op, kind, text, at, after, undone }: Operation) {
    return { op, kind, text, annotator: "ada", at, items: after.size, undone };
  }

  #words(answers: Args["classify"]["answers"]): string {
    return answers
      .map(
        (part) =>
          (part.options ?? []).map((id) => this.option(id)?.name).join(", ") || String(part.number ?? part.text),
      )
      .join(" / ");
  }

  option(id: number, questions: readonly QuestionInfo[] = this.questions): OptionInfo | undefined {
    for (const option of questions.flatMap((question) => question.options ?? [])) {
      const found = option.id === id ? option : this.option(id, option.questions ?? []);
      if (found) return found;
    }
    return undefined;
  }
}
