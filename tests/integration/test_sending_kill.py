"""A collection is being kept and sent when the process is killed (S0.26): all of it is there, or nothing."""

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
ITEMS = 500
# What a sending writes for each member, and where each says which operation wrote it.
ROWS = {
    "label": "SELECT op_from, count(DISTINCT item_id) FROM label GROUP BY op_from",
    "status": "SELECT op_from, count(*) FROM status WHERE status = 'annotate' GROUP BY op_from",
    "task_item": "SELECT op_from, count(*) FROM task_item GROUP BY op_from",
    "assignment": "SELECT op_from, count(*) FROM assignment GROUP BY op_from",
}


@pytest.mark.slow
def test_s0_26_a_collection_killed_on_its_way_to_annotation_is_sent_as_a_whole_or_not_at_all(
    tmp_path: Path, nursery: Nursery
) -> None:
    path = tmp_path / "pets.duckdb"
    make(path, ITEMS).db.close()
    moments, told, untold = random.Random(20261122), list[list[str]](), 0
    for _ in range(KILLS):
        child = nursery.child("sending_child", str(path))
        heard = child.hear(moments.randrange(4))
        time.sleep(moments.uniform(0, 0.15))
        heard += child.kill()
        told += [line.strip().split("\t") for line in heard if line.endswith("\n")]
        untold = check(path, told)
    assert sum(kind == "sent" for kind, _ in told) > KILLS / 3
    assert untold <= 2 * KILLS


def check(path: Path, told: list[list[str]]) -> int:
    """Each sending has all its rows, each collection all its members; how many of either nobody was told of."""
    with Database.open(path) as database, database.read() as cur:
        sent = {op for (op,) in cur.execute("SELECT op_id FROM op WHERE kind = 'send'").rows()}
        kept = dict(cur.execute("SELECT title, op_from FROM collection").rows())
        members = dict(cur.execute("SELECT op_from, count(*) FROM member GROUP BY op_from").rows())
        tasks = dict(cur.execute("SELECT op_from, count(*) FROM task GROUP BY op_from").rows())
        rows = {table: dict(cur.execute(query).rows()) for table, query in ROWS.items()}
        assert verify(cur) == []
    assert members == dict.fromkeys(kept.values(), ITEMS)
    assert tasks == dict.fromkeys(sent, 1)
    for table, counts in rows.items():
        written = {op: count for op, count in counts.items() if table != "status" or op in sent}
        assert written == dict.fromkeys(sent, ITEMS), table
    heard = {int(op) for kind, op in told if kind == "sent"}
    titles = {title for kind, title in told if kind == "kept"}
    assert heard <= sent
    assert titles <= kept.keys()
    return len(sent) - len(heard) + len(kept) - len(titles)
