"""A query value as SQL with bound values: which items (or frames of them), in which order."""

from __future__ import annotations

from dataclasses import replace

from nblabel.domain.operands import Diversity
from nblabel.domain.query import Query, is_framed, items_query, units_given
from nblabel.store.query.conditions import condition
from nblabel.store.query.frames import given, of_frames, of_items
from nblabel.store.query.order import sorting
from nblabel.store.rows.piece import Piece, joined, together
from nblabel.store.rows.scope import Scope

# Tables, sort keys, and what the first of those compares.
Tables = tuple[Piece, Piece, Piece | None]

_UNPLACED = "SELECT item_id, 0 AS place FROM ({})"


def select_ids(query: Query, scope: Scope) -> tuple[str, list[object]]:
    """`SELECT item_id ...` in the order of the query, with its values; good as a sub-select too.

    Raises
    ------
    QueryError, OntologyError
        Where the query names a question, option or status that is not there, or compares what cannot be compared.
    """
    piece = ordered(query, scope)
    return piece.sql, list(piece.values)


def select_set(query: Query, scope: Scope) -> tuple[str, list[object]]:
    """`SELECT item_id ...` without any order: cheaper where only membership counts."""
    piece = members(query, scope)
    return piece.sql, list(piece.values)


def members(query: Query, scope: Scope) -> Piece:
    """The items (or frames) of a query as an unordered sub-select of item_id."""
    if query.limit is not None or query.offset:
        return ordered(query, scope)
    if is_framed(query):
        (source, _, _), where = _frames(query, scope, is_ordered=False)
        return together("SELECT i.unit AS item_id FROM {} WHERE {}", source, where)
    parts = _conditions(query, scope)
    if query.base is not None:
        parts.append(together("i.item_id IN ({})", members(query.base, scope)))
    return together("SELECT i.item_id FROM item i WHERE {}", joined(" AND ", parts))


def ordered(query: Query, scope: Scope) -> Piece:
    """The items (or frames) of a query as a sub-select in order."""
    name, (tables, keys, _), where = _parts(query, scope)
    return together(f"SELECT {name} FROM {{}} WHERE {{}} ORDER BY {{}}{{}}", tables, where, keys, _limits(query))


def ordered_by(query: Query, scope: Scope) -> Piece:
    """The same with what the first sort key compares, as `value`."""
    name, (tables, keys, first), where = _parts(query, scope)
    return together(
        f"SELECT {name}, {{}} AS value FROM {{}} WHERE {{}} ORDER BY {{}}{{}}",
        first or Piece("NULL"),
        tables,
        where,
        keys,
        _limits(query),
    )


def _placed(query: Query, scope: Scope) -> Piece:
    name, (tables, keys, _), where = _parts(query, scope)
    select = f"SELECT {name}, row_number() OVER (ORDER BY {{}}) AS place FROM {{}} WHERE {{}} ORDER BY place{{}}"
    return together(select, keys, tables, where, _limits(query))


def _parts(query: Query, scope: Scope) -> tuple[str, Tables, Piece]:
    """What is selected, from which tables in which order, under which conditions."""
    if is_framed(query):
        return "i.unit AS item_id", *_frames(query, scope, is_ordered=True)
    return "i.item_id", _tables_and_keys(query, scope), joined(" AND ", _conditions(query, scope))


def _tables_and_keys(query: Query, scope: Scope) -> Tables:
    tables = [Piece("item i")]
    if query.base is not None:
        tables.append(together("JOIN ({}) b ON b.item_id = i.item_id", _placed(query.base, scope)))
    if query.base is not None and not query.order:
        # A slice that is filtered further keeps its order.
        return joined(" ", tables), Piece("b.place"), None
    among = _sorted_items(query, scope)
    sorts = [sorting(order, f"s{number}", scope, among) for number, order in enumerate(query.order)]
    tables.extend(sort.join for sort in sorts)
    first = sorts[0].value if sorts else None
    return joined(" ", tables), joined(", ", [*(sort.key for sort in sorts), Piece("i.item_id")]), first


def _frames(query: Query, scope: Scope, *, is_ordered: bool) -> tuple[Tables, Piece]:
    """Tables, sort keys and conditions of a query of frames."""
    scope = replace(scope, by_frame=True)
    source, place = _frame_rows(query, scope, is_ordered=is_ordered)
    among = _sorted_items(query, scope)
    sorts = (
        [sorting(order, f"s{number}", scope, among) for number, order in enumerate(query.order)] if is_ordered else []
    )
    keys = [sort.key for sort in sorts] or [Piece(place)] if place else [sort.key for sort in sorts]
    where = joined(" AND ", [Piece("true"), *(condition(expr, scope) for expr in query.where)])
    tables = joined(" ", [source, *(sort.join for sort in sorts)])
    first = sorts[0].value if sorts else None
    return (tables, joined(", ", [*keys, Piece("i.item_id, i.frame")]), first), where


def _sorted_items(query: Query, scope: Scope) -> Piece | None:
    """The items that an order by diversity is of."""
    if not any(isinstance(order.operand, Diversity) for order in query.order):
        return None
    return members(items_query(replace(query, order=(), limit=None, offset=0)), replace(scope, by_frame=False))


def _frame_rows(query: Query, scope: Scope, *, is_ordered: bool) -> tuple[Piece, str]:
    """The frames that the conditions of this level choose among, and the column they are in order by, if there is one."""
    items = replace(scope, by_frame=False)
    if query.frames is not None:
        base = query.base or Query()
        keeps_order = is_ordered and (base.base is not None or bool(base.order) or base.limit is not None)
        inner = _placed(base, items) if keeps_order else members(base, items)
        return of_items(query.frames, inner, scope, is_placed=keeps_order), "i.place" if keeps_order else ""
    if query.base is not None and is_framed(query.base):
        inner = _placed(query.base, items) if is_ordered else members(query.base, items).put(_UNPLACED)
        return of_frames(inner, scope), "i.place"
    chosen = units_given(query)
    source = given(() if chosen is None else chosen.ids, scope)
    if query.base is None:
        return source, ""
    return together("(SELECT i.* FROM {} WHERE i.item_id IN ({})) i", source, members(query.base, items)), ""


def _conditions(query: Query, scope: Scope) -> list[Piece]:
    return [scope.rows("i"), *(condition(expr, scope) for expr in query.where)]


def _limits(query: Query) -> Piece:
    limit = Piece("") if query.limit is None else Piece(" LIMIT ?", (query.limit,))
    return limit if not query.offset else joined("", [limit, Piece(" OFFSET ?", (query.offset,))])
