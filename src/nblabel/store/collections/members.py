"""Writing what collections hold: rows of items, or of runs of frames, each found by the rules, added or kept out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from nblabel.domain.query import Query
from nblabel.domain.units import frames_of, item_of, mean_frames, unit
from nblabel.store.file.cursor import Cursor
from nblabel.store.items import tags
from nblabel.store.query.collections import asked, is_limited, rules
from nblabel.store.query.collections import members as found_by
from nblabel.store.rows.chosen import among, ascending, table, without
from nblabel.store.rows.scope import Kept, Scope

Way = Literal["rule", "added", "removed"]
HELD: tuple[Way, ...] = ("rule", "added")
_NONE = np.empty(0, np.int64)
# Of more items all members are asked for.
_SOME = 5_000


def now(cur: Cursor, scope: Scope, kept: Kept) -> np.ndarray:
    """The ids of all that a collection holds, ascending: of items, or of frames."""
    if not kept.is_live:
        return listed(cur, scope.project_id, kept, HELD)
    kept_out, added = (listed(cur, scope.project_id, kept, (way,)) for way in ("removed", "added"))
    return ascending(without(found(cur, scope, kept), kept_out), added)


def among_now(cur: Cursor, scope: Scope, kept: Kept, ids: np.ndarray) -> np.ndarray:
    """Which of the ids (ascending, at least one) a collection holds, ascending."""
    items = ascending(item_of(ids))
    if not kept.is_live:
        held = listed(cur, scope.project_id, kept, HELD, items)
    elif len(items) <= _SOME and is_asked_in_part(scope, kept):
        near = replace(scope, within=tuple(items.tolist()))
        kept_out, added = (listed(cur, scope.project_id, kept, (way,), items) for way in ("removed", "added"))
        held = ascending(without(found(cur, near, kept), kept_out), added)
    else:
        held = now(cur, scope, kept)
    return without(ids, without(ids, held))


def found(cur: Cursor, scope: Scope, kept: Kept, query: Query | None = None) -> np.ndarray:
    """What the rules of a collection (or others) find now, ascending."""
    wanted = asked(scope, kept) if query is None else query
    if wanted is None:
        return _NONE
    others = tuple(other for other in scope.collections if other.ident != kept.ident)
    piece = found_by(wanted, replace(scope, collections=others))
    return ascending(cur.execute(piece.sql, piece.values).arrays()["item_id"])


def listed(
    cur: Cursor, project_id: int, kept: Kept, ways: tuple[Way, ...], near: np.ndarray | None = None
) -> np.ndarray:
    """The ids that stand in the file in one of these ways, ascending; `near`: of these items (ascending) alone."""
    _, columns = _rows(cur, project_id, kept, ways, near)
    return _units(columns)


def held_items(cur: Cursor, project_id: int, kept: Kept, near: np.ndarray) -> np.ndarray:
    """Which of these items (ascending) have a member row, ascending."""
    return ascending(_rows(cur, project_id, kept, HELD, near)[1]["item_id"])


def put(cur: Cursor, project_id: int, op_id: int, kept: Kept, ids: np.ndarray, way: Way) -> None:
    """Let items or frames stand that do not stand yet."""
    if not len(ids):
        return
    if not mean_frames(ids):
        items = table(cur, {"item_id": ids})
        cur.execute(
            f"INSERT INTO member SELECT ?, ?, item_id, NULL, NULL, ?, ?, NULL FROM {items.sql}",
            [project_id, kept.ident, way, op_id, *items.values],
        )
        return
    runs = table(cur, _runs(ids))
    cur.execute(
        f"INSERT INTO member SELECT ?, ?, item_id, first, last, ?, ?, NULL FROM {runs.sql}",
        [project_id, kept.ident, way, op_id, *runs.values],
    )


def end(cur: Cursor, project_id: int, op_id: int, kept: Kept, ids: np.ndarray, ways: tuple[Way, ...]) -> None:
    """Let items or frames that stand in one of these ways stand no longer; of a run of frames the rest goes on."""
    if not len(ids):
        return
    if not mean_frames(ids):
        chosen = among(cur, ids)
        cur.execute(
            f"UPDATE member SET op_to = ? WHERE project_id = ? AND op_to IS NULL AND collection_id = ? "
            f"AND {_in(ways)} AND {chosen.sql}",
            [op_id, project_id, kept.ident, *chosen.values],
        )
        return
    items = ascending(item_of(ids))
    for way in ways:
        numbers, columns = _rows(cur, project_id, kept, (way,), items)
        touched = _meets(columns, ids)
        if not touched.any():
            continue
        cut = {name: column[touched] for name, column in columns.items()}
        closing = table(cur, {"number": numbers[touched]})
        cur.execute(
            f"UPDATE member SET op_to = ? WHERE rowid IN (SELECT number FROM {closing.sql})", [op_id, *closing.values]
        )
        put(cur, project_id, op_id, kept, without(_units(cut), ids), way)


def end_all(cur: Cursor, project_id: int, op_id: int, kept: Kept, ways: tuple[Way, ...]) -> None:
    """Let nothing stand in these ways."""
    cur.execute(
        f"UPDATE member SET op_to = ? WHERE project_id = ? AND op_to IS NULL AND collection_id = ? AND {_in(ways)}",
        [op_id, project_id, kept.ident],
    )


def tag(cur: Cursor, scope: Scope, op_id: int, title: str, items: np.ndarray) -> None:
    """Put the title on those of the items (ascending) that do not carry it."""
    if not len(items):
        return
    bare = items[~tags.carriers(cur, scope, items, title)]
    if len(bare):
        tags.put(cur, scope.project_id, op_id, bare, title)


def untag(cur: Cursor, scope: Scope, op_id: int, kept: Kept, items: np.ndarray) -> None:
    """Take the title off those of the items (ascending) that have nothing in the collection any more."""
    if not len(items):
        return
    bare = without(items, held_items(cur, scope.project_id, kept, items))
    if len(bare):
        tags.take_off(cur, scope.project_id, op_id, bare, kept.title)


def is_asked_in_part(scope: Scope, kept: Kept) -> bool:
    """Whether a few items can be asked about without finding all."""
    query = rules(scope, kept) if kept.is_live else None
    return query is None or not is_limited(query)


def _rows(
    cur: Cursor, project_id: int, kept: Kept, ways: tuple[Way, ...], near: np.ndarray | None
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Row numbers, and item_id, first and last (-1 for a whole item)."""
    if near is not None and not len(near):
        return _NONE, {"item_id": _NONE, "first": _NONE, "last": _NONE}
    chosen = None if near is None else among(cur, near)
    where, values = ("", ()) if chosen is None else (f" AND {chosen.sql}", chosen.values)
    found = cur.execute(
        "SELECT rowid AS number, item_id, coalesce(frame_from, -1)::BIGINT AS first, coalesce(frame_to, -1)::BIGINT AS last "
        f"FROM member WHERE project_id = ? AND op_to IS NULL AND collection_id = ? AND {_in(ways)}{where}",
        [project_id, kept.ident, *values],
    ).arrays()
    return found.pop("number"), found


def _in(ways: tuple[Way, ...]) -> str:
    return f"way IN ({', '.join(repr(way) for way in ways)})"


def _units(columns: dict[str, np.ndarray]) -> np.ndarray:
    """The ids of items or of single frames that rows stand for, ascending."""
    items, first, last = (np.asarray(columns[name], np.int64) for name in ("item_id", "first", "last"))
    if not len(items) or first[0] < 0:
        return ascending(items)
    lengths = last - first + 1
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    frames = np.repeat(first, lengths) + np.arange(int(lengths.sum())) - starts
    return np.unique(unit(np.repeat(items, lengths), frames))


def _runs(units: np.ndarray) -> dict[str, np.ndarray]:
    """Frames as runs: item_id, first, last."""
    items, frames = item_of(units), frames_of(units)
    order = np.lexsort((frames, items))
    items, frames = items[order], frames[order]
    breaks = np.flatnonzero((np.diff(items) != 0) | (np.diff(frames) != 1))
    starts, ends = np.concatenate(([0], breaks + 1)), np.concatenate((breaks, [len(units) - 1]))
    return {"item_id": items[starts], "first": frames[starts], "last": frames[ends]}


def _meets(columns: dict[str, np.ndarray], units: np.ndarray) -> np.ndarray:
    """For each run whether one of the frames is in it."""
    keys = np.sort((item_of(units) << 32) | frames_of(units))
    base = np.asarray(columns["item_id"], np.int64) << 32
    low = np.searchsorted(keys, base | np.asarray(columns["first"], np.int64))
    high = np.searchsorted(keys, base | np.asarray(columns["last"], np.int64), side="right")
    meets: np.ndarray = high > low
    return meets
