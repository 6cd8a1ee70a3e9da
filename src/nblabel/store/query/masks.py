"""Queries answered from what is held in memory: the set of each condition, put together bit by bit; orders, filtered.

Each condition by itself is asked in SQL, once until its tables change, so that a view narrowed by one condition more
costs that one only. What cannot be held (frames, places by likeness) is left to SQL as a whole.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

import numpy as np

from nblabel.domain.operands import Diversity, Likeness
from nblabel.domain.query import (
    And,
    Compare,
    Expr,
    Ids,
    InCollection,
    Missing,
    Not,
    Or,
    Order,
    Query,
    is_framed,
)
from nblabel.domain.query import operands as operands_of
from nblabel.domain.units import LAST_ITEM
from nblabel.store.file.cursor import Cursor
from nblabel.store.query import collections
from nblabel.store.query.compile import ordered, ordered_by
from nblabel.store.query.conditions import condition
from nblabel.store.rows import held
from nblabel.store.rows.held import Bits, Held
from nblabel.store.rows.ids import among, as_ids
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope

# Of fewer items than this share a sort in SQL is cheaper than sorting all of them once.
_FEW = 0.1
UNHELD = (Likeness, Diversity)


def is_held(query: Query, scope: Scope) -> bool:
    """Whether the query can be answered from memory."""
    if scope.held is None or scope.within or scope.by_frame or is_framed(query):
        return False
    return not any(isinstance(operand, UNHELD) for operand in operands_of(query))


@dataclass(frozen=True, slots=True)
class Masks:
    """Sets of items of one project, at one time."""

    cur: Cursor
    scope: Scope
    held: Held

    @classmethod
    def of(cls, cur: Cursor, scope: Scope) -> Masks:
        """Those of a scope that holds something."""
        assert scope.held is not None
        return cls(cur, scope, scope.held)

    def everything(self) -> Bits:
        """All items of the project."""
        piece = self.scope.rows().put("SELECT item_id FROM item WHERE {}")

        def find() -> tuple[Bits, int]:
            ids = self._ids(piece)
            bits = held.union_of(ids, int(ids.max(initial=0)) // 8 + 1)
            return bits, len(bits)

        found: Bits = self.held.get(self.cur, "all", piece, find)
        return found

    def query(self, query: Query) -> Bits:
        """The items of a query, whatever their order."""
        if query.limit is not None or query.offset:
            return held.union_of(self.ids(query), len(self.everything()))
        bits = self.everything() if query.base is None else self.query(query.base)
        for expr in query.where:
            bits = bits & self.where(expr)
        return bits

    def where(self, expr: Expr) -> Bits:
        """The items for which a condition holds."""
        match expr:
            case And(parts):
                return functools.reduce(np.bitwise_and, map(self.where, parts), self.everything())
            case Or(parts):
                nothing = np.zeros_like(self.everything())
                return functools.reduce(np.bitwise_or, map(self.where, parts), nothing)
            case Not(part):
                return self.everything() & ~self.where(part)
            case Ids(ids):
                given = as_ids(ids)
                length = len(self.everything())
                return held.union_of(given[(given >= 0) & (given <= LAST_ITEM)], length) & self.everything()
            case Compare(operand, "!=", value) if value is not None:
                return self.where(Not(Missing(operand))) & ~self.where(Compare(operand, "==", value))
            case InCollection(title):
                return self._collection(title)
        return self._leaf(expr)

    def ids(self, query: Query) -> np.ndarray:
        """The ids in the order of the query."""
        if query.base is not None and not query.order:
            found = self.ids(query.base)
            for expr in query.where:
                found = found[self._is_in(found, self.where(expr))]
        else:
            bits = self.query(replace(query, limit=None, offset=0))
            found = self._in_order(query.order, bits) if query.order else held.members(bits)
        last = None if query.limit is None else query.offset + query.limit
        return found[query.offset : last]

    def ids_by(self, query: Query) -> tuple[np.ndarray, np.ndarray]:
        """The same with what the first sort key compares of each: a masked array where some have nothing."""
        bits = self.query(query)
        narrowed = Query(where=(Ids(held.members(bits)),), order=query.order)  # type: ignore[arg-type]
        if self._is_few(query.order, bits):
            return self._asked_by(narrowed)
        every, compared = self._whole_by(query.order) or (None, None)
        if every is None or compared is None:
            return self._asked_by(narrowed)
        chosen = self._is_in(every, bits)
        return every[chosen].astype(np.int64), compared[chosen]

    def _leaf(self, expr: Expr) -> Bits:
        piece = condition(expr, self.scope)
        everything = self.everything()
        asked = piece.found
        is_out = piece.is_out and asked is not None
        if asked is None:
            asked = together("SELECT i.item_id FROM item i WHERE {} AND {}", self.scope.rows("i"), piece)

        def find() -> tuple[Bits, int]:
            bits = held.union_of(self._ids(asked), len(everything))
            return bits, len(bits)

        def mend(known: Bits, changed: np.ndarray) -> Bits:
            narrowed = together("SELECT i.item_id FROM ({}) i WHERE {}", asked, among(changed))
            return held.replaced(known, changed, self._ids(narrowed), len(everything))

        found: Bits = held.fitted(self.held.get(self.cur, "set", asked, find, mend), len(everything))
        return everything & ~found if is_out else everything & found

    def _collection(self, title: str) -> Bits:
        """Of a live one its rules are asked, condition by condition."""
        kept = collections.named(self.scope, title)
        rules = collections.asked(self.scope, kept) if kept.is_live else None
        if rules is None or kept.is_touched or not is_held(rules, self.scope):
            return self._leaf(InCollection(title))
        others = tuple(other for other in self.scope.collections if other is not kept)
        return Masks(self.cur, replace(self.scope, collections=others), self.held).query(rules)

    def _in_order(self, order: tuple[Order, ...], bits: Bits) -> np.ndarray:
        if self._is_few(order, bits):
            narrowed = Query(where=(Ids(held.members(bits)),), order=order)  # type: ignore[arg-type]
            return self._ids(ordered(narrowed, self.scope))
        piece = ordered(Query(order=order), self.scope)

        def find() -> tuple[np.ndarray, int]:
            ids = self._ids(piece).astype(np.uint32)
            return ids, ids.nbytes

        every: np.ndarray = self.held.get(self.cur, "order", piece, find)
        return every[self._is_in(every, bits)].astype(np.int64)

    def _whole_by(self, order: tuple[Order, ...]) -> tuple[np.ndarray, np.ndarray] | None:
        """All items in order with what they compare, where those are numbers; None for texts, which would fill the memory."""
        piece = ordered_by(Query(order=order), self.scope)

        def find() -> tuple[tuple[np.ndarray, np.ndarray] | None, int]:
            ids, compared = self._asked_by(Query(order=order))
            if compared.dtype == object:
                return None, 64
            return (ids.astype(np.uint32), compared), ids.nbytes + compared.nbytes

        found: tuple[np.ndarray, np.ndarray] | None = self.held.get(self.cur, "by", piece, find)
        return found

    def _asked_by(self, query: Query) -> tuple[np.ndarray, np.ndarray]:
        piece = ordered_by(query, self.scope)
        columns = self.cur.execute(piece.sql, piece.values).arrays()
        return np.ascontiguousarray(columns["item_id"], dtype=np.int64), columns["value"]

    def _is_few(self, order: tuple[Order, ...], bits: Bits) -> bool:
        return held.count(bits) < _FEW * max(held.count(self.everything()), 1)

    def _is_in(self, ids: np.ndarray, bits: Bits) -> np.ndarray:
        return np.unpackbits(bits).view(bool)[ids]

    def _ids(self, piece: Piece) -> np.ndarray:
        found = self.cur.execute(piece.sql, piece.values).arrays()["item_id"]
        return np.ascontiguousarray(found, dtype=np.int64)
