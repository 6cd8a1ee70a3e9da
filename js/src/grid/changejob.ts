// A change that is the same for every item, with its plan first: clearing a question, moving to a status, a tag.
import { type Signal, signal } from "@preact/signals-core";
import type { Change, Clock, Status } from "../core/types.ts";
import type { Plan } from "../protocol.gen.ts";
import type { GridModel } from "./model.ts";
import { type Meant, PlannedJob } from "./planned.ts";

export type Asked =
  | { readonly op: "clear"; readonly question: number }
  | { readonly op: "set_status"; readonly status: Status }
  | { readonly op: "tag" };

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
    const { session } = this.model;
    return (await session.request("change_plan", { target: this.target, ...this.asked, ...this.#tagArgs() })).result;
  }

  protected write(onSent: (id: string) => void): Promise<Change> {
    const { target, asked } = this;
    const { session } = this.model;
    switch (asked.op) {
      case "clear":
        return session.write("clear", { target, question: asked.question }, onSent);
      case "set_status":
        return session.write("set_status", { target, status: asked.status }, onSent);
      case "tag":
        return session.write("tag", { target, tag: this.tag.peek().trim(), ...this.#tagArgs() }, onSent);
    }
  }

  #tagArgs() {
    const tag = this.tag.peek().trim();
    return this.asked.op === "tag" ? { tag, ...(this.remove.peek() ? { remove: true } : {}) } : {};
  }
}
