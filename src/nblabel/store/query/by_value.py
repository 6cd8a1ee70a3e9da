"""The items of each value as bits, read in one pass and kept until the table changes."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from nblabel.store.query.masks import Masks
from nblabel.store.query.values import Values
from nblabel.store.rows import held
from nblabel.store.rows.held import Bits
from nblabel.store.rows.ids import among
from nblabel.store.rows.piece import Piece, together

# Of more different values a bit for each item and value would fill the memory.
MOST_KEPT = 64
_LARGEST = 2**31


def items_by_value(masks: Masks, values: Values) -> dict[object, Bits] | None:
    """The items by what they have there; None where there are too many different values.

    The sets may be of another length than that of all items, and hold items that are no longer there.
    """
    length = len(masks.everything())
    top = min(length * 8, _LARGEST) - 1
    source = values.rows or masks.scope.rows("i").put("item i WHERE {}")
    item = "i.item_id" if values.rows is None else "item_id"
    rows = together(f"SELECT {item} AS item_id, {{}} AS value FROM {{}}", values.column, source)
    piece = rows.put(
        f"SELECT value, bitstring_agg(item_id::INTEGER, 0, {top})::BLOB AS items FROM ({{}}) "
        f"WHERE value IS NOT NULL AND item_id BETWEEN 0 AND {top} GROUP BY value"
    )

    def find() -> tuple[dict[object, Bits] | None, int]:
        if not values.names and not _are_few(masks, rows):
            return None, 64
        every = masks.cur.execute(piece.sql, piece.values).rows()
        made: dict[object, Bits] = {value: np.frombuffer(blob, dtype=np.uint8) for value, blob in every}
        return made, sum(len(bits) for bits in made.values()) + 64

    def mend(known: dict[object, Bits] | None, changed: np.ndarray) -> dict[object, Bits] | None:
        if known is None:
            return None
        few = together("SELECT i.item_id, i.value FROM ({}) i WHERE i.value IS NOT NULL AND {}", rows, among(changed))
        now: dict[object, list[int]] = defaultdict(list)
        for ident, value in masks.cur.execute(few.sql, few.values).rows():
            now[value].append(ident)
        members = {value: np.array(now.get(value, []), dtype=np.int64) for value in {*known, *now}}
        nothing = np.zeros(length, dtype=np.uint8)
        made = {value: held.replaced(known.get(value, nothing), changed, own, length) for value, own in members.items()}
        return {value: bits for value, bits in made.items() if bits.any()}

    found: dict[object, Bits] | None = masks.held.get(masks.cur, "spread", piece, find, mend)
    return found


def tag_values(masks: Masks) -> Values:
    """The tags that stand on items; the titles of live collections, which are tags too, have no rows."""
    return Values("text", "tag", Piece("tag"), masks.scope.rows().put("tag WHERE {}"))


def _are_few(masks: Masks, rows: Piece) -> bool:
    piece = rows.put("SELECT approx_count_distinct(value) FROM ({})")
    return int(masks.cur.execute(piece.sql, piece.values).value() or 0) <= MOST_KEPT
