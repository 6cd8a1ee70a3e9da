"""Commands on single frames, where they differ from those on items."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.property.pets import TREES, make, only

from nblabel.domain.commands import Classify, Paint, Undo
from nblabel.domain.frame_choice import At, Every
from nblabel.domain.frames import Frames
from nblabel.domain.query import Query
from nblabel.domain.units import unit
from nblabel.errors import NotAllowed, SelectionError
from nblabel.ops import run
from nblabel.store.checking.verify import verify
from nblabel.store.history.receipts import behind
from nblabel.store.query import views

CAT, DOG, PUG = TREES[:3]


def test_the_frames_behind_a_receipt_are_known_also_where_their_ids_stand_close_together(tmp_path: Path) -> None:
    session = make(tmp_path / "pets.duckdb", 400)
    change = run(session, Classify(target=Query().by_frame(At((0,))), answer=CAT))
    again = run(session, Classify(target=Query().by_frame(At((0,))), answer=DOG))
    with session.db.read() as cur:
        scope = session.scope(cur=cur)
        for op_id, outcome in ((change.op_id, "applied"), (again.op_id, "skipped")):
            found = views.ids(cur, scope, behind(cur, op_id, outcome))
            assert found.tolist() == [unit(item, 0) for item in range(1, 401)]
    assert run(session, Undo()).counts == {"applied": 400}


def test_an_answer_on_a_run_of_frames_is_one_row_and_keeps_its_author(tmp_path: Path) -> None:
    session = make(tmp_path / "pets.duckdb", 2, kind="video")
    run(session, Classify(target=only(1), answer=PUG, frames=Frames(4, 6)))
    session.annotator = "ben"
    target = only(*(unit(1, frame) for frame in (2, 3, 4, 5, 8)))
    assert run(session, Classify(target=target, answer=CAT, override=True)).counts["overwritten"] == 2
    with session.db.read() as cur:
        rows = cur.execute(
            "SELECT frame_from, frame_to, option, label_id, created_op, edited_op FROM label WHERE op_to IS NULL "
            "AND question = root ORDER BY frame_from"
        ).rows()
        assert verify(cur) == []
    cat, dog = CAT.parts[0].options[0], PUG.parts[0].options[0]
    assert [row[:3] for row in rows] == [(2, 5, cat), (6, 6, dog), (8, 8, cat)]
    first, rest, apart = rows
    assert first[3:] == (rest[3], 3, 4)
    assert rest[4:] == (3, None)
    assert (apart[3] not in (first[3], rest[3]), apart[4:]) == (True, (4, None))


def test_frames_of_one_item_are_no_bulk_change(tmp_path: Path) -> None:
    session = make(tmp_path / "pets.duckdb", 2, kind="video", workflow="manual_qa")
    assert run(session, Classify(target=only(1).by_frame(At((3, 9))), answer=CAT)).counts["applied"] == 2
    assert run(session, Classify(target=only(unit(1, 4), unit(1, 5)), answer=CAT)).counts["applied"] == 2
    with pytest.raises(NotAllowed, match="manual_qa"):
        run(session, Classify(target=Query().by_frame(Every()), answer=CAT))


def test_a_stroke_is_over_items_or_over_frames(tmp_path: Path) -> None:
    session = make(tmp_path / "pets.duckdb", 2, kind="video")
    with pytest.raises(SelectionError, match="items and single frames"):
        run(session, Paint(answer=CAT, apply=only(1), erase=only(unit(2, 3))))


def test_a_frame_that_the_item_does_not_have_is_refused(tmp_path: Path) -> None:
    session = make(tmp_path / "pets.duckdb", 2, kind="video")
    with pytest.raises(SelectionError, match="No frame 0 of item 3, frame 10 of item 1 in this project: the item ends"):
        run(session, Classify(target=only(unit(1, 9), unit(1, 10), unit(3, 0)), answer=CAT))
