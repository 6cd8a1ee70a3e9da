"""The answers that a grid or a viewer shows of items, and of single frames."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from nblabel.domain.questions.base import Part
from nblabel.domain.units import frame_of, item_of, unit
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.authors import authors_of
from nblabel.store.rows.ids import among
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope

# So many rows of a page are read before it is asked whether an item has more than are shown.
FEW_ROWS = 4096
_NOBODY = (None, None)


class LabelPart(NamedTuple):
    """One answered question of an item: a checklist's ticked options stand together.

    `label` is the id of its row, `created` the operation that made it.
    """

    question: int
    options: tuple[int, ...]
    number: float | None
    text: str | None
    source: str
    confidence: float | None
    created_by: str | None
    created_at: datetime | None
    edited_by: str | None
    edited_at: datetime | None
    frame_from: int | None
    frame_to: int | None
    label: int = 0
    created: int = 0

    @property
    def part(self) -> Part:
        """The answer alone, as `Question.describe` takes it."""
        return Part(self.question, self.options, self.number, self.text)


def labels_of_items(cur: Cursor, scope: Scope, asked: Piece, most: int | None = None) -> dict[int, list[LabelPart]]:
    """Answers by item, in the order of the ontology and then of the frames."""
    rows = _rows(cur, scope, asked, most)
    made_by = authors_of(cur, scope, {op for row in rows for op in row[-2:] if op is not None})
    parts: dict[tuple[int, int, int | None], LabelPart] = {}
    for item, label, first, last, question, option, number, text, source, confidence, created, edited in rows:
        key = item, label, first
        options = () if option is None else (option,)
        if key in parts:
            parts[key] = parts[key]._replace(options=tuple(sorted({*parts[key].options, *options})))
            continue
        made = made_by.get(created, _NOBODY), made_by.get(edited, _NOBODY)
        parts[key] = LabelPart(
            question, options, number, text, source, confidence, *made[0], *made[1], first, last, label, created
        )
    return _grouped(parts, {place.question.ident: number for number, place in enumerate(scope.ontology.places)})


def _rows(cur: Cursor, scope: Scope, asked: Piece, most: int | None) -> list[tuple[Any, ...]]:
    piece = together(
        "SELECT i.item_id, i.label_id, i.frame_from, i.frame_to, i.question, i.option, i.number, i.text, i.source, "
        "i.confidence, i.created_op, i.edited_op FROM label i WHERE {} AND {}",
        scope.rows("i"),
        asked,
    )
    if most is None:
        return cur.execute(piece.sql, piece.values).rows()
    # A window over the rows takes as long as reading them, and few items have that many.
    rows = cur.execute(f"{piece.sql} LIMIT {FEW_ROWS + 1}", piece.values).rows()
    if len(rows) <= FEW_ROWS:
        counts = Counter(row[0] for row in rows)
        if all(count <= most for count in counts.values()):
            return rows
    first = "QUALIFY row_number() OVER (PARTITION BY i.item_id ORDER BY i.frame_from NULLS FIRST, i.label_id) <= ?"
    return cur.execute(f"{piece.sql} {first}", [*piece.values, most]).rows()


def _grouped(parts: dict[tuple[int, int, int | None], LabelPart], places: dict[int, int]) -> dict[int, list[LabelPart]]:
    found: dict[int, list[LabelPart]] = defaultdict(list)
    for (item, _, _), part in sorted(
        parts.items(),
        key=lambda pair: (places.get(pair[1].question, len(places)), -1 if pair[0][2] is None else pair[0][2]),
    ):
        found[item].append(part)
    return found


def labels_of_frames(cur: Cursor, scope: Scope, units: Sequence[int]) -> dict[int, list[LabelPart]]:
    """Answers by frame, in the order of the ontology."""
    frames: dict[int, list[int]] = defaultdict(list)
    for item, frame in sorted((item_of(ident), frame_of(ident) or 0) for ident in units):
        frames[item].append(frame)
    low, high = min(own[0] for own in frames.values()), max(own[-1] for own in frames.values())
    # Most rows stand on one frame, and most of those on one that is not asked for.
    near = Piece(
        "(i.frame_from IS NULL OR (i.frame_from <= ? AND i.frame_to >= ? "
        "AND (i.frame_from < i.frame_to OR list_contains(?::INTEGER[], i.frame_from))))",
        (high, low, sorted({frame for own in frames.values() for frame in own})),
    )
    found: dict[int, list[LabelPart]] = defaultdict(list)
    for item, parts in labels_of_items(cur, scope, among(list(frames)).also(near)).items():
        own = frames[item]
        for part in parts:
            first = 0 if part.frame_from is None else bisect_left(own, part.frame_from)
            last = len(own) if part.frame_to is None else bisect_right(own, part.frame_to)
            for frame in own[first:last]:
                found[unit(item, frame)].append(part)
    return found


def is_cut(parts: Sequence[LabelPart], most: int | None) -> bool:
    """Whether as many rows were read as were asked for; a checklist has a row for each option."""
    return most is not None and len(parts) > 0 and sum(len(part.options) or 1 for part in parts) >= most
