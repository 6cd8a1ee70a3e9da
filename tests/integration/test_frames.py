"""Views of single frames: looked at, filtered, counted and classified as items are (S0.25)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from tests.integration.conftest import pets

import nblabel as nb
from nblabel import F
from nblabel.errors import NotAllowed, QueryError, SelectionError
from nblabel.project import Project
from nblabel.store.reading import positions

CLIP = "bbb_480p_h264_bframes_onekey.mp4"
FRAMES = 120


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Path:
    """A project of two videos, a broken one and a picture, headers read; copied by each test."""
    pytest.importorskip("av")
    folder = tmp_path_factory.mktemp("frames")
    Image.new("RGB", (64, 48), "green").save(folder / "picture.png")
    videos = shared_data / "media/video"
    with nb.open(folder / "clips.duckdb", annotator="ada") as project:
        names = (CLIP, "bbb_hevc.mp4", "bbb_truncated_no_moov.mp4")
        project.add(pd.DataFrame({"path": [*(str(videos / name) for name in names), str(folder / "picture.png")]}))
        project.ontology = pets()
        len(project.frames())
    return folder / "clips.duckdb"


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Iterator[Project]:
    copy = tmp_path / "clips.duckdb"
    copy.write_bytes(template.read_bytes())
    with nb.open(copy, annotator="ada") as opened:
        yield opened


def answers(project: Project, question: str = "Animal") -> dict[tuple[int, int], object]:
    """What every frame answers, as the table of frames has it."""
    found = project.frames().to_df()
    keys = zip(found["item_id"], found["frame"], strict=True)
    return {key: value for key, value in zip(keys, found[question], strict=True) if isinstance(value, str)}


def test_s0_25_given_frames_3_and_9_of_a_video_then_only_3_and_9_carry_it(project: Project) -> None:
    clip = project.filter(F.title == CLIP)
    chosen = project.frames(clip, at=[3, 9])
    receipt = chosen.classify("Animal", {"Animal": "dog", "Breed": "pug"})
    assert (receipt.applied, str(receipt).splitlines()[0]) == (
        2,
        "Set Animal = dog, Breed = pug on 2 frames. [operation 3: applied 2]",
    )
    item = clip[0]
    assert answers(project) == {(item.id, 3): "dog", (item.id, 9): "dog"}
    rows = project.labels.to_df()
    assert sorted(set(zip(rows["frame_from"], rows["frame_to"], strict=True))) == [(3, 3), (9, 9)]
    assert [frame.frame_index for frame in project.frames(clip).filter(F["Animal"] == "dog")] == [3, 9]
    assert [frame.frame_index for frame in receipt.items()] == [3, 9]
    assert receipt.undo().applied == 2
    assert answers(project) == {}
    assert project.redo().applied == 2
    assert set(answers(project)) == {(item.id, 3), (item.id, 9)}
    assert project.verify() == []


def test_s0_25_a_frame_overrides_what_the_whole_video_answers_there_and_nowhere_else(project: Project) -> None:
    item = project.items[0]
    item.classify("Animal", {"Animal": "dog", "Breed": "pug"})
    chosen = project.frames(item, at=[0, 3, 4, 119])
    plan = chosen.classify("Animal", "cat", override=True, dry_run=True)
    assert (plan.items, plan.will_change, plan.overwrites) == (4, 4, 4)
    assert chosen.classify("Animal", "cat").skipped == 4
    receipt = chosen.classify("Animal", "cat", override=True)
    assert (receipt.applied, receipt.overwritten) == (4, 4)
    found = answers(project)
    assert [frame for (_, frame), value in found.items() if value == "cat"] == [0, 3, 4, 119]
    assert len(found) == FRAMES
    breeds = project.frames(item).to_df().set_index("frame")["Breed"]
    assert breeds.isna().sum() == 4
    assert set(breeds.dropna()) == {"pug"}
    receipt.undo()
    assert project.labels.to_df()["frame_from"].isna().all()


def test_a_frame_of_a_view_is_an_item_that_means_that_frame(project: Project) -> None:
    item = project.items[0]
    frame = project.frames(item, every=30)[2]
    assert (frame.frame_index, frame.item_id, frame.title) == (60, item.id, f"{CLIP} · 60")
    assert (frame.n_frames, frame.width, frame.kind) == (FRAMES, 854, "video")
    whole = item.frame(60)
    assert np.array_equal(frame.to_array(), np.asarray(whole))
    assert np.array_equal(np.asarray(frame.frame(3)), np.asarray(item.frame(3)))
    assert frame.frame_time() == item.frame_time(60)
    assert max(frame.thumbnail(64).size) == 64
    frame.classify("Animal", "cat")
    assert (frame.labels, item.frame_index) == ({"Animal": "cat"}, None)
    assert project.frames(item, at=[61])[0].labels == {}
    assert repr(frame) == f"Frame 60 of item {item.id}: {CLIP} · 60 [annotate] Animal=cat"


def test_frames_come_in_the_order_of_the_items_and_as_far_as_there_are_any(project: Project) -> None:
    frames = project.frames(project.sort(F.title.desc()), at=[0, 100, 5000])
    assert [(frame.title.split(" ")[0], frame.frame_index) for frame in frames] == [
        ("picture.png", 0),
        ("bbb_truncated_no_moov.mp4", 0),
        ("bbb_hevc.mp4", 0),
        (CLIP, 0),
        (CLIP, 100),
    ]
    assert len(project.frames()) == FRAMES + 72 + 1 + 1
    assert len(project.frames(every=50)) == 3 + 2 + 1 + 1
    assert [frame.frame_index for frame in project.frames(at=range(0, 9, 4)).sort(F.frame.desc(), F.title)[:2]] == [
        8,
        8,
    ]


def test_keyframes_are_those_of_the_file_and_what_cannot_be_read_has_its_first_frame(project: Project) -> None:
    found = project.frames(keyframes=True)
    by_title: dict[str, list[int | None]] = {}
    for frame in found:
        by_title.setdefault(frame.title.split(" ")[0], []).append(frame.frame_index)
    assert by_title[CLIP] == [0]
    assert by_title["bbb_truncated_no_moov.mp4"] == by_title["picture.png"] == [0]
    assert len(by_title["bbb_hevc.mp4"]) >= 1
    assert found.code() == "project.frames(keyframes=True)"
    assert "be read" in (project.filter(F.title.contains("truncated"))[0].problem or "")


CONDITIONS = {
    "title": F.title.contains("hevc"),
    "size": F.width > 100,
    "status": F.status == "review",
    "tag": F.tags.has("seen"),
    "no tag": F.tags.is_missing(),
    "id": F.id.is_in([1, 4]),
    "kind": (F.kind == "image") | ~(F.title.contains("hevc")),
    "an answer of the whole item": F["Quality"] == 3,
    "no answer": F["Quality"].is_missing(),
    "receipt": F.receipt(3, "applied"),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_on_items_holds_for_all_their_frames(project: Project, name: str) -> None:
    project.items[1].classify("Quality", 3)
    project.items[0].set_status("review")
    project.frames(project.items[3]).tag("seen")
    condition = CONDITIONS[name]
    inside, outside = project.frames(every=10).filter(condition), project.frames(project.filter(condition), every=10)
    assert inside.ids().tolist() == outside.ids().tolist()
    assert len(inside) == len(outside) < len(project.frames(every=10))


def test_conditions_and_order_ask_what_stands_on_the_frame(project: Project) -> None:
    item = project.items[0]
    item.classify("Animal", "cat", frames=(10, 19))
    item.classify("Animal", "dog", frames=(15, 16), override=True)
    item.classify("Quality", 2)
    item.classify("Quality", 5, frames=12, override=True)
    frames = project.frames(item)
    numbers = lambda view: [frame.frame_index for frame in view]  # noqa: E731
    assert numbers(frames.filter(F["Animal"] == "cat")) == [10, 11, 12, 13, 14, 17, 18, 19]
    assert numbers(frames.filter(F["Animal"] != "cat")) == [15, 16]
    assert numbers(frames.filter(F["Animal"] == "cat", F["Quality"] > 4)) == [12]
    assert len(frames.filter(F["Animal"].is_missing())) == FRAMES - 10
    assert numbers(frames.filter(F["Quality"] == 2, F.frame.between(11, 13))) == [11, 13]
    assert numbers(frames.sort(F["Animal"].desc())[:3]) == [15, 16, 10]
    assert numbers(frames.sort(F["Quality"].desc(), F.frame)[:2]) == [12, 0]
    assert numbers(frames[10:14].filter(F["Quality"] == 2)[1:]) == [11, 13]
    facets = frames.facets("Animal", "Quality", "status").set_index(["facet", "value"])["count"].to_dict()
    assert (facets["Animal", "cat"], facets["Animal", "dog"], facets["Quality", "2"]) == (8, 2, FRAMES - 1)
    assert facets["status", "annotate"] == FRAMES
    with project._session.db.read() as cur:
        scope, ids = project._reading.scope(), frames.ids()
        question = project.ontology.root("Animal").ident
        assert positions.next_unanswered(cur, scope, ids, 9, 1, question) == 20
        assert positions.next_unanswered(cur, scope, ids, 20, -1, question) == 9
        assert positions.next_unanswered(cur, scope, ids, 9, 1) == -1


def test_the_printed_line_makes_the_same_view(project: Project) -> None:
    item = project.items[0]
    receipt = project.frames(item, at=[3, 9]).classify("Animal", "cat")
    views = [
        project.frames(),
        project.frames(project.sort(F.title.desc())[:3], every=7).filter(F["Animal"].is_missing()).sort(F.frame)[2:9],
        project.frames(item, at=[0, 1, 2, 50]),
        project.frames(keyframes=True).filter(F.title.contains(", )")),
        receipt.items(),
        receipt.items("skipped"),
        project.frames(item).filter(F.id.is_in(project.frames(item, at=[5, 8]).ids())),
        project.frames(item, every=40)[1:]._only(project.frames(item, at=[4, 5, 6]).ids().tolist()),
    ]
    for view in views:
        again = eval(view.code(), {"project": project, "F": F})
        assert again.ids().tolist() == view.ids().tolist(), view.code()
    past = project.at(2).frames(project.at(2).filter(F.id == item.id), at=[3])
    assert past.code() == f"project.at(2).frames(project.at(2).filter(F.id == {item.id}), at=[3])"


def test_the_past_shows_frames_as_they_were(project: Project) -> None:
    item = project.items[0]
    first = project.frames(item, at=[3, 9]).classify("Animal", "cat")
    project.frames(item, at=[3]).classify("Animal", "dog", override=True)
    then = project.at(first.op_id)
    assert [frame.labels for frame in then.frames(then.items[:1], at=[3, 9])] == [{"Animal": "cat"}] * 2
    assert len(then.frames().filter(F["Animal"] == "dog")) == 0
    with pytest.raises(SelectionError, match="another time"):
        then.frames(project.items)


def test_status_and_tags_of_frames_are_those_of_their_items(project: Project) -> None:
    chosen = project.frames(project.items[:2], at=[3, 9])
    assert chosen.tag("seen").applied == 2
    receipt = chosen.set_status("review")
    assert (receipt.applied, len(receipt.items())) == (2, 2)
    assert [item.tags for item in project.items] == [("seen",), ("seen",), (), ()]
    moved = chosen.classify("Animal", "cat", set_status="complete")
    assert moved.applied == 4
    assert [item.status for item in project.items] == ["complete", "complete", "annotate", "annotate"]
    assert [item.status for item in project.frames(at=[5])] == ["complete", "complete"]
    moved.undo()
    assert [item.status for item in project.items] == ["review", "review", "annotate", "annotate"]


def test_undo_leaves_the_frames_that_were_changed_since(project: Project) -> None:
    item = project.items[0]
    item.classify("Animal", "cat")
    bulk = project.frames(item, every=10).classify("Animal", "dog", override=True)
    project.frames(item, at=[20, 25]).classify("Animal", "neither", override=True)
    undone = bulk.undo()
    assert (undone.applied, undone.kept) == (11, 1)
    assert [frame.frame_index for frame in undone.items("kept")] == [20]
    found = answers(project)
    assert {frame for (_, frame), value in found.items() if value == "neither"} == {20, 25}
    assert sum(value == "cat" for value in found.values()) == FRAMES - 2
    assert project.verify() == []


def test_several_frames_are_named_by_a_list_and_a_range_by_a_pair(project: Project) -> None:
    item = project.items[0]
    receipt = item.classify("Animal", "cat", frames=[3, 9, (20, 22)])
    assert receipt.applied == 5
    assert sorted(frame for _, frame in answers(project)) == [3, 9, 20, 21, 22]
    assert item.clear("Animal", frames=[9, 21]).applied == 2
    assert item.classify("Animal", "dog", frames=(0, 2)).applied == 1
    assert sorted(frame for _, frame in answers(project)) == [0, 1, 2, 3, 20, 22]


def test_a_frame_of_a_closed_item_is_refused_by_name_and_many_are_counted(project: Project) -> None:
    item = project.items[0]
    item.set_status("complete")
    with nb.open(project.path, annotator="ben", role="annotator") as other:
        with pytest.raises(NotAllowed, match=CLIP.replace(".", r"\.")):
            other.frames(other.items[:1])[3].classify("Animal", "cat")
        receipt = other.frames(at=[3]).classify("Animal", "cat")
        assert (receipt.applied, receipt.blocked) == (1, 1)
        assert [frame.item_id for frame in receipt.items("blocked")] == [item.id]


def test_mistakes_about_frames_are_told_in_a_sentence(project: Project) -> None:
    frames = project.frames(at=[3])
    for call, says in (
        (lambda: project.frames(every=2, at=[3]), "chosen in one way"),
        (lambda: project.frames(at="3"), "named by their numbers"),
        (lambda: project.frames(every=0), "every= takes"),
        (lambda: project.frames([1, 2]), "takes a view of items or an item"),  # type: ignore[arg-type]
        (lambda: project.frames(frames), "frames already"),
        (lambda: project.filter(F.frame > 3).ids(), "only frames have"),
        (lambda: frames.classify("Animal", "cat", frames=(1, 2)), "leave frames= out"),
        (lambda: project.frames(at=[5000]).classify("Animal", "cat"), "No item matches"),
        (
            lambda: project.filter(F.id.is_in([2**32 * 5001 + 1])).classify("Animal", "cat"),
            "No frame 5000 of item 1 in",
        ),
    ):
        with pytest.raises((QueryError, SelectionError), match=says):
            call()


def test_a_table_of_frames_has_the_frame_beside_the_item(project: Project, tmp_path: Path) -> None:
    project.frames(project.items[0], at=[3]).classify("Flags", ["dark", "blurry"])
    frame = project.frames(at=[3, 9]).to_df()
    assert list(frame.columns[:6]) == ["item_id", "frame", "title", "uri", "status", "tags"]
    assert frame[["item_id", "frame"]].values.tolist() == [[1, 3], [1, 9], [2, 3], [2, 9]]
    assert frame["Flags"].tolist() == [["blurry", "dark"], None, None, None]
    assert frame["title"].tolist()[0] == CLIP
    assert list(project.to_df().columns[:3]) == ["item_id", "title", "uri"]
    written = project.frames(at=[3]).export_table(tmp_path / "frames.csv").read_text().splitlines()
    assert written[1].startswith("1,3,")
    assert "blurry; dark" in written[1]
    assert len(project.frames(at=[5000]).to_df()) == 0
