"""Objects as rows beside labels, predicted ones beside predictions: which of them a query means, and what each says."""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Literal

import numpy as np

from nblabel.domain.operands import Attribute, Given, Objects
from nblabel.domain.query import And, Between, Compare, Expr, Missing, Not, OneOf, Or, Query
from nblabel.store.file.cursor import Cursor
from nblabel.store.query.comparing import Compared, compared
from nblabel.store.query.named import names
from nblabel.store.query.operands import values_of
from nblabel.store.query.values import Values
from nblabel.store.rows.authors import authors_of
from nblabel.store.rows.piece import Piece, joined, together
from nblabel.store.rows.scope import Scope

Sort = Literal["label", "prediction"]
_ANY = Piece("true")
_SIGNS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TABLES = {"label": ("object", "object_id"), "prediction": ("predicted_object", "prediction_id")}


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """One object: its class, on how many frames it is marked from which on, how large it is there, and who says so."""

    ident: int
    cls: int
    shape: str
    frames: int
    first: int
    area: float
    confidence: float | None
    source: str
    by: str


@dataclass(frozen=True, slots=True)
class Narrow:
    """A condition on objects of these classes (None: of any) and of this model, where one is named.

    `is_own`: it speaks of objects, and not of labels too.
    """

    classes: frozenset[int] | None
    test: Piece
    source: Piece = _ANY
    is_own: bool = True


@dataclass(frozen=True, slots=True)
class _OfObjects(Values):
    """Values of one operand, asked of an object."""

    def any_of(self, test: Piece) -> Piece:
        if self.rows is None:
            return together("coalesce({}, false)", test)
        return together("o.object_id IN (SELECT object_id FROM {} AND {})", self.rows, test)


def found(
    cur: Cursor, scope: Scope, sort: Sort, items: tuple[Piece, str], narrows: Sequence[Narrow], key: Piece | None
) -> dict[str, np.ndarray]:
    """Columns ident, item_id, first, place and key (a number, masked where there is none) of the objects meant, by place.

    `items` joins the items of the query to the rows `r`, and names the column that they are in order by.
    """
    joining, place = items
    table, ident = _TABLES[sort]
    piece = together(
        f"SELECT r.ident, r.item_id, CASE WHEN m.n_frames > 1 THEN r.first END AS first, {place} AS place, r.key "
        f"FROM (SELECT {ident} AS ident, item_id, min(frame_from) AS first, max({{}}) AS key FROM {table} o "
        f"WHERE {{}} AND {{}} GROUP BY {ident}, item_id) r {{}} LEFT JOIN media m ON m.item_id = r.item_id "
        f"ORDER BY {place}, r.first, r.ident",
        key or Piece("NULL::DOUBLE"),
        scope.rows("o"),
        _either(narrows),
        joining,
    )
    return cur.execute(piece.sql, piece.values).arrays()


def are_there(cur: Cursor, scope: Scope, sort: Sort) -> bool:
    """Whether there are any."""
    piece = scope.rows().put(f"SELECT EXISTS (FROM {_TABLES[sort][0]} WHERE {{}})")
    return bool(cur.execute(piece.sql, piece.values).value())


def key_of(query: Query, scope: Scope, sort: Sort) -> Piece | None:
    """What objects themselves have of the first sort key; None where that is of their items alone."""
    match query.order[0].operand if query.order else None:
        case Given("confidence", None) if sort == "label":
            return Piece("confidence")
        case Objects(("area" | "confidence") as part, cls, source) if (source is None) == (sort == "label"):
            if cls is None:
                return Piece(part)
            return Piece(f'CASE WHEN "class" = ? THEN {part} END', (scope.ontology.object_class(cls).ident,))
    return None


def narrows_of(expr: Expr, scope: Scope, sort: Sort) -> list[Narrow]:
    """The conditions on objects that one on items means; none where it speaks of something else."""
    if isinstance(expr, And):
        return [narrow for part in expr.parts for narrow in narrows_of(part, scope, sort)]
    if isinstance(expr, Not):
        inner = [] if isinstance(expr.part, And) else narrows_of(expr.part, scope, sort)
        is_count = isinstance(getattr(expr.part, "operand", None), Objects) and expr.part.operand.part == "count"  # type: ignore[attr-defined]
        return [replace(inner[0], test=inner[0].test.put("(NOT {})"))] if len(inner) == 1 and not is_count else []
    if isinstance(expr, Or):
        parts = [narrows_of(part, scope, sort) for part in expr.parts]
        if any(len(own) != 1 for own in parts):
            return []
        classes = [own[0].classes for own in parts]
        known = [own for own in classes if own is not None]
        every = frozenset[int]().union(*known) if len(known) == len(classes) else None
        return [Narrow(every, joined(" OR ", [_either(own) for own in parts]).put("({})"))]
    return _of_leaf(expr, scope, sort) if isinstance(expr, Compared) else []


def _of_leaf(expr: Compared, scope: Scope, sort: Sort) -> list[Narrow]:
    match expr.operand:
        case Objects(part, cls, source) if (source is None) == (sort == "label") and _needs_some(expr):
            classes = None if cls is None else frozenset({scope.ontology.object_class(cls).ident})
            own = Piece("true") if source is None else _of_source(source, scope)
            return [Narrow(classes, Piece("true") if part == "count" else _asked(expr, scope, part), own)]
        case Attribute(cls, _) if sort == "label" and not isinstance(expr, Missing):
            return [Narrow(frozenset({scope.ontology.object_class(cls).ident}), _asked(expr, scope))]
        case Given(("confidence" | "source") as part, None) if sort == "label":
            return [Narrow(None, _asked(expr, scope, part), is_own=False)]
    return []


def _needs_some(expr: Compared) -> bool:
    """Whether what has no object fails the condition."""
    match expr:
        case Missing():
            return False
        case Compare(Objects("count"), sign, int() | float() as bound):
            return not _SIGNS[sign](0, bound)
        case Between(Objects("count"), int() | float() as low, int() | float() as high):
            return not low <= 0 <= high
        case OneOf(_, values):
            return 0 not in values and None not in values
    return True


def _asked(expr: Compared, scope: Scope, column: str = "") -> Piece:
    values = values_of(expr.operand, replace(scope, by_frame=False))
    own = {field.name: getattr(values, field.name) for field in fields(values)}
    if column:
        own |= {"column": Piece(f"o.{column}"), "rows": None}
    return compared(expr, _OfObjects(**own))


def _of_source(source: str, scope: Scope) -> Piece:
    return Piece("source_id = ?", (names(scope, "source").get(source, -1),))


def _either(narrows: Sequence[Narrow]) -> Piece:
    """Objects for which all conditions on their class hold, of the classes that are spoken of; all where none is."""
    general = [narrow.source.also(narrow.test) for narrow in narrows if narrow.classes is None]
    by_class: dict[frozenset[int], list[Piece]] = defaultdict(list)
    for narrow in narrows:
        if narrow.classes is not None:
            by_class[narrow.classes].append(narrow.source.also(narrow.test))
    either = [
        Piece(f'o."class" IN ({", ".join("?" * len(classes))})', tuple(sorted(classes))).also(*tests).put("({})")
        for classes, tests in by_class.items()
    ]
    return joined(" AND ", [Piece("true"), *general, *([joined(" OR ", either).put("({})")] if either else [])])


def said(cur: Cursor, scope: Scope, sort: Sort, idents: Sequence[int]) -> dict[int, ObjectRow]:
    """What each of these objects is, by its id."""
    if not idents:
        return {}
    table, ident = _TABLES[sort]
    source = "any_value(source)::VARCHAR" if sort == "label" else "any_value(source_id)"
    op = "coalesce(max(edited_op), max(created_op))" if sort == "label" else "NULL"
    piece = together(
        f'SELECT {ident}, any_value("class"), any_value(shape), sum(coalesce(frame_to - frame_from, 0) + 1)::BIGINT, '
        f"coalesce(min(frame_from), 0), arg_min(area, coalesce(frame_from, 0)), max(confidence), {source}, {op} "
        f"FROM {table} WHERE {{}} AND {{}} GROUP BY {ident}",
        scope.rows(),
        Piece(f"{ident} IN ({', '.join('?' * len(idents))})", tuple(idents)),
    )
    rows = cur.execute(piece.sql, piece.values).rows()
    called = {known: name for name, known in names(scope, "source").items()} if sort == "prediction" else {}
    by = authors_of(cur, scope, {row[-1] for row in rows if row[-1] is not None})
    found = {}
    for known, cls, shape, frames, first, area, confidence, source, done in rows:
        who = by.get(done, ("",))[0] or ""
        said_by = called.get(source, "") if sort == "prediction" else source
        found[known] = ObjectRow(known, cls, shape, frames, first, area, confidence, said_by, who)
    return found
