"""Vectors of pictures: each space (one model's) has a table, and what is searched is held beside the file, in float32."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

import numpy as np

from nblabel.domain.operands import Likeness
from nblabel.domain.query import Query, items_query
from nblabel.domain.spread import spread_of
from nblabel.errors import MeasureError, did_you_mean, listing
from nblabel.store.file.cursor import Cursor
from nblabel.store.measured.held_vectors import Held, held
from nblabel.store.measured.streamed import Vectors
from nblabel.store.query.compile import members
from nblabel.store.rows import chosen
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope

# An id of a frame holds that of its item in its lower half.
_ITEM = 0xFFFFFFFF
# A row group of DuckDB: fewer are compressed at the checkpoint, with all else.
_MANY = 122_880
_KNOWN = " WHERE vec IS NOT NULL"
_numbers = count()
_lock = threading.Lock()
_latest: dict[Hashable, np.ndarray] = {}
_latest_spread: dict[Hashable, np.ndarray] = {}


@dataclass(frozen=True, slots=True)
class Space:
    """Vectors of one model: `size` numbers each, in the table vector_<ident>."""

    ident: int
    name: str
    size: int
    version: int = 0

    @property
    def table(self) -> str:
        """Its table."""
        return f"vector_{int(self.ident)}"


def spaces(cur: Cursor, project_id: int) -> list[Space]:
    """The spaces of a project, the latest first."""
    rows = cur.execute(
        "SELECT space_id, name, size, version FROM space WHERE project_id = ? ORDER BY space_id DESC", [project_id]
    ).rows()
    return [Space(*row) for row in rows]


def space_named(cur: Cursor, project_id: int, name: str = "") -> Space:
    """The space of this name, the latest where none is named.

    Raises
    ------
    MeasureError
        Where there is none.
    """
    known = spaces(cur, project_id)
    if not known:
        raise MeasureError("No picture has a vector yet, so none can be compared: project.embed() makes them.")
    if not name:
        return known[0]
    found = next((space for space in known if space.name == name), None)
    if found is None:
        there = [space.name for space in known]
        raise MeasureError(f'No vectors "{name}". There are: {listing(there)}.{did_you_mean(name, there)}')
    return found


def space_for(cur: Cursor, project_id: int, name: str, size: int) -> Space:
    """The space of this name and size, made where there is none; to be called inside a write."""
    found = next((space for space in spaces(cur, project_id) if space.name == name), None)
    if found is not None and found.size != size:
        raise MeasureError(
            f'Vectors "{name}" have {found.size} numbers and these have {size}: give them another name, or take the old '
            f"ones out with project.remove_vectors({name!r})."
        )
    if found is not None:
        return found
    ident = int(cur.execute("SELECT coalesce(max(space_id), 0) + 1 FROM space").value())
    made = Space(ident, name, size)
    cur.execute(f"CREATE OR REPLACE TABLE {made.table}(item_id BIGINT, vec FLOAT[{int(size)}])")
    cur.execute("INSERT INTO space VALUES (?, ?, ?, ?, 0)", [project_id, ident, name, size])
    return made


def drop(cur: Cursor, project_id: int, name: str) -> None:
    """Take a space out with its vectors."""
    space = space_named(cur, project_id, name)
    cur.execute("DELETE FROM space WHERE space_id = ?", [space.ident])
    cur.execute(f"DROP TABLE {space.table}")


def without_vector(cur: Cursor, scope: Scope, query: Query | None, name: str, *, again: bool = False) -> np.ndarray:
    """Ids (ascending) of the items that were not embedded yet; with `again` also those that could not be."""
    found = next((space for space in spaces(cur, scope.project_id) if space.name == name), None)
    asked = members(Query() if query is None else items_query(query), scope)
    known = "false" if found is None else f"item_id IN (SELECT item_id FROM {found.table}{_KNOWN if again else ''})"
    piece = asked.put(f"SELECT DISTINCT item_id FROM ({{}}) WHERE NOT {known} ORDER BY item_id")
    return np.asarray(cur.execute(piece.sql, piece.values).arrays()["item_id"], np.int64)


def save(cur: Cursor, project_id: int, name: str, ids: np.ndarray, vectors: np.ndarray) -> None:
    """Write the vectors of these items (ascending, at least one) in place of others; a row of NaN is none at all."""
    space = space_for(cur, project_id, name, vectors.shape[1])
    own = chosen.among(cur, ids)
    if cur.execute(f"DELETE FROM {space.table} WHERE {own.sql}", own.values).value():
        cur.execute("UPDATE space SET version = version + 1 WHERE space_id = ?", [space.ident])
    # A row of NaN stands for an item that was looked at in vain.
    vec = "vec" if np.isfinite(vectors[:, 0]).all() else "CASE WHEN isfinite(vec[1]) THEN vec END"
    with _as_they_are(cur, len(ids)):
        cur.register("embedded", Vectors(ids, vectors)).execute(
            f"INSERT INTO {space.table} SELECT item_id, {vec} FROM embedded"
        )


@contextmanager
def _as_they_are(cur: Cursor, n: int) -> Iterator[None]:
    """Where there are many, let them be written without trying to compress them: it takes as long again and saves 5 %."""
    if n < _MANY:
        yield
        return
    cur.execute("SET GLOBAL force_compression = 'uncompressed'")
    try:
        yield
    finally:
        cur.execute("SET GLOBAL force_compression = 'auto'")


def vectors_of(cur: Cursor, space: Space, ids: Sequence[int] | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ids and vectors of those of the items that have one, in the order asked; as they are held (`held_vectors`)."""
    known = _held(cur, space)
    places = known.places(np.asarray(ids, np.int64) & _ITEM)
    return known.ids[places], known.rows(places)


def exact_vectors(cur: Cursor, space: Space, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same just as they are in the file, by ascending id."""
    wanted = np.unique(np.asarray(ids, np.int64) & _ITEM)
    if not len(wanted):
        return wanted, np.empty((0, space.size), np.float32)
    among = chosen.among(cur, wanted)
    found = cur.execute(
        f"SELECT item_id, vec FROM {space.table} WHERE vec IS NOT NULL AND {among.sql} ORDER BY item_id", among.values
    ).arrays()
    rows = np.ma.getdata(found["vec"])
    own = np.asarray(found["item_id"], np.int64)
    return own, np.stack(list(rows)) if len(rows) else np.empty((0, space.size), np.float32)


def likeness(cur: Cursor, scope: Scope, like: Likeness) -> Piece:
    """`SELECT item_id, value` of how alike each item is to one of them, or to a vector: the cosine, 1 for the same.

    Raises
    ------
    MeasureError
        Where the item has no vector.
    """
    known, values = _alike(cur, scope, like)
    return _registered(cur, "likeness", known.ids, values)


def likeness_of(cur: Cursor, scope: Scope, like: Likeness, ids: np.ndarray) -> np.ndarray:
    """How alike each of these items is; NaN where it has no vector."""
    known, values = _alike(cur, scope, like)
    where = known.where(ids)
    return np.where(where >= 0, values[where], np.float32(np.nan)) if len(values) else np.full(len(ids), np.nan)


def _alike(cur: Cursor, scope: Scope, like: Likeness) -> tuple[Held, np.ndarray]:
    space = space_named(cur, scope.project_id, like.space)
    known = _held(cur, space)
    vector = _vector(space, known, like)
    key = (cur.path, space, known.n_rows, vector.tobytes())
    with _lock:
        values = _latest.get(key)
    if values is None:
        values = known.alike(vector)
        with _lock:
            _latest.clear()  # a page asks for counts, places and scores of one likeness again and again
            _latest[key] = values
    return known, values


def diversity(cur: Cursor, scope: Scope, among: Piece, name: str = "") -> Piece:
    """`SELECT item_id, value`: the place of each of the items in an order in which each differs most from those before."""
    space = space_named(cur, scope.project_id, name)
    known = _held(cur, space)
    ids = np.unique(np.asarray(cur.execute(among.sql, among.values).arrays()["item_id"], np.int64) & _ITEM)
    places = known.places(ids)
    key = (cur.path, space, known.n_rows, places.tobytes())
    with _lock:
        order = _latest_spread.get(key)
    if order is None:
        order = spread_of(len(places), lambda some: known.rows(places[some]))
        with _lock:
            _latest_spread.clear()
            _latest_spread[key] = order
    return _registered(cur, "diversity", known.ids[places][order], np.arange(len(order), dtype=np.float64))


def _vector(space: Space, known: Held, like: Likeness) -> np.ndarray:
    if like.vector:
        vector = np.asarray(like.vector, np.float32)
        if vector.shape != (space.size,):
            raise MeasureError(
                f'Vectors "{space.name}" have {space.size} numbers, not {vector.size}: give one of them.'
            )
        return vector / (np.linalg.norm(vector) or 1)
    place = known.places(np.array([like.item & _ITEM]))
    if not len(place):
        raise MeasureError(
            f'Item {like.item & _ITEM} has no vector in "{space.name}", so nothing can be compared with it: project.embed() '
            "makes those that are missing."
        )
    return known.rows(place)[0]


def _held(cur: Cursor, space: Space) -> Held:
    version = space.version
    while (known := held(cur, space.table, space.size, version)) is None:
        version = cur.execute("SELECT version FROM space WHERE space_id = ?", [space.ident]).value()
        if version is None:
            raise MeasureError(f'The vectors "{space.name}" were just taken out of the project.')
    return known


def _registered(cur: Cursor, what: str, ids: np.ndarray, values: np.ndarray) -> Piece:
    # Each its own name: a statement may compare with two items.
    name = f"{what}_{next(_numbers)}"
    cur.register(name, {"item_id": ids, "value": values})
    return Piece(f"SELECT item_id, value FROM {name}")


def counted(cur: Cursor, scope: Scope) -> list[tuple[str, int, int]]:
    """Name, size of a vector and number of items with one, of each space."""
    found = []
    for space in spaces(cur, scope.project_id):
        piece = together(
            f"SELECT count(vec) FROM {space.table} WHERE item_id IN (SELECT item_id FROM item WHERE {{}})", scope.rows()
        )
        found.append((space.name, space.size, int(cur.execute(piece.sql, piece.values).value())))
    return found
