"""Reading predictions: which sources there are, what they say, and what was made of it."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from nblabel.domain.frames import LAST_FRAME
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.chosen import among, ascending
from nblabel.store.rows.piece import Piece
from nblabel.store.rows.scope import Scope

# Options have ids of their own; other answers are told apart by a hash.
_CONTENT = "if(t.option IS NULL, (hash(t.number, t.text) >> 1)::BIGINT, t.option::BIGINT)"
# Of more than this part of the span, what lies between is dropped in numpy.
_DENSE = 50


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of predictions or labels, one place a row, by item.

    `content` is equal where the answers are; `is_whole` marks rows without frames, whose `first` and `last` are all of them.
    """

    row: np.ndarray
    item_id: np.ndarray
    group_id: np.ndarray
    first: np.ndarray
    last: np.ndarray
    is_whole: np.ndarray
    root: np.ndarray
    question: np.ndarray
    content: np.ndarray

    def chosen(self, mask: np.ndarray) -> dict[str, np.ndarray]:
        """The columns of some of the rows."""
        return {field.name: getattr(self, field.name)[mask] for field in fields(self)}

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True, slots=True)
class PredictedRows(Rows):
    """Rows of predictions; `text` is None where no text was predicted."""

    option: np.ndarray
    number: np.ndarray
    confidence: np.ndarray
    text: np.ndarray | None = None

    def only(self, mask: np.ndarray) -> PredictedRows:
        """Some of the rows."""
        columns = {
            field.name: getattr(self, field.name)[mask]
            for field in fields(self)
            if getattr(self, field.name) is not None
        }
        return PredictedRows(**columns)


@dataclass(frozen=True, slots=True)
class LabelRows(Rows):
    """Rows of labels."""

    label_id: np.ndarray
    created_op: np.ndarray


def predicted_rows(
    cur: Cursor, scope: Scope, source_id: int, items: np.ndarray, root: int, *, has_text: bool
) -> PredictedRows:
    """The standing rows of a source on these items (ascending, at least one), of one top question or (0) of all."""
    own = Piece("t.source_id = ?", (source_id,)).also(*([Piece("t.root = ?", (root,))] if root else []))
    columns = "coalesce(t.option, 0)::BIGINT AS option, coalesce(t.number, 'nan'::DOUBLE) AS number, t.confidence"
    found = _read(cur, scope, "prediction", items, own, f"{columns}{', t.text' if has_text else ''}")
    if has_text:
        texts = np.array(np.ma.getdata(found["text"]), dtype=object)
        texts[np.ma.getmaskarray(found["text"])] = None
        found["text"] = texts
    return PredictedRows(**found)


def label_rows(cur: Cursor, scope: Scope, items: np.ndarray, roots: np.ndarray) -> LabelRows:
    """The standing label rows of these items (ascending, at least one) on some top questions."""
    own = Piece(f"t.root IN ({', '.join('?' * len(roots))})", tuple(map(int, roots)))
    return LabelRows(**_read(cur, scope, "label", items, own, "t.label_id, t.created_op"))


def _read(cur: Cursor, scope: Scope, table: str, items: np.ndarray, own: Piece, columns: str) -> dict[str, np.ndarray]:
    low, high = int(items[0]), int(items[-1])
    is_dense = len(items) * _DENSE >= high - low + 1
    near = Piece("t.item_id BETWEEN ? AND ?", (low, high)) if is_dense else among(cur, items).put("{}")
    where = scope.rows("t").also(
        own, near if is_dense else Piece(near.sql.replace("item_id", "t.item_id"), near.values)
    )
    found = cur.execute(
        f"SELECT t.rowid AS row, t.item_id, t.group_id, coalesce(t.frame_from, 0)::BIGINT AS first, "
        f"coalesce(t.frame_to, {LAST_FRAME})::BIGINT AS last, t.frame_from IS NULL AS is_whole, t.root::BIGINT AS root, "
        f"t.question::BIGINT AS question, {_CONTENT} AS content, {columns} FROM {table} t WHERE {where.sql}",
        where.values,
    ).arrays()
    inside = present_in(found["item_id"], items)
    found["is_whole"] = np.asarray(found["is_whole"], bool)
    return found if inside.all() else {name: column[inside] for name, column in found.items()}


def present_in(values: np.ndarray, items: np.ndarray) -> np.ndarray:
    """For each value, in any order, whether it is among the items (ascending, at least one)."""
    if int(items[-1] - items[0]) + 1 == len(items):
        inside: np.ndarray = (values >= items[0]) & (values <= items[-1])
        return inside
    place = np.minimum(np.searchsorted(items, values), len(items) - 1)
    found: np.ndarray = items[place] == values
    return found


def last_frames(cur: Cursor, items: np.ndarray) -> np.ndarray:
    """The last frame of each item (ascending), LAST_FRAME where it is not known."""
    found = (
        cur.register("asked_items", {"item_id": items})
        .execute(
            f"SELECT a.item_id, max(coalesce(greatest(m.n_frames - 1, 0), {LAST_FRAME})) AS last FROM asked_items a "
            "LEFT JOIN media m USING (item_id) GROUP BY a.item_id ORDER BY a.item_id"
        )
        .arrays()
    )
    lasts: np.ndarray = found["last"].astype(np.int64)
    return lasts


def source_names(cur: Cursor, scope: Scope) -> list[str]:
    """The sources of the project that predict something, by name."""
    return [name for name, _, _ in sources(cur, scope)]


def sources(cur: Cursor, scope: Scope) -> list[tuple[str, int, list[int]]]:
    """Name, number of items and top questions (or object classes) of each source that predicts something."""
    where = scope.rows("p")
    found: dict[str, tuple[int, list[int]]] = {}
    for table, root in (("prediction", "root"), ("predicted_object", '"class"')):
        rows = cur.execute(
            f"SELECT s.name, p.items, p.roots FROM source s JOIN (SELECT source_id, approx_count_distinct(item_id) AS items, "
            f"list(DISTINCT {root}) AS roots FROM {table} p WHERE {where.sql} GROUP BY source_id) p USING (source_id) ORDER BY s.name",
            where.values,
        ).rows()
        for name, items, roots in rows:
            known = found.get(name, (0, []))
            found[name] = max(known[0], items), sorted({*known[1], *roots})
    return [(name, items, roots) for name, (items, roots) in sorted(found.items())]


def items_of_source(cur: Cursor, scope: Scope, source_id: int) -> np.ndarray:
    """The items that a source predicts something of, ascending."""
    where = scope.rows()
    found = cur.execute(
        f"SELECT DISTINCT item_id FROM (SELECT item_id FROM prediction WHERE {where.sql} AND source_id = ? "
        f"UNION ALL SELECT item_id FROM predicted_object WHERE {where.sql} AND source_id = ?)",
        [*where.values, source_id, *where.values, source_id],
    ).arrays()["item_id"]
    return ascending(found)
