// What the palette finds beside commands, once something is typed: items by number, and what they are labelled with.
import type { Command } from "./commands.ts";

/** "531200" or "item 531,200": to the item of that place. */
export function itemJump(typed: string, count: number, go: (place: number) => void): readonly Command[] {
  const number = /^(?:item\s*)?(\d[\d,._]*)$/i.exec(typed.trim())?.[1] ?? "";
  const place = Number(number.replace(/\D/g, "")) - 1;
  if (place < 0 || place >= count) return [];
  return [{ id: `item:${number}`, title: `Item ${number}`, keys: [], run: () => go(place) }];
}
