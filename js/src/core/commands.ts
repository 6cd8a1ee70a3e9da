import { type KeyPress, keyNames } from "./keys.ts";

/**
 * One thing a widget can do: button, key, menu and palette all run this.
 *
 * Keys are written as `u`, `Shift+u`, `Ctrl+k`, `>`, `3`, `Space`, `ArrowLeft`; `Ctrl` is `Cmd` on a Mac.
 */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly keys: readonly string[];
  /** Heading of the keyboard card it stands under. */
  readonly group?: string;
  /** What the keyboard card shows instead of `keys`. */
  readonly card?: readonly string[];
  /** Left out of the palette and the card: what belongs to another command, such as a second digit. */
  readonly hidden?: boolean;
  when?(): boolean;
  /** Why it may not run now, where that is worth a sentence; else "". */
  why?(): string;
  /** Told why, where its key was pressed all the same. */
  say?(why: string): void;
  run(): void;
  /** The line of Python that does the same. */
  python?(): string;
}

export const EVERYWHERE = "everywhere";

/** The commands of one view, by id and by key. */
export class CommandSet {
  readonly #commands = new Map<string, Command>();
  readonly #keys = new Map<string, Map<string, Command>>();
  readonly #recent: string[] = [];

  /** Add commands; returns what takes them away again. Two commands on one key in one scope are an error. */
  register(commands: readonly Command[], scope: string = EVERYWHERE): () => void {
    const keys = this.#keys.get(scope) ?? new Map<string, Command>();
    this.#keys.set(scope, keys);
    for (const command of commands) this.#add(command, keys, scope);
    return () => {
      for (const command of commands) this.#remove(command, keys);
    };
  }

  /** The command a key press means in these scopes, the innermost first. */
  lookup(press: KeyPress, scopes: readonly string[] = [EVERYWHERE]): Command | undefined {
    return this.#meant(press, scopes).find((command) => command.when?.() ?? true);
  }

  /** Say why the key's command may not run now; false where there is nothing to say. */
  refuse(press: KeyPress, scopes: readonly string[] = [EVERYWHERE]): boolean {
    const command = this.#meant(press, scopes).find(({ id }) => this.whyNot(id) !== "");
    command?.say?.(this.whyNot(command.id));
    return command?.say !== undefined;
  }

  /** Why a command that may not run now may not; "" where it may, or where nothing is to be said. */
  whyNot(id: string): string {
    const command = this.#commands.get(id);
    return command && !(command.when?.() ?? true) ? (command.why?.() ?? "") : "";
  }

  get(id: string): Command | undefined {
    return this.#commands.get(id);
  }

  /** Run a command if it may run now. */
  run(id: string): boolean {
    const command = this.#commands.get(id);
    if (!command || !(command.when?.() ?? true)) return false;
    this.#remember(id);
    command.run();
    return true;
  }

  /** What the palette and the keyboard card show, in the order of registration. */
  list(): readonly Command[] {
    return [...this.#commands.values()].filter((command) => !command.hidden);
  }

  /** Ids of the latest commands, newest first. */
  get recent(): readonly string[] {
    return this.#recent;
  }

  #meant(press: KeyPress, scopes: readonly string[]): Command[] {
    const names = keyNames(press);
    const all = scopes.flatMap((scope) => names.map((name) => this.#keys.get(scope)?.get(name)));
    return all.filter((command) => command !== undefined);
  }

  #add(command: Command, keys: Map<string, Command>, scope: string): void {
    if (this.#commands.has(command.id)) throw new Error(`There are two commands "${command.id}".`);
    for (const key of command.keys) {
      const taken = keys.get(key);
      if (taken) throw new Error(`"${command.id}" and "${taken.id}" both want the key ${key} in ${scope}.`);
    }
    this.#commands.set(command.id, command);
    for (const key of command.keys) keys.set(key, command);
  }

  #remove(command: Command, keys: Map<string, Command>): void {
    if (this.#commands.get(command.id) === command) this.#commands.delete(command.id);
    for (const key of command.keys) if (keys.get(key) === command) keys.delete(key);
  }

  #remember(id: string): void {
    const at = this.#recent.indexOf(id);
    if (at >= 0) this.#recent.splice(at, 1);
    this.#recent.unshift(id);
    this.#recent.length = Math.min(this.#recent.length, 20);
  }
}
