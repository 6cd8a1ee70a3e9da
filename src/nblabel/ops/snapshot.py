"""Looking at one state of the file with several statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nblabel.ops.session import Session
from nblabel.store.file.cursor import Cursor


@contextmanager
def snapshot(session: Session) -> Iterator[Cursor]:
    """A cursor whose statements all see the same state."""
    with session.db.read() as cur:
        cur.begin()
        try:
            yield cur
        finally:
            cur.rollback()
