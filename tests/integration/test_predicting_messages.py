"""What a page is told of predictions, and what it may do with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.integration.page import Page, Refused, opened
from tests.integration.worlds import copied

import nblabel as nb
from nblabel.project import Project
from nblabel.store.file.tracer import trace


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten pictures, six of them predicted."""
    with nb.open(tmp_path_factory.mktemp("project") / "pets.duckdb", annotator="ada") as made:
        made.add([np.full((8, 8, 3), place, np.uint8) for place in range(10)])
        made.ontology = nb.Ontology(
            nb.Radio("Animal", ["cat", nb.Option("dog", nb.Radio("Breed", ["beagle", "pug"]))]),
            nb.Checklist("Flags", ["blurry", "dark"]),
            nb.Box("Head"),
        )
        ids = made.items.ids()
        rows = [
            {"item_id": int(ident), "question": "Animal", "answer": "cat", "confidence": round(0.4 + place / 10, 1)}
            for place, ident in enumerate(ids[:6])
        ]
        rows.append({"item_id": int(ids[0]), "question": "Flags", "answer": ["blurry", "dark"], "confidence": 0.7})
        made.add_predictions(rows, source="resnet")
    return made.path


@pytest.fixture
def project(world: Path, tmp_path: Path, comms: None) -> Iterator[Project]:
    with nb.open(copied(world, tmp_path), annotator="ada") as opened:
        yield opened


@pytest.fixture
def page(project: Project) -> Page:
    return opened(project.grid())


def target(page: Page, *ids: int) -> dict[str, object]:
    return {"ids": list(ids)} if ids else {"gen": page.ask("hello", client="test", protocol="")["gen"], "all": True}


def test_rows_carry_predictions_with_source_and_confidence_beside_no_answer(page: Page) -> None:
    hello = page.ask("hello", client="test", protocol="")
    assert [(source["name"], source["items"]) for source in hello["sources"]] == [("resnet", 6)]
    first, *_, last = page.ask("rows", gen=hello["gen"], first=0, count=10)["rows"]
    assert "answers" not in first
    animal, flags = hello["questions"]
    assert first["predictions"] == [
        {"source": "resnet", "question": animal["id"], "confidence": 0.4, "options": [animal["options"][0]["id"]]},
        {
            "source": "resnet", "question": flags["id"], "confidence": 0.7,
            "options": [option["id"] for option in flags["options"]],
        },
    ]  # fmt: skip
    assert "predictions" not in last


def test_a_plan_counts_before_accepting_writes_just_that_and_the_undo_key_takes_it_back(
    page: Page, project: Project
) -> None:
    question = project.ontology["Animal"].ident
    asked = {"target": target(page), "source": "resnet", "question": question, "threshold": 0.7}
    plan = page.ask("accept_plan", **asked)
    rows, reasons = plan.pop("rows"), plan.pop("reasons")
    assert ([row["accepted"] for row in rows], reasons) == ([3, 0, 0], {})
    assert plan == {
        "items": 10, "accepted": 3, "same": 0, "kept": 0, "overwritten": 0, "below": 3, "none": 4, "blocked": 0
    }  # fmt: skip
    page.ask("rows", gen=asked["target"]["gen"], first=0, count=10)
    change = page.write("accept", **asked)
    assert change["counts"] == {"applied": 3}
    assert [row["id"] for row in change["rows"] if row["answers"][0]["source"] == "model"] == [4, 5, 6]
    assert change["code"] == (
        "project.predictions('resnet').accept(view=project, min_confidence=0.7, question='Animal')"
    )
    assert eval(change["code"], {"project": project}).applied == 0, "the line of Python means the same"
    page.write("undo")
    assert len(project.labels) == 0
    assert len(project.predictions("resnet")) == 7


def test_the_same_click_sent_twice_is_accepted_once(page: Page, project: Project) -> None:
    asked = {"target": target(page, 1, 2), "source": "resnet"}
    first = page.write("accept", "op-of-a-click", **asked)
    again = page.write("accept", "op-of-a-click", **asked)
    assert (first["op"], again["repeated"]) == (again["op"], True)
    assert len(project.labels) == 3


def test_rejected_predictions_leave_the_rows(page: Page, project: Project) -> None:
    gen = target(page)["gen"]
    page.ask("rows", gen=gen, first=0, count=10)
    change = page.write("reject", target=target(page, 1), source="resnet", question=project.ontology["Animal"].ident)
    (row,) = change["rows"]
    assert [part["question"] for part in row["predictions"]] == [project.ontology["Flags"].ident]
    assert eval(change["code"], {"project": project, "F": nb.F}).applied == 0
    page.write("undo")
    assert len(project.predictions("resnet")) == 7


def test_requests_that_mean_nothing_are_refused_in_a_sentence(page: Page) -> None:
    for args, said in (
        ({"target": target(page, 1), "source": "vgg"}, 'No predictions of "vgg"'),
        ({"target": target(page, 1), "source": "resnet", "threshold": 1.5}, "0 to 1"),
        ({"target": target(page, 1), "source": "resnet", "question": 999}, "No question with the id 999"),
        ({"target": target(page, 99), "source": "resnet"}, "No item with the id 99"),
    ):
        for op in ("accept_plan", "accept"):
            with pytest.raises(Refused, match=said):
                page.write(op, **args) if op == "accept" else page.ask(op, **args)


def test_s0_11_a_forged_message_gets_the_verdict_that_python_gets(project: Project) -> None:
    project[0].set_status("complete")
    with nb.open(project.path, annotator="ben", role="annotator") as ben:
        page = opened(ben.grid())
        for op in ("accept", "reject"):
            with pytest.raises(Refused, match="complete"):
                page.write(op, target={"ids": [1]}, source="resnet")
        change = page.write("accept", target={"ids": [1, 2]}, source="resnet")
        assert change["counts"] == {"applied": 1, "blocked": 1}


def test_a_click_asks_no_more_of_the_file_where_there_are_predictions(page: Page, project: Project) -> None:
    gen = target(page)["gen"]
    page.ask("rows", gen=gen, first=0, count=10)
    question = project.ontology["Animal"]
    answer = [{"question": question.ident, "options": [question.choices[0].ident]}]
    page.write("classify", target=target(page, 7), question=question.ident, answers=answer)
    with trace() as statements:
        change = page.write("classify", target=target(page, 8), question=question.ident, answers=answer)
    assert not [one.sql for one in statements if "prediction" in one.sql]
    assert change["rows"][0]["id"] == 8


def test_an_answer_on_what_was_reviewed_shows_the_mark_at_once(page: Page, project: Project) -> None:
    project[8].set_status("complete")
    gen = target(page)["gen"]
    page.ask("rows", gen=gen, first=0, count=10)
    question = project.ontology["Animal"]
    answer = [{"question": question.ident, "options": [question.choices[0].ident]}]
    change = page.write("classify", target=target(page, 9), question=question.ident, answers=answer)
    assert change["rows"][0]["is_changed"]
    assert page.ask("rows_by_id", gen=gen, ids=[9])["rows"][0]["is_changed"]


def test_predictions_that_python_adds_reach_the_rows_of_an_open_page(page: Page, project: Project) -> None:
    gen = target(page)["gen"]
    page.ask("rows", gen=gen, first=0, count=10)
    project.add_predictions([{"item_id": 10, "question": "Animal", "answer": "cat", "confidence": 0.5}], source="vgg")
    told = page.events("changed")[-1]
    assert 10 in [row["id"] for row in told["rows"] if row.get("predictions")]
    assert page.events("query_changed"), "the page asks anew which models there are"
