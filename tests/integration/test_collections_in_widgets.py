"""Collections as the page asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.page import Page, Refused, opened

from nblabel import F
from nblabel.project import Project


@pytest.fixture
def page(project: Project, comms: None) -> Page:
    return opened(project.grid())


def titles(page: Page) -> dict[str, int]:
    return {one["title"]: one["items"] for one in page.ask("collections")["collections"]}


def first(page: Page, count: int) -> list[int]:
    gen = page.ask("hello", client="c", protocol="")["gen"]
    return [row["id"] for row in page.ask("rows", gen=gen, first=0, count=count)["rows"]]


def test_s0_16_adding_a_selection_twice_adds_it_once(page: Page, project: Project) -> None:
    ids = first(page, 7)
    made = page.write("collect", target={"ids": ids}, title="night", make=True, description="dark ones")
    assert made["counts"] == {"applied": 7}
    assert [row["tags"] for row in made["rows"]] == [["night"]] * 7
    assert made["code"] == f"{project.filter(F.id.is_in(ids)).code()}.save('night', description='dark ones')"
    again = page.write("collect", target={"ids": ids}, title="night")
    assert again["counts"] == {"applied": 0, "skipped": 7}
    assert titles(page) == {"night": 7}
    gone = page.write("collect", target={"ids": ids[:2]}, title="night", remove=True)
    assert gone["counts"]["applied"] == 2
    assert gone["undo"]["undo"]["kind"] == "collect"
    page.write("undo")
    assert titles(page) == {"night": 7}


def test_a_live_collection_is_made_of_the_filters_of_the_page_and_its_rules_come_back_as_chips(page: Page) -> None:
    hello = page.ask("hello", client="c", protocol="")
    question = hello["questions"][0]
    wanted = {
        "filters": [{"field": f"q:{question['id']}", "op": "is", "values": [str(question["options"][0]["id"])]}],
        "search": "frame",
        "sort": [{"field": "title", "descending": True}],
    }
    ids = first(page, 3)
    page.write("classify", target={"ids": ids}, question=question["id"],
               answers=[{"question": question["id"], "options": [question["options"][0]["id"]]}])  # fmt: skip
    shown = page.ask("query", query=wanted, gen=hello["gen"], selection={})
    page.write("collect", target={"gen": shown["gen"], "all": True}, title="cats", make=True, live=True)
    (info,) = page.ask("collections")["collections"]
    assert (info["items"], info["live"], info["created_by"], info["frames"]) == (3, True, "ada", False)
    assert {name: info["query"][name] for name in wanted} == wanted
    page.write("set_rules", title="cats", query={"search": "frame-1"})
    assert titles(page)["cats"] == 11
    with pytest.raises(Refused, match="all that match, not of a selection"):
        page.write("collect", target={"ids": ids}, title="three", make=True, live=True)


def test_a_collection_is_shown_in_place_of_the_view_and_back(page: Page) -> None:
    ids = first(page, 5)
    page.write("collect", target={"ids": ids}, title="five", make=True)
    shown = page.ask("show_collection", title="five")
    assert shown["count"] == 5
    assert page.ask("rows", gen=shown["gen"], first=0, count=9)["rows"][0]["tags"] == ["five"]
    page.write("collect", target={"gen": shown["gen"], "ranges": [[0, 1]]}, title="five", remove=True)
    assert page.ask("show_collection", title="five")["count"] == 3
    assert page.ask("show_collection", title="")["count"] == 40
    with pytest.raises(Refused, match=r'No collection "fife".*Did you mean "five"'):
        page.ask("show_collection", title="fife")


def test_s0_28_a_refresh_is_told_before_it_is_done(page: Page, project: Project) -> None:
    project.filter(F["Animal"] == "cat")
    project[:3].classify("Animal", "cat")
    cats = project.filter(F["Animal"] == "cat").save("cats")
    project[1].classify("Animal", "neither", override=True)
    project[5:7].classify("Animal", "cat")
    assert page.ask("refresh_plan", title="cats") == {"added": 2, "removed": 1}
    assert len(cats) == 3
    assert page.write("refresh_collection", title="cats")["text"] == 'Refreshed "cats": 2 added, 1 removed'
    assert len(cats) == 4
    history = page.ask("collection_history", title="cats")["changes"]
    assert [(one["added"], one["removed"], one["annotator"]) for one in history] == [(2, 1, "ada"), (3, 0, "ada")]


def test_titles_are_renamed_described_frozen_and_forgotten(page: Page, project: Project) -> None:
    ids = first(page, 2)
    page.write("collect", target={"ids": ids}, title="two", make=True)
    page.write("edit_collection", title="two", new_title="pair", description="both")
    assert project.collections["pair"].description == "both"
    problems = page.write("collect_titles", title="pair", titles=["frame-30.png", "frame-99.png"])["problems"]
    assert problems == [["frame-99.png", "No item has this title."]]
    assert titles(page) == {"pair": 3}
    page.write("drop_collection", title="pair")
    assert titles(page) == {}
    page.write("undo")
    assert titles(page) == {"pair": 3}


def test_s0_26_a_collection_is_sent_with_its_answers(page: Page, project: Project) -> None:
    question = page.ask("hello", client="c", protocol="")["questions"][0]
    page.write("collect", target={"ids": first(page, 4)}, title="four", make=True)
    answers = [{"question": question["id"], "options": [question["options"][0]["id"]]}]
    sent = page.write("send", title="four", question=question["id"], answers=answers, task="batch 4")
    assert sent["counts"]["applied"] == 4
    assert sent["code"] == ("project.collections['four'].send_to_annotate(classify=('Animal', 'cat'), task='batch 4')")
    assert len(project.filter(F["Animal"] == "cat")) == 4


def test_d8_a_click_that_brings_an_item_into_a_live_collection_shows_its_tag_at_once(
    page: Page, project: Project
) -> None:
    project.filter(F["Animal"] == "cat").save("cats", live=True)
    question = page.ask("hello", client="c", protocol="")["questions"][0]
    answers = [{"question": question["id"], "options": [question["options"][0]["id"]]}]
    (one,) = first(page, 1)
    changed = page.write("classify", target={"ids": [one]}, question=question["id"], answers=answers)
    assert [row["tags"] for row in changed["rows"]] == [["cats"]]
    cleared = page.write("clear", target={"ids": [one]}, question=question["id"])
    assert [row.get("tags", []) for row in cleared["rows"]] == [[]]


def test_a_sample_spread_by_a_field_is_saved_as_a_collection(page: Page, project: Project) -> None:
    project[:20].set_status("review")
    gen = page.ask("hello", client="c", protocol="")["gen"]
    made = page.write("collect", target={"gen": gen, "all": True}, title="some", make=True, sample=8, spread="status")
    assert made["counts"] == {"applied": 8}
    assert made["code"].endswith(".sample(8, by=F.status).save('some')")
    assert project.collections["some"].to_df()["status"].value_counts().to_dict() == {"annotate": 4, "review": 4}


def test_s0_25_a_collection_of_frames_is_shown_frame_by_frame(project: Project, pictures: Path, comms: None) -> None:
    project.add_group(sorted((pictures / "night").glob("*.png"))[:6], title="clip")
    clip = project.filter(F.title == "clip")
    project.frames(clip, at=[1, 3, 4]).save("scenes")
    page = opened(project.collections.builder(collection="scenes"))
    (info,) = page.ask("collections")["collections"]
    assert (info["items"], info["frames"]) == (3, True)
    shown = page.ask("show_collection", title="scenes")
    rows = page.ask("rows", gen=shown["gen"], first=0, count=9)["rows"]
    assert [row["frame"] for row in rows] == [1, 3, 4]
    assert all(row["tags"] == ["scenes"] for row in rows)
    page.write("collect", target={"ids": [rows[1]["id"]]}, title="scenes", remove=True)
    assert [item.frame_index for item in project.collections["scenes"]] == [1, 4]
    again = page.ask("refresh", gen=shown["gen"], selection={})
    assert again["count"] == 2
    assert page.ask("show_collection", title="scenes", part="removed")["count"] == 1
    with pytest.raises(Refused, match="holds single frames, and these are items"):
        page.write("collect", target={"ids": [1]}, title="scenes")


def test_a_page_whose_collection_was_forgotten_goes_back_to_its_view(page: Page, project: Project) -> None:
    project[:4].save("four")
    assert page.ask("show_collection", title="four")["count"] == 4
    project.collections["four"].delete()
    hello = page.ask("hello", client="c", protocol="")
    assert (hello["count"], hello["code"]) == (40, "project")
