"""Films, slices, pages and sound, one by one: what is read of a frame is what is seen, and a label is about it."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import numpy as np
from PIL import Image
from tests.browser.lab import Lab
from tests.browser.notebook import Notebook
from tests.browser.pets import Labeler

MEDIA = Path(__file__).resolve().parents[3] / "shared" / "data" / "media"
FILM = "bbb_480p_h264_bframes_onekey.mp4"
PROJECT = """import nblabel as nb
import numpy as np
project = nb.open("media.duckdb", annotator="ana")
project.ontology = nb.Ontology(nb.Radio("Scene", ["meadow", "tree", "titles"]))
added = project.add("{name}")
item = project.items[0]"""
LABEL = "labeler = project.label()\nlabeler"
SMALL = (96, 54)
# Each frame of the film, small and grey, as Python reads it.
TRUTH = """def small(image):
    return np.asarray(image.convert("L").resize((96, 54)), dtype=np.float32)
truth = np.stack([small(item.frame(index)) for index in range(item.n_frames)])"""
AT = """([root, frame]) => {
  const canvas = root.querySelector(".layers canvas");
  const readout = root.querySelector(".readout[data-frame]");
  const shown = canvas?.dataset.frame;
  return shown === readout?.dataset.frame && (frame === null ? shown !== undefined : shown === String(frame));
}"""
STOOD = """root => {
  const canvas = root.querySelector(".layers canvas");
  canvas.since ??= performance.now();
  return performance.now() - canvas.since > 150;
}"""
PASSED = "([root, frame]) => Number(root.querySelector('.readout')?.dataset.frame) > frame"


class Reel(Labeler):
    """A labeler that shows something with frames."""

    def at(self, frame: int | None = None) -> Reel:
        """Wait until a frame is seen and its number is read, both the same."""
        self.page.wait_for_function(AT, arg=[self.root.element_handle(), frame])
        return self

    def passed(self, frame: int) -> Reel:
        self.page.wait_for_function(PASSED, arg=[self.root.element_handle(), frame])
        return self

    def seen(self) -> Reel:
        """Wait until the item has stood long enough to be answered: a slip answers nothing."""
        self.page.wait_for_function(STOOD, arg=self.root.element_handle())
        return self

    def read(self) -> int:
        """The number of the frame as it is read."""
        return int(self.root.locator(".readout b").inner_text().replace(",", ""))

    def picture(self) -> np.ndarray:
        """What is seen, small and grey."""
        url = self.root.locator(".layers canvas").evaluate("canvas => canvas.toDataURL('image/png')")
        seen = Image.open(io.BytesIO(base64.b64decode(url.split(",")[1])))
        return np.asarray(seen.convert("L").resize(SMALL), dtype=np.float32)

    def press(self, *keys: str) -> Reel:
        super().press(*keys)
        return self


def opened(lab: Lab, name: str, source: str) -> tuple[Notebook, Reel]:
    cells = [PROJECT.format(name=name), LABEL]
    notebook = lab.notebook(cells, files={name: MEDIA / source}).run_all(120)
    reel = Reel(notebook)
    reel.root.locator(".picture").wait_for()
    return notebook, reel


def frames_like(notebook: Notebook, picture: np.ndarray) -> tuple[list[int], float]:
    """The frames that differ least from a picture (those that differ no more than JPEG does), and by how much."""
    notebook.run(f"seen = np.frombuffer({picture.astype(np.uint8).tobytes()!r}, np.uint8).reshape(54, 96)")
    notebook.run("differs = np.abs(truth - seen).mean(axis=(1, 2))")
    close = notebook.py("[int(i) for i in np.flatnonzero(differs <= differs.min() + 0.15)]")
    return close, notebook.py("float(differs.min())")


def test_s1_22_the_number_that_is_read_belongs_to_the_picture_that_is_seen(lab: Lab) -> None:
    notebook, reel = opened(lab, "film.mp4", f"video/{FILM}")
    reel.at(0).focus()
    notebook.run(TRUTH)
    assert notebook.py("len(truth)") == 120
    steps = {".": 1, "Shift+ArrowRight": 11, "ArrowRight": 12, ",": 11, "End": 119, "Shift+ArrowLeft": 109, "Home": 0}
    for key, frame in steps.items():
        reel.press(key).at(frame)
        assert reel.read() == frame, key
        close, differs = frames_like(notebook, reel.picture())
        assert frame in close, f"after {key} frame {frame} is read, but the picture is one of {close}"
        assert differs < 6, f"after {key} the picture differs by {differs} from each frame"
    reel.press("g")
    notebook.page.keyboard.type("0:02.5")
    reel.press("Enter").at(60)
    assert 60 in frames_like(notebook, reel.picture())[0]
    slider = reel.root.get_by_role("slider", name="Frame")
    assert slider.get_attribute("aria-valuetext") == "frame 60 of 120, 0:02.500"


FILMS = {
    "vp9.webm": ("iscc_demo_vp9.webm", 1441),
    "uneven.mp4": ("bbb_vfr_h264.mp4", 82),
    "turned.mp4": ("bbb_rotated90_h264.mp4", 72),
    "edited.mp4": ("bbb_editlist_h264.mp4", 88),
    "open.mp4": ("bbb_opengop_h264.mp4", 120),
    "hevc.mp4": ("bbb_hevc.mp4", 72),
}


def test_s1_22_whatever_the_film_is_made_of_its_frames_are_those_that_python_gives(lab: Lab) -> None:
    first, *others = FILMS
    add = "\n".join(f"project.add({name!r})" for name in others)
    files = {name: MEDIA / "video" / source for name, (source, _) in FILMS.items()}
    notebook = lab.notebook([f"{PROJECT.format(name=first)}\n{add}", LABEL], files=files).run_all(120)
    reel = Reel(notebook)
    reel.root.locator(".picture").focus()
    notebook.run("def small(image):\n    return np.asarray(image.convert('L').resize((96, 54)), dtype=np.float32)")
    for place, (name, (_, count)) in enumerate(FILMS.items()):
        reel.root.locator(".heading", has_text=name).wait_for()
        reel.at(0).press("End").at(count - 1)
        for frame in (count // 3, count // 2 + 1):
            reel.press("g")
            notebook.page.keyboard.type(str(frame))
            reel.press("Enter").at(frame)
            notebook.run(f"truth = small(project.items[{place}].frame({frame}))[None]")
            assert frames_like(notebook, reel.picture())[1] < 6, f"{name}: frame {frame} is another picture"
        reel.press("n")


def test_s1_22_a_film_plays_at_eight_times_the_speed_and_stops_at_the_frame_it_shows(lab: Lab) -> None:
    notebook, reel = opened(lab, "film.mp4", f"video/{FILM}")
    reel.at(0).focus()
    notebook.run(TRUTH)
    reel.press(" ").passed(15).press(" ").at()
    paused = reel.read()
    assert 15 < paused < 119
    assert paused in frames_like(notebook, reel.picture())[0]
    reel.root.get_by_label("Speed").select_option("8")
    reel.focus().press(" ").at(119)
    reel.root.get_by_role("button", name="Play or pause", pressed=False).wait_for()
    assert 119 in frames_like(notebook, reel.picture())[0]


def test_s1_22_the_timeline_is_dragged_to_any_frame(lab: Lab) -> None:
    notebook, reel = opened(lab, "film.mp4", f"video/{FILM}")
    reel.at(0)
    notebook.run(TRUTH)
    box = reel.root.get_by_role("slider", name="Frame").bounding_box()
    assert box
    mouse, y = notebook.page.mouse, box["y"] + 10
    mouse.move(box["x"] + 14, y)
    mouse.down()
    for part in (0.2, 0.9, 0.4, 0.75):
        mouse.move(box["x"] + box["width"] * part, y, steps=8)
    mouse.up()
    reel.at()
    slider = reel.root.get_by_role("slider", name="Frame")
    wanted = int(slider.get_attribute("aria-valuenow") or -1)
    reel.at(wanted)
    assert 86 <= wanted <= 93
    assert wanted in frames_like(notebook, reel.picture())[0]


def test_s0_25_a_label_is_about_the_frame_the_range_or_the_item(lab: Lab) -> None:
    notebook, reel = opened(lab, "film.mp4", f"video/{FILM}")
    reel.at(0).focus()
    said = "project.labels.to_df()[['frame_from', 'frame_to', 'answer']].astype(str).values.tolist()"
    reel.root.get_by_role("radio", name="This frame").click()
    reel.press("Shift+ArrowRight").at(10).seen().press("1").at(11)
    notebook.until(f"{said} == [['10', '10', 'meadow']]")
    reel.press("Shift+ArrowRight").at(21).press("i", "Shift+ArrowRight").at(31).seen().press("Shift+I", "2")
    notebook.until(f"sorted({said}) == [['10', '10', 'meadow'], ['21', '31', 'tree']]")
    assert reel.root.locator(".track .mark").count() == 2
    reel.root.locator(".chips .chip", has_text="tree").wait_for()
    reel.press("Home").at(0)
    assert reel.root.locator(".chips .chip").count() == 0
    reel.press("u").at(21)
    notebook.until(f"{said} == [['10', '10', 'meadow']]")
    reel.press("Escape")
    reel.root.get_by_role("radio", name="Whole item").click()
    reel.seen().press("3")
    notebook.until("project.labels.to_df()['answer'].tolist() == ['titles']")
    assert notebook.py("bool(project.labels.to_df()['frame_from'].isna().all())")


def test_s0_25_a_view_of_single_frames_is_labelled_like_pictures(lab: Lab) -> None:
    cells = [PROJECT.format(name="film.mp4"), "labeler = project.frames(every=30).label()\nlabeler"]
    notebook = lab.notebook(cells, files={"film.mp4": MEDIA / f"video/{FILM}"}).run_all(120)
    labeler = Labeler(notebook).stands_at(0).focus()
    assert labeler.root.locator(".timeline, .scope").count() == 0
    labeler.press("ArrowRight").stands_at(1).press("2").stands_at(2)
    assert "frame 60" in labeler.root.locator(".heading").inner_text()
    said = "project.labels.to_df()[['frame_from', 'frame_to', 'answer']].astype(str).values.tolist()"
    notebook.until(f"{said} == [['30', '30', 'tree']]")


def test_s4_19_slices_are_seen_through_another_window_and_along_another_axis(lab: Lab) -> None:
    _, reel = opened(lab, "brain.nii.gz", "nifti/example4d.nii.gz")
    reel.at(0).focus().press("Shift+ArrowRight", "Shift+ArrowRight")
    reel.at(20)
    before, was = reel.picture(), reel.root.locator(".layers canvas").evaluate("canvas => canvas.toDataURL()")
    box = reel.root.locator(".picture").bounding_box()
    assert box
    mouse = reel.page.mouse
    mouse.move(box["x"] + 300, box["y"] + 150)
    mouse.down(button="right")
    mouse.move(box["x"] + 200, box["y"] + 100, steps=6)
    mouse.up(button="right")
    reel.root.locator(".tuning output", has_not_text="345").first.wait_for()
    reel.page.wait_for_function(
        "([root, was]) => root.querySelector('.layers canvas').toDataURL() !== was",
        arg=[reel.root.element_handle(), was],
    )
    assert np.abs(reel.picture() - before).mean() > 1
    reel.root.get_by_role("radio", name="sagittal").click()
    reel.root.locator(".readout", has_text="of 256").wait_for()
    reel.at(128)


LARGE = """import numpy as np
from PIL import Image
dice = np.random.default_rng(7)
Image.fromarray(dice.integers(0, 255, (300, 480, 3), dtype=np.uint8)).resize((7680, 4800), 3).save("large.jpg")
"""
TILED = """root => {
  const canvas = root.querySelector("canvas.tiles");
  if (!canvas?.width) return null;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 3; at < data.length; at += 4) if (data[at] < 255) return null;
  return canvas.toDataURL("image/png");
}"""


def test_a_large_picture_is_seen_pixel_by_pixel_through_its_tiles(lab: Lab) -> None:
    notebook = lab.notebook([LARGE + PROJECT.format(name="large.jpg"), LABEL]).run_all(120)
    labeler = Labeler(notebook).stands_at(0).focus().press("Shift+Digit2")
    labeler.root.get_by_role("button", name="100 % · Fit").wait_for()
    url = notebook.page.wait_for_function(TILED, arg=labeler.root.element_handle()).json_value()
    seen = Image.open(io.BytesIO(base64.b64decode(url.split(",")[1]))).convert("RGB")
    left, top = (7680 - seen.width) // 2, (4800 - seen.height) // 2
    whole = Image.open(notebook.folder / "large.jpg").crop((left, top, left + seen.width, top + seen.height))
    differs = np.abs(np.asarray(seen, dtype=np.float32) - np.asarray(whole, dtype=np.float32)).mean()
    assert differs < 8, f"the tiles differ from the picture by {differs} of 255"


def test_s4_19_pages_are_turned_and_sound_is_heard(lab: Lab) -> None:
    _, pages = opened(lab, "paper.pdf", "pdf/demo.pdf")
    pages.at(0).focus().press("End").at(8)
    assert pages.root.locator(".readout").inner_text().split("\n")[0] == "page 9 of 9"
    notebook, sound = opened(lab, "song.mp3", "audio/demo.mp3")
    sound.root.locator(".picture img:not(.placeholder)").wait_for()
    sound.focus().press(" ")
    notebook.page.wait_for_function(
        "root => parseFloat(root.querySelector('.listening .cursor').style.left) > 3", arg=sound.root.element_handle()
    )
    sound.press(" ")
    assert sound.root.locator(".timeline .problem").count() == 0
