"""The requirements of collections, as a user of the Python API meets them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from tests.integration.worlds import copied

import nblabel as nb
from nblabel import F
from nblabel.errors import CollectionError, OperationError, QueryError, SelectionError
from nblabel.ops.labelling import send as sending
from nblabel.project import Project
from nblabel.store.labels import writing as label_rows


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred real picture tiles."""
    tiles = sorted(str(path) for path in nb.samples().rglob("*.jpg"))[:100]
    with nb.open(tmp_path_factory.mktemp("project") / "cars.duckdb", annotator="ada") as opened:
        opened.add(tiles)
        opened.ontology = nb.Ontology(nb.Radio("Animal", ["cat", nb.Option("dog", nb.Radio("Breed", ["pug"]))]))
    return opened.path


@pytest.fixture
def project(world: Path, tmp_path: Path) -> Iterator[Project]:
    with nb.open(copied(world, tmp_path), annotator="ada") as opened:
        yield opened
        assert opened.verify() == []


@pytest.fixture
def clips(tmp_path: Path) -> Iterator[Project]:
    """Two groups of twelve pictures each: items of several frames."""
    with nb.open(tmp_path / "clips.duckdb", annotator="ada") as opened:
        for clip in ("street", "beach"):
            paths = []
            for frame in range(12):
                paths.append(tmp_path / f"{clip}-{frame}.png")
                Image.new("RGB", (32, 24), (frame * 20, 80, 90)).save(paths[-1])
            opened.add_group(paths, title=clip)
        opened.ontology = nb.Ontology(nb.Radio("Scene", ["night", "day"]))
        yield opened
        assert opened.verify() == []


def table(project: Project) -> pd.DataFrame:
    """Every label row."""
    return project.labels.to_df()


def test_s0_15_a_collection_holds_the_whole_filtered_set_and_not_a_page(project: Project) -> None:
    project[:70].classify("Animal", "cat")
    cats = project.filter(F["Animal"] == "cat").save("cats")
    assert len(cats) == 70
    assert cats.ids().tolist() == project.filter(F["Animal"] == "cat").ids().tolist()


def test_s0_16_adding_seven_items_twice_leaves_seven_members(project: Project) -> None:
    night = project[:1].save("night")
    assert night.add(project[:7]).applied == 6
    again = night.add(project[:7])
    assert (again.applied, again.skipped, again.op_id) == (0, 7, 0)
    assert len(night) == 7
    assert night.add(project.items[9]).applied == 1
    assert night.add([project.items[10], project.items[11].id]).applied == 2
    assert night.remove(project[5:50]).applied == 5
    assert len(night) == 5


def test_s0_17_a_title_is_unique_and_the_error_suggests_to_add(project: Project) -> None:
    night = project[:3].save("night", description="after sunset")
    assert (night.title, night.description) == ("night", "after sunset")
    with pytest.raises(CollectionError, match=r"already: add to it with project\.collections\['night'\]\.add\(view\)"):
        project[5:9].save("night")
    night.describe("street lights on")
    assert project.history(1)[["kind", "items"]].values.tolist() == [["collection", 0]]
    assert project.collections["night"].description == "street lights on"
    day = project[50:52].save("day")
    with pytest.raises(CollectionError, match=r'collection "night" already'):
        day.rename("night")
    for wrong in ("", "  ", 3, "x" * 201, "a\x00b"):
        with pytest.raises(CollectionError):
            project[:3].save(wrong)  # type: ignore[arg-type]


def test_s0_18_the_title_is_a_tag_on_each_member_and_follows_renaming_and_removal(project: Project) -> None:
    night = project[:5].save("night")
    assert "night" in project.items[0].tags
    assert project.filter(F.tags.has("night")).ids().tolist() == night.ids().tolist()
    night.add(project[7:8])
    assert project.items[7].tags == ("night",)
    night.rename("dusk")
    assert project.items[7].tags == ("dusk",)
    assert len(project.filter(F.tags.has("night"))) == 0
    night.remove(project[:1])
    assert project.items[0].tags == ()
    dropped = night.delete()
    assert len(project.filter(F.tags.has("dusk"))) == 0
    dropped.undo()
    assert len(project.filter(F.tags.has("dusk"))) == len(project.collections["dusk"]) == 5


def test_s0_18_the_tag_of_a_collection_is_given_by_the_collection_alone(project: Project) -> None:
    project[:2].tag("night")
    with pytest.raises(CollectionError, match=r'tag "night" is on 2 other items'):
        project[5:7].save("night")
    night = project.filter(F.tags.has("night")).save("night")
    for call in (project[8:9].tag, project[:1].untag):
        with pytest.raises(SelectionError, match='"night" is the title of a collection'):
            call("night")
    assert len(night) == 2


def test_s0_19_all_collections_are_listed_with_count_and_maker(project: Project) -> None:
    project[:3].save("b")
    project[:7].save("a", description="seven")
    project.filter(F["Animal"] == "cat").save("cats", live=True)
    frame = project.collections.to_df()
    assert frame["title"].tolist() == ["a", "b", "cats"]
    assert frame["items"].tolist() == [7, 3, 0]
    assert frame["live"].tolist() == [False, False, True]
    assert set(frame["created_by"]) == {"ada"}
    assert "b" in project.collections
    assert len(project.collections) == 3
    with pytest.raises(CollectionError, match=r'No collection "catz".*Did you mean "cats"'):
        project.collections["catz"]
    with pytest.raises(QueryError, match=r'No collection "catz".*Did you mean "cats"'):
        len(project.filter(F.in_collection("catz")))


def test_s0_25_only_frames_3_and_9_of_a_video_carry_the_answer(clips: Project) -> None:
    scenes = clips.frames(clips[:1], at=[3, 9]).save("scenes")
    assert repr(scenes) == 'Collection "scenes": 2 frames'
    receipt = scenes.classify("Scene", "night")
    assert receipt.applied == 2
    rows = table(clips)
    assert sorted(zip(rows["frame_from"], rows["frame_to"], strict=True)) == [(3, 3), (9, 9)]
    assert clips.items[0].tags == ("scenes",)


def test_s0_25_the_tag_stays_until_the_last_frame_of_an_item_leaves(clips: Project) -> None:
    scenes = clips.frames(clips[:1], at=[(2, 8)]).save("scenes")
    scenes.remove(clips.frames(clips[:1], at=[(4, 5)]))
    assert [item.frame_index for item in scenes.items] == [2, 3, 6, 7, 8]
    assert clips.items[0].tags == ("scenes",)
    scenes.add(clips.frames(clips[1:], at=[0]))
    removed = scenes.remove(clips.frames(clips[:1]))
    assert removed.applied == 5
    assert [item.tags for item in clips.items] == [(), ("scenes",)]
    removed.undo()
    assert [item.tags for item in clips.items] == [("scenes",), ("scenes",)]
    assert len(scenes) == 6


def test_s0_25_undoing_one_addition_keeps_the_tag_for_the_other_frames(clips: Project) -> None:
    scenes = clips.frames(clips[1:], at=[0]).save("scenes")
    first = scenes.add(clips.frames(clips[:1], at=[3]))
    scenes.add(clips.frames(clips[:1], at=[9]))
    first.undo()
    assert clips.items[0].tags == ("scenes",)
    assert [(item.item_id, item.frame_index) for item in scenes.items] == [(1, 9), (2, 0)]


def test_s0_25_items_and_frames_do_not_mix_in_one_collection(clips: Project) -> None:
    scenes = clips.frames(clips[:1], at=[3]).save("scenes")
    with pytest.raises(CollectionError, match=r"holds single frames, and these are items.*project\.frames\(view\)"):
        scenes.add(clips[1:])
    whole = clips[:1].save("whole")
    with pytest.raises(CollectionError, match="holds items, and these are single frames"):
        whole.add(clips.frames(clips[1:], at=[0]))
    with pytest.raises(CollectionError, match="combine items with items"):
        whole | scenes


def test_s0_26_a_failure_at_member_400_leaves_all_500_untouched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with nb.open(tmp_path / "many.duckdb", annotator="ada") as project:
        project.add([np.full((8, 8, 3), (place % 250, place // 250, 9), np.uint8) for place in range(500)])
        project.ontology = nb.Ontology(nb.Radio("Animal", ["cat", "dog"]))
        project[:50].set_status("review")
        batch = project.items.save("batch")
        before = len(project.history())
        write = label_rows.write

        def fails_at_400(cur, answer, ids, new_ids, former):  # type: ignore[no-untyped-def]
            write(cur, answer, ids[:400], new_ids, former)
            assert cur.execute("SELECT count(*) FROM label").value() == 400
            raise OSError("the disk went away at member 400")

        monkeypatch.setattr(label_rows, "write", fails_at_400)
        with pytest.raises(OSError, match="member 400"):
            batch.send_to_annotate(classify=("Animal", "cat"), reopen=True, task="batch 4")
        monkeypatch.undo()
        assert len(table(project)) == 0
        assert (project.to_df()["status"] == "review").sum() == 50
        assert len(project.history()) == before
        # and where what comes after the labels fails, these go with it
        monkeypatch.setattr(sending, "make_task", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            batch.send_to_annotate(classify=("Animal", "cat"), task="batch 4")
        assert len(table(project)) == 0
        monkeypatch.undo()
        receipt = batch.send_to_annotate(classify=("Animal", "cat"), task="batch 4")
        assert receipt.applied == 500
        assert len(table(project)) == 500
        assert receipt.undo().applied == 500
        assert len(table(project)) == 0
        assert project.verify() == []


def test_s0_26_sending_keeps_statuses_unless_it_is_to_reopen(project: Project) -> None:
    project[:2].set_status("review")
    project[2:3].set_status("complete")
    project[1].classify("Animal", "dog")
    night = project[:10].save("night")
    assert night.send_to_annotate().op_id == 0
    sent = night.send_to_annotate(classify=("Animal", "cat"))
    assert (sent.applied, sent.skipped) == (9, 1)
    assert night.to_df()["status"].value_counts().to_dict() == {"annotate": 7, "review": 2, "complete": 1}
    again = night.send_to_annotate(classify=("Animal", {"Animal": "dog", "Breed": "pug"}), override=True, reopen=True)
    assert (again.applied, again.overwritten) == (10, 10)
    assert night.to_df()["status"].eq("annotate").all()
    again.undo()
    assert night.to_df()["status"].value_counts().to_dict() == {"annotate": 7, "review": 2, "complete": 1}
    assert night.to_df()["Animal"].value_counts().to_dict() == {"cat": 9, "dog": 1}


def test_s0_26_what_a_role_may_not_change_is_listed_as_blocked(project: Project) -> None:
    night = project[:4].save("night")
    project[:1].set_status("complete")
    with nb.open(project.path, annotator="ben", role="reviewer") as ben:
        sent = ben.collections["night"].send_to_annotate(classify=("Animal", "cat"), reopen=True)
        assert (sent.applied, sent.blocked) == (3, 1)
        assert sent.items("blocked").ids().tolist() == [1]
    assert night.to_df()["status"].tolist() == ["complete", "annotate", "annotate", "annotate"]


def test_s0_28_a_new_match_is_no_member_until_the_refresh_that_tells_it_first(project: Project) -> None:
    project[:5].classify("Animal", "cat")
    cats = project.filter(F["Animal"] == "cat").save("cats")
    project[10:12].classify("Animal", "cat")
    project[0].classify("Animal", "dog", override=True)
    assert len(cats) == 5
    change = cats.refresh(dry_run=True)
    assert change.added.ids().tolist() == project[10:12].ids().tolist()
    assert change.removed.ids().tolist() == project[:1].ids().tolist()
    assert "would add 2 and remove 1" in repr(change)
    assert len(cats) == 5
    receipt = change.apply()
    assert receipt.applied == 3
    assert len(cats) == 6
    assert project.items[0].tags == ()
    assert not cats.refresh(dry_run=True)
    receipt.undo()
    assert len(cats) == 5


def test_s0_28_what_was_done_by_hand_outlives_a_refresh(project: Project) -> None:
    project[:5].classify("Animal", "cat")
    cats = project.filter(F["Animal"] == "cat").save("cats")
    cats.remove(project[:1])
    cats.add(project[50:51])
    project[5:6].classify("Animal", "cat")
    assert cats.refresh().applied == 1
    assert cats.ids().tolist() == [2, 3, 4, 5, 6, 51]
    cats.add(project[:1])
    assert cats.refresh().op_id == 0
    assert cats.ids().tolist() == [1, 2, 3, 4, 5, 6, 51]


def test_d8_a_saved_collection_is_fixed_and_a_live_one_keeps_the_query(project: Project) -> None:
    cats = project.filter(F["Animal"] == "cat").sort(F.title.desc()).save("cats", live=True)
    assert len(cats) == 0
    project[:5].classify("Animal", "cat")
    assert cats.ids().tolist() == project[:5].sort(F.title.desc()).ids().tolist()
    assert "cats" in project.items[0].tags
    assert len(project.filter(F.tags.has("cats"))) == 5
    assert project.to_df()["tags"].head(6).tolist() == [["cats"]] * 5 + [[]]
    cats.remove(project[:1])
    cats.add(project[20:21])
    assert sorted(cats.ids().tolist()) == [2, 3, 4, 5, 21]
    project[5:6].classify("Animal", "cat")
    frozen = cats.freeze()
    assert not cats.live
    assert project.items[5].tags == ("cats",)
    project[6:7].classify("Animal", "cat")
    assert sorted(cats.ids().tolist()) == [2, 3, 4, 5, 6, 21]
    cats.go_live()
    assert sorted(cats.ids().tolist()) == [2, 3, 4, 5, 6, 7, 21]
    project.undo()
    assert not cats.live
    assert frozen.op_id
    with pytest.raises(CollectionError, match="has no rules to follow"):
        project.filter(F.id.is_in([1, 2])).save("by hand").go_live()


def test_d8_a_renamed_collection_is_followed_by_the_rules_that_name_it(project: Project) -> None:
    night = project[:5].save("night")
    calm = project.filter(F.in_collection("night"), ~F.tags.has("loud")).save("calm", live=True)
    night.rename("dusk")
    assert len(calm) == 5
    assert 'in_collection("dusk")' in calm.rules.code().replace("'", '"')  # type: ignore[union-attr]
    with pytest.raises(CollectionError, match='live collection "calm" asks for "dusk"'):
        night.delete()
    with pytest.raises(CollectionError, match="ask for"):
        calm.set_rules(project.filter(F.in_collection("calm")))
    cats = project.filter(F["Animal"] == "cat").save("cats", live=True)
    cats.set_rules(project.filter(F.in_collection("calm")))
    with pytest.raises(QueryError, match='No collection "calm"'):
        calm.set_rules(project.filter(F.in_collection("cats")))


def test_sets_are_joined_cut_and_subtracted(project: Project) -> None:
    night, day = project[:6].save("night"), project[4:10].save("day")
    assert (night | day).ids().tolist() == list(range(1, 11))
    assert (night & day).ids().tolist() == [5, 6]
    assert (night - day).ids().tolist() == [1, 2, 3, 4]
    assert (night - project[:3]).ids().tolist() == [4, 5, 6]
    assert (project[:8] - night).ids().tolist() == [7, 8]
    assert (project[8:10] | night).ids().tolist() == [1, 2, 3, 4, 5, 6, 9, 10]
    assert (project.filter(F.title.contains(".")) & day).ids().tolist() == list(range(5, 11))
    both = (night & day).save("both", live=True)
    day.add(project[:1])
    assert both.ids().tolist() == [1, 5, 6]


def test_sets_of_frames_are_joined_frame_by_frame(clips: Project) -> None:
    first = clips.frames(clips[:1], at=[1, 2]).save("first")
    second = clips.frames(at=[2, 3]).save("second")
    pairs = lambda view: [(item.item_id, item.frame_index) for item in view]  # noqa: E731
    assert pairs(first | second) == [(1, 1), (1, 2), (1, 3), (2, 2), (2, 3)]
    assert pairs(first & second) == [(1, 2)]
    assert pairs(second - first) == [(1, 3), (2, 2), (2, 3)]
    live = clips.frames(clips[:1]).filter(F.frame > 9).save("late", live=True)
    assert pairs(live) == [(1, 10), (1, 11)]
    live.remove(clips.frames(clips[:1], at=[10]))
    assert pairs(live) == [(1, 11)]
    assert pairs(live.freeze() and live) == [(1, 11)]


def test_titles_that_no_item_has_or_several_have_are_reported(project: Project) -> None:
    night = project[:1].save("night")
    title = project.items[30].title
    receipt = night.add_titles([title, "nowhere.jpg", title, project.items[0].title])
    assert (receipt.applied, receipt.skipped, receipt.failed) == (1, 1, 1)
    assert receipt.problems == (("nowhere.jpg", "No item has this title."),)
    twice = np.zeros((4, 4, 3), np.uint8)
    project.add([twice, twice + 1])
    titles = [item.title for item in project.items[-2:]]
    if len(set(titles)) == 1:
        told = night.add_titles(titles)
        assert told.failed == 1
        assert "2 items have this title" in told.problems[0][1]


def test_the_history_says_who_added_what(project: Project) -> None:
    night = project[:5].save("night")
    with nb.open(project.path, annotator="ben") as ben:
        taken = ben.collections["night"].add(ben[5:8])
        taken.undo()
    history = night.history()
    assert history[["annotator", "added", "removed"]].values.tolist() == [["ben", 0, 3], ["ben", 3, 0], ["ada", 5, 0]]


def test_collections_of_the_past_are_as_they_were(project: Project) -> None:
    night = project[:5].save("night")
    op_id = night.add(project[5:8]).op_id
    night.rename("dusk")
    night.remove(project[:4])
    then = project.at(op_id)
    assert len(then.filter(F.in_collection("night"))) == 8
    assert len(project.at(op_id - 1).filter(F.tags.has("night"))) == 5


def test_an_undo_that_would_bring_back_a_title_in_use_is_refused(project: Project) -> None:
    dropped = project[:5].save("night").delete()
    project[8:9].save("night")
    with pytest.raises(OperationError, match='another collection "night" now'):
        dropped.undo()
    project.collections["night"].rename("day")
    dropped.undo()
    assert len(project.collections["night"]) == 5


def test_an_undone_saving_takes_the_tag_along_and_later_members_stand_against_it(project: Project) -> None:
    night = project[:5].save("night")
    saved = int(night.history()["op_id"].iloc[-1])
    added = night.add(project[6:7])
    with pytest.raises(OperationError, match="given items since"):
        project.undo(saved)
    added.undo()
    project.undo(saved)
    assert "night" not in project.collections
    assert len(project.filter(~F.tags.is_missing())) == 0
    with pytest.raises(CollectionError, match="there no more"):
        night.title  # noqa: B018


def test_a_collection_cannot_be_changed_in_the_past_or_by_items_of_another_project(
    project: Project, tmp_path: Path
) -> None:
    night = project[:5].save("night")
    with nb.open(tmp_path / "other.duckdb") as other:
        other.add([np.zeros((4, 4, 3), np.uint8)])
        with pytest.raises(SelectionError, match="another project"):
            night.add(other.items)
    with pytest.raises(OperationError, match="can be read only"):
        project.at(night.history()["op_id"].iloc[-1]).items.save("then")
    with pytest.raises(SelectionError, match="selection is empty"):
        project.filter(F.title == "no such").save("nothing")
    with pytest.raises(CollectionError, match="give a view, an item or several"):
        night.add("IMG_1")  # type: ignore[arg-type]
