"""Facets counted in memory: the items of each value as bits, read in one pass and kept until the table changes.

Under another filter only the bits are counted again, a tenth of a millisecond a value at a million items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nblabel.domain.operands import Answer, Column, Operand, StatusOf
from nblabel.domain.query import InCollection
from nblabel.store.counting.counts import MISSING, MOST_VALUES
from nblabel.store.query.by_value import items_by_value, tag_values
from nblabel.store.query.collections import askable
from nblabel.store.query.masks import Masks
from nblabel.store.query.operands import values_of
from nblabel.store.rows import held
from nblabel.store.rows.held import Bits

if TYPE_CHECKING:
    from nblabel.domain.query import Expr


@dataclass(frozen=True, slots=True)
class Spread:
    """The items by value, as texts, in the order of the choices where those have one.

    `is_complete`: every item has a value; `is_own`: it is one of the item itself.
    """

    values: dict[str, Bits]
    is_ordered: bool
    is_number: bool = False
    is_own: bool = False
    is_complete: bool = False


def spread(masks: Masks, meant: Operand) -> Spread | None:
    """The items by what they have there; None where there are too many different values."""
    values = values_of(meant, masks.scope)
    everything = masks.everything()
    found = items_by_value(masks, values)
    if found is None:
        return None
    known = {_text(value): held.fitted(bits, len(everything)) & everything for value, bits in found.items()}
    if values.names:
        nothing = np.zeros_like(everything)
        known = {str(ident): known.get(str(ident), nothing) for ident in values.names.values()}
    if values.default is not None:
        others = [bits for value, bits in known.items() if value != str(values.default)]
        known[str(values.default)] = everything & ~_union(others, everything)
    is_number = values.sort == "number"
    return Spread(
        known, bool(values.names), is_number, is_own=values.rows is None, is_complete=values.default is not None
    )


def holding(masks: Masks, tests: Sequence[tuple[str, Expr]]) -> dict[str, Bits]:
    """The items for which each condition holds."""
    return {name: masks.where(expr) for name, expr in tests}


def counted(masks: Masks, of: Spread, under: Bits, whole: Bits) -> list[tuple[str, int, int]]:
    """Buckets of value, count and total; at the end those without a value."""
    rows = [(value, held.count(bits & under), held.count(bits & whole)) for value, bits in of.values.items()]
    if not of.is_ordered:
        rows = sorted(rows, key=lambda row: (-row[2], _sortable(row[0], of.is_number)))[:MOST_VALUES]
    if of.is_number:
        rows.sort(key=lambda row: float(row[0]))
    if of.is_complete:
        return rows
    everything = masks.everything()
    rest = everything & ~_union(list(of.values.values()), everything)
    if of.is_own and not rest.any():
        return rows
    return [*rows, (MISSING, held.count(rest & under), held.count(rest & whole))]


def tags(masks: Masks) -> Spread | None:
    """The items by tag."""
    everything = masks.everything()
    found = items_by_value(masks, tag_values(masks))
    if found is None:
        return None
    known = {str(tag): held.fitted(bits, len(everything)) & everything for tag, bits in found.items()}
    # The titles of live collections are tags without rows.
    known |= {kept.title: masks.where(InCollection(kept.title)) for kept in askable(masks.scope)}
    return Spread(known, False)


def operand_of(name: str) -> Operand | None:
    """What a facet that the store knows by name counts; None for tags."""
    if name.startswith("q:"):
        return Answer(int(name[2:]))
    known: dict[str, Operand] = {"status": StatusOf(), "kind": Column("kind"), "dataset": Column("dataset")}
    return known.get(name)


def _union(parts: Sequence[Bits], everything: Bits) -> Bits:
    joined = np.zeros_like(everything)
    for part in parts:
        joined |= part
    return joined


def _sortable(value: str, is_number: bool) -> float | str:
    return float(value) if is_number else value


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
