"""What a condition is about: where its values stand in the tables and of which sort they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nblabel.domain.operands import FRAME, PROBED, REGISTERED, Answer, Column, Meta, Operand, StatusOf
from nblabel.domain.workflow import STATUSES
from nblabel.errors import QueryError, did_you_mean
from nblabel.store.compile_frames import covering
from nblabel.store.piece import Piece, together
from nblabel.store.scope import Scope

Sort = Literal["text", "number", "choice", "json"]

_TEXTS = ("title", "uri", "kind", "dataset", "folder", "problem")


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one operand.

    `column` holds a value and `rows` the rows of a table that may hold some for an item (None: the item's own row).
    A choice holds ids, `names` their names in order; `default` is what an item without a row has. `is_single`: an item has
    at most one row. `by_frame`: a row holds for the frames that it covers, and for the whole item where it has no frames.
    """

    sort: Sort
    name: str
    column: Piece
    rows: Piece | None = None
    names: Mapping[str, str | int] = field(default_factory=dict)
    default: str | int | None = None
    is_single: bool = False
    by_frame: bool = False

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
        return together("i.item_id IN (SELECT item_id FROM {} AND {})", self.rows, test)

    def present(self) -> Piece:
        """The condition that the item has a value."""
        if self.default is not None:
            return Piece("true")
        return self.any_of(self.column.put("{} IS NOT NULL"))


def values_of(operand: Operand, scope: Scope) -> Values:
    """Where the values of an operand stand."""
    match operand:
        case Column(name):
            return _column(name, scope)
        case Meta(key):
            return Values("json", f'metadata "{key}"', Piece("json_extract_string(i.meta, ?)", (pointer(key),)))
        case Answer(question):
            return _answer(question, scope)
        case StatusOf():
            rows = together("status WHERE {}", scope.rows())
            names: dict[str, str | int] = {name: name for name in STATUSES}
            return Values("choice", "status", Piece("status"), rows, names, default="annotate", is_single=True)
    raise QueryError(f"Cannot compare {operand!r}.")


def pointer(key: str) -> str:
    """The JSON pointer to a key of the metadata; unlike a JSON path it can hold any sign."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def number_of(text: Piece) -> Piece:
    """A text as a number where it reads as one; the text "nan" becomes NaN, for DuckDB the largest number of all."""
    return text.put("TRY_CAST({} AS DOUBLE)")


def _column(name: str, scope: Scope) -> Values:
    sort: Sort = "text" if name in _TEXTS else "number"
    if name in REGISTERED:
        return Values(sort, name, Piece(f"nullif(i.{name}, '')" if name in ("dataset", "folder") else f"i.{name}"))
    if name in PROBED:
        return Values(sort, name, Piece(name), Piece("media WHERE true"), is_single=True)
    if name == FRAME and scope.by_frame:
        return Values(sort, name, Piece("i.frame"))
    if name == FRAME:
        raise QueryError(
            "Items have no frame number, only frames have: ask project.frames(view).filter(F.frame < 100)."
        )
    present = (*REGISTERED, *PROBED)
    raise QueryError(f'Items have no column "{name}". There are: {", ".join(present)}.{did_you_mean(name, present)}')


def _answer(asked: str | int, scope: Scope) -> Values:
    question = scope.ontology.place(asked).question
    rows = together("label WHERE {}", scope.rows().also(Piece("question = ?", (question.ident,))))
    if question.choices:
        names = {option.name: option.ident for option in question.choices}
        return Values("choice", question.name, Piece("option"), rows, names, by_frame=scope.by_frame)
    if question.kind == "number":
        return Values("number", question.name, Piece("number"), rows, by_frame=scope.by_frame)
    return Values("text", question.name, Piece("text"), rows, by_frame=scope.by_frame)
