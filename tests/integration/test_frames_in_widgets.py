"""The kernel half of the grid on a view of frames, asked as its page asks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.integration.conftest import pets
from tests.integration.page import Page

import nblabel as nb
from nblabel import F
from nblabel.domain.units import unit
from nblabel.project import Project

pytestmark = pytest.mark.usefixtures("comms")


@pytest.fixture
def film(tmp_path: Path) -> Iterator[Project]:
    """Two files of several pages: frames without any extra."""
    for name, pages in (("film.tif", 30), ("short.tif", 4)):
        frames = [Image.new("RGB", (64, 48), (page * 8, 40, 90)) for page in range(pages)]
        frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:])
    with nb.open(tmp_path / "film.duckdb", annotator="ada") as opened:
        opened.add([tmp_path / "film.tif", tmp_path / "short.tif"])
        opened.ontology = pets()
        yield opened


def animal(project: Project, option: str) -> dict[str, Any]:
    question = project.ontology["Animal"]
    (chosen,) = [found.ident for found in question.choices if found.name == option]
    return {"question": question.ident, "answers": [{"question": question.ident, "options": [chosen]}]}


def grid_of(view: Any) -> Page:
    page = Page(view.grid())
    page.ask("hello", client="test", protocol="any")
    return page


def test_s0_25_a_page_of_frames_is_shown_planned_classified_and_undone_as_one_of_items(film: Project) -> None:
    grid = grid_of(film.frames(film.items[0]))
    assert grid.widget.count == 30
    rows = grid.ask("rows", gen=1, first=2, count=3)["rows"]
    assert [row["id"] for row in rows] == [unit(1, frame) for frame in (2, 3, 4)]
    assert (rows[0]["title"], rows[0]["pos"]) == ("film.tif · 2", 2)
    thumbs, _ = grid.ask_with_buffers("thumbs", ids=[row["id"] for row in rows], px=128, wait_ms=250)
    assert thumbs["broken"] == []
    target = {"gen": 1, "ranges": [[3, 3], [9, 9]]}
    assert grid.ask("plan", target=target, **animal(film, "cat"))["will_change"] == 2
    change = grid.write("classify", target=target, **animal(film, "cat"))
    assert (change["counts"], change["text"]) == ({"applied": 2}, "Set Animal = cat on 2 frames")
    assert [row["id"] for row in change["rows"]] == [unit(1, 3)]
    assert change["rows"][0]["answers"][0]["frames"] == [3, 3]
    assert "at=[3, 9]" in change["code"]
    assert [frame.frame_index for frame in film.frames().filter(F["Animal"] == "cat")] == [3, 9]
    located = grid.ask("locate", gen=1, start=2, direction=1, question=film.ontology.root("Animal").ident)
    assert located["id"] == unit(1, 4)
    bucket = grid.ask("facets", gen=1, names=[f"q:{film.ontology.root('Animal').ident}"])["facets"][0]["buckets"][0]
    assert (bucket["label"], bucket["count"]) == ("cat", 2)
    result = grid.ask(
        "query", query={"receipt": {"op": change["op"], "outcome": "applied"}}, gen=1, selection={"gen": 1}
    )
    assert result["count"] == 2
    assert grid.write("undo")["counts"]["applied"] == 2
    assert len(film.frames().filter(F["Animal"] == "cat")) == 0


def test_a_stroke_over_frames_is_painted_and_erased(film: Project) -> None:
    grid = grid_of(film.frames())
    grid.ask("rows", gen=1, first=0, count=34)
    grid.write("paint", ids=[unit(1, 3), unit(1, 4)], erase=[], **animal(film, "dog"))
    change = grid.write("paint", ids=[unit(2, 3)], erase=[unit(1, 3)], **animal(film, "dog"))
    assert change["counts"]["applied"] == 2
    found = film.frames().filter(F["Animal"] == "dog")
    assert [(frame.item_id, frame.frame_index) for frame in found] == [(1, 4), (2, 3)]
    assert {row["id"]: len(row.get("answers", [])) for row in change["rows"]} == {unit(1, 3): 0, unit(2, 3): 1}


def test_a_grid_of_items_hears_of_their_frames_and_a_grid_of_frames_of_their_items(film: Project) -> None:
    items, frames = grid_of(film.items), grid_of(film.frames(at=[0, 3]))
    items.ask("rows", gen=1, first=0, count=2)
    frames.ask("rows", gen=1, first=0, count=4)
    changed = frames.write("classify", target={"ids": [unit(2, 3)]}, **animal(film, "cat"))
    assert [row["id"] for row in changed["rows"]] == [unit(2, 3)]
    assert [row["id"] for row in items.events("changed")[-1]["rows"]] == [2]
    moved = items.write("set_status", target={"ids": [2]}, status="review")
    assert [row["id"] for row in moved["rows"]] == [2]
    told = film.frames(film.items[1])
    assert {frame.status for frame in told} == {"review"}
    moved = frames.write("tag", target={"ids": [unit(1, 0)]}, tag="seen")
    assert [(row["id"], row["tags"]) for row in moved["rows"]] == [(unit(1, 0), ["seen"]), (unit(1, 3), ["seen"])]


def test_a_click_on_the_item_after_one_on_its_frame_keeps_the_rule(film: Project) -> None:
    items, frames = grid_of(film.items), grid_of(film.frames())
    items.ask("rows", gen=1, first=0, count=2)
    frames.ask("rows", gen=1, first=0, count=34)
    frames.write("classify", target={"ids": [unit(1, 3)]}, **animal(film, "cat"))
    assert items.write("classify", target={"ids": [1]}, **animal(film, "dog"))["counts"].get("skipped") == 1
    items.write("classify", target={"ids": [1]}, override=True, **animal(film, "dog"))
    assert frames.write("classify", target={"ids": [unit(1, 5)]}, **animal(film, "cat"))["counts"].get("skipped") == 1
    frames.write("classify", target={"ids": [unit(1, 5)]}, override=True, **animal(film, "cat"))
    found = film.frames(film.items[0]).to_df()["Animal"].tolist()
    assert found == ["dog"] * 5 + ["cat"] + ["dog"] * 24
    assert film.verify() == []
