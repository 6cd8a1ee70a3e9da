"""The values that a condition compares: where they stand in the tables and of which sort they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nblabel.store.query.frames import covering
from nblabel.store.rows.piece import Piece, in_table, together

# A date is held as microseconds since 1970 (UTC).
Sort = Literal["text", "number", "choice", "json", "date"]


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one operand.

    `column` holds a value and `rows` the rows of a table that may hold some for an item (None: the item's own row).
    A choice holds ids, `names` their names in order; `default` is what an item without a row has. `is_single`: an item has
    at most one row. `by_frame`: a row holds for the frames that it covers, and for the whole item where it has no frames.
    `bound` is how a compared value is written: the column of a FLOAT says FLOAT too, or 0.9 would be more than it holds.
    """

    sort: Sort
    name: str
    column: Piece
    rows: Piece | None = None
    names: Mapping[str, str | int] = field(default_factory=dict)
    default: str | int | None = None
    is_single: bool = False
    by_frame: bool = False
    bound: str = "?"

    def any_of(self, test: Piece) -> Piece:
        """The condition that the item has a value that passes the test: true or false, never NULL."""
        if self.rows is None:
            return together("coalesce({}, false)", test)
        if self.by_frame:
            return together(
                "(i.item_id IN (SELECT item_id FROM {} AND frame_from IS NULL AND {}) OR i.unit IN ({}))",
                self.rows,
                test,
                covering(self.rows, test),
            )
        return in_table(self.rows.also(test))

    def present(self) -> Piece:
        """The condition that the item has a value."""
        if self.default is not None:
            return Piece("true")
        return self.any_of(self.column.put("{} IS NOT NULL"))


def pointer(key: str) -> str:
    """The JSON pointer to a key of the metadata; unlike a JSON path it can hold any sign."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def number_of(text: Piece) -> Piece:
    """A text as a number where it reads as one; the text "nan" becomes NaN, for DuckDB the largest number of all."""
    return text.put("TRY_CAST({} AS DOUBLE)")
