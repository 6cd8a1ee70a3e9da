import type { JSX } from "preact";

const PATHS = {
  undo: "M6 4 3 7l3 3M3 7h6.5a3.5 3.5 0 0 1 0 7H7",
  redo: "m10 4 3 3-3 3M13 7H6.5a3.5 3.5 0 0 0 0 7H9",
  history: "M2.5 8a5.5 5.5 0 1 0 1.7-4L2.5 5.6M2.5 2.5v3.1h3.1M8 5v3.2l2 1.3",
  close: "m4 4 8 8m0-8-8 8",
  check: "m3 8.5 3.2 3L13 4.5",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM13.5 13.5l-3.2-3.2",
  command:
    "M5.5 5.5h5v5h-5zM5.5 5.5V4A1.75 1.75 0 1 0 3.75 5.5zM10.5 5.5V4a1.75 1.75 0 1 1 1.75 1.5zM5.5 10.5V12a1.75 1.75 0 1 1-1.75-1.5zM10.5 10.5V12a1.75 1.75 0 1 0 1.75-1.5z",
  help: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6.3 6.2A1.8 1.8 0 0 1 8 5c1 0 1.8.7 1.8 1.6C9.800 7.800 8 7.900 8 9.200M8 11.300v.1",
  full: "M2.500 6V2.500H6M10 2.500h3.500V6M13.500 10v3.500H10M6 13.500H2.500V10",
  left: "M2.500 3h11v10h-11zM6.500 3v10",
  right: "M2.500 3h11v10h-11zM9.500 3v10",
  back: "M10 3.500 5.500 8 10 12.500",
  next: "M6 3.500 10.500 8 6 12.500",
  first: "M4 3.500v9M12 3.500 7.500 8 12 12.500",
  last: "M12 3.500v9M4 3.500 8.500 8 4 12.500",
  play: "M5 3.200 12.500 8 5 12.800z",
  pause: "M5.500 3.500v9M10.500 3.500v9",
  loop: "M3 7a4 4 0 0 1 4-3h5M10.500 2 12.500 4l-2 2M13 9a4 4 0 0 1-4 3H4M5.500 14l-2-2 2-2",
  skip: "M4 3.500 8 8l-4 4.500M8.500 3.500l4 4.500-4 4.500",
  warn: "M8 2.500 14 13H2zM8 6.500v3M8 11.300v.1",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.500v3.500M8 5v.1",
  copy: "M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3",
  more: "M3.500 8h.1M8 8h.1M12.500 8h.1",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  fit: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3M6.500 6.500h3v3h-3z",
  down: "m4 6 4 4 4-4",
  open: "m6 4 4 4-4 4",
  filter: "M2.500 3.500h11L9.500 8.500v4l-3-1.500v-2.500z",
  refresh: "M13.500 8a5.500 5.500 0 1 1-1.600-3.900l1.600 1.500M13.500 2.500v3.100h-3.100",
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing of 16 px; what it means stands in the label of its button. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="ico" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
