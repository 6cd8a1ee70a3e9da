"""Who answered, when, how sure and by which way; and when items were added."""

from __future__ import annotations

from nblabel.domain.operands import GivenPart
from nblabel.store.query.values import Values
from nblabel.store.rows.piece import Piece, joined, together
from nblabel.store.rows.scope import Scope

_SOURCES: dict[str, str | int] = {name: name for name in ("human", "model", "import")}
_FRAMED = "item_id, frame_from, frame_to"


def given(part: GivenPart, question: str | int | None, scope: Scope) -> Values:
    """What is known of answers beside themselves; of any question also of what is marked in frames."""
    name = part.replace("_", " ") if question is None else f"{part.replace('_', ' ')} of {question}"
    if part == "confidence":
        return Values(
            "number", name, Piece("confidence"), _rows(question, scope), by_frame=scope.by_frame, bound="?::FLOAT"
        )
    if part == "source":
        rows = _rows(question, scope)
        return Values("choice", name, Piece("source::VARCHAR"), rows, _SOURCES, by_frame=scope.by_frame)
    if part == "labelled_at":
        rows = _rows(question, scope).put(
            f"(SELECT {_FRAMED}, epoch_us(created) AS moment FROM (SELECT * FROM {{}}) r "
            "JOIN op ON op_id = coalesce(edited_op, created_op)) WHERE true"
        )
        return Values("date", name, Piece("moment"), rows, by_frame=scope.by_frame)
    parts = [
        _rows(question, scope).put(
            f"SELECT {_FRAMED}, annotator FROM (SELECT * FROM {{}}) r JOIN op ON op_id = {column}"
        )
        for column in ("created_op", "edited_op")
    ]
    rows = joined(" UNION ALL ", parts).put("({}) WHERE true")
    return Values("text", name, Piece("nullif(annotator, '')"), rows, by_frame=scope.by_frame)


def added_at(scope: Scope) -> Values:
    """The operation that first had the item; later ones may have given it another title."""
    rows = Piece(
        "(SELECT item_id, epoch_us(created) AS moment FROM (SELECT item_id, min(op_from) AS first FROM item WHERE project_id = ? "
        "GROUP BY item_id) JOIN op ON op_id = first) WHERE true",
        (scope.project_id,),
    )
    return Values("date", "added at", Piece("moment"), rows, is_single=True)


def _rows(question: str | int | None, scope: Scope) -> Piece:
    """Rows of answers to the question; of any: those of objects too."""
    if question is not None:
        ident = scope.ontology.place(question).question.ident
        return together("label WHERE {}", scope.rows().also(Piece("question = ?", (ident,))))
    columns = f"{_FRAMED}, confidence, source, created_op, edited_op"
    return together(
        f"(SELECT {columns} FROM label WHERE {{}} UNION ALL SELECT {columns} FROM object WHERE {{}}) WHERE true",
        scope.rows(),
        scope.rows(),
    )
