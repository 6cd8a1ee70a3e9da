"""What was seen of items is good as long as nothing else was written: not of the item, and not of its frames."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.property.pets import TREES, make, only

from nblabel.domain.commands import Classify
from nblabel.domain.frames import Frames
from nblabel.domain.units import unit
from nblabel.ops import Session, run
from nblabel.ops.sight import shown
from nblabel.store.checking.verify import verify
from nblabel.store.reading.tiles import answered_again, tiles
from nblabel.store.rows.fresh import Fresh

CAT, DOG = TREES[0], TREES[1]


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return make(tmp_path / "pets.duckdb", 3, kind="video")


def look(session: Session, *ids: int) -> None:
    """As the grid does when it shows rows."""
    with session.db.read() as cur:
        found = tiles(cur, session.scope(cur=cur), ids)
        session.fresh.add(shown(found), session.db.stamp)


def test_a_click_on_a_video_knows_of_the_frames_that_were_answered_since_it_was_seen(session: Session) -> None:
    look(session, 1, 2, 3)
    assert run(session, Classify(target=only(unit(1, 3)), answer=CAT)).counts["applied"] == 1
    assert run(session, Classify(target=only(1), answer=DOG)).counts == {"applied": 0, "skipped": 1}
    assert run(session, Classify(target=only(2), answer=DOG)).counts["applied"] == 1
    with session.db.read() as cur:
        assert verify(cur) == []


def test_a_click_knows_of_a_range_that_was_answered_since(session: Session) -> None:
    look(session, 1, 2, 3)
    run(session, Classify(target=only(1), answer=CAT, frames=Frames(2, 4)))
    assert run(session, Classify(target=only(1), answer=DOG)).counts["skipped"] == 1


def test_a_change_of_an_item_ends_what_is_known_of_its_frames_and_the_other_way_round(session: Session) -> None:
    known = Fresh[str](session.db)
    every = {1: "a", 2: "b", unit(1, 0): "c", unit(1, 5): "d", unit(2, 5): "e"}

    def left(*changed: int) -> set[str]:
        known.clear()
        known.add(every, session.db.stamp)
        session.db.run(lambda cur: cur.execute("UPDATE counter SET next = next"))
        known.forget(changed)
        return {value for ident in every if (value := known.get(ident))}

    assert left(1) == {"b", "e"}
    assert left(unit(1, 5)) == {"b", "c", "e"}
    assert left(unit(1, 9)) == {"b", "c", "d", "e"}
    assert left() == set()


def test_rows_that_leave_answers_out_are_no_ground_for_a_click(session: Session) -> None:
    for frame in range(8):
        run(session, Classify(target=only(unit(1, frame)), answer=CAT))
    run(session, Classify(target=only(2), answer=CAT))
    with session.db.read() as cur:
        scope = session.scope(cur=cur)
        first, second, bare = tiles(cur, scope, [1, 2, 3], 5)
        assert [len(tile.parts) for tile in (first, second, bare)] == [5, 1, 0]
        assert [part.frame_from for part in first.parts] == [0, 1, 2, 3, 4]
        assert set(shown([first, second, bare])) == {2, 3}
        assert [len(tile.parts) for tile in answered_again(cur, scope, [first, second], 5)] == [5, 1]
        assert set(shown(answered_again(cur, scope, [first, second]))) == {1, 2}
