"""Rows of the tabs of labels and predictions: each is one of these, drawn on the item or frame it is of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from nblabel.domain.units import is_unit
from nblabel.store.query.named import names
from nblabel.store.reading import rowed, rowed_objects, tiles
from nblabel.store.reading.rowed_held import cell_of, predicted_cell
from nblabel.widgets import translate

if TYPE_CHECKING:
    from nblabel.store.file.cursor import Cursor
    from nblabel.store.reading.rowed_narrow import Sort
    from nblabel.store.rows.scope import Scope
    from nblabel.widgets.ranking import Ranking
    from nblabel.wire.values import Row

# What a row says on its tile: the fields that say it, None where it is gone.
Told = Callable[[tiles.Tile], "dict[str, object] | None"]


def rows_of(
    cur: Cursor,
    scope: Scope,
    ranking: Ranking,
    ids: Sequence[int],
    tab: str,
    status_of: Callable[[tiles.Tile], str],
    as_of: int = 0,
) -> list[Row]:
    """These rows as they are now; one whose label or prediction is gone meanwhile is left out.

    `status_of` tells the statuses that an item has in tasks; `as_of` is when the rows are read.
    """
    shown = ranking.shown(ids).tolist()
    drawn = {tile.id: tile for tile in _tiles(cur, scope, list(dict.fromkeys(shown)))}
    tell = _objects(cur, scope, ids, tab)
    tell |= (_predictions if tab == "predictions" else _labels)(cur, scope, [one for one in ids if one not in tell])
    found = []
    for ident, of, place in zip(ids, shown, ranking.positions(ids), strict=True):
        tile = drawn.get(of)
        said = None if tile is None or ident not in tell else tell[ident](tile)
        if tile is not None and said is not None:
            row = translate.row(tile, int(place), task_status=status_of(tile), as_of=as_of)
            found.append(msgspec.structs.replace(row, id=ident, of=of, **{"predictions": [], **said}))
    return found


def _labels(cur: Cursor, scope: Scope, ids: Sequence[int]) -> dict[int, Told]:
    groups = dict(zip(ids, rowed.groups_of(ids), strict=True))
    trees = rowed.label_groups(cur, scope, [groups[ident] for ident in ids if cell_of(ident) is None])
    roots = {place.question.ident: place.root.ident for place in scope.ontology.places}

    def told(ident: int, tile: tiles.Tile) -> dict[str, object] | None:
        cell = cell_of(ident)
        parts = [
            translate.answered(part)
            for part in tile.parts
            if (trees.get(part.label) == groups[ident] if cell is None else roots.get(part.question) == cell[1])
        ]
        return {"answers": parts} if parts else None

    return {ident: partial(told, ident) for ident in ids}


def _predictions(cur: Cursor, scope: Scope, ids: Sequence[int]) -> dict[int, Told]:
    cells = {ident: cell for ident in ids if (cell := predicted_cell(ident)) is not None}
    groups = dict(zip(ids, rowed.groups_of(ids), strict=True))
    said = rowed.predicted(cur, scope, [group for ident, group in groups.items() if ident not in cells])
    roots = {place.question.ident: place.root.ident for place in scope.ontology.places}
    called = {number: name for name, number in names(scope, "source").items()} if cells else {}

    def told(ident: int, tile: tiles.Tile) -> dict[str, object] | None:
        parts = said.get(groups[ident], [])
        if ident in cells:
            _, root, source = cells[ident]
            own = called.get(source)
            parts = [part for part in tile.predictions if part.source == own and roots.get(part.question) == root]
        return {"predictions": [translate.predicted(part) for part in parts]} if parts else None

    return {ident: partial(told, ident) for ident in ids}


def _objects(cur: Cursor, scope: Scope, ids: Sequence[int], tab: str) -> dict[int, Told]:
    meant = {ident: known for ident in ids if (known := rowed.object_of(ident)) is not None}
    sort: Sort = "prediction" if tab == "predictions" else "label"
    said = rowed_objects.said(cur, scope, sort, list(meant.values()))
    classes = {cls.ident: cls for cls in scope.ontology.objects}

    def told(ident: int, _: tiles.Tile) -> dict[str, object] | None:
        row = said.get(meant[ident])
        cls = None if row is None else classes.get(row.cls)
        if row is None or cls is None:
            return None
        return {"answers": [], "object": translate.marked(row, cls, is_predicted=sort == "prediction")}

    return {ident: partial(told, ident) for ident in meant}


def _tiles(cur: Cursor, scope: Scope, ids: list[int]) -> list[tiles.Tile]:
    """Items and frames do not mix in one question to the store."""
    items, frames = [ident for ident in ids if not is_unit(ident)], [ident for ident in ids if is_unit(ident)]
    return tiles.tiles(cur, scope, items) + tiles.tiles(cur, scope, frames)
