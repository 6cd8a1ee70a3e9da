"""Numbers measured of items, kept as facts: they belong to no operation and are not undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nblabel.domain.measuring import BUILT_IN
from nblabel.domain.query import Query, items_query
from nblabel.errors import QueryError, did_you_mean, listing
from nblabel.store.file.cursor import Cursor
from nblabel.store.measured import computed
from nblabel.store.query.compile import members
from nblabel.store.rows import chosen
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Prints:
    """What tells pictures again: a hash of two columns, a tone, the very pixels; or (text) why a picture has none."""

    hashes: np.ndarray
    tones: np.ndarray
    pixels: np.ndarray
    problems: Sequence[str]


def without_print(cur: Cursor, scope: Scope, query: Query | None, *, again: bool = False) -> np.ndarray:
    """Ids (ascending) of the items whose picture was not measured yet; with `again` also those that could not be."""
    known = "SELECT item_id FROM picture_hash" + (" WHERE problem IS NULL" if again else "")
    return _items(cur, scope, query, Piece(f"item_id NOT IN ({known})"))


def without_metric(cur: Cursor, scope: Scope, query: Query | None, name: str, *, again: bool = False) -> np.ndarray:
    """The same of one metric of a user."""
    known = _named(scope, name).put("SELECT item_id FROM metric WHERE {}")
    known = known.put("{} AND value IS NOT NULL") if again else known
    return _items(cur, scope, query, known.put("item_id NOT IN ({})"))


def every_item(cur: Cursor, scope: Scope, query: Query | None) -> np.ndarray:
    """Ids (ascending) of all items of the query."""
    return _items(cur, scope, query, Piece("true"))


def save(
    cur: Cursor, project_id: int, ids: np.ndarray, numbers: Mapping[str, np.ndarray], prints: Prints | None = None
) -> None:
    """Write what was measured of these items (ascending, at least one) in place of what was there; NaN is no number."""
    own = chosen.among(cur, ids)
    if numbers:
        idents = _idents(cur, project_id, list(numbers))
        _save_numbers(cur, idents, list(numbers.values()), ids, own, prints)
    if prints is not None:
        cur.execute(f"DELETE FROM picture_hash WHERE {own.sql}", own.values)
        columns = {
            "item_id": ids,
            "across": prints.hashes[:, 0],
            "down": prints.hashes[:, 1],
            "tone": prints.tones,
            "pixels": prints.pixels,
        }
        # A column of text is read word by word, and there is hardly ever one.
        if any(prints.problems):
            columns["problem"] = np.array(prints.problems, dtype=object)
        problem = "nullif(problem, '')" if "problem" in columns else "NULL"
        cur.register("printed", columns).execute(
            f"INSERT INTO picture_hash SELECT item_id, across, down, tone, pixels, {problem} FROM printed"
        )


def _save_numbers(
    cur: Cursor, idents: list[int], numbers: list[np.ndarray], ids: np.ndarray, own: Piece, prints: Prints | None
) -> None:
    """All metrics at once: a statement each would cost as much as some pictures."""
    cur.execute(f"DELETE FROM metric WHERE list_contains(?::BIGINT[], metric_id) AND {own.sql}", [idents, *own.values])
    values = np.concatenate(numbers)
    # Of what one could not look at there is no row, but of what a function of the user's could not say.
    told = np.isfinite(values) if prints is not None else np.ones(len(values), bool)
    columns = {
        "metric_id": np.repeat(np.array(idents, np.int64), len(ids))[told],
        "item_id": np.tile(ids, len(idents))[told],
        "value": values[told],
    }
    cur.register("measured", columns).execute(
        "INSERT INTO metric SELECT metric_id, item_id, CASE WHEN isfinite(value) THEN value END FROM measured"
    )


def prints(cur: Cursor, scope: Scope, query: Query | None = None) -> tuple[np.ndarray, Prints]:
    """Ids (ascending) and prints of all items of the query whose picture was measured."""
    piece = together(
        "SELECT item_id, across, down, tone, pixels FROM picture_hash WHERE problem IS NULL AND item_id IN ({}) "
        "ORDER BY item_id",
        members(Query() if query is None else items_query(query), scope),
    )
    found = {name: np.asarray(column) for name, column in cur.execute(piece.sql, piece.values).arrays().items()}
    hashes = np.stack([found["across"], found["down"]], axis=1).astype(np.uint64)
    return found["item_id"].astype(np.int64), Prints(hashes, found["tone"], found["pixels"].astype(np.uint64), ())


def values_of(cur: Cursor, scope: Scope, name: str, ids: np.ndarray) -> np.ndarray:
    """What is stored of these items (ascending); NaN where nothing is."""
    found = np.full(len(ids), np.nan)
    piece = _named(scope, name).put("SELECT item_id, value FROM metric WHERE {} AND value IS NOT NULL")
    told = cur.execute(piece.sql, piece.values).arrays()
    own, values = np.asarray(told["item_id"], np.int64), np.asarray(told["value"], np.float64)
    if len(ids) and len(own):
        at = np.minimum(np.searchsorted(ids, own), len(ids) - 1)
        fits = ids[at] == own
        found[at[fits]] = values[fits]
    return found


def replace(cur: Cursor, project_id: int, name: str, ids: np.ndarray, values: np.ndarray) -> None:
    """Let this metric have just these values."""
    (ident,) = _idents(cur, project_id, [name])
    cur.execute("DELETE FROM metric WHERE metric_id = ?", [ident])
    cur.register("measured", {"item_id": ids, "value": values})
    cur.execute("INSERT INTO metric SELECT ?, item_id, value FROM measured", [ident])


def titles(cur: Cursor, ids: np.ndarray) -> dict[int, str]:
    """Titles of items (ascending ids, at least one)."""
    piece = chosen.among(cur, ids).put("SELECT item_id, title FROM item WHERE op_to IS NULL AND {}")
    return dict(cur.execute(piece.sql, piece.values).rows())


def coverage(cur: Cursor, scope: Scope) -> pd.DataFrame:
    """One row a metric that is stored: name, items, low, mean, high."""
    piece = together(
        "SELECT n.name, count(m.value) AS items, min(m.value) AS low, avg(m.value) AS mean, max(m.value) AS high "
        "FROM metric_name n LEFT JOIN (SELECT * FROM metric WHERE item_id IN (SELECT item_id FROM item WHERE {})) m "
        "USING (metric_id) WHERE n.project_id = ? GROUP BY n.metric_id, n.name ORDER BY n.metric_id",
        scope.rows(),
    )
    return cur.execute(piece.sql, [*piece.values, scope.project_id]).frame()


def metric_piece(scope: Scope, name: str) -> Piece:
    """`SELECT item_id, value` of a metric: stored, or told by what is there anyway.

    Raises
    ------
    QueryError
        Where nothing of that name was measured.
    """
    if computed.is_computed(name):
        return computed.rows_of(name, scope)
    if scope.cur is None:
        raise ValueError("names are looked up inside a read")
    known = names(scope.cur, scope)
    if name not in known:
        if name in BUILT_IN:
            raise QueryError(f'"{name}" was not measured yet: project.measure() does it, once for all pictures.')
        there = [*BUILT_IN, *known]
        raise QueryError(
            f'No metric "{name:.60}" was measured. There are: {listing(there, 20)}; @nb.metric makes one of a function.'
            f"{did_you_mean(name, there)}"
        )
    return _named(scope, name).put("SELECT item_id, value FROM metric WHERE {}")


def names(cur: Cursor, scope: Scope) -> list[str]:
    """The metrics that were measured, the earliest first."""
    rows = cur.execute(
        "SELECT name FROM metric_name WHERE project_id = ? ORDER BY metric_id", [scope.project_id]
    ).rows()
    return [name for (name,) in rows]


def _items(cur: Cursor, scope: Scope, query: Query | None, condition: Piece) -> np.ndarray:
    asked = Query() if query is None else items_query(query)
    piece = together("SELECT DISTINCT item_id FROM ({}) WHERE {} ORDER BY item_id", members(asked, scope), condition)
    return np.asarray(cur.execute(piece.sql, piece.values).arrays()["item_id"], np.int64)


def _named(scope: Scope, name: str) -> Piece:
    own = "metric_id IN (SELECT metric_id FROM metric_name WHERE project_id = ? AND name = ?)"
    return Piece(own, (scope.project_id, name))


def _idents(cur: Cursor, project_id: int, names: Sequence[str]) -> list[int]:
    """The ids of metrics, given now to those that have none."""
    rows = cur.execute("SELECT name, metric_id FROM metric_name WHERE project_id = ?", [project_id]).rows()
    known = {name: int(ident) for name, ident in rows}
    new = [name for name in names if name not in known]
    if new:
        first = int(cur.execute("SELECT coalesce(max(metric_id), 0) + 1 FROM metric_name").value())
        for ident, name in enumerate(new, first):
            cur.execute("INSERT INTO metric_name VALUES (?, ?, ?)", [project_id, ident, name])
            known[name] = ident
    return [known[name] for name in names]
