"""What is marked in frames: how many objects of a class, how large, with which attributes; and what models predict of them."""

from __future__ import annotations

from nblabel.domain.operands import ObjectPart
from nblabel.store.query.named import ident_of
from nblabel.store.query.values import Values
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope


def objects(part: ObjectPart, cls: str | int | None, source: str | None, scope: Scope) -> Values:
    """The number, areas or confidences of the objects of a class (of any, where it is None)."""
    name = f"{part} of {'objects' if cls is None else cls}"
    rows = _rows(cls, source, scope)
    if part == "count":
        return Values("number", name, _count(rows, scope))
    bound = "?::FLOAT" if part == "confidence" and source is None else "?"
    return Values("number", name, Piece(part), rows, by_frame=scope.by_frame, bound=bound)


def attribute(cls: str | int, asked: str | int, scope: Scope) -> Values:
    """What the objects of a class have for one of its attributes."""
    question = scope.ontology.attribute(cls, asked)
    rows = together(
        "(SELECT a.* FROM (SELECT * FROM attribute WHERE {} AND {}) a SEMI JOIN (SELECT * FROM {}) o "
        "ON o.object_id = a.object_id) WHERE true",
        scope.rows(),
        Piece("question = ?", (question.ident,)),
        _rows(cls, None, scope),
    )
    name = f"{question.name} of {cls}"
    if question.choices:
        names: dict[str, str | int] = {option.name: option.ident for option in question.choices}
        return Values("choice", name, Piece("option"), rows, names, by_frame=scope.by_frame)
    if question.kind == "number":
        return Values("number", name, Piece("number"), rows, by_frame=scope.by_frame)
    return Values("text", name, Piece("text"), rows, by_frame=scope.by_frame)


def _rows(cls: str | int | None, source: str | None, scope: Scope) -> Piece:
    own = scope.rows()
    if source is not None:
        own = own.also(Piece("source_id = ?", (ident_of(scope, "source", source),)))
    if cls is not None:
        own = own.also(Piece("class = ?", (scope.ontology.object_class(cls).ident,)))
    return own.put(f"{'object' if source is None else 'predicted_object'} WHERE {{}}")


def _count(rows: Piece, scope: Scope) -> Piece:
    """Asked of the row `i`, so that what nothing is marked on has 0."""
    covers = " AND (frame_from IS NULL OR i.frame BETWEEN frame_from AND frame_to)" if scope.by_frame else ""
    return rows.put(f"(SELECT count(*) FROM (SELECT * FROM {{}}) o WHERE o.item_id = i.item_id{covers})")
