"""What a page asks about frames, strips, tiles and sound, and what it is told of file headers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from tests.integration.page import Page, opened

import nblabel as nb
from nblabel.domain.medium import Medium
from nblabel.domain.units import unit
from nblabel.media.serving import show
from nblabel.ops.adding.headers import HeaderReader, read_headers
from nblabel.project import Project
from nblabel.store.items import headers
from nblabel.store.items.headers import MediaRow


@pytest.fixture
def media(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, comms: None) -> Iterator[Project]:
    """One file of every kind, their headers not read yet."""
    monkeypatch.setattr(HeaderReader, "start", lambda reader: None)
    with nb.open(tmp_path / "media.duckdb", annotator="ada") as project:
        project.add(nb.samples("media"))
        project.ontology = nb.Ontology(nb.Radio("Scene", ["table", "portrait", "rocket"]))
        yield project


@pytest.fixture
def page(media: Project) -> Page:
    page = opened(media.grid())
    page.ask("rows", gen=1, first=0, count=60)
    return page


def of_kind(project: Project, kind: str) -> int:
    return next(item.id for item in project if item.kind == kind)


def picture(jpeg: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(bytes(jpeg))).convert("RGB"), float)


def test_the_page_hears_of_sizes_once_the_headers_are_read(media: Project, page: Page) -> None:
    assert page.events("facts") == []
    read_headers(media._session)
    (told,) = page.events("facts")
    by_kind = {row["kind"]: row for row in told["rows"]}
    assert (by_kind["video"]["n_frames"], by_kind["video"]["duration"]) == (100, 4.0)
    assert by_kind["pdf"]["n_frames"] == 3
    page.widget.close()
    assert media._session.facts_observers == []


def test_d13_every_kind_tells_how_many_frames_it_has_and_shows_each_of_them(media: Project, page: Page) -> None:
    for item in media:
        info = page.ask("medium", id=item.id)
        assert (info["kind"], info["problem"]) == (item.kind, "")
        last = info["n_frames"] - 1
        shown, buffers = page.ask_with_buffers("picture", id=item.id, frame=last, max_px=4096)
        assert (shown["frame"], shown["reason"]) == (last, "")
        whole = np.asarray(item.frame(last), float)
        assert np.abs(picture(buffers[0]) - whole).mean() < 6, item.title


def test_a_strip_holds_the_frames_asked_for(media: Project, page: Page) -> None:
    video = of_kind(media, "video")
    strip, (joined,) = page.ask_with_buffers("strip", id=video, frames=[99, 0, 50], px=320)
    assert [ready["frame"] for ready in strip["ready"]] == [99, 0, 50]
    for ready in strip["ready"]:
        shown = picture(joined[ready["offset"] : ready["offset"] + ready["length"]])
        assert np.abs(shown - np.asarray(media.filter(nb.F.id == video)[0].frame(ready["frame"]), float)).mean() < 6


def test_a_frame_that_is_not_there_is_answered_with_its_reason(media: Project, page: Page) -> None:
    strip, buffers = page.ask_with_buffers("strip", id=of_kind(media, "video"), frames=[100], px=320)
    assert (strip["ready"], buffers) == ([], [])
    assert "100" in strip["broken"][0]["reason"]
    assert page.ask("picture", id=of_kind(media, "pdf"), frame=3)["reason"]


def test_sound_comes_as_wav_in_pieces(media: Project, page: Page) -> None:
    piece, (wav,) = page.ask_with_buffers("sound", id=of_kind(media, "audio"), start=1.0, seconds=2.0)
    assert (piece["start"], piece["total"]) == (1.0, 4.5)
    assert bytes(wav[:4]) == b"RIFF"
    assert page.ask("sound", id=of_kind(media, "pdf"))["reason"]


def test_a_small_picture_is_no_tiles_and_says_so(media: Project, page: Page) -> None:
    assert page.ask("medium", id=of_kind(media, "image"))["tile_px"] == 0


def test_s0_25_an_answer_from_the_page_stands_on_the_frames_it_was_given_for(media: Project, page: Page) -> None:
    video, question = of_kind(media, "video"), media.ontology["Scene"]
    answer = [{"question": question.ident, "options": [question.choices[0].ident]}]
    done = page.write(
        "classify", target={"ids": [video]}, question=question.ident, answers=answer, override=True, frames=[3, 9]
    )
    assert "frames=(3, 9)" in done["code"]
    assert done["rows"][0]["answers"][0]["frames"] == [3, 9]
    (row,) = media.labels.to_df().itertuples()
    assert (row.frame_from, row.frame_to) == (3, 9)


def test_s0_25_tiles_of_single_frames_are_answered_like_items(media: Project, comms: None) -> None:
    video, question = of_kind(media, "video"), media.ontology["Scene"]
    page = opened(media.frames(media.filter(nb.F.id == video), at=[3, 9, 40]).grid())
    rows = page.ask("rows", gen=1, first=0, count=60)["rows"]
    assert [(row["id"], row["frame"]) for row in rows] == [(unit(video, frame), frame) for frame in (3, 9, 40)]
    answer = [{"question": question.ident, "options": [question.choices[1].ident]}]
    ids = [row["id"] for row in rows[:2]]
    done = page.write("classify", target={"ids": ids}, question=question.ident, answers=answer)
    assert done["counts"] == {"applied": 2}
    assert [bool(row.get("answers")) for row in page.ask("rows", gen=1, first=0, count=60)["rows"]] == [
        True,
        True,
        False,
    ]
    thumbs, (joined,) = page.ask_with_buffers("thumbs", ids=[row["id"] for row in rows], px=128, wait_ms=250)
    assert len(thumbs["ready"]) + len(thumbs["pending"]) == 3
    assert joined


def test_a_label_on_a_frame_keeps_its_time_stamp_too(media: Project) -> None:
    clip = media.filter(nb.F.kind == "video")[0]
    clip.classify("Scene", "table", frames=(10, 20))
    media.filter(nb.F.kind == "pdf")[0].classify("Scene", "table", frames=1)
    (page, film) = (row for row in media.labels.to_df().sort_values("pts_from", na_position="first").itertuples())
    assert (page.frame_from, page.pts_from is pd.NA) == (1, True)
    spacing = show.pts_of(Medium("video", clip.urls), [0, 1, 10, 20])
    assert spacing is not None
    assert (film.pts_from, film.pts_to) == (spacing[2], spacing[3])
    assert spacing[2] - spacing[0] == 10 * (spacing[1] - spacing[0])


def test_the_time_stamp_is_kept_soon_after_the_label_and_outlives_the_file(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    shutil.copy(nb.samples("media") / "clip.mp4", path)
    with nb.open(tmp_path / "media.duckdb", annotator="ada") as project:
        project.add(path)
        project.ontology = nb.Ontology(nb.Radio("Scene", ["table", "portrait"]))
        project[0].classify("Scene", "table", frames=30)
        assert project._headers.join(60)
        path.unlink()
        assert project.labels.to_df()["pts_from"].notna().all()
        project.undo()
        project.redo()
        assert project.labels.to_df()["pts_from"].notna().all()


def test_a_view_of_frames_says_that_it_counts_frames(media: Project, comms: None) -> None:
    clips = media.filter(nb.F.kind == "video")
    hello = opened(media.frames(clips, every=10).grid()).ask("hello", client="test", protocol="any")
    assert (hello["noun"], hello["count"], hello["project"]["items"]) == ("frame", 10, 10)
    assert opened(clips.grid()).ask("hello", client="test", protocol="any")["noun"] == "item"


def test_a_tile_of_a_video_with_very_many_answers_brings_the_first_of_them(media: Project, page: Page) -> None:
    video, question = of_kind(media, "video"), media.ontology["Scene"]
    media._session.db.run(lambda cur: headers.save(cur, [MediaRow(video, 320, 240, 1, 400, 1, 1, "video/mp4", None)]))
    media.frames(media.filter(nb.F.id == video), every=1).classify(question.name, "table")
    media.frames(media.filter(nb.F.id == video), at=range(0, 400, 2)).classify(question.name, "rocket", override=True)
    assert len(media.labels) == 400
    (row,) = page.ask("rows_by_id", gen=1, ids=[video])["rows"]
    assert len(row["answers"]) == 200
    (whole,) = opened(media.label()).ask("rows_by_id", gen=1, ids=[video])["rows"]
    assert len(whole["answers"]) == 400
