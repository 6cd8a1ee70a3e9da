"""What models predict of the items that a grid or a viewer shows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nblabel.domain.units import frame_of, item_of, unit
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.ids import among
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope


@dataclass(frozen=True, slots=True)
class PredictedPart:
    """One predicted answer: the options of a checklist stand together, with the surest one's confidence."""

    source: str
    question: int
    confidence: float
    options: tuple[int, ...]
    number: float | None
    text: str | None
    frame_from: int | None
    frame_to: int | None


def predicted_parts(
    cur: Cursor, scope: Scope, ids: Sequence[int], most: int | None = None
) -> dict[int, list[PredictedPart]]:
    """By item: every source, in the order of their names, of the ontology and of the frames; at most `most` rows of an item."""
    return _parts(cur, scope, among(ids), most)


def predicted_on_frames(cur: Cursor, scope: Scope, units: Sequence[int]) -> dict[int, list[PredictedPart]]:
    """The same by frame: what is predicted of the frame, or of the whole of its item."""
    frames: dict[int, list[int]] = defaultdict(list)
    for item, frame in sorted((item_of(ident), frame_of(ident) or 0) for ident in units):
        frames[item].append(frame)
    low, high = min(own[0] for own in frames.values()), max(own[-1] for own in frames.values())
    near = Piece("(i.frame_from IS NULL OR (i.frame_from <= ? AND i.frame_to >= ?))", (high, low))
    found: dict[int, list[PredictedPart]] = defaultdict(list)
    for item, parts in _parts(cur, scope, among(list(frames)).also(near)).items():
        own = frames[item]
        for part in parts:
            first = 0 if part.frame_from is None else bisect_left(own, part.frame_from)
            last = len(own) if part.frame_to is None else bisect_right(own, part.frame_to)
            for frame in own[first:last]:
                found[unit(item, frame)].append(part)
    return found


def _parts(cur: Cursor, scope: Scope, asked: Piece, most: int | None = None) -> dict[int, list[PredictedPart]]:
    if not scope.may_have(cur, "prediction"):
        return {}
    first = "QUALIFY row_number() OVER (PARTITION BY i.item_id ORDER BY i.frame_from NULLS FIRST, i.prediction_id) <= ?"
    piece = together(
        "SELECT i.item_id, i.prediction_id, s.name, i.question, i.option, i.number, i.text, i.confidence, i.frame_from, i.frame_to "
        "FROM prediction i JOIN source s ON s.source_id = i.source_id WHERE {} AND {} {}",
        scope.rows("i"),
        asked,
        Piece("") if most is None else Piece(first, (most,)),
    )
    rows = cur.execute(piece.sql, piece.values).rows()
    if not rows:
        return {}
    order = {place.question.ident: number for number, place in enumerate(scope.ontology.places)}
    rows.sort(key=lambda row: (row[0], row[2], order.get(row[3], len(order)), row[8] or -1, row[1], row[4] or 0))
    found: dict[int, list[PredictedPart]] = defaultdict(list)
    last: tuple[int, int | None] | None = None
    for item, ident, source, question, option, number, text, confidence, frame_from, frame_to in rows:
        options = () if option is None else (option,)
        if last == (ident, frame_from):
            former = found[item][-1]
            surest = max(former.confidence, confidence)
            found[item][-1] = replace(former, options=(*former.options, *options), confidence=surest)
            continue
        last = ident, frame_from
        found[item].append(PredictedPart(source, question, confidence, options, number, text, frame_from, frame_to))
    return found
