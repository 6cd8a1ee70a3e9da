// What the benchmark looks at in the page: times are taken here, beside what is painted.
window.bench = (() => {
  const frame = () => new Promise(requestAnimationFrame);
  const notebook = () => jupyterapp.shell.currentWidget.content;
  const cell = (index) => document.querySelectorAll(".jp-Notebook .jp-Cell")[index];
  const root = () => [...document.querySelectorAll(".nblabel")].at(-1)?.shadowRoot;
  const scroller = () => root()?.querySelector(".scroller");

  const isSeen = (node) => {
    const box = node.getBoundingClientRect();
    const area = scroller()?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
    return box.width > 0 && box.bottom > area.top && box.top < Math.min(area.bottom, innerHeight);
  };
  const isWhole = (node) => {
    const box = node.getBoundingClientRect();
    const area = scroller().getBoundingClientRect();
    return box.width > 0 && box.top >= area.top && box.bottom <= Math.min(area.bottom, innerHeight);
  };
  const isLoaded = (image) => image.complete && image.naturalWidth > 0 && !image.hidden;
  const pictures = (index) => {
    const hosts = [...cell(index).querySelectorAll(".nblabel")];
    const inside = hosts.flatMap((host) => [...(host.shadowRoot?.querySelectorAll(".tile .picture") ?? [])]);
    return [...inside, ...cell(index).querySelectorAll(".jp-OutputArea-output img")];
  };

  async function painted(images) {
    await Promise.all(images.map((image) => image.decode().catch(() => undefined)));
    await frame();
    await frame();
    return performance.now();
  }

  /** Milliseconds from running a cell to its first `count` pictures on screen. */
  async function firstPictures(index, count, limit = 60_000) {
    await jupyterapp.commands.execute("notebook:clear-all-cell-outputs");
    await frame();
    await frame();
    notebook().activeCellIndex = index;
    const start = performance.now();
    void jupyterapp.commands.execute("notebook:run-cell");
    for (;;) {
      await frame();
      const shown = pictures(index).filter((image) => isLoaded(image) && isSeen(image));
      if (shown.length >= count) return (await painted(shown.slice(0, count))) - start;
      if (performance.now() - start > limit) throw new Error(`only ${shown.length} pictures after ${limit} ms`);
    }
  }

  async function run(index) {
    notebook().activeCellIndex = index;
    await jupyterapp.commands.execute("notebook:run-cell");
  }

  function errorOf(index) {
    const outputs = notebook().widgets[index].model.toJSON().outputs ?? [];
    const error = outputs.find((output) => output.output_type === "error");
    return error ? `${error.ename}: ${error.evalue}` : "";
  }

  /** Tiles in view with the place they stand at and the number in their title. */
  function tiles() {
    if (!scroller()) return [];
    const columns = Number(scroller().getAttribute("aria-colcount"));
    return [...root().querySelectorAll(".tile")].filter((tile) => !tile.hidden && isSeen(tile)).map((tile) => {
      const row = Number(tile.closest("[aria-rowindex]").getAttribute("aria-rowindex")) - 1;
      const place = row * columns + Number(tile.getAttribute("aria-colindex")) - 1;
      const title = /^IMG_(\d+)\.jpg/.exec(tile.getAttribute("aria-label"));
      return { place, number: title ? Number(title[1]) : null, image: tile.querySelector(".picture") };
    });
  }

  const isComplete = (shown) => shown.length > 0 && shown.every(({ number, image }) => number !== null && isLoaded(image));

  /** Wait until all tiles in view have their row and picture; milliseconds since `start`. */
  async function complete(start = performance.now(), limit = 20_000) {
    for (;;) {
      await frame();
      const shown = tiles();
      if (isComplete(shown)) return (await painted(shown.map(({ image }) => image))) - start;
      if (performance.now() - start > limit) throw new Error("tiles stay empty");
    }
  }

  /** What is in view, and the number in the title of the focused tile. */
  function where() {
    const shown = tiles().map(({ place, number }) => [place, number]);
    const active = root().getElementById(scroller().getAttribute("aria-activedescendant") ?? "");
    const title = /^IMG_(\d+)\.jpg/.exec(active?.getAttribute("aria-label") ?? "");
    return { shown, focused: title ? Number(title[1]) : null };
  }

  /** Drag the scroll bar to a part of its way; milliseconds to complete tiles. */
  async function drag(part) {
    const bar = scroller();
    const start = performance.now();
    bar.scrollTop = part * (bar.scrollHeight - bar.clientHeight);
    await frame();
    await frame();
    return complete(start);
  }

  /** From the next Enter to complete tiles around the focus on item `number`. */
  function watchJump(number) {
    window.jumped = new Promise((resolve, reject) => {
      addEventListener("keydown", function go(event) {
        if (event.key !== "Enter") return;
        removeEventListener("keydown", go, true);
        const start = event.timeStamp;
        (async () => {
          while (where().focused !== number) {
            await frame();
            if (performance.now() - start > 20_000) throw new Error(`item ${number} did not come into focus`);
          }
          return complete(start);
        })().then(resolve, reject);
      }, true);
    });
  }

  /** Every animation frame from now on. */
  function record() {
    window.frames = [];
    window.recording = true;
    const tick = (now) => {
      window.frames.push(now);
      if (window.recording) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  function recorded() {
    window.recording = false;
    return window.frames;
  }

  /** A number key that changes the answer of the focused tile: b to e have the keys 2 to 5; a would open its sub-question. */
  function otherDigit() {
    const active = root().getElementById(scroller().getAttribute("aria-activedescendant"));
    const answer = active.getAttribute("aria-label").split(", ")[1];
    return 2 + ((["b", "c", "d", "e"].indexOf(answer) + 1) % 4);
  }

  /** From the next number key to the frame that shows its answer as saved: no dashed edge, and the status bar says so. */
  function watchSaved() {
    const active = root().getElementById(scroller().getAttribute("aria-activedescendant"));
    const state = () => root().querySelector(".status .mid")?.textContent ?? "";
    window.saved = new Promise((resolve) => {
      addEventListener("keydown", function go(event) {
        if (!/^Digit/.test(event.code)) return;
        removeEventListener("keydown", go, true);
        const answer = " bcde"[Number(event.key) - 1];
        window.shown = null;
        const look = async () => {
          const label = active.getAttribute("aria-label");
          if (label.split(", ")[1] !== answer) return;
          window.shown ??= performance.now() - event.timeStamp;
          const unsaved = root().querySelector(".tile.unsaved") !== null || /not saved yet/.test(label);
          if (unsaved || !/^saved/.test(state())) return;
          observer.disconnect();
          await frame();
          resolve(performance.now() - event.timeStamp);
        };
        const observer = new MutationObserver(() => void look());
        observer.observe(root(), { subtree: true, childList: true, characterData: true, attributes: true });
      }, true);
    });
  }

  /** The same for a widget of one text that the kernel changes. */
  function watchEcho() {
    const said = document.querySelector("#bench-echo");
    window.saved = new Promise((resolve) => {
      addEventListener("keydown", function go(event) {
        removeEventListener("keydown", go, true);
        const observer = new MutationObserver(async () => {
          observer.disconnect();
          await frame();
          resolve(performance.now() - event.timeStamp);
        });
        observer.observe(said, { subtree: true, childList: true, characterData: true });
      }, true);
    });
  }

  function middle() {
    const box = scroller().getBoundingClientRect();
    return [box.left + box.width / 2, box.top + Math.min(box.height, innerHeight - box.top) / 2];
  }

  function firstTile() {
    const box = [...root().querySelectorAll(".tile")].find((tile) => !tile.hidden && isWhole(tile)).getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  }

  return { firstPictures, run, errorOf, complete, where, drag, watchJump, record, recorded, otherDigit, watchSaved, watchEcho, middle, firstTile };
})();
