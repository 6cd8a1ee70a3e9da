"""What a grid or a viewer shows of some items: facts, status, tags and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nblabel.domain.units import frame_of, item_of, mean_frames
from nblabel.store.file.cursor import Cursor
from nblabel.store.items.titles import live_titles
from nblabel.store.reading.predicted_tiles import PredictedPart, predicted_on_frames, predicted_parts
from nblabel.store.reading.tile_facts import Facts, facts_of
from nblabel.store.reading.tile_held import held_tags
from nblabel.store.reading.tile_labels import LabelPart, is_cut, labels_of_frames, labels_of_items
from nblabel.store.reading.tile_work import TileWork, tile_work
from nblabel.store.rows.ids import among
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope


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
    labels = labels_of_items(cur, scope, asked, most_parts)
    tags, work = _tags(cur, scope, asked, ids), tile_work(cur, scope, asked)
    predicted = predicted_parts(cur, scope, ids, most_parts)
    found = {}
    for facts in facts_of(cur, scope, asked, ids):
        ident, parts = facts.item_id, tuple(labels.get(facts.item_id, ()))
        own = work.get(ident, TileWork()), tags.get(ident, ()), predicted.get(ident, ())
        found[ident] = _tile(facts, parts, *own, is_cut=is_cut(parts, most_parts))
    return [found[ident] for ident in map(int, ids) if ident in found]


def frame_tiles(cur: Cursor, scope: Scope, ids: Sequence[int]) -> list[Tile]:
    """Frames with what is answered on them, or on the whole of their items."""
    units = [int(ident) for ident in ids]
    own_items = sorted({item_of(ident) for ident in units})
    asked = among(own_items)
    labels, tags = labels_of_frames(cur, scope, units), _tags(cur, scope, asked, own_items)
    work, predicted = tile_work(cur, scope, asked), predicted_on_frames(cur, scope, units)
    items = {facts.item_id: facts for facts in facts_of(cur, scope, asked, own_items)}
    found = []
    for ident in units:
        item, frame = item_of(ident), frame_of(ident) or 0
        facts = items.get(item)
        if facts is None or frame >= max(facts.n_frames or 1, 1):
            continue
        title = facts.title if facts.n_frames == 1 else f"{facts.title} \N{MIDDLE DOT} {frame}"
        own = work.get(item, TileWork()), tags.get(item, ()), predicted.get(ident, ())
        shown = _tile(facts, tuple(labels.get(ident, ())), *own)
        found.append(replace(shown, id=ident, title=title, frame=frame))
    return found


def _tile(
    facts: Facts,
    parts: tuple[LabelPart, ...],
    work: TileWork,
    tags: Sequence[str],
    predicted: Sequence[PredictedPart],
    is_cut: bool = False,
) -> Tile:
    return Tile(
        facts.item_id,
        facts.uri,
        facts.title,
        facts.kind,
        facts.dataset,
        facts.status,
        parts,
        tuple(tags),
        facts.width,
        facts.height,
        facts.n_frames,
        facts.fps,
        facts.duration,
        facts.problem,
        is_cut=is_cut,
        work=work.because(facts.reason),
        predictions=tuple(predicted),
    )


def _tags(cur: Cursor, scope: Scope, asked: Piece, items: Sequence[int]) -> dict[int, list[str]]:
    tags = held_tags(cur, scope, items) if scope.may_have(cur, "tag") else {}
    if tags is None:
        tags = _tags_read(cur, scope, asked)
    for ident, live in live_titles(cur, scope, items).items():
        tags[ident] = sorted([*tags.get(ident, ()), *live])
    return tags


def _tags_read(cur: Cursor, scope: Scope, asked: Piece) -> dict[int, list[str]]:
    piece = together("SELECT i.item_id, i.tag FROM tag i WHERE {} AND {} ORDER BY i.tag", scope.rows("i"), asked)
    tags: dict[int, list[str]] = {}
    for ident, tag in cur.execute(piece.sql, piece.values).rows():
        tags.setdefault(ident, []).append(tag)
    return tags


def answered_again(cur: Cursor, scope: Scope, known: Sequence[Tile], most_parts: int | None = None) -> list[Tile]:
    """The same items with their answers as they are now; what else is known of them is not read again."""
    if not known:
        return []
    ids = [tile.id for tile in known]
    are_frames = mean_frames(ids)
    labels = labels_of_frames(cur, scope, ids) if are_frames else labels_of_items(cur, scope, among(ids), most_parts)
    # A label changed on what was reviewed leaves a mark.
    reviewed = sorted({tile.item_id for tile in known if tile.status == "complete"})
    work = tile_work(cur, scope, among(reviewed)) if reviewed else {}
    made = ((tile, tuple(labels.get(tile.id, ()))) for tile in known)
    return [
        replace(
            tile,
            parts=parts,
            is_cut=is_cut(parts, most_parts),
            work=work.get(tile.item_id, tile.work).because(tile.work.reason),
        )
        for tile, parts in made
    ]


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
