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


def shown(found: Sequence[Tile]) -> dict[int, Tile]:
    """The rows of the grid by id, that tell all of a whole item."""
    return {tile.id: tile for tile in found if tile.frame is None and not tile.is_cut}


def seen(known: Seen | Tile | None) -> Seen | None:
    """What one of those rows says, worked out when it is clicked: a page has hundreds of answers."""
    if not isinstance(known, Tile):
        return known
    parts = tuple(
        Sight(part.part, part.frame_from is None and part.frame_to is None, part.label, part.created)
        for part in known.parts
    )
    return Seen(as_status(known.status), parts, known.work.assignees)
