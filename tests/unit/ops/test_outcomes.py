"""The items behind skipped and blocked, few or many, near each other or far apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.property.pets import ONTOLOGY, make, only

from nblabel.domain.answers import answer
from nblabel.domain.commands import Classify, SetStatus
from nblabel.domain.query import Ids, InReceipt, Query
from nblabel.ops import Session, run
from nblabel.store.history.operations import insert_outcome
from nblabel.store.labels.standing import target_ids

CAT = answer(ONTOLOGY, "Animal", "cat")
ITEMS = 700


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Session]:
    made = make(tmp_path / "many.duckdb", ITEMS)
    yield made
    made.db.close()


def behind(session: Session, op_id: int, outcome: str) -> list[int]:
    with session.db.read() as cur:
        return target_ids(cur, session.scope(cur=cur), Query(where=(InReceipt(op_id, outcome),))).tolist()


def rows(session: Session, table: str) -> int:
    with session.db.read() as cur:
        return int(cur.execute(f"SELECT count(*) FROM {table}").value())


def test_s0_6_hundreds_of_skipped_and_blocked_items_are_listed_exactly(many: Session) -> None:
    third = tuple(range(2, ITEMS + 1, 3))
    closed = tuple(range(3, ITEMS + 1, 3))
    run(many, Classify(target=Query(where=(Ids(third),)), answer=CAT))
    run(many, SetStatus(target=Query(where=(Ids(closed),)), status="complete"))
    many.role = "annotator"
    change = run(many, Classify(target=Query(), answer=CAT))
    assert change.counts == {"applied": ITEMS - len(third) - len(closed), "skipped": len(third), "blocked": len(closed)}
    assert behind(many, change.op_id, "skipped") == list(third)
    assert behind(many, change.op_id, "blocked") == list(closed)
    assert rows(many, "op_set") == 2
    assert rows(many, "op_item") == 0


@pytest.mark.parametrize("step", [1, 7, 63, 65, 900])
def test_an_outcome_is_kept_whatever_the_distance_and_order_of_its_items(many: Session, step: int) -> None:
    ids = np.arange(5, 5 + 300 * step, step)
    with many.db.write() as cur:
        insert_outcome(cur, 900, ids[::-1], "failed")
    assert behind(many, 900, "failed") == [ident for ident in ids.tolist() if ident <= ITEMS]
    assert (rows(many, "op_set"), rows(many, "op_item")) == ((1, 0) if step < 64 else (0, 300))


def test_a_few_skipped_items_stay_rows_that_any_client_reads(many: Session) -> None:
    run(many, Classify(target=only(4, 6), answer=CAT))
    change = run(many, Classify(target=only(4, 5, 6), answer=CAT))
    assert behind(many, change.op_id, "skipped") == [4, 6]
    assert (rows(many, "op_set"), rows(many, "op_item")) == (0, 2)
