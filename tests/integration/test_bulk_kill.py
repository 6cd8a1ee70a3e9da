"""A bulk job is killed at random points (issue: Reliability): all of it is there, or nothing."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from tests.integration.nursery import Nursery
from tests.property.pets import make

from nblabel.store.checking.verify import verify
from nblabel.store.file.database import Database

KILLS = 30
ITEMS = 2_000


@pytest.mark.slow
def test_a_bulk_job_killed_at_thirty_points_wrote_everything_or_nothing(tmp_path: Path, nursery: Nursery) -> None:
    path = tmp_path / "pets.duckdb"
    make(path, ITEMS).close()
    moments, said, unanswered = random.Random(20261122), set[int](), 0
    for _ in range(KILLS):
        child = nursery.child("bulk_child", str(path))
        heard = child.hear(moments.randrange(1, 4))
        time.sleep(moments.uniform(0, 0.25))
        said |= {int(line) for line in [*heard, *child.kill()] if line.endswith("\n")}
        unanswered = _check(path, said)
    assert len(said) >= KILLS
    assert unanswered <= KILLS


def _check(path: Path, said: set[int]) -> int:
    """Every operation there changed every item, and every one that was told of is there; how many were not told of."""
    with Database.open(path) as database, database.read() as cur:
        there = {op for (op,) in cur.execute("SELECT op_id FROM op WHERE kind = 'classify'").rows()}
        labels = dict(cur.execute("SELECT op_from, count(DISTINCT item_id) FROM label GROUP BY op_from").rows())
        statuses = dict(cur.execute("SELECT op_from, count(*) FROM status GROUP BY op_from").rows())
        latest = cur.execute("SELECT count(DISTINCT op_from) FROM label WHERE op_to IS NULL").value()
        assert verify(cur) == []
    assert said <= there
    assert latest == 1
    assert set(labels) == there
    assert set(labels.values()) == {ITEMS}
    assert {count for op, count in statuses.items() if op in there} <= {ITEMS}
    return len(there - said)
