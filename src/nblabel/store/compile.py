"""A query value as SQL with bound values: which items, in which order."""

from __future__ import annotations

from nblabel.domain.query import Query
from nblabel.store.compile_conditions import condition
from nblabel.store.compile_order import sorting
from nblabel.store.piece import Piece, joined, together
from nblabel.store.scope import Scope


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
    """The items of a query as an unordered sub-select."""
    if query.limit is not None or query.offset:
        return ordered(query, scope)
    parts = _conditions(query, scope)
    if query.base is not None:
        parts.append(together("i.item_id IN ({})", members(query.base, scope)))
    return together("SELECT i.item_id FROM item i WHERE {}", joined(" AND ", parts))


def ordered(query: Query, scope: Scope) -> Piece:
    """The items of a query as a sub-select in order."""
    tables, keys = _tables_and_keys(query, scope)
    where = joined(" AND ", _conditions(query, scope))
    return together("SELECT i.item_id FROM {} WHERE {} ORDER BY {}{}", tables, where, keys, _limits(query))


def _placed(query: Query, scope: Scope) -> Piece:
    tables, keys = _tables_and_keys(query, scope)
    where = joined(" AND ", _conditions(query, scope))
    select = "SELECT i.item_id, row_number() OVER (ORDER BY {}) AS place FROM {} WHERE {} ORDER BY place{}"
    return together(select, keys, tables, where, _limits(query))


def _tables_and_keys(query: Query, scope: Scope) -> tuple[Piece, Piece]:
    tables = [Piece("item i")]
    if query.base is not None:
        tables.append(together("JOIN ({}) b ON b.item_id = i.item_id", _placed(query.base, scope)))
    if query.base is not None and not query.order:
        # A slice that is filtered further keeps its order.
        return joined(" ", tables), Piece("b.place")
    sorts = [sorting(order, f"s{number}", scope) for number, order in enumerate(query.order)]
    tables.extend(sort.join for sort in sorts)
    return joined(" ", tables), joined(", ", [*(sort.key for sort in sorts), Piece("i.item_id")])


def _conditions(query: Query, scope: Scope) -> list[Piece]:
    return [scope.rows("i"), *(condition(expr, scope) for expr in query.where)]


def _limits(query: Query) -> Piece:
    limit = Piece("") if query.limit is None else Piece(" LIMIT ?", (query.limit,))
    return limit if not query.offset else joined("", [limit, Piece(" OFFSET ?", (query.offset,))])
