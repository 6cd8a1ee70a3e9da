import type { Command } from "../core/commands.ts";
import type { Mode } from "../core/scope.ts";
import type { LabelerParts, Transport } from "./parts.ts";

/** In force where an item has frames, or sound. */
export const FRAMES = "frames";
/** In force while the timeline itself has the focus. */
export const TIMELINE = "timeline";

const MODES: readonly Mode[] = ["frame", "range", "item"];
const group = "Frames, where an item has several";

/** Going through frames and playing them; the keys of moving between items come back where there are none. */
export function frameCommands(parts: LabelerParts): Command[] {
  const { reel, sound, stage } = parts;
  const some = () => parts.transport !== null;
  const frames = () => reel.hasFrames && !sound.isHere;
  const on = (act: (transport: Transport) => void) => () => {
    const { transport } = parts;
    if (transport) act(transport);
  };
  const toEnd = (isLast: boolean) => () => {
    if (frames()) reel.step(isLast ? reel.timeline.peek().count : -reel.timeline.peek().count);
    else sound.seek(isLast ? sound.total : 0);
  };
  const moves: Command[] = [
    move("frame-back", "One frame back", [",", "ArrowLeft"], (t) => t.step(-1)),
    move("frame-on", "One frame on", [".", "ArrowRight"], (t) => t.step(1)),
    move("frame-back-10", "Ten frames back", ["Shift+ArrowLeft"], (t) => t.step(-10)),
    move("frame-on-10", "Ten frames on", ["Shift+ArrowRight"], (t) => t.step(10)),
    move("keyframe-back", "Keyframe before, or a second", ["Ctrl+ArrowLeft"], (t) => t.jump(-1)),
    move("keyframe-on", "Keyframe after, or a second", ["Ctrl+ArrowRight"], (t) => t.jump(1)),
    { id: "frame-first", title: "First frame", keys: ["Home"], group, when: some, run: toEnd(false) },
    { id: "frame-last", title: "Last frame", keys: ["End"], group, when: some, run: toEnd(true) },
    { id: "frame-go", title: "Go to frame…", keys: ["g"], group, when: frames, run: () => stage.open("goto-frame") },
  ];
  const playing: Command[] = [
    move("play", "Play or pause", ["Space"], (t) => t.toggle()),
    move("faster", "Play faster", ["Shift+ArrowUp"], (t) => t.faster(1)),
    move("slower", "Play slower", ["Shift+ArrowDown"], (t) => t.faster(-1)),
    {
      id: "loop",
      title: "Play the range round and round",
      keys: [";"],
      group,
      when: frames,
      run: () => reel.toggleLoop(),
    },
  ];
  return [...moves, ...playing, ...rangeCommands(parts)];

  function move(id: string, title: string, keys: string[], act: (transport: Transport) => void): Command {
    return { id, title, keys, group, when: some, run: on(act) };
  }
}

function rangeCommands({ model, reel, stage }: LabelerParts): Command[] {
  const { focus } = model;
  const when = () => focus.hasFrames.peek();
  const here = () => reel.player.peek().frame;
  const turn = () => {
    const at = MODES.indexOf(focus.mode.peek());
    focus.choose(MODES[(at + 1) % MODES.length] ?? "item");
  };
  return [
    {
      id: "range-start",
      title: "The range begins at this frame",
      keys: ["i"],
      group,
      when,
      run: () => focus.markStart(here()),
    },
    {
      id: "range-end",
      title: "The range ends at this frame",
      keys: ["Shift+i"],
      group,
      when,
      run: () => focus.markEnd(here()),
    },
    { id: "range-clear", title: "Forget the range", keys: [], group, when, run: () => focus.unmark() },
    {
      id: "scope",
      title: "Answers are about this frame, the range, the whole item",
      keys: ["Shift+m"],
      group,
      when,
      run: turn,
    },
    {
      id: "window-reset",
      title: "Values as stored (window)",
      keys: [],
      group,
      when: () => (reel.info.peek()?.window ?? 0) > 0,
      run: () => {
        reel.setWindow(null);
        stage.fit();
      },
    },
  ];
}

/** Keys that a slider has besides, while it has the focus. */
export function timelineCommands(parts: LabelerParts): Command[] {
  const hidden = true;
  const step = (id: string, key: string, act: (transport: Transport) => void): Command => ({
    id,
    title: id,
    keys: [key],
    hidden,
    run: () => {
      const { transport } = parts;
      if (transport) act(transport);
    },
  });
  const isPlaying = () => parts.reel.player.peek().playing || parts.sound.playing.peek();
  return [
    step("track-up", "ArrowUp", (t) => t.step(1)),
    step("track-down", "ArrowDown", (t) => t.step(-1)),
    step("track-page-up", "PageUp", (t) => t.step(10)),
    step("track-page-down", "PageDown", (t) => t.step(-10)),
    step("track-slower", "j", (t) => t.faster(-1)),
    step("track-stop", "k", (t) => isPlaying() && t.toggle()),
    step("track-faster", "l", (t) => (isPlaying() ? t.faster(1) : t.toggle())),
  ];
}
