"""What a session has seen of an item: enough to decide what a click on it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nblabel.domain.questions.base import Part
from nblabel.domain.workflow import Status, as_status
from nblabel.store.reading.tiles import Tile


@dataclass(frozen=True, slots=True)
class Sight:
    """One answered question, whether it stands on the whole item, the id of its label and the operation that made it."""

    part: Part
    is_whole: bool
    label: int
    created: int


@dataclass(frozen=True, slots=True)
class Seen:
    """Status and answers of an item, and whose it is."""

    status: Status
    parts: tuple[Sight, ...]
    assignees: tuple[str, ...] = ()


def seen(found: Sequence[Tile]) -> dict[int, Seen]:
    """What rows of the grid say of whole items, by id; rows that may not tell all of it say nothing."""
    return {
        tile.id: Seen(
            as_status(tile.status),
            tuple(
                Sight(part.part, part.frame_from is None and part.frame_to is None, part.label, part.created)
                for part in tile.parts
            ),
            tile.work.assignees,
        )
        for tile in found
        if tile.frame is None and not tile.is_cut
    }
