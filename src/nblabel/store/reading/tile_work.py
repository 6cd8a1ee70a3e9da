"""What the workflow says of items that a grid or a viewer shows: whose they are, what was returned, changed or remarked."""

from __future__ import annotations

from dataclasses import dataclass, field

from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope


@dataclass(slots=True)
class TileWork:
    """Of one item.

    `statuses` are those of tasks, by the task's number; `comments` counts those that are not dealt with.
    """

    assignees: tuple[str, ...] = ()
    reason: str = ""
    is_changed: bool = False
    comments: int = 0
    statuses: dict[int, str] = field(default_factory=dict)


def tile_work(cur: Cursor, scope: Scope, asked: Piece) -> dict[int, TileWork]:
    """By item; `asked` is a condition on the rows `i`, as of `compile_ids.among`. Items of which there is nothing to say are left out."""
    where = scope.rows("i").also(asked)
    piece = together(_ASKED, *[where] * _ASKED.count("{}"))
    found: dict[int, TileWork] = {}
    for item, what, text, number in cur.execute(piece.sql, piece.values).rows():
        own = found.setdefault(item, TileWork())
        if what == "assignee":
            own.assignees = tuple(sorted({*own.assignees, text}))
        elif what == "reason":
            own.reason = text
        elif what == "changed":
            own.is_changed = True
        elif what == "comments":
            own.comments = number
        else:
            own.statuses[number] = text
    return found


_ASKED = """
SELECT i.item_id, 'assignee', i.person, 0 FROM assignment i WHERE {}
UNION ALL SELECT i.item_id, 'reason', i.reason, 0 FROM status i WHERE {} AND i.reason <> ''
UNION ALL SELECT i.item_id, 'changed', '', 0 FROM changed i WHERE {}
UNION ALL SELECT i.item_id, 'comments', '', count(*) FROM comment i WHERE {} AND NOT i.is_resolved GROUP BY i.item_id
UNION ALL SELECT i.item_id, 'status', i.status, i.task_id FROM task_item i WHERE {} AND i.status <> ''
"""
