"""The operations of a project: who did what when, and what undo and redo would do next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from nblabel.domain.changes import Change, Operation
from nblabel.domain.units import is_unit
from nblabel.store.file.cursor import Cursor
from nblabel.store.history.undo_stacks import COLUMNS, UndoStacks
from nblabel.store.rows.chosen import ascending, table
from nblabel.store.rows.ids import bitmap
from nblabel.store.rows.scope import Scope

# `counts` is always written with `applied` first, so that this finds operations without reading JSON (10 times faster).
_CHANGED = "counts::VARCHAR NOT LIKE '{\"applied\":0%'"
# More ids than this are kept as bits, if they fill at least so small a part of their span.
_FEW, _DENSE = 200, 64


@dataclass(frozen=True, slots=True)
class UndoState:
    """The person's operations that `undo` and `redo` would take back now (None: nothing), and how many there are."""

    undo: Operation | None
    redo: Operation | None
    n_undo: int
    n_redo: int


def insert_op(
    cur: Cursor,
    op_id: int,
    *,
    project_id: int,
    kind: str,
    text: str,
    annotator: str,
    role: str,
    counts: Mapping[str, int],
    client_id: str | None = None,
    params: Mapping[str, Any] | None = None,
    undoes: int | None = None,
) -> tuple[Any, ...]:
    """Record an operation; `op_id` comes from `Database.next_ids(cur, "op")`.

    Returns
    -------
    tuple
        The row as `UndoStacks.follow` takes it.
    """
    ordered = {"applied": counts.get("applied", 0), **counts}
    counted = json.dumps(ordered, separators=(",", ":"))
    created = datetime.now(UTC)
    cur.identify(op_id, client_id)
    cur.execute(
        "INSERT INTO op VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            op_id,
            project_id,
            kind,
            annotator,
            role,
            created,
            client_id,
            json.dumps({"text": text, **(params or {})}, ensure_ascii=False),
            counted,
            undoes,
        ],
    )
    return op_id, kind, text, annotator, role, created.replace(tzinfo=None), counted, undoes


def insert_outcome(cur: Cursor, op_id: int, ids: np.ndarray, outcome: str) -> None:
    """Record the items behind an outcome that leaves no other trace: skipped, blocked, failed, kept."""
    if not len(ids):
        return
    ids = ascending(ids)
    low, high = int(ids[0]), int(ids[-1])
    # Frames stand row by row: by their rows an operation is known as one on frames.
    if len(ids) > _FEW and high - low < _DENSE * len(ids) and not is_unit(low):
        # 900,000 rows cost a quarter of a second, their 125 kB of bits nothing.
        cur.execute("INSERT INTO op_set VALUES (?, ?, ?, ?::BLOB::BIT)", [op_id, outcome, low, bitmap(ids, low, high)])
        return
    items = table(cur, {"item_id": ids})
    cur.execute(f"INSERT INTO op_item SELECT ?, item_id, ? FROM {items.sql}", [op_id, outcome, *items.values])


def find(cur: Cursor, client_id: str) -> Change | None:
    """The operation that a client carried out under this id, if it did."""
    row = cur.execute(
        "SELECT op_id, kind, params->>'$.text', counts, undoes FROM op WHERE client_id = ?", [client_id]
    ).one()
    if row is None:
        return None
    op_id, kind, text, counts, undoes = row
    return Change(op_id, kind, text, json.loads(counts), undoes=undoes, repeated=True)


def revision(cur: Cursor) -> int:
    """The number of the latest operation in the file, 0 before the first."""
    return int(cur.execute("SELECT max(op_id) FROM op").value() or 0)


def history(cur: Cursor, scope: Scope, limit: int = 50, before: int = 0) -> list[Operation]:
    """The latest operations of a project, newest first; those before operation `before` where it is given."""
    bounds = [bound for bound in (before - 1 if before else None, scope.as_of) if bound is not None]
    rows = cur.execute(
        f"{_SELECT} WHERE project_id = ? AND op_id <= ? ORDER BY op_id DESC LIMIT ?",
        [scope.project_id, min(bounds, default=2**62), limit],
    ).rows()
    links = undo_links(cur, scope.project_id, scope.as_of)
    return [_operation(row, links) for row in rows]


def operation(cur: Cursor, scope: Scope, op_id: int) -> Operation | None:
    """One operation of a project."""
    row = cur.execute(f"{_SELECT} WHERE project_id = ? AND op_id = ?", [scope.project_id, op_id]).one()
    return _operation(row, undo_links(cur, scope.project_id)) if row else None


def origin(cur: Cursor, target: Operation) -> str:
    """The kind of the operation that this one is, or takes back, or redoes."""
    kind, undoes = target.kind, target.undoes
    while undoes is not None:
        kind, undoes = cur.execute("SELECT kind, undoes FROM op WHERE op_id = ?", [undoes]).rows()[0]
    return kind


def everybody(cur: Cursor, project_id: int) -> list[str]:
    """Everybody who did something in the project, is listed, or has items."""
    rows = cur.execute(
        "SELECT DISTINCT annotator FROM op WHERE project_id = $project "
        "UNION SELECT name FROM person WHERE project_id = $project "
        "UNION SELECT DISTINCT person FROM assignment WHERE project_id = $project "
        "UNION SELECT DISTINCT person FROM hold WHERE project_id = $project",
        {"project": project_id},
    ).rows()
    return [name for (name,) in rows if name]


def has_others(cur: Cursor, project_id: int, person: str) -> bool:
    """Whether anybody else did something in the project."""
    found = "SELECT EXISTS (SELECT 1 FROM op WHERE project_id = ? AND annotator <> ?)"
    return bool(cur.execute(found, [project_id, person]).value())


def undo_links(cur: Cursor, project_id: int, as_of: int | None = None) -> dict[int, int]:
    """From each operation to the latest one that takes it back (of those that changed something)."""
    rows = cur.execute(
        f"SELECT undoes, op_id FROM op WHERE project_id = ? AND undoes IS NOT NULL AND {_CHANGED} AND op_id <= ?",
        [project_id, 2**62 if as_of is None else as_of],
    ).rows()
    return dict(sorted(rows, key=lambda row: row[1]))


def last_of_chain(op_id: int, links: Mapping[int, int]) -> tuple[int, bool]:
    """Where undone, redone, undone again ends, and whether `op_id` is in force there."""
    in_force = True
    while op_id in links:
        op_id, in_force = links[op_id], not in_force
    return op_id, in_force


def undo_state(cur: Cursor, stacks: UndoStacks, *, labels_only: bool = False) -> UndoState:
    """What undo and redo would do now; `labels_only` passes over added items and changed ontologies."""
    undo, redo, n_undo, n_redo = stacks.now(cur, labels_only=labels_only)
    rows = stacks.latest
    if not {undo, redo} - {None} <= rows.keys():
        rows = {row[0]: row for row in cur.execute(f"{_SELECT} WHERE op_id IN (?, ?)", [undo or 0, redo or 0]).rows()}
    found: dict[int | None, Operation] = {op_id: _operation(rows[op_id], {}) for op_id in (undo, redo) if op_id in rows}
    return UndoState(found.get(undo), found.get(redo), n_undo, n_redo)


_SELECT = f"SELECT {COLUMNS} FROM op"


def _operation(row: tuple[Any, ...], links: Mapping[int, int]) -> Operation:
    op_id, kind, text, annotator, role, created, counts, undoes = row
    end, in_force = last_of_chain(op_id, links)
    when = created.replace(tzinfo=UTC)
    return Operation(op_id, kind, text, annotator, role, when, json.loads(counts), undoes, None if in_force else end)
