"""What many items have of a few values, told from memory: two statements a page fewer, whose planning is what a page costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nblabel.domain.operands import StatusOf
from nblabel.store.file.cursor import Cursor
from nblabel.store.query.by_value import items_by_value, tag_values
from nblabel.store.query.masks import Masks
from nblabel.store.query.operands import values_of
from nblabel.store.query.values import Values
from nblabel.store.rows.held import Bits
from nblabel.store.rows.ids import as_ids
from nblabel.store.rows.piece import Piece
from nblabel.store.rows.scope import Scope

# Of fewer items a statement is cheaper than to look what was written since.
FEW = 32


def held_statuses(cur: Cursor, scope: Scope, items: Sequence[int]) -> dict[int, tuple[str, str]] | None:
    """Status and reason of those that have any; None where they must be read."""
    if (masks := _masks(cur, scope, items)) is None:
        return None
    rows = scope.rows().put("status WHERE {}")
    statuses = items_by_value(masks, values_of(StatusOf(), scope))
    reasons = items_by_value(masks, Values("text", "reason", Piece("nullif(reason, '')"), rows))
    if statuses is None or reasons is None:
        return None
    because = dict(_each(reasons, items))
    return {item: (str(status), str(because.get(item, ""))) for item, status in _each(statuses, items)}


def held_tags(cur: Cursor, scope: Scope, items: Sequence[int]) -> dict[int, list[str]] | None:
    """The tags of those that have any, in order; None where they must be read."""
    if (masks := _masks(cur, scope, items)) is None or (found := items_by_value(masks, tag_values(masks))) is None:
        return None
    tags: dict[int, list[str]] = {}
    for item, tag in _each(found, items):
        tags.setdefault(item, []).append(str(tag))
    return {item: sorted(own) for item, own in tags.items()}


def _masks(cur: Cursor, scope: Scope, items: Sequence[int]) -> Masks | None:
    return None if scope.held is None or len(items) < FEW else Masks.of(cur, scope)


def _each(found: dict[object, Bits], items: Sequence[int]) -> Iterator[tuple[int, object]]:
    """Every item with each of its values."""
    asked = as_ids(items)
    for value, bits in found.items():
        inside = asked[asked >> 3 < len(bits)]
        marked = (bits[inside >> 3] >> (7 - (inside & 7)).astype(np.uint8)) & 1
        yield from ((item, value) for item in inside[marked == 1].tolist())
