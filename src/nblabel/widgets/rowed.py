"""Rows of the tabs of labels and predictions: each is one of these, drawn on the item or frame it is of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from nblabel.domain.units import is_unit
from nblabel.store.reading import rowed, tiles
from nblabel.widgets import translate

if TYPE_CHECKING:
    from nblabel.store.file.cursor import Cursor
    from nblabel.store.rows.scope import Scope
    from nblabel.widgets.ranking import Ranking
    from nblabel.wire.values import Row


def rows_of(cur: Cursor, scope: Scope, ranking: Ranking, ids: Sequence[int], tab: str) -> list[Row]:
    """These rows as they are now; one whose label or prediction is gone meanwhile is left out."""
    shown = ranking.shown(ids).tolist()
    drawn = {tile.id: tile for tile in _tiles(cur, scope, list(dict.fromkeys(shown)))}
    groups = dict(zip(ids, rowed.groups_of(ids), strict=True))
    places = ranking.positions(ids)
    if tab == "predictions":
        said = rowed.predicted(cur, scope, list(groups.values()))
    else:
        trees = rowed.label_groups(cur, scope, list(groups.values()))
    found = []
    for ident, of, place in zip(ids, shown, places, strict=True):
        tile = drawn.get(of)
        if tile is None:
            continue
        row = msgspec.structs.replace(translate.row(tile, int(place)), id=ident, of=of)
        if tab == "predictions":
            own = [translate.predicted(part) for part in said.get(groups[ident], ())]
            row = msgspec.structs.replace(row, predictions=own)
            if not own:
                continue
        else:
            parts = [translate.answered(part) for part in tile.parts if trees.get(part.label) == groups[ident]]
            row = msgspec.structs.replace(row, answers=parts, predictions=[])
            if not parts:
                continue
        found.append(row)
    return found


def _tiles(cur: Cursor, scope: Scope, ids: list[int]) -> list[tiles.Tile]:
    """Items and frames do not mix in one question to the store."""
    items, frames = [ident for ident in ids if not is_unit(ident)], [ident for ident in ids if is_unit(ident)]
    return tiles.tiles(cur, scope, items) + tiles.tiles(cur, scope, frames)
