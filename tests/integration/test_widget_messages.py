"""The grid's kernel half, asked as its page asks it."""

from __future__ import annotations

import json
import random
import string
from typing import Any

import pytest
from tests.integration.page import Page, Refused

import nblabel as nb
from nblabel import F
from nblabel.project import Project
from nblabel.wire import messages

pytestmark = pytest.mark.usefixtures("comms")


@pytest.fixture
def grid(project: Project) -> Page:
    page = Page(project.items.grid())
    page.ask("hello", client="test", protocol="any")
    return page


def ids(project: Project) -> list[int]:
    return [int(ident) for ident in project.items.ids()]


def animal(project: Project, option: str) -> dict[str, Any]:
    question = project.ontology["Animal"]
    (chosen,) = [found.ident for found in question.choices if found.name == option]
    return {"question": question.ident, "answers": [{"question": question.ident, "options": [chosen]}]}


def answers(project: Project) -> list[str]:
    return project.to_df()["Animal"].fillna("").tolist()


def test_hello_tells_the_frame_everything_it_draws(grid: Page, project: Project) -> None:
    hello = grid.ask("hello", client="test", protocol="any")
    assert (hello["count"], hello["project"]["items"], hello["annotator"]) == (40, 40, "ada")
    assert [question["name"] for question in hello["questions"]] == ["Animal", "Flags", "Quality", "Note"]
    dog = hello["questions"][0]["options"][1]
    assert (dog["name"], dog["key"], dog["questions"][0]["name"]) == ("dog", "2", "Breed")
    assert hello["facets"][0]["name"] == "status"
    assert hello["protocol"] == grid.widget.protocol


def test_every_request_has_a_handler_that_answers_it(grid: Page) -> None:
    for op in messages.ARGS:
        assert grid.widget._dispatcher.knows(op), op


def test_rows_come_in_the_order_of_the_ranking(grid: Page, project: Project) -> None:
    rows = grid.ask("rows", gen=1, first=10, count=5)["rows"]
    assert [row["id"] for row in rows] == ids(project)[10:15]
    assert [row["pos"] for row in rows] == [10, 11, 12, 13, 14]
    assert rows[0]["title"].startswith("frame-")


def test_thumbnails_come_in_one_buffer_and_a_broken_file_as_its_reason(grid: Page, project: Project) -> None:
    wanted = ids(project)
    result, _ = grid.ask_with_buffers("thumbs", ids=wanted, px=128, wait_ms=250)
    while result["pending"]:
        more, _ = grid.ask_with_buffers("thumbs", ids=result["pending"], px=128, wait_ms=250)
        result = {**more, "broken": result["broken"] + more["broken"]}
    assert len(result["broken"]) == 1
    assert result["broken"][0]["reason"]
    result, (joined,) = grid.ask_with_buffers("thumbs", ids=wanted[:5], px=128)
    first = result["ready"][0]
    assert bytes(joined[first["offset"] : first["offset"] + 2]) == b"\xff\xd8"


def test_s1_4_a_key_press_is_a_row_in_the_store_and_names_the_line_of_python(grid: Page, project: Project) -> None:
    chosen = ids(project)[4]
    grid.ask("rows", gen=1, first=0, count=10)
    change = grid.write("classify", target={"ids": [chosen]}, **animal(project, "cat"))
    assert change["counts"]["applied"] == 1
    assert [row["id"] for row in change["rows"]] == [chosen]
    assert project.to_df().set_index("item_id").loc[chosen, "Animal"] == "cat"
    project.undo()
    eval(change["code"], {"project": project, "F": F})
    assert project.to_df().set_index("item_id").loc[chosen, "Animal"] == "cat"


def test_a_repeated_message_changes_nothing_a_second_time(grid: Page, project: Project) -> None:
    target = {"ids": ids(project)[:3]}
    first = grid.write("classify", "the-same-op-id", target=target, **animal(project, "cat"))
    again = grid.write("classify", "the-same-op-id", target=target, **animal(project, "cat"))
    assert (again["op"], again["repeated"], first["repeated"]) == (first["op"], True, False)
    assert len(project.labels.to_df()) == 3


def test_select_all_but_some_is_exactly_that(grid: Page, project: Project) -> None:
    target = {"gen": 1, "all": True, "ranges": [[0, 1], [39, 39]]}
    plan = grid.ask("plan", target=target, **animal(project, "dog"))
    assert (plan["items"], plan["will_change"]) == (37, 37)
    change = grid.write("classify", target=target, **animal(project, "dog"))
    assert change["counts"]["applied"] == 37
    every = ids(project)
    assert sorted(project.filter(F["Animal"].is_missing()).ids()) == sorted([*every[:2], every[39]])


def test_an_empty_selection_changes_nothing(grid: Page, project: Project) -> None:
    with pytest.raises(Refused):
        grid.write("classify", target={"gen": 1}, **animal(project, "dog"))
    with pytest.raises(Refused):
        grid.write("classify", target={}, **animal(project, "dog"))
    assert len(project.labels) == 0


def test_a_selection_of_another_ranking_is_refused(grid: Page, project: Project) -> None:
    with pytest.raises(Refused, match="select them again"):
        grid.write("classify", target={"gen": 7, "ranges": [[0, 3]]}, **animal(project, "dog"))


def test_a_filter_keeps_the_selection_of_what_is_still_there(grid: Page, project: Project) -> None:
    result = grid.ask(
        "query",
        query={"search": "frame-1"},
        gen=1,
        selection={"gen": 1, "ranges": [[0, 39]]},
    )
    assert result["count"] == 11
    assert result["dropped"] == 29
    assert result["selection"]["ranges"] == [[0, 10]]
    assert ".filter(F.title.contains('frame-1'))" in result["code"]
    assert len(eval(result["code"], {"project": project, "F": F})) == 11


def test_facets_leave_their_own_filter_out(grid: Page, project: Project) -> None:
    every = ids(project)
    project.items[:10].classify("Animal", "cat")
    project.items[10:15].classify("Animal", {"Animal": "dog", "Breed": "pug"})
    question = project.ontology["Animal"]
    grid.ask(
        "query",
        query={"filters": [{"field": f"q:{question.ident}", "op": "is", "values": [str(question.choices[0].id)]}]},
        gen=1,
        selection={},
    )
    facets = {
        f["name"]: f["buckets"] for f in grid.ask("facets", gen=2, names=[f"q:{question.ident}", "status"])["facets"]
    }
    counts = {bucket["label"]: bucket["count"] for bucket in facets[f"q:{question.ident}"]}
    assert counts == {"cat": 10, "dog": 5, "neither": 0, "no answer": 25}
    status = {bucket["value"]: (bucket["count"], bucket["total"]) for bucket in facets["status"]}
    assert status["annotate"] == (10, len(every))


def test_items_that_were_answered_since_count_as_labelled_where_the_view_was_of_those_without_an_answer(
    project: Project,
) -> None:
    page = Page(project.filter(F["Animal"].is_missing()).label())
    hello = page.ask("hello", client="test", protocol=page.widget.protocol)
    project.items[:3].classify("Animal", "cat")
    name = f"q:{project.ontology['Animal'].ident}"
    for ranked, expected in ((True, {"cat": 3, "dog": 0, "neither": 0, "no answer": 37}), (False, {"no answer": 37})):
        facets = page.ask("facets", gen=hello["gen"], names=[name, "status"], ranked=ranked)["facets"]
        counts = {bucket["label"]: bucket["count"] for bucket in facets[0]["buckets"]}
        assert {label: counts[label] for label in expected} == expected
        assert sum(bucket["count"] for bucket in facets[1]["buckets"]) == (40 if ranked else 37)


def test_undo_by_the_page_gives_back_what_was(grid: Page, project: Project) -> None:
    project.items[:5].classify("Animal", "cat")
    before = project.labels.to_df()
    grid.ask("rows", gen=1, first=0, count=40)
    change = grid.write("classify", target={"gen": 1, "all": True}, override=True, **animal(project, "dog"))
    assert change["counts"]["overwritten"] == 5
    undone = grid.write("undo", op=change["op"])
    assert undone["undo"]["redo"]["op"] is not None
    after = project.labels.to_df()
    key = ["label_row_id", "item_id", "answer", "created_by", "created_at", "edited_at"]
    assert after[key].to_dict("records") == before[key].to_dict("records")
    assert len(undone["rows"]) == 40


def test_the_undo_key_never_takes_the_pictures_or_the_questions_away(grid: Page, project: Project) -> None:
    with pytest.raises(Refused, match="nothing to undo"):
        grid.write("undo")
    project.items[:3].classify("Animal", "cat")
    project.ontology = project.ontology.rename("Animal", "cat", "kitten")
    assert grid.write("undo")["counts"]["applied"] == 3
    state = grid.ask("hello", client="test", protocol="any")["undo"]
    assert ("undo" in state, state["redo"]["kind"], state["n_redo"]) == (False, "undo", 1)
    assert grid.write("redo")["counts"]["applied"] == 3
    assert len(project.filter(F["Animal"] == "kitten")) == 3


def test_paint_is_one_operation(grid: Page, project: Project) -> None:
    every = ids(project)
    grid.write("paint", ids=every[:4], erase=[], **animal(project, "cat"))
    before = len(project.history())
    grid.write("paint", ids=every[4:6], erase=every[:2], **animal(project, "dog"))
    assert len(project.history()) == before + 1
    assert answers(project)[:6] == ["", "", "cat", "cat", "dog", "dog"]
    project.undo()
    assert answers(project)[:6] == ["cat", "cat", "cat", "cat", "", ""]


def test_a_change_made_in_a_cell_reaches_every_open_page_with_the_rows_it_shows(project: Project) -> None:
    near, far = Page(project.items.grid()), Page(project.items.grid())
    near.ask("rows", gen=1, first=0, count=5)
    far.ask("rows", gen=1, first=20, count=5)
    project.items[2:4].classify("Animal", "cat")
    (near_news,), (far_news,) = near.events("changed"), far.events("changed")
    assert [row["pos"] for row in near_news["rows"]] == [2, 3]
    assert far_news["rows"] == []
    assert near_news["undo"]["undo"]["kind"] == "classify"


def test_a_page_hears_of_its_own_change_only_in_the_reply(grid: Page, project: Project) -> None:
    grid.write("classify", target={"ids": ids(project)[:1]}, **animal(project, "cat"))
    assert grid.events("changed") == []


def test_locate_finds_the_next_item_without_an_answer(grid: Page, project: Project) -> None:
    project.items[:7].classify("Animal", "cat")
    question = project.ontology["Animal"].ident
    assert grid.ask("locate", gen=1, start=0, direction=1, question=question)["pos"] == 7
    assert grid.ask("locate", gen=1, start=7, direction=-1, question=question)["pos"] == 39
    assert grid.ask("locate", gen=1, id=ids(project)[12])["pos"] == 12


def test_history_lists_what_was_done_newest_first(grid: Page, project: Project) -> None:
    project.items[:2].classify("Animal", "cat")
    project.items[:2].set_status("review")
    ops = grid.ask("history", limit=10)["ops"]
    assert [op["kind"] for op in ops[:2]] == ["set_status", "classify"]
    assert "cat" in ops[1]["text"]


def test_a_role_that_may_not_write_is_refused_in_the_widget_too(project: Project) -> None:
    project.items[0].set_status("complete")
    with nb.open(project.path, annotator="ben", role="annotator") as other:
        page = Page(other.items.grid())
        with pytest.raises(Refused, match="omplete") as refused:
            page.write("classify", target={"ids": ids(project)[:1]}, **animal(project, "cat"))
    assert refused.value.code == "not_allowed"


def test_ten_thousand_malformed_messages_are_each_answered_and_write_nothing(grid: Page, project: Project) -> None:
    before = len(project.history())
    chance = random.Random(7)
    for number in range(10_000):
        content = _malformed(chance, number)
        replies = _replies(grid, content)
        assert len(replies) == 1, content
        assert replies[0]["ok"] is False or content["op"] not in messages.WRITES, content
        json.dumps(replies[0])
    assert len(project.history()) == before


def _replies(grid: Page, content: object) -> list[dict[str, Any]]:
    """Everything that is said to a message; what asks for something long is answered from another thread."""
    before = len(grid.comm.sent)
    rid = content.get("rid") if isinstance(content, dict) else None
    if not any(said.get("ok") is not None for said, _ in grid.send(content)) and rid:
        grid.comm.wait_for(lambda said: said.get("rid") == rid, before)
    return [said for said, _ in grid.comm.sent[before:] if said.get("ok") is not None]


def _malformed(chance: random.Random, number: int) -> Any:
    op = chance.choice([*messages.ARGS, "nothing", "", None, 5])
    junk: list[Any] = [
        None,
        [],
        "text",
        -1,
        2**70,
        {"ids": [-5]},
        {"gen": 1, "ranges": [[5, 2]]},
        {"gen": 1, "ranges": [[0, 10**9]]},
        {"question": 999, "answers": []},
        "".join(chance.choice(string.printable) for _ in range(30)),
        {"nested": [[[[1]]]]},
        float("1e300"),
    ]
    names = [
        "target",
        "question",
        "answers",
        "op_id",
        "ids",
        "gen",
        "first",
        "count",
        "px",
        "names",
        "query",
        "selection",
    ]
    args: Any = {name: chance.choice(junk) for name in chance.sample(names, 4)}
    args = chance.choice([args, args, args, chance.choice(junk)])
    message: Any = {
        "v": chance.choice([1, 1, 1, 0, "1", None]),
        "rid": chance.choice([f"m{number}", "", 7]),
        "op": op,
        "args": args,
    }
    return chance.choice([message, message, message, message, None, [], "hello", 3]) if op != "ping" else None


def test_a_widget_brings_a_picture_of_itself_for_pages_without_a_kernel(project: Project) -> None:
    made = project.search("frame-1").grid()._repr_mimebundle_()
    html = made[0]["text/html"]
    assert html.count("<figure") == 11
    assert ": 11 items" in html
    assert "application/vnd.jupyter.widget-view+json" in made[0]


def test_a_row_after_an_answer_is_the_row_read_anew(grid: Page, project: Project) -> None:
    every = ids(project)
    assert len(project.filter(F.width > 0)) == 39
    grid.ask("rows", gen=1, first=0, count=10)
    project.items[:2].set_status("review")
    project.items[:2].tag("night")
    change = grid.write("classify", target={"ids": every[:3]}, **animal(project, "cat"))
    anew = grid.ask("rows_by_id", gen=1, ids=every[:3])["rows"]
    assert change["rows"] == anew
    assert [row.get("tags") for row in anew] == [["night"], ["night"], None]
    assert anew[0]["answers"][0]["by"] == "ada"
    cleared = grid.write("clear", target={"ids": every[:1]}, question=project.ontology["Animal"].ident)
    assert "answers" not in cleared["rows"][0]
    moved = grid.write(
        "classify", target={"ids": every[2:3]}, override=True, set_status="review", **animal(project, "dog")
    )
    assert moved["rows"][0]["status"] == "review"


def test_saying_the_same_again_is_answered_with_that_row_alone(grid: Page, project: Project) -> None:
    grid.ask("rows", gen=1, first=0, count=20)
    chosen = ids(project)[4]
    first = grid.write("classify", target={"ids": [chosen]}, **animal(project, "cat"))
    again = grid.write("classify", target={"ids": [chosen]}, **animal(project, "cat"))
    assert (first["counts"]["applied"], again["counts"]["applied"], again["op"]) == (1, 0, 0)
    assert [row["id"] for row in again["rows"]] == [chosen]
