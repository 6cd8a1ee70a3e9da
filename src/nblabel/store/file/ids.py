"""Numbers for new rows: handed out by the one writer, in memory."""

from __future__ import annotations

from nblabel.store.file.cursor import Cursor

# Rows are never deleted, so the highest id in use tells the next one.
_HIGHEST = {
    "project": "SELECT max(project_id) FROM project",
    "op": "SELECT max(op_id) FROM op",
    "item": "SELECT max(item_id) FROM item",
    "label": "SELECT max(label_id) FROM label",
    "group": "SELECT max(group_id) FROM label",
}


class Ids:
    """The next free ids of one file, known as long as no other process can have taken any."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}
        self._opening = -1

    def take(self, cursor: Cursor, name: str, n: int, opening: int) -> int:
        """The first of `n` fresh ids; `opening` counts how often the file was opened, which ends what is known."""
        if opening != self._opening:
            self._next, self._opening = {}, opening
        if name not in _HIGHEST:
            return _count(cursor, name, n)
        first = self._next.get(name)
        if first is None:
            first = (cursor.execute(_HIGHEST[name]).value() or 0) + 1
        self._next[name] = first + n
        return first


def _count(cursor: Cursor, name: str, n: int) -> int:
    following = cursor.execute("UPDATE counter SET next = next + ? WHERE name = ? RETURNING next", [n, name]).value()
    if following is None:
        following = cursor.execute("INSERT INTO counter VALUES (?, ?) RETURNING next", [name, 1 + n]).value()
    return int(following) - n
