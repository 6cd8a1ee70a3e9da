"""Which collections there are, and what each holds now: a fixed one its members, a live one what its query finds.

A collection holds items or frames of items, never both. By hand something may be added to it and kept out of it; both
stay when a live one is asked anew or a fixed one is refreshed.
"""

from __future__ import annotations

from dataclasses import replace

from nblabel.domain.naming import lost, said_of_lost
from nblabel.domain.ontology import Ontology
from nblabel.domain.query import HasTag, InCollection, Query, Tagged, conditions, is_framed
from nblabel.domain.query_json import from_text
from nblabel.errors import CollectionError, NblabelError, QueryError, did_you_mean, in_line, listing
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.piece import Piece, joined, together
from nblabel.store.rows.scope import Kept, Scope

_KEEPING = ("collection", "saved_view")
_HELD, _ADDED, _REMOVED = "way <> 'removed'", "way = 'added'", "way = 'removed'"


def listed(cur: Cursor, project_id: int, as_of: int | None = None) -> tuple[Kept, ...]:
    """The collections of a project, by title."""
    standing = Scope(project_id, Ontology(), as_of)
    piece = together(
        "SELECT collection_id, title, description, live, query, created_op, live AND EXISTS ("
        "FROM member m WHERE {} AND m.collection_id = c.collection_id) FROM collection c WHERE {} ORDER BY title",
        standing.rows("m"),
        standing.rows("c"),
    )
    return tuple(Kept(*row) for row in cur.execute(piece.sql, piece.values).rows())


def named(scope: Scope, title: str) -> Kept:
    """The collection of this title.

    Raises
    ------
    QueryError
        Where there is none.
    """
    for kept in scope.collections:
        if kept.title == title:
            return kept
    titles = [kept.title for kept in scope.collections]
    present = f"There are: {listing(titles)}." if titles else "There is none yet: view.save(title) makes one."
    raise QueryError(f'No collection "{title}". {present}{did_you_mean(title, titles)}')


def rules(scope: Scope, kept: Kept) -> Query | None:
    """The query of a collection by the names of that time, None where it was put together by hand."""
    return None if kept.query is None else from_text(kept.query, scope.ontology)


def asked(scope: Scope, kept: Kept) -> Query | None:
    """The same to be asked.

    Raises
    ------
    CollectionError
        Where it names what the ontology does not have any more.
    """
    query = rules(scope, kept)
    gone = () if query is None else lost(query, scope.ontology)
    if gone:
        called = f'The {"live " if kept.is_live else ""}collection "{in_line(kept.title)}"'
        raise CollectionError(said_of_lost(called, gone, "give it other rules"))
    return query


def askable(scope: Scope) -> tuple[Kept, ...]:
    """The live collections whose rules can be asked; the others hold nothing, and say so where they are asked by themselves."""
    return tuple(kept for kept in scope.collections if kept.is_live and _can_be_asked(scope, kept))


def countable(scope: Scope) -> list[str]:
    """The titles of all collections but the live ones that cannot be asked."""
    return [kept.title for kept in scope.collections if not kept.is_live or _can_be_asked(scope, kept)]


def _can_be_asked(scope: Scope, kept: Kept) -> bool:
    try:
        holds(scope, kept.title)
    except NblabelError:
        return False
    return True


def touched(cur: Cursor, project_id: int, ops: tuple[int, int]) -> set[int]:
    """The collections whose record or members one of the operations changed."""
    rows = cur.execute(
        " UNION ".join(
            f"SELECT collection_id FROM {table} WHERE project_id = $project AND (op_from IN $ops OR op_to IN $ops)"
            for table in ("collection", "member")
        ),
        {"project": project_id, "ops": list(ops)},
    ).rows()
    return {ident for (ident,) in rows}


def saved_views(cur: Cursor, project_id: int) -> list[tuple[str, str]]:
    """The names and queries (JSON) of all views that are kept: they may name collections too."""
    return cur.execute("SELECT name, query FROM saved_view WHERE project_id = ? AND op_to IS NULL", [project_id]).rows()


def kept_texts(cur: Cursor, project_id: int) -> list[tuple[tuple[str, int], str]]:
    """Every query (JSON) of views and collections that stands or ever stood, with its table and row number."""
    found = cur.execute(
        " UNION ALL ".join(
            f"SELECT '{table}', rowid, query FROM {table} WHERE project_id = $project AND query IS NOT NULL"
            for table in _KEEPING
        ),
        {"project": project_id},
    ).rows()
    return [((table, number), text) for table, number, text in found]


def rewrite(cur: Cursor, place: tuple[str, int], text: str) -> None:
    """Put a query that says the same in place of one that `kept_texts` gave."""
    table, number = place
    assert table in _KEEPING
    cur.execute(f"UPDATE {table} SET query = ? WHERE rowid = ?", [text, number])


def members_piece(scope: Scope, collection_id: int) -> Piece:
    """`SELECT item_id, frame_from, frame_to` of all that a collection holds now; without frames it is the whole item."""
    kept = next(kept for kept in scope.collections if kept.ident == collection_id)
    held = rows(scope, kept, _HELD).put("SELECT item_id, frame_from, frame_to FROM {}")
    query = asked(scope, kept) if kept.is_live else None
    if query is None:
        return held
    found = members(query, _without(scope, kept))
    frame = "(item_id >> 32) - 1" if is_framed(query) else "NULL::INTEGER"
    found = found.put(f"SELECT item_id & 4294967295 AS item_id, {frame} AS frame_from, {frame} AS frame_to FROM ({{}})")
    if not kept.is_touched:
        return found
    out = together(
        "SELECT f.* FROM ({}) f WHERE NOT EXISTS (SELECT 1 FROM {} AND item_id = f.item_id "
        "AND (frame_from IS NULL OR f.frame_from BETWEEN frame_from AND frame_to))",
        found,
        rows(scope, kept, _REMOVED),
    )
    return together("{} UNION {}", out, held)


def holds(scope: Scope, title: str) -> Piece:
    """The condition that the collection of this title holds the row `i`: an item, or a frame of one.

    An item is in a collection of frames where any of its frames is, a frame in one of items where its item is.
    """
    kept = named(scope, title)
    query = asked(scope, kept) if kept.is_live else None
    by_hand = _any_of(scope, rows(scope, kept, _HELD))
    if query is None:
        return by_hand
    found = _found(query, _without(scope, kept))
    if not kept.is_touched:
        return found
    if is_framed(query) and not scope.by_frame:
        # An item of which one frame is kept out has others in it.
        return members_piece(scope, kept.ident).put("i.item_id IN (SELECT item_id FROM ({}))")
    return together("(({} AND NOT {}) OR {})", found, _any_of(scope, rows(scope, kept, _REMOVED)), by_hand)


def carrying(scope: Scope, tag: str) -> Piece | None:
    """The condition that the row `i` carries a tag because it is the title of a live collection; None for any other tag.

    (Members of fixed ones have the tag itself.)
    """
    return holds(scope, tag) if any(kept.title == tag and kept.is_live for kept in scope.collections) else None


def rows(scope: Scope, kept: Kept, way: str) -> Piece:
    """The rows of a collection as a table with its condition."""
    return together(f"member WHERE {{}} AND {way} AND {{}}", scope.rows(), Piece("collection_id = ?", (kept.ident,)))


def may_ask(query: Query) -> bool:
    """Whether a condition of the query may be answered by a collection."""
    return any(isinstance(expr, (InCollection, HasTag, Tagged)) for expr in conditions(query))


def behind(scope: Scope, query: Query) -> list[Query]:
    """The queries of the live collections that a query asks for, and of those that they ask for."""
    found: list[Query] = []
    waiting, left = [query], [kept for kept in scope.collections if kept.is_live]
    while waiting and left:
        named = list(conditions(waiting.pop()))
        titles = {expr.title for expr in named if isinstance(expr, InCollection)}
        titles |= {expr.tag for expr in named if isinstance(expr, HasTag)}
        is_any = any(isinstance(expr, Tagged) for expr in named)
        meant = [kept for kept in left if is_any or kept.title in titles]
        left = [kept for kept in left if kept not in meant]
        queries = [rule for kept in meant if (rule := rules(scope, kept)) is not None]
        found += queries
        waiting += queries
    return found


def members(query: Query, scope: Scope) -> Piece:
    """The items or frames that a query finds."""
    from nblabel.store.query import compile as sql  # which itself asks this module

    return sql.members(query, replace(scope, by_frame=False))


def is_limited(query: Query) -> bool:
    """Whether a level of the query takes some places only: then a few items cannot be asked about alone."""
    level: Query | None = query
    while level is not None:
        if level.limit is not None or level.offset:
            return True
        level = level.base
    return False


def _found(query: Query, scope: Scope) -> Piece:
    from nblabel.store.query.conditions import condition

    if is_limited(query):
        scope = replace(scope, within=())
    if is_framed(query):
        found = members(query, scope)
        if scope.by_frame:
            return found.put("i.unit IN ({})")
        return found.put("i.item_id IN (SELECT item_id & 4294967295 FROM ({}))")
    if scope.by_frame or query.base is not None or query.limit is not None or query.offset:
        return members(query, scope).put("i.item_id IN ({})")
    # As part of the statement around it: a sub-select of its own would look at every item twice.
    return joined(" AND ", [Piece("true"), *(condition(expr, scope) for expr in query.where)]).put("({})")


def _any_of(scope: Scope, table: Piece) -> Piece:
    if not scope.by_frame:
        return table.put("i.item_id IN (SELECT item_id FROM {})")
    from nblabel.store.query.frames import covering

    return together(
        "(i.item_id IN (SELECT item_id FROM {} AND frame_from IS NULL) OR i.unit IN ({}))",
        table,
        covering(table, Piece("true")),
    )


def _without(scope: Scope, kept: Kept) -> Scope:
    """For what the collection's own rules say: a rule that asks for the collection itself finds none of that name."""
    return replace(scope, collections=tuple(other for other in scope.collections if other is not kept))
