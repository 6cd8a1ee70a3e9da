"""The rows that the page of one widget holds: read for it, told again after a change, remembered where they need no reading."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from nblabel.domain.units import concerned, item_of, mean_frames
from nblabel.ops.sight import shown
from nblabel.store.reading import tiles
from nblabel.store.rows.fresh import Fresh
from nblabel.widgets import translate
from nblabel.widgets.rowed import rows_of
from nblabel.widgets.seen_tiles import Tiles
from nblabel.wire import values

if TYPE_CHECKING:
    from nblabel.store.file.cursor import Cursor
    from nblabel.store.file.database import Database
    from nblabel.store.rows.scope import Scope
    from nblabel.widgets.board import Board

RECENT_PAGES = 6
MOST_HELD = 2000


class ShownRows:
    """Thread safe, as its board is."""

    def __init__(self, board: Board, db: Database, most_parts: int | None) -> None:
        self._board = board
        self._most_parts = most_parts
        self._lock = threading.RLock()
        self._recent: deque[list[int]] = deque(maxlen=RECENT_PAGES)
        self._held = Tiles(MOST_HELD)
        self._rows_now = Fresh[values.Row](db)

    def clear(self) -> None:
        """Places stand for other rows now."""
        with self._lock:
            self._recent.clear()
            self._held.clear()
            self._rows_now.clear()

    def rows(self, ids: Sequence[int]) -> list[values.Row]:
        """These items (labels, predictions) as they are now."""
        if self._board.ranking.of is not None:
            db, tab = self._board.session.db, self._board.query.tab
            return self._board.reading.read(
                lambda cur, scope: rows_of(cur, scope, self._board.ranking, ids, tab, self._board.tasks.told, db.moment)
            )
        return self._rows(*self._read(lambda cur, scope: tiles.tiles(cur, scope, ids, self._most_parts)))

    def answered(self, ids: Sequence[int]) -> list[values.Row]:
        """The same after a change of nothing but answers: only those are read where the page holds the items."""
        known = self._held.of(ids) if self._board.ranking.of is None else []
        if len(known) < len(ids):
            return self.rows(ids)
        return self._rows(*self._read(lambda cur, scope: tiles.answered_again(cur, scope, known, self._most_parts)))

    def after(self, ids: Sequence[int], root: int, answers: list[values.AnswerPart]) -> list[values.Row] | None:
        """The rows after the page's own change, without reading: it put `answers` in place of those to `root` on all of `ids`.

        None where that is not known for sure, since somebody else wrote too or the page does not hold the items.
        """
        places = self._board.ontology.places
        roots = {place.question.ident: place.root.ident for place in places}
        order = {place.question.ident: number for number, place in enumerate(places)}
        moment = self._board.session.db.moment

        def changed(row: values.Row) -> values.Row:
            kept = [part for part in row.answers if roots.get(part.question) != root]
            ordered = sorted(
                [*kept, *answers],
                key=lambda part: (order.get(part.question, len(order)), part.frames or (-1, -1)),
            )
            is_changed = row.is_changed or row.status == "complete"
            return msgspec.structs.replace(row, answers=ordered, is_changed=is_changed, as_of=moment)

        is_told = mean_frames(ids) or self._board.ranking.of is not None
        return None if is_told else self._rows_now.changed(ids, changed)

    def _read(self, question: Callable[[Cursor, Scope], list[tiles.Tile]]) -> tuple[list[tiles.Tile], tuple[int, int]]:
        # Looked at before: what somebody commits meanwhile must not count as seen.
        stamp, found = self._board.reading.read(lambda cur, scope: (self._board.session.db.stamp, question(cur, scope)))
        return found, stamp

    def _rows(self, found: list[tiles.Tile], stamp: tuple[int, int]) -> list[values.Row]:
        places = self._board.ranking.positions([tile.id for tile in found])
        self._held.add(found, sum(stamp))
        scores = self._board.ranking.scores
        made = [
            translate.row(tile, int(place), scores, task_status=self._board.tasks.told(tile), as_of=sum(stamp))
            for tile, place in zip(found, places, strict=True)
        ]
        self._rows_now.add({row.id: row for row in made}, stamp)
        if self._board.reading.as_of is None:
            self._board.session.fresh.add(shown(found), stamp)
        return made

    def follow(self, changed: Sequence[int]) -> None:
        """The page's own change was of these items (of unknown ones where `changed` is empty)."""
        self._rows_now.forget(changed)

    def forget(self, changed: Sequence[int]) -> None:
        """What is known of these items (of all where `changed` is empty) no longer holds."""
        self._rows_now.forget(changed)
        self._held.forget(changed, self._board.session.db.moment)

    def hold(self, ids: list[int]) -> list[int]:
        """Remember that the page holds these rows, so that changes of them are told."""
        with self._lock:
            self._recent.append(ids)
        return ids

    def recent(self, changed: Sequence[int] = ()) -> list[int]:
        """Of the rows the page holds, those a change is about (an item's frames too); all of them where `changed` is empty."""
        with self._lock:
            held = sorted({ident for page in self._recent for ident in page})
        if not len(changed) or self._board.ranking.of is None:
            return concerned(held, changed) if len(changed) else held
        shown = self._board.ranking.shown(held).tolist()
        near = set(concerned(shown, changed))
        return [ident for ident, of in zip(held, shown, strict=True) if of in near]

    def recent_of(self, items: Sequence[int]) -> list[int]:
        """Of the rows the page holds, those of these items and of their frames."""
        wanted, held = set(items), self.recent()
        shown = self._board.ranking.shown(held).tolist()
        return [ident for ident, of in zip(held, shown, strict=True) if item_of(of) in wanted]
