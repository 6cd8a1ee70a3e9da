"""A click on an item that was read before does what it does on one that was not."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import examples
from tests.property.pets import TREES, make, only, raw

from nblabel.domain.commands import Classify, Clear, Command, SetStatus, Undo
from nblabel.domain.frames import Frames
from nblabel.domain.tasking import Assign
from nblabel.errors import NblabelError
from nblabel.ops import Session, run
from nblabel.ops.sight import shown
from nblabel.store.file.tracer import trace
from nblabel.store.reading import tiles

ITEMS = 3
one = st.integers(1, ITEMS).map(only)
commands = st.one_of(
    st.builds(
        Classify,
        target=one,
        answer=st.sampled_from(TREES),
        override=st.booleans(),
        conflict=st.sampled_from(["same", "any"]),
        set_status=st.sampled_from([None, None, "review"]),
        frames=st.sampled_from([None, None, None, Frames(2, 4)]),
    ),
    st.builds(Clear, target=one, root=st.sampled_from([tree.root for tree in TREES])),
    st.builds(SetStatus, target=one, status=st.sampled_from(["annotate", "review", "complete"])),
    st.builds(Undo),
)


def look(session: Session) -> None:
    """What a page of the grid does."""
    with session.db.read() as cur:
        found = tiles.tiles(cur, session.scope(cur=cur), range(1, ITEMS + 1))
        session.fresh.add(shown(found), session.db.stamp)


def outcome(session: Session, command: Command) -> object:
    try:
        change = run(session, command)
    except NblabelError as refused:
        return str(refused)
    return change.kind, change.text, dict(change.counts), change.items


@settings(max_examples=examples(25), deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), commands), max_size=12),
    st.sampled_from(["admin", "reviewer", "annotator"]),
    st.dictionaries(st.integers(1, ITEMS), st.sampled_from(["ada", "ben"])),
)
def test_what_is_known_of_an_item_changes_nothing_of_what_a_click_does(
    steps: list[tuple[bool, Command]], role: str, owners: dict[int, str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        seeing = make(Path(folder) / "seeing.duckdb", ITEMS, kind="video")
        blind = make(Path(folder) / "blind.duckdb", ITEMS, kind="video")
        for session in (seeing, blind):
            for item, person in owners.items():
                run(session, Assign(shares=((person, only(item)),)))
            session.role = role  # type: ignore[assignment]
        for looks, command in steps:
            if looks:
                look(seeing)
            assert outcome(seeing, command) == outcome(blind, command)
            blind.fresh.clear()
        assert raw(seeing) == raw(blind)
        seeing.db.close()
        blind.db.close()


def test_a_click_on_what_was_read_reads_nothing(tmp_path: Path) -> None:
    session = make(tmp_path / "pets.duckdb", ITEMS)
    look(session)
    run(session, Classify(target=only(1), answer=TREES[0]))
    with trace() as statements:
        run(session, Classify(target=only(2), answer=TREES[0]))
        run(session, Classify(target=only(2), answer=TREES[1], override=True))
    assert [one.sql.split()[0] for one in statements] == ["INSERT", "INSERT", "UPDATE", "INSERT", "INSERT"]
    session.db.close()


def test_what_another_handle_wrote_is_not_taken_for_what_was_read(tmp_path: Path) -> None:
    session = make(tmp_path / "pets.duckdb", ITEMS)
    look(session)
    run(Session(session.db, session.project_id), Classify(target=only(2), answer=TREES[1]))
    assert run(session, Classify(target=only(2), answer=TREES[0])).counts == {"applied": 0, "skipped": 1}
    session.db.close()
