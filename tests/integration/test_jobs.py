"""Long requests of a page: beside the kernel's own thread, told of, stopped with nothing half done (S1.10, S0.9)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.integration.conftest import pets
from tests.integration.page import Page, Refused
from tests.integration.worlds import copied

import nblabel as nb
from nblabel.domain import job
from nblabel.domain.changes import Change
from nblabel.errors import Interrupted
from nblabel.project import Project
from nblabel.store.file.database import Database
from nblabel.widgets.steps import Steps
from nblabel.wire import messages as wire

pytestmark = pytest.mark.usefixtures("comms")
ITEMS = 3_000


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Addresses of pictures: no file is read."""
    with nb.open(tmp_path_factory.mktemp("many") / "many.duckdb", annotator="ada") as project:
        project.add(pd.DataFrame({"uri": [f"https://pictures.invalid/{place}.jpg" for place in range(ITEMS)]}))
        project.ontology = pets()
    return project.path


@pytest.fixture
def many(world: Path, tmp_path: Path) -> Iterator[Project]:
    with nb.open(copied(world, tmp_path), annotator="ada") as opened:
        yield opened


@pytest.fixture
def grid(many: Project) -> Page:
    page = Page(many.items.grid())
    page.ask("hello", client="test", protocol="any")
    return page


def animal(project: Project, place: int) -> dict[str, Any]:
    question = project.ontology["Animal"]
    return {
        "question": question.ident,
        "answers": [{"question": question.ident, "options": [question.choices[place].ident]}],
    }


@contextmanager
def held(monkeypatch: pytest.MonkeyPatch, at: str) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Jobs stand still at the step of that name: an event that says so, and one that lets them go on."""
    reached, goes_on = threading.Event(), threading.Event()
    step = job.Job.step

    def waiting(self: job.Job, text: str, done: int, total: int) -> None:
        step(self, text, done, total)
        if at in text:
            reached.set()
            assert goes_on.wait(30)

    with monkeypatch.context() as patched:
        patched.setattr(job.Job, "step", waiting)
        yield reached, goes_on


def answered(project: Project) -> int:
    return int(project.to_df()["Animal"].notna().sum())


def test_a_bulk_write_runs_beside_the_kernels_thread_and_is_told_of(grid: Page, many: Project) -> None:
    change = grid.write("classify", "bulk-of-ada", target={"gen": 1, "all": True}, **animal(many, 0))
    assert (change["counts"], answered(many)) == ({"applied": ITEMS}, ITEMS)
    steps = grid.events("progress")
    assert steps
    assert {step["id"] for step in steps} == {"bulk-of-ada"}
    assert all(0 <= step["done"] <= step["total"] for step in steps)


def test_steps_are_told_twenty_times_a_second_at_most_and_the_latest_is_told() -> None:
    told: list[wire.Progress] = []
    latest = threading.Event()

    def tell(step: wire.Progress) -> None:
        told.append(step)
        if step.done == 500:
            latest.set()

    steps = Steps("op", tell)
    for done in range(501):
        steps("Writing", done, 500)
    assert latest.wait(10)
    assert told[0].done == 0
    assert len(told) <= 3


def test_a_click_is_answered_within_its_message(grid: Page, many: Project) -> None:
    first = [int(many.items.ids()[0])]
    sent = grid.send(
        {
            "v": 1,
            "rid": "click",
            "op": "classify",
            "args": {"op_id": "click-of-ada", "target": {"ids": first}, **animal(many, 0)},
        }
    )
    assert [content["rid"] for content, _ in sent] == ["click"]


def test_a_cancelled_bulk_write_writes_nothing(grid: Page, many: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    with held(monkeypatch, "Saving") as (reached, goes_on):
        rid = grid.start("classify", op_id="bulk-of-ada", target={"gen": 1, "all": True}, **animal(many, 0))
        assert reached.wait(30)
        grid.ask("cancel", id="bulk-of-ada")
        goes_on.set()
        with pytest.raises(Refused, match="nothing of it was written") as refused:
            grid.answer(rid)
    assert refused.value.code == "cancelled"
    assert (answered(many), many.history()["kind"].tolist().count("classify"), many.verify()) == (0, 0, [])
    again = grid.write("classify", target={"gen": 1, "all": True}, **animal(many, 0))
    assert again["counts"] == {"applied": ITEMS}


def test_reads_and_clicks_are_answered_while_a_bulk_write_runs_and_clicks_keep_their_order(
    grid: Page, many: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = [int(many.items.ids()[0])]
    with held(monkeypatch, "Saving") as (reached, goes_on):
        bulk = grid.start("classify", op_id="bulk-of-ada", target={"gen": 1, "all": True}, **animal(many, 0))
        assert reached.wait(30)
        assert len(grid.ask("rows", gen=1, first=0, count=60)["rows"]) == 60
        click = grid.start("classify", op_id="click-of-ada", target={"ids": first}, override=True, **animal(many, 2))
        assert not [content for content, _ in grid.comm.sent if content.get("rid") in (bulk, click)]
        goes_on.set()
        assert grid.answer(bulk)[0]["op"] < grid.answer(click)[0]["op"]
    assert many.items[0].labels["Animal"] == "neither"


def test_a_cancel_after_the_commit_leaves_what_is_written_and_says_so(
    grid: Page, many: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, goes_on = threading.Event(), threading.Event()

    def late(change: Change) -> None:
        reached.set()
        assert goes_on.wait(30)

    stop = many.observe(late)
    rid = grid.start("classify", op_id="bulk-of-ada", target={"gen": 1, "all": True}, **animal(many, 0))
    assert reached.wait(30)
    grid.ask("cancel", id="bulk-of-ada")
    goes_on.set()
    assert grid.answer(rid)[0]["counts"] == {"applied": ITEMS}
    stop()
    assert answered(many) == ITEMS


def test_a_newer_count_of_the_same_takes_the_place_of_an_older_one(grid: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    reached, goes_on = threading.Event(), threading.Event()
    read = Database.read

    @contextmanager
    def slow(self: Database) -> Iterator[Any]:
        if threading.current_thread().name == "nblabel-job" and not reached.is_set():
            reached.set()
            assert goes_on.wait(30)
        with read(self) as cur:
            yield cur

    monkeypatch.setattr(Database, "read", slow)
    older = grid.start("facets", gen=1, names=["status"])
    assert reached.wait(30)
    newer = grid.start("facets", gen=2, names=["status"])
    assert grid.answer(newer)[0]["facets"][0]["buckets"][0]["count"] == ITEMS
    goes_on.set()
    with pytest.raises(Refused) as refused:
        grid.answer(older)
    assert refused.value.code == "cancelled"


def test_counts_of_different_facets_stand_beside_each_other(grid: Page) -> None:
    both = [grid.start("facets", gen=1, names=[name]) for name in ("status", "tag")]
    assert [grid.answer(rid)[0]["facets"][0]["name"] for rid in both] == ["status", "tag"]


def test_a_message_sent_twice_is_answered_once(grid: Page, many: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    args = {"op_id": "bulk-of-ada", "target": {"gen": 1, "all": True}, **animal(many, 0)}
    message = {"v": 1, "rid": "twice", "op": "classify", "args": args}
    with held(monkeypatch, "Saving") as (reached, goes_on):
        grid.send(message)
        assert reached.wait(30)
        grid.send(message)
        goes_on.set()
        grid.answer("twice")
    grid.ask("undo", op_id="undo-of-ada-1")
    assert len([content for content, _ in grid.comm.sent if content.get("rid") == "twice"]) == 1


def test_what_cannot_be_cancelled_is_answered_all_the_same(grid: Page) -> None:
    assert grid.ask("cancel", id="nobody") == {}


@pytest.mark.parametrize("moment", range(12))
def test_a_job_cancelled_at_any_moment_wrote_everything_or_nothing(many: Project, moment: int) -> None:
    """Stopped at its nth statement, whichever that is."""
    from nblabel.store.file.cursor import Cursor

    work, count = job.Job("op"), 0
    execute = Cursor.execute

    def counted(self: Cursor, *args: Any) -> Cursor:
        nonlocal count
        count += 1
        if count == moment + 1:
            work.cancel()
        return execute(self, *args)

    command = many.items
    with pytest.MonkeyPatch.context() as patched, work.as_current():
        patched.setattr(Cursor, "execute", counted)
        try:
            command.classify("Animal", "cat", set_status="review")
            done = True
        except Interrupted:
            done = False
    assert answered(many) == (ITEMS if done else 0)
    assert int((many.to_df()["status"] == "review").sum()) == (ITEMS if done else 0)
    assert many.verify() == []


def test_a_ranking_that_compares_pictures_runs_beside_the_kernels_thread_and_gives_way_to_a_newer_one(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page(project.items.grid())
    page.ask("hello", client="test", protocol="any")
    first = int(project.items.ids()[0])
    alike = {"sort": [{"field": f"like:{first}", "descending": True}]}
    reached = threading.Event()
    read = Database.read

    @contextmanager
    def slow(self: Database) -> Iterator[Any]:
        if threading.current_thread().name == "nblabel-job" and not reached.is_set():
            reached.set()
            while not threading.Event().wait(0.01):  # as a long measurement: it asks now and then
                job.current().check()
        with read(self) as cur:
            yield cur

    with monkeypatch.context() as patched:
        patched.setattr(Database, "read", slow)
        older = page.start("query", query=alike, gen=1, selection={})
        assert reached.wait(30)
        assert page.ask("query", query={"sort": [{"field": "title"}]}, gen=1, selection={})["count"] == 40
        with pytest.raises(Refused) as refused:
            page.answer(older)
    assert refused.value.code == "cancelled"
    assert page.ask("query", query=alike, gen=1, selection={})["query"]["sort"][0]["field"] == f"like:{first}"
    assert page.ask("rows", gen=1, first=0, count=1)["rows"][0]["id"] == first
