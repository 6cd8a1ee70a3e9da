"""What models predict, how sure they are, and where a label contradicts them."""

from __future__ import annotations

from nblabel.domain.operands import PredictedPart
from nblabel.domain.questions import Question
from nblabel.store.query.named import ident_of
from nblabel.store.query.values import Values
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope

_COLUMNS = {"number": "number", "text": "text"}
# Rows on the same frames, or one of them on the whole item.
_OVERLAP = (
    "(p.frame_from IS NULL OR l.frame_from IS NULL OR (p.frame_from <= l.frame_to AND l.frame_from <= p.frame_to))"
)


def predicted(source: str, asked: str | int, part: PredictedPart, scope: Scope) -> Values:
    """The answers that a source predicts, or the confidence in them."""
    question = scope.ontology.place(asked).question
    name = f"{question.name} by {source}"
    if part == "disagreement":
        rows = disagreeing(source, asked, scope)
        return Values("number", name, Piece("confidence"), rows, by_frame=scope.by_frame)
    rows = together("prediction WHERE {}", _rows(source, question, scope))
    if part == "confidence":
        return Values("number", name, Piece("confidence"), rows, by_frame=scope.by_frame)
    if part == "uncertainty":
        # Rounded, since 1 - 0.9 is not 0.1.
        return Values("number", name, Piece("round(1 - confidence, 9)"), rows, by_frame=scope.by_frame)
    if question.choices:
        names: dict[str, str | int] = {option.name: option.ident for option in question.choices}
        return Values("choice", name, Piece("option"), rows, names, by_frame=scope.by_frame)
    sort, column = ("number", Piece("number")) if question.kind == "number" else ("text", Piece("text"))
    return Values(sort, name, column, rows, by_frame=scope.by_frame)  # type: ignore[arg-type]


def disagreeing(source: str, asked: str | int, scope: Scope) -> Piece:
    """Predictions that a label on the same frames contradicts, as a table of item_id, frame_from, frame_to, confidence.

    A checklist contradicts where a tick is missing on either side.
    """
    question = scope.ontology.place(asked).question
    predictions = _rows(source, question, scope).put("SELECT *, rowid AS row FROM prediction WHERE {}")
    labels = (
        scope.rows().also(Piece("question = ?", (question.ident,))).put("SELECT *, rowid AS row FROM label WHERE {}")
    )
    value = "option" if question.choices else _COLUMNS.get(question.kind, "text")
    if question.kind == "checklist":
        return together(
            f"({_unmatched('p', 'l', value)} UNION ALL {_unmatched('l', 'p', value)}) WHERE true",
            *(predictions, labels),
            *(labels, predictions),
        )
    return together(
        "(SELECT p.item_id, p.frame_from, p.frame_to, p.confidence FROM ({}) p JOIN ({}) l ON l.item_id = p.item_id "
        f"AND {_OVERLAP} AND p.{value} IS DISTINCT FROM l.{value}) WHERE true",
        predictions,
        labels,
    )


def _unmatched(one: str, other: str, value: str) -> str:
    """Rows of one side that meet rows of the other, none of which says the same."""
    return (
        f"SELECT {one}.item_id, any_value(p.frame_from) AS frame_from, any_value(p.frame_to) AS frame_to, "
        f"max(p.confidence) AS confidence FROM ({{}}) {one} JOIN ({{}}) {other} ON {other}.item_id = {one}.item_id AND {_OVERLAP} "
        f"GROUP BY {one}.item_id, {one}.row HAVING NOT bool_or(p.{value} IS NOT DISTINCT FROM l.{value})"
    )


def _rows(source: str, question: Question, scope: Scope) -> Piece:
    own = Piece("source_id = ? AND question = ?", (ident_of(scope, "source", source), question.ident))
    return scope.rows().also(own)
