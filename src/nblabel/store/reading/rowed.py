"""Labels and predictions as rows of their own: which of them a query means, in which order, and what each says.

A row is one answered top question with all that is nested in it, or one object. The items are those of the query; a condition
on answers, predictions or objects also chooses among the rows: of an item with several labels those that it speaks of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nblabel.domain.query import Query, is_framed
from nblabel.domain.units import unit
from nblabel.store.file.cursor import Cursor
from nblabel.store.query.compile import members, select_ids
from nblabel.store.query.named import names
from nblabel.store.reading import rowed_objects
from nblabel.store.reading.predicted_tiles import PredictedPart
from nblabel.store.reading.rowed_cells import known_rows
from nblabel.store.reading.rowed_narrow import Sort, every, narrowed, of_rows, row_key
from nblabel.store.rows.piece import Piece, joined, together
from nblabel.store.rows.scope import Scope

_EMPTY = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Rows:
    """Ids of rows (below 0) in order, and what each is on: an item, or the first of its frames.

    `place` is that of the item in the order of the query; `key` what the row itself has of the first sort key, where it has any.
    """

    ids: np.ndarray
    of: np.ndarray
    place: np.ndarray
    key: np.ndarray | None = None


_NONE = Rows(_EMPTY, _EMPTY, _EMPTY)


def rows(cur: Cursor, scope: Scope, query: Query, sort: Sort) -> Rows:
    """The labels (or predictions) of the items of a query, in its order, then by question and frame."""
    narrows = [narrow for expr in every(query) for narrow in rowed_objects.narrows_of(expr, scope, sort)]
    speaks_of_objects, speaks_of_labels = any(narrow.is_own for narrow in narrows), _speaks(query, scope, sort)
    found = _NONE
    if speaks_of_labels or not speaks_of_objects:
        known = known_rows(cur, scope, query, sort)
        found = asked_rows(cur, scope, query, sort) if known is None else Rows(*known)
    if (speaks_of_labels and not speaks_of_objects) or not rowed_objects.are_there(cur, scope, sort):
        return found
    return _merged(found, _objects(cur, scope, query, sort, narrows), query)


def _speaks(query: Query, scope: Scope, sort: Sort) -> bool:
    scope = replace(scope, by_frame=False)
    return any(narrow.root is not None for expr in every(query) for narrow in of_rows(expr, scope, sort))


def _objects(cur: Cursor, scope: Scope, query: Query, sort: Sort, narrows: list[rowed_objects.Narrow]) -> Rows:
    key = rowed_objects.key_of(query, scope, sort)
    columns = rowed_objects.found(cur, scope, sort, _items(query, scope), narrows, key)
    item = columns["item_id"].astype(np.int64)
    own = None if key is None else _numbers(columns["key"])
    return Rows(
        -(columns["ident"].astype(np.int64) * 4 + 2), _on(item, columns["first"]), _whole(columns["place"]), own
    )


def _merged(labels: Rows, objects: Rows, query: Query) -> Rows:
    """By what rows themselves have of the first sort key, if any; then by item, labels before objects."""
    if not len(objects.ids):
        return labels
    both = labels, objects
    place = np.concatenate([one.place for one in both])
    if all(one.key is None for one in both):
        order, key = np.argsort(place, kind="stable"), None
    else:
        key = np.concatenate([np.full(len(one.ids), np.nan) if one.key is None else one.key for one in both])
        order = np.lexsort((place, -key if query.order[0].descending else key))
    ids, of = (np.concatenate(parts)[order] for parts in ([one.ids for one in both], [one.of for one in both]))
    return Rows(ids, of, place[order], None if key is None else key[order])


def _on(item: np.ndarray, first: np.ndarray) -> np.ndarray:
    frame = np.ma.filled(np.ma.asarray(first, dtype=np.int64), -1)
    return np.where(frame >= 0, unit(item, frame), item)


def _numbers(found: np.ndarray) -> np.ndarray:
    numbers: np.ndarray = np.ma.filled(np.ma.asarray(found, dtype=float), np.nan)
    return numbers


def _whole(numbers: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(numbers, dtype=np.int64)


def asked_rows(cur: Cursor, scope: Scope, query: Query, sort: Sort) -> Rows:
    """The same from SQL: the id of each row stands for its answer tree (`groups_of`)."""
    source = ", source_id" if sort == "prediction" else ""
    found = together(
        f"SELECT group_id, item_id, root{source}, min(frame_from) AS first, max(confidence) AS confidence "
        f"FROM {sort} WHERE {{}} AND question = root GROUP BY group_id, item_id, root{source}",
        scope.rows(),
    )
    items, key = _items(query, scope)
    own = row_key(query, scope, sort)
    order = joined(
        ", ",
        [
            *([own.put(f"{{}} {'DESC' if query.order[0].descending else 'ASC'} NULLS LAST")] if own else []),
            Piece(
                f"{key}, list_position(?, r.root), r.first NULLS FIRST{source.replace(', ', ', r.')}, r.group_id",
                ([question.ident for question in scope.ontology.questions],),
            ),
        ],
    )
    piece = together(
        f"SELECT -4 * r.group_id AS id, r.item_id, r.first, {key} AS place, {{}} AS key FROM ({{}}) r {{}} WHERE {{}} ORDER BY {{}}",
        own or Piece("NULL::DOUBLE"),
        found,
        items,
        narrowed(query, scope, sort),
        order,
    )
    columns = cur.execute(piece.sql, piece.values).arrays()
    of = _on(columns["item_id"].astype(np.int64), columns["first"])
    told = None if own is None else _numbers(columns["key"])
    return Rows(columns["id"].astype(np.int64), of, _whole(columns["place"]), told)


def groups_of(ids: Sequence[int]) -> list[int]:
    """The answer trees that rows stand for."""
    return [-ident // 4 for ident in ids]


def object_of(ident: int) -> int | None:
    """The object that a row stands for; None where it is none."""
    return (-ident - 2) // 4 if ident % 4 == 2 else None


def label_groups(cur: Cursor, scope: Scope, groups: Sequence[int]) -> dict[int, int]:
    """To which answer tree each label row of these belongs, by its id."""
    if not groups:
        return {}
    piece = together("SELECT DISTINCT label_id, group_id FROM label WHERE {} AND {}", scope.rows(), _in(groups))
    return dict(cur.execute(piece.sql, piece.values).rows())


def predicted(cur: Cursor, scope: Scope, groups: Sequence[int]) -> dict[int, list[PredictedPart]]:
    """What each of these predicted answer trees says, in the order of the ontology."""
    if not groups:
        return {}
    piece = together(
        "SELECT group_id, source_id, question, max(confidence), list(option ORDER BY option) FILTER (option IS NOT NULL), "
        "any_value(number), any_value(text), frame_from, frame_to FROM prediction WHERE {} AND {} "
        "GROUP BY group_id, source_id, question, frame_from, frame_to ORDER BY group_id, frame_from NULLS FIRST",
        scope.rows(),
        _in(groups),
    )
    called = {ident: name for name, ident in names(scope, "source").items()}
    places = {place.question.ident: number for number, place in enumerate(scope.ontology.places)}
    found: dict[int, list[PredictedPart]] = defaultdict(list)
    for group, source, question, confidence, options, *rest in cur.execute(piece.sql, piece.values).rows():
        name = called.get(source, "")
        found[group].append(PredictedPart(name, question, confidence, tuple(options or ()), *rest))
    return {group: sorted(own, key=lambda row: places.get(row.question, len(places))) for group, own in found.items()}


def _in(groups: Sequence[int]) -> Piece:
    bounds = Piece("group_id BETWEEN ? AND ?", (min(groups), max(groups)))
    return bounds.also(Piece(f"group_id IN ({', '.join('?' * len(groups))})", tuple(groups)))


def _items(query: Query, scope: Scope) -> tuple[Piece, str]:
    """What joins the items of the query, and the column they are in order by."""
    item = "item_id & 4294967295 AS item_id" if is_framed(query) else "item_id"
    if not query.order and query.base is None and query.limit is None and not is_framed(query):
        if not query.where:
            return members(query, scope).put("SEMI JOIN ({}) p ON p.item_id = r.item_id"), "r.item_id"
        return members(query, scope).put("JOIN ({}) p ON p.item_id = r.item_id"), "r.item_id"
    sql, values = select_ids(query, scope)
    placed = f"SELECT {item}, min(place) AS place FROM (SELECT item_id, row_number() OVER () AS place FROM ({sql})) GROUP BY ALL"
    return Piece(f"JOIN ({placed}) p ON p.item_id = r.item_id", tuple(values)), "p.place"
