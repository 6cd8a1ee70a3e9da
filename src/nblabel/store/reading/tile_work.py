"""What the workflow says of items that a grid or a viewer shows: whose they are, what was returned, changed or remarked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope


@dataclass(slots=True)
class TileWork:
    """Of one item.

    `reason`, why it was returned, stands with the item's status. `statuses` are those of tasks, by the task's number;
    `comments` counts those that are not dealt with.
    """

    assignees: tuple[str, ...] = ()
    reason: str = ""
    is_changed: bool = False
    comments: int = 0
    statuses: dict[int, str] = field(default_factory=dict)

    def because(self, reason: str) -> TileWork:
        """The same with the reason that stands with the status."""
        return replace(self, reason=reason) if reason != self.reason else self


def tile_work(cur: Cursor, scope: Scope, asked: Piece) -> dict[int, TileWork]:
    """By item; `asked` is a condition on the rows `i`, as of `compile_ids.among`. Items of which there is nothing to say are left out.

    `reason` is not among what is found.
    """
    selects = [select for table, select in _ASKED.items() if scope.may_have(cur, table)]
    if not selects:
        return {}
    where = scope.rows("i").also(asked)
    piece = together(" UNION ALL ".join(selects), *[where] * len(selects))
    found: dict[int, TileWork] = {}
    for item, what, text, number in cur.execute(piece.sql, piece.values).rows():
        own = found.setdefault(item, TileWork())
        if what == "assignee":
            own.assignees = tuple(sorted({*own.assignees, text}))
        elif what == "changed":
            own.is_changed = True
        elif what == "comments":
            own.comments = number
        else:
            own.statuses[number] = text
    return found


# By table, each with one condition on its rows `i`.
_ASKED = {
    "assignment": "SELECT i.item_id, 'assignee', i.person, 0 FROM assignment i WHERE {}",
    "changed": "SELECT i.item_id, 'changed', '', 0 FROM changed i WHERE {}",
    "comment": "SELECT i.item_id, 'comments', '', count(*) FROM comment i WHERE {} AND NOT i.is_resolved GROUP BY i.item_id",
    "task_item": "SELECT i.item_id, 'status', i.status, i.task_id FROM task_item i WHERE {} AND i.status <> ''",
}
