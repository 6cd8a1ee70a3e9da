"""Tiles that a board holds, brought by several threads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nblabel.store.reading.tiles import Tile
from nblabel.widgets.seen_tiles import Tiles

TILE = Tile(7, "a.png", "a.png", "image", "", "annotate", (), (), None, None, None, None, None, None)


@pytest.fixture
def tiles() -> Tiles:
    return Tiles(3)


def test_what_was_read_later_stays_whoever_comes_last(tiles: Tiles) -> None:
    tiles.add([replace(TILE, title="new")], 12)
    tiles.add([replace(TILE, title="old")], 10)
    assert [tile.title for tile in tiles.of([7])] == ["new"]
    tiles.add([replace(TILE, title="newer")], 12)
    assert [tile.title for tile in tiles.of([7])] == ["newer"]


def test_what_was_read_before_it_was_to_be_forgotten_is_not_taken_in_after_it(tiles: Tiles) -> None:
    tiles.add([TILE], 10)
    tiles.forget([7], 12)
    tiles.add([TILE], 10)
    assert tiles.of([7]) == []
    tiles.add([TILE], 12)
    assert tiles.of([7]) == [TILE]


def test_only_what_is_meant_is_forgotten_and_all_where_nothing_is_named(tiles: Tiles) -> None:
    tiles.add([TILE, replace(TILE, id=8)], 1)
    tiles.forget([8], 2)
    assert tiles.of([7, 8]) == [TILE]
    tiles.forget([], 2)
    assert tiles.of([7]) == []


def test_those_held_longest_go_first(tiles: Tiles) -> None:
    tiles.add([replace(TILE, id=ident) for ident in range(5)], 1)
    assert [tile.id for tile in tiles.of(range(5))] == [2, 3, 4]
