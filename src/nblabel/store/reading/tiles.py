"""What a grid or a viewer shows of some items: facts, status, tags and answers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from nblabel.domain.questions.base import Part
from nblabel.domain.units import frame_of, item_of, mean_frames, unit
from nblabel.store.file.cursor import Cursor
from nblabel.store.items.titles import live_titles
from nblabel.store.reading.predicted_tiles import PredictedPart, predicted_on_frames, predicted_parts
from nblabel.store.reading.tile_work import TileWork, tile_work
from nblabel.store.rows.authors import authors_of
from nblabel.store.rows.ids import among
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope

_NOBODY = (None, None)
_N_FRAMES = 8  # its place in a row of `_items`


@dataclass(frozen=True, slots=True)
class LabelPart:
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


@dataclass(frozen=True, slots=True)
class Tile:
    """One item, or one frame of it; sizes and problem are None until its header was read."""

    id: int
    uri: str
    title: str
    kind: str
    dataset: str
    status: str
    parts: tuple[LabelPart, ...]
    tags: tuple[str, ...]
    width: int | None
    height: int | None
    n_frames: int | None
    fps: float | None
    duration: float | None
    problem: str | None
    frame: int | None = None
    is_cut: bool = False  # it may have more parts, which were not asked for
    work: TileWork = field(default_factory=TileWork)
    predictions: tuple[PredictedPart, ...] = ()

    @property
    def item_id(self) -> int:
        """The item, of a frame too."""
        return item_of(self.id)


def tiles(cur: Cursor, scope: Scope, ids: Sequence[int], most_parts: int | None = None) -> list[Tile]:
    """The items (or frames) of these ids, in that order; ids that are not in the project are left out.

    `most_parts`: an item has at most so many rows of answers here, those on whole items and on the first frames.
    """
    if not len(ids):
        return []
    if mean_frames(ids):
        return frame_tiles(cur, scope, ids)
    asked = among(ids)
    labels = _labels(cur, scope, asked, most_parts)
    tags, work = _tags(cur, scope, asked, ids), tile_work(cur, scope, asked)
    predicted = predicted_parts(cur, scope, ids, most_parts)
    found = {}
    for ident, uri, title, kind, dataset, status, *sizes in _items(cur, scope, asked):
        parts, marks = tuple(labels.get(ident, ())), tuple(tags.get(ident, ()))
        tile = Tile(ident, uri, title, kind, dataset, status, parts, marks, *sizes)
        found[ident] = replace(
            tile,
            is_cut=_is_cut(parts, most_parts),
            work=work.get(ident) or TileWork(),
            predictions=tuple(predicted.get(ident, ())),
        )
    return [found[ident] for ident in map(int, ids) if ident in found]


def frame_tiles(cur: Cursor, scope: Scope, ids: Sequence[int]) -> list[Tile]:
    """Frames with what is answered on them, or on the whole of their items."""
    units = [int(ident) for ident in ids]
    asked = among(sorted({item_of(ident) for ident in units}))
    labels, tags = _frame_labels(cur, scope, units), _tags(cur, scope, asked, [item_of(ident) for ident in units])
    work, predicted = tile_work(cur, scope, asked), predicted_on_frames(cur, scope, units)
    items = {row[0]: row for row in _items(cur, scope, asked)}
    found = []
    for ident in units:
        item, frame = item_of(ident), frame_of(ident) or 0
        facts = items.get(item)
        if facts is None or frame >= max(facts[_N_FRAMES] or 1, 1):
            continue
        _, uri, title, kind, dataset, status, *sizes = facts
        named = title if facts[_N_FRAMES] == 1 else f"{title} \N{MIDDLE DOT} {frame}"
        parts, marks = tuple(labels.get(ident, ())), tuple(tags.get(item, ()))
        tile = Tile(ident, uri, named, kind, dataset, status, parts, marks, *sizes)
        own = tuple(predicted.get(ident, ()))
        found.append(replace(tile, frame=frame, work=work.get(item) or TileWork(), predictions=own))
    return found


def _frame_labels(cur: Cursor, scope: Scope, units: Sequence[int]) -> dict[int, list[LabelPart]]:
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
    for item, parts in _labels(cur, scope, among(list(frames)).also(near)).items():
        own = frames[item]
        for part in parts:
            first = 0 if part.frame_from is None else bisect_left(own, part.frame_from)
            last = len(own) if part.frame_to is None else bisect_right(own, part.frame_to)
            for frame in own[first:last]:
                found[unit(item, frame)].append(part)
    return found


def _items(cur: Cursor, scope: Scope, asked: Piece) -> list[tuple[Any, ...]]:
    piece = together(
        "SELECT i.item_id, i.uri, i.title, i.kind, coalesce(i.dataset, ''), coalesce(s.status, 'annotate'), "
        "m.width, m.height, m.n_frames, m.fps, m.duration, nullif(m.problem, '') FROM (SELECT * FROM item i WHERE {} AND {}) i "
        "LEFT JOIN (SELECT * FROM media i WHERE {}) m ON m.item_id = i.item_id "
        "LEFT JOIN (SELECT * FROM status i WHERE {} AND {}) s ON s.item_id = i.item_id",
        scope.rows("i"),
        asked,
        asked,
        scope.rows("i"),
        asked,
    )
    return cur.execute(piece.sql, piece.values).rows()


def _tags(cur: Cursor, scope: Scope, asked: Piece, items: Sequence[int]) -> dict[int, list[str]]:
    piece = together("SELECT i.item_id, i.tag FROM tag i WHERE {} AND {} ORDER BY i.tag", scope.rows("i"), asked)
    tags: dict[int, list[str]] = defaultdict(list)
    for ident, tag in cur.execute(piece.sql, piece.values).rows():
        tags[ident].append(tag)
    for ident, live in live_titles(cur, scope, items).items():
        tags[ident] = sorted([*tags[ident], *live])
    return tags


def _labels(cur: Cursor, scope: Scope, asked: Piece, most: int | None = None) -> dict[int, list[LabelPart]]:
    """Answers by item, in the order of the ontology and then of the frames."""
    first = "QUALIFY row_number() OVER (PARTITION BY i.item_id ORDER BY i.frame_from NULLS FIRST, i.label_id) <= ?"
    piece = together(
        "SELECT i.item_id, i.label_id, i.frame_from, i.frame_to, i.question, i.option, i.number, i.text, i.source, "
        "i.confidence, i.created_op, i.edited_op FROM label i WHERE {} AND {} {}",
        scope.rows("i"),
        asked,
        Piece("") if most is None else Piece(first, (most,)),
    )
    rows = cur.execute(piece.sql, piece.values).rows()
    made_by = authors_of(cur, {op for row in rows for op in row[-2:] if op is not None})
    parts: dict[tuple[int, int, int | None], LabelPart] = {}
    for item, label, first, last, question, option, number, text, source, confidence, created, edited in rows:
        key = item, label, first
        options = () if option is None else (option,)
        if key in parts:
            parts[key] = replace(parts[key], options=tuple(sorted({*parts[key].options, *options})))
            continue
        made = made_by.get(created, _NOBODY), made_by.get(edited, _NOBODY)
        parts[key] = LabelPart(
            question, options, number, text, source, confidence, *made[0], *made[1], first, last, label, created
        )
    return _grouped(parts, {place.question.ident: number for number, place in enumerate(scope.ontology.places)})


def _grouped(parts: dict[tuple[int, int, int | None], LabelPart], places: dict[int, int]) -> dict[int, list[LabelPart]]:
    found: dict[int, list[LabelPart]] = defaultdict(list)
    for (item, _, _), part in sorted(
        parts.items(),
        key=lambda pair: (places.get(pair[1].question, len(places)), -1 if pair[0][2] is None else pair[0][2]),
    ):
        found[item].append(part)
    return found


def answered_again(cur: Cursor, scope: Scope, known: Sequence[Tile], most_parts: int | None = None) -> list[Tile]:
    """The same items with their answers as they are now; what else is known of them is not read again."""
    if not known:
        return []
    ids = [tile.id for tile in known]
    labels = _frame_labels(cur, scope, ids) if mean_frames(ids) else _labels(cur, scope, among(ids), most_parts)
    # A label changed on what was reviewed leaves a mark.
    reviewed = sorted({tile.item_id for tile in known if tile.status == "complete"})
    work = tile_work(cur, scope, among(reviewed)) if reviewed else {}
    made = ((tile, tuple(labels.get(tile.id, ()))) for tile in known)
    return [
        replace(tile, parts=parts, is_cut=_is_cut(parts, most_parts), work=work.get(tile.item_id, tile.work))
        for tile, parts in made
    ]


def _is_cut(parts: Sequence[LabelPart], most: int | None) -> bool:
    """Whether as many rows were read as were asked for; a checklist has a row for each option."""
    return most is not None and len(parts) > 0 and sum(len(part.options) or 1 for part in parts) >= most


def total(cur: Cursor, scope: Scope) -> int:
    """How many items the project has."""
    piece = together("SELECT count(*) FROM item i WHERE {}", scope.rows("i"))
    return int(cur.execute(piece.sql, piece.values).value())


def answered(cur: Cursor, scope: Scope) -> int:
    """How many items have at least one answer."""
    piece = together(
        "SELECT count(DISTINCT i.item_id) FROM label i JOIN item USING (item_id) WHERE {} AND {}",
        scope.rows("i"),
        scope.rows("item"),
    )
    return int(cur.execute(piece.sql, piece.values).value())
