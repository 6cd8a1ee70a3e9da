// A change that is the same for every item, with its plan first: clearing a question, a status, a tag, rejecting predictions.
import { type Signal, signal } from "@preact/signals-core";
import type { Change, Clock, Status } from "../core/types.ts";
import type { Plan } from "../protocol.gen.ts";
import type { GridModel } from "./model.ts";
import { type Meant, PlannedJob } from "./planned.ts";

export type Asked =
  | { readonly op: "clear"; readonly question: number }
  | { readonly op: "set_status"; readonly status: Status }
  | { readonly op: "tag" }
  | { readonly op: "reject"; readonly source: string; readonly question: number };

export class ChangeJob extends PlannedJob {
  readonly asked: Asked;
  readonly tag = signal("");
  /** The tag is taken off. */
  readonly remove: Signal<boolean> = signal(false);

  constructor(model: GridModel, clock: Clock, asked: Asked, meant: Meant) {
    super(model, clock, meant);
    this.asked = asked;
    this.replan(0);
  }

  setTag(tag: string): void {
    this.tag.value = tag;
    this.replan();
  }

  setRemove(remove: boolean): void {
    this.remove.value = remove;
    this.replan();
  }

  protected get isAsked(): boolean {
    return this.asked.op !== "tag" || this.tag.peek().trim() !== "";
  }

  protected async askPlan(): Promise<Plan> {
    const { target, asked } = this;
    const { session } = this.model;
    if (asked.op !== "reject") {
      return (await session.request("change_plan", { target, ...asked, ...this.#tagArgs() })).result;
    }
    const { source, question } = asked;
    return (await session.request("reject_plan", { target, source, question })).result;
  }

  protected write(onSent: (id: string) => void): Promise<Change> {
    const { asked } = this;
    const { session } = this.model;
    const meant = { target: this.target, ...this.narrowed };
    switch (asked.op) {
      case "clear":
        return session.write("clear", { ...meant, question: asked.question }, onSent);
      case "set_status":
        return session.write("set_status", { ...meant, status: asked.status }, onSent);
      case "tag":
        return session.write("tag", { ...meant, tag: this.tag.peek().trim(), ...this.#tagArgs() }, onSent);
      case "reject":
        return session.write("reject", { ...meant, source: asked.source, question: asked.question }, onSent);
    }
  }

  #tagArgs() {
    const tag = this.tag.peek().trim();
    return this.asked.op === "tag" ? { tag, ...(this.remove.peek() ? { remove: true } : {}) } : {};
  }
}
