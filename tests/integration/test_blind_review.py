"""A blind review: whatever its page asks for, it is not told who labelled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.integration.page import Page, Refused, opened
from tests.integration.worlds import copied

import nblabel as nb
from nblabel.domain.units import unit
from nblabel.project import Project
from nblabel.widgets.blind import ANSWERED, PEOPLE
from nblabel.wire.messages import ARGS, WRITES

pytestmark = pytest.mark.usefixtures("comms")
NAME = "zebedee"
CAT = "cat"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, pet_file: Path) -> Path:
    """What Zebedee labelled, submitted, remarked and has open, as Rea is to review it."""
    with nb.open(copied(pet_file, tmp_path_factory.mktemp("reviewed")), annotator="ada") as project:
        project.members.add(NAME, "annotator")
        project.members.add("rea", "reviewer")
        project.tasks.create("batch", project.items[:6], assignees=[NAME])
        project.tasks.create("pulled", project.items[6:9], allocation="pulling")
        with nb.open(project.path, annotator=NAME) as zebedee:
            zebedee.items[:4].classify("Animal", CAT)
            zebedee.items[0].comment("is this one?")
            zebedee.submit(zebedee.items[:3])
            zebedee.tasks["pulled"].next_item()
            answered = zebedee.items[3].classify("Flags", ["dark"])
            project.items[3].classify("Flags", ["blurry"], override=True)
            answered.undo()
        project.items[:4].save("night")
    return project.path


@pytest.fixture
def reviewed(world: Path, tmp_path: Path) -> Iterator[Project]:
    """That file, opened by Rea."""
    with nb.open(copied(world, tmp_path), annotator="rea") as rea:
        yield rea


def page_of(project: Project, *, blind: bool) -> Page:
    widget = project.queue(blind=blind)
    page = opened(widget)
    page.ask("hello", client="t", protocol=widget.protocol)
    return page


def reads(project: Project) -> dict[str, list[dict[str, Any]]]:
    """Requests that only read, forged ones among them."""
    first, *_ = ids = project.items.ids()[:6].tolist()
    question = project.ontology["Animal"].ident
    answers = [{"question": question, "options": [project.ontology["Animal"].choices[1].ident]}]
    task, pulled = project.tasks["batch"].id, project.tasks["pulled"].id
    target = {"ids": ids}
    return {
        "hello": [{"client": "t", "protocol": ""}],
        "rows": [{"gen": 1, "first": 0, "count": 50}],
        "rows_by_id": [{"gen": 1, "ids": ids}, {"gen": 1, "ids": [unit(first, 0)]}],
        "refresh": [{"gen": 1, "selection": {}}],
        "facets": [{"gen": 1, "names": [f"q:{question}", "status", "tag"]}],
        "locate": [{"gen": 1, "id": first}],
        "plan": [{"target": target, "question": question, "answers": answers, "override": True}],
        "accept_plan": [{"target": target, "source": "resnet"}],
        "reject_plan": [{"target": target, "source": "resnet"}],
        "change_plan": [{"target": target, "op": "clear", "question": question}],
        "history": [{"limit": 500, "before": 0}],
        "queue": [{}],
        "open_task": [
            {"task": task, "stage": stage} for stage in ("all", "annotate", "review", "returned", "unassigned")
        ],
        "next": [{"task": task, "stage": "review"}, {"task": pulled}],
        "keep": [{"task": pulled, "id": project.tasks["pulled"].items[0].id}, {"task": task, "id": first}],
        "comments": [{"ids": ids}],
        "ping": [{}],
        "cancel": [{"id": "r0"}],
        "thumbs": [{"ids": ids, "px": 128, "wait_ms": 0}],
        "medium": [{"id": first}],
    }


# Pixels and sound, which name nobody, in ways that a picture does not have.
MEDIA = {"bundle", "picture", "strip", "tile", "sound"}


def told(page: Page) -> str:
    """All that the page was ever told."""
    return json.dumps([content for content, _ in page.comm.sent])


def ask_all(page: Page, requests: dict[str, list[dict[str, Any]]]) -> None:
    """Answered all, or refused for a reason; none is malformed."""
    codes = {(op, code_of(page, op, args)) for op, several in requests.items() for args in several}
    assert {code for _, code in codes} <= {"", "refused", "not_allowed"}, sorted(codes)


def code_of(page: Page, op: str, args: dict[str, Any]) -> str:
    try:
        page.ask(op, **args)
    except Refused as refused:
        return refused.code
    return ""


def test_every_read_of_a_blind_review_names_nobody(reviewed: Project) -> None:
    requests = reads(reviewed)
    assert set(requests) | MEDIA == ANSWERED - set(WRITES)
    with nb.open(reviewed.path, annotator="ada") as ada:
        ada.add_predictions(
            [{"item_id": int(ada.items.ids()[0]), "question": "Animal", "answer": "dog", "confidence": 0.9}],
            source="resnet",
        )
    for blind in (True, False):
        page = page_of(reviewed, blind=blind)
        ask_all(page, requests)
        assert (NAME in told(page)) is not blind
        page.widget.close()


@pytest.mark.parametrize("op", sorted(set(ARGS) - ANSWERED))
def test_what_could_show_items_by_who_labelled_them_is_not_answered(reviewed: Project, op: str) -> None:
    page = page_of(reviewed, blind=True)
    target = {"ids": [1]}
    more = {"title": "night", "name": "x", "field": "annotator", "titles": [], "what": [], "bins": 3, "target": target}
    query = {"filters": [{"field": "annotator", "op": "is", "values": [NAME]}]}
    fields = ARGS[op].__struct_fields__
    args = {
        name: value for name, value in {**more, "gen": 1, "query": query, "selection": {}}.items() if name in fields
    }
    if "op" in fields:
        args["op"] = "tag"
    with pytest.raises(Refused, match="This review is blind") as refused:
        page.write(op, **args) if op in WRITES else page.ask(op, **args)
    assert refused.value.code == "not_allowed"


def test_facets_of_people_are_neither_listed_nor_counted(reviewed: Project) -> None:
    page = page_of(reviewed, blind=True)
    hello = page.ask("hello", client="t", protocol="")
    listed = {facet["name"] for facet in hello["facets"]} | {sort["field"] for sort in hello["sorts"]}
    assert listed.isdisjoint(PEOPLE)
    for name in PEOPLE:
        with pytest.raises(Refused, match="This review is blind"):
            page.ask("facets", gen=1, names=["status", name])


def test_writes_their_refusals_and_news_of_others_name_nobody(reviewed: Project) -> None:
    page = page_of(reviewed, blind=True)
    page.ask("rows", gen=page.ask("open_task", task=0, stage="all")["gen"], first=0, count=50)
    ids = reviewed.items.ids().tolist()
    question = reviewed.ontology["Animal"]
    answers = [{"question": question.ident, "options": [question.choices[1].ident]}]
    changed = page.write("classify", target={"ids": ids[:1]}, question=question.ident, answers=answers, override=True)
    assert changed["rows"][0]["answers"][0]["by"] == "rea", "one's own name is no secret"
    with nb.open(reviewed.path, annotator=NAME, role="annotator") as zebedee:
        zebedee.items[3].classify("Animal", "neither", override=True)
        theirs = zebedee.history(1)["op_id"][0]
        zebedee.items[3].comment("hm")
    with nb.open(reviewed.path, annotator="ada") as ada:
        ada.items[10:12].assign(NAME)
        ada.tasks.create("more", ada.items[12:14], assignees=[NAME])
        ada.members.add(f"{NAME} the second")
    with pytest.raises(Refused, match="it was done by annotator, and you are rea"):
        page.write("undo", op=int(theirs))
    page.write("undo")
    page.write("comment", id=ids[0], text="look again")
    page.write("move", action="approve", target={"ids": ids[1:2]})
    page.write("move", action="reject", target={"ids": ids[2:3]}, reason="too loose")
    said = [one["text"] for one in page.ask("history", limit=100, before=0)["ops"]]
    assert "Assigned 2 items to annotator" in said
    assert any(text.startswith("Undid:") and "changed since by ada" not in text for text in said)
    assert page.events("changed"), "the page heard of what the others did"
    assert NAME not in told(page)


def test_names_that_somebody_typed_are_masked_and_words_that_hold_one_are_not(reviewed: Project) -> None:
    ids = reviewed.items.ids().tolist()
    with nb.open(reviewed.path, annotator="ada") as ada:
        ada.items[0].comment("ask Zebedee, or ZEBEDEE's boss: zebedees graze, says Rea")
        ada.reject(ada.items[1], reason="as I told @zebedee: too loose")
    page = page_of(reviewed, blind=True)
    texts = [one["text"] for one in page.ask("comments", ids=ids[:1])["comments"]]
    assert texts[-1] == "ask annotator, or annotator's boss: zebedees graze, says Rea"
    rows = page.ask("rows", gen=page.ask("open_task", task=0, stage="all")["gen"], first=0, count=50)["rows"]
    assert rows[1]["reason"] == "as I told @annotator: too loose"
    (batch,) = [task for task in page.ask("queue")["tasks"] if task["name"] == "batch"]
    assert batch["notes"] == ["as I told @annotator: too loose"]
    assert not any(NAME in one["text"].lower() for one in page.ask("history", limit=9, before=0)["ops"][:1])


def test_who_is_listed_by_full_name_is_masked_by_the_first_name_too(reviewed: Project) -> None:
    ids = reviewed.items.ids().tolist()
    with nb.open(reviewed.path, annotator="ada") as ada:
        ada.members.add("Bertha von Borowski")
        ada.items[0].comment("BERTHA, is this one? Borowski's boxes are the best of the second batch")
    page = page_of(reviewed, blind=True)
    texts = [one["text"] for one in page.ask("comments", ids=ids[:1])["comments"]]
    assert texts[-1] == "annotator, is this one? annotator's boxes are the best of the second batch"


def test_a_plan_does_not_say_who_has_an_item_open(reviewed: Project) -> None:
    with nb.open(reviewed.path, annotator="ada") as ada:
        ada.members.add("ben", "annotator")
    with nb.open(reviewed.path, annotator="ben") as ben:
        page = page_of(ben, blind=True)
        question = ben.ontology["Animal"]
        answers = [{"question": question.ident, "options": [question.choices[1].ident]}]
        target = {"ids": ben.items.ids().tolist()[6:9]}
        plan = page.ask("plan", target=target, question=question.ident, answers=answers)
        assert plan["reasons"] == {"open with annotators": 1}


def test_an_annotators_page_is_not_told_whose_an_item_is(reviewed: Project) -> None:
    with nb.open(reviewed.path, annotator="ada") as ada:
        ada.members.add("ben", "annotator")
    with nb.open(reviewed.path, annotator="ben") as ben:
        page = page_of(ben, blind=True)
        ask_all(page, reads(ben))
        ids = ben.items.ids().tolist()
        with pytest.raises(Refused, match="it is assigned to annotator, and you are ben"):
            page.write("clear", target={"ids": ids[3:4]}, question=ben.ontology["Animal"].ident)
        question = ben.ontology["Animal"].ident
        answers = [{"question": question, "options": [ben.ontology["Animal"].choices[1].ident]}]
        plan = page.ask("plan", target={"ids": ids[3:5]}, question=question, answers=answers)
        assert plan["reasons"] == {"assigned to annotators": 2}
        assert NAME not in told(page)


def test_admins_share_out_by_name_in_a_blind_widget_too(reviewed: Project) -> None:
    with nb.open(reviewed.path, annotator="ada") as ada:
        assert NAME in page_of(ada, blind=True).ask("queue")["people"]
    assert page_of(reviewed, blind=True).ask("queue")["people"] == []
