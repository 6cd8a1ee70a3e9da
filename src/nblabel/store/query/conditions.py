"""Conditions as SQL.

The rule of what is missing, for every condition alike: a comparison (`!=` too) is true only where there is a value that
it holds for, else false; never unknown. `~` turns true into false and false into true. An item with several values (a
checklist, answers on several frames) fits where any of them fits; `!=` is "has values, and none of them equals".
"""

from __future__ import annotations

from collections.abc import Sequence

from nblabel.domain.operands import Column
from nblabel.domain.query import (
    And,
    ChangedAfterReview,
    Compare,
    Disagrees,
    Expr,
    HasTag,
    Ids,
    InCollection,
    InReceipt,
    InTask,
    Not,
    Or,
    Tagged,
)
from nblabel.domain.units import is_unit
from nblabel.errors import QueryError
from nblabel.store.query import collections, comparing
from nblabel.store.query import frames as compile_frames
from nblabel.store.query import predicted as compile_predicted
from nblabel.store.query import work as compile_work
from nblabel.store.query.comparing import Compared
from nblabel.store.query.operands import values_of
from nblabel.store.query.values import Values
from nblabel.store.rows.ids import among
from nblabel.store.rows.intervals import CHANGED, TABLES
from nblabel.store.rows.piece import Piece, in_table, joined
from nblabel.store.rows.scope import Scope

_TAGS = "tag WHERE {}"
_NEVER, _ALWAYS = Piece("false"), Piece("true")


def condition(expr: Expr, scope: Scope) -> Piece:
    """The SQL condition on the row `i` of the table item (or of frames of it); true or false, never NULL."""
    match expr:
        case And(parts):
            return _all(" AND ", parts, scope)
        case Or(parts):
            return _all(" OR ", parts, scope)
        case Not(part):
            return condition(part, scope).negative()
        case Ids(ids):
            return compile_frames.among(ids) if scope.by_frame else among(ids)
        case Compare(Column("item_id"), ("==" | "!=") as sign, int(ident)) if scope.by_frame and is_unit(ident):
            own = compile_frames.among([ident])
            return own if sign == "==" else own.put("(NOT {})")
        case InReceipt(op, outcome):
            own = _receipt(op, outcome)
            return compile_frames.receipt(op, outcome, own) if scope.by_frame else own
        case _:
            return _leaf(expr, scope)


def _leaf(expr: Expr, scope: Scope) -> Piece:
    match expr:
        case HasTag(tag):
            live = collections.carrying(scope, tag)
            return live if live is not None else in_table(scope.rows().also(Piece("tag = ?", (tag,))).put(_TAGS))
        case Tagged():
            live_ones = [collections.holds(scope, kept.title) for kept in collections.askable(scope)]
            return joined(" OR ", [in_table(scope.rows().put(_TAGS)), *live_ones]).put("({})")
        case InCollection(title):
            return collections.holds(scope, title)
        case InTask(task):
            return compile_work.in_task(task, scope)
        case ChangedAfterReview():
            return compile_work.changed_after_review(scope)
        case Disagrees(source, question):
            rows = compile_predicted.disagreeing(source, question, scope)
            return Values("number", source, Piece("confidence"), rows, by_frame=scope.by_frame).any_of(_ALWAYS)
    if isinstance(expr, Compared):
        return comparing.compared(expr, values_of(expr.operand, scope))
    raise QueryError(f"Cannot filter by {expr!r}: give a condition made with F.")


def _all(sign: str, parts: Sequence[Expr], scope: Scope) -> Piece:
    if not parts:
        return _ALWAYS if sign == " AND " else _NEVER
    return joined(sign, [condition(part, scope) for part in parts]).put("({})")


def _receipt(op: int, outcome: str) -> Piece:
    if outcome in ("skipped", "blocked", "failed", "kept"):
        return Piece(
            "i.item_id IN (SELECT item_id & 4294967295 FROM op_item WHERE op_id = ? AND outcome = ? UNION ALL "
            "SELECT first_item + place FROM (SELECT *, unnest(range(bit_length(members))) AS place FROM op_set "
            "WHERE op_id = ? AND outcome = ?) WHERE get_bit(members, place::INTEGER) = 1)",
            (op, outcome, op, outcome),
        )
    if outcome == "overwritten":
        closed = "SELECT item_id FROM label WHERE op_to = ? INTERSECT SELECT item_id FROM label WHERE op_from = ?"
        return Piece(f"i.item_id IN ({closed})", (op, op))
    if outcome != "applied":
        raise QueryError(f'No outcome "{outcome}". There are: applied, skipped, overwritten, blocked, failed, kept.')
    # What else an operation changes are marks and copies of these.
    tables = [table.name for table in TABLES if table is not CHANGED]
    touched = " UNION ALL ".join(f"SELECT item_id FROM {table} WHERE op_from = ? OR op_to = ?" for table in tables)
    return Piece(f"i.item_id IN ({touched})", (op, op) * len(tables))
