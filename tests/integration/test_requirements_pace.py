"""The requirements of pace and progress: how fast everybody is, and how far the project."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.integration.page import opened
from tests.integration.workflow import other

from nblabel.project import Project


def at_times(project: Project, seconds: list[float], since: datetime) -> None:
    """Let the operations of labelling have happened at these seconds."""
    with project._session.db.write() as cur:
        kinds = cur.execute("SELECT op_id FROM op WHERE kind = 'classify' ORDER BY op_id").rows()
        for (op_id,), second in zip(kinds, seconds, strict=True):
            cur.execute("UPDATE op SET created = ? WHERE op_id = ?", [since + timedelta(seconds=second), op_id])


def test_s2_19_sixty_labels_in_two_minutes_are_thirty_a_minute(project: Project) -> None:
    start = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    for place in range(60):
        project.items[place % 20].classify(("Animal", "Quality", "Note")[place // 20], ("cat", 3, "ok")[place // 20])
    at_times(project, [2.0 * place for place in range(1, 61)], start)
    table = project.throughput()
    assert table["person"].tolist() == ["ada"]
    assert table["labels"].tolist() == [60]
    assert table["per_minute"].round(6).tolist() == [30.0]
    assert table["seconds_per_label"].round(6).tolist() == [2.0]
    assert table["minutes"].round(6).tolist() == [2.0]
    assert project.throughput(since=start + timedelta(seconds=61))["labels"].tolist() == [30]


def test_s2_19_breaks_do_not_count_undone_labels_neither_and_everybody_has_a_pace(project: Project) -> None:
    start = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    for place in range(4):
        project.items[place].classify("Animal", "cat")
    with other(project, "ben") as ben:
        for place in range(4, 8):
            ben.items[place].classify("Animal", "cat")
    at_times(project, [0, 10, 3610, 3620, 0, 2, 4, 6], start)
    assert project.throughput().set_index("person")["per_minute"].round(6).to_dict() == {"ben": 30.0, "ada": 6.0}
    project.undo()
    assert project.throughput().set_index("person")["labels"].to_dict() == {"ben": 4, "ada": 3}
    task = project.tasks.create("batch", project.items[:4])
    assert project.throughput(task="batch")["person"].tolist() == ["ada"]
    assert task.progress().by_status["annotate"] == 4


@pytest.mark.usefixtures("comms")
def test_s2_19_what_was_labelled_in_bulk_is_no_pace_of_the_work_one_by_one(project: Project) -> None:
    now = datetime.now(UTC) - timedelta(seconds=100)
    for place in range(4):
        project.items[place].classify("Animal", "cat")
    project.items[4:40].classify("Animal", "dog")
    at_times(project, [0, 10, 20, 30, 31], now)
    assert project.throughput()["labels"].tolist() == [40]
    assert project.throughput(bulk=False)["labels"].tolist() == [4]
    queue = opened(project.queue()).ask("queue")
    assert queue["per_min"] == project.throughput(bulk=False)["per_minute"].tolist()[0] == 6.0


def test_progress_tells_of_the_whole_project(project: Project) -> None:
    project.items[:10].assign("ana")
    project.submit(project.items[:6])
    project.approve(project.items[:4])
    project.reject(project.items[4], reason="no")
    far = project.progress()
    assert far.by_status == {"annotate": 35, "review": 1, "complete": 4}
    assert (far.items, far.done, far.returned) == (40, 4, 1)
    assert far.by_person == (("ana", 10, 4),)
    assert far.to_df()["items"].sum() == 40
    assert "4 of 40 done" in repr(far)
