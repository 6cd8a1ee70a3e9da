"""Labels in a loop, for the tests that kill it or let it take turns: says each client id after its commit returned."""

from __future__ import annotations

import sys
from uuid import uuid4

from nblabel.store.file.cursor import Cursor
from nblabel.store.file.database import Database

ITEMS = 50


def label(database: Database, name: str, client_id: str, *, early: bool = False) -> int:
    """One click as the store does it: an operation, its old label row closed, its new one opened."""

    def work(cur: Cursor) -> int:
        op = database.next_ids(cur, "op")
        cur.identify(op, client_id)
        cur.execute(
            "INSERT INTO op VALUES (?, 1, 'classify', ?, 'admin', now(), ?, '{}', '{}', NULL)", [op, name, client_id]
        )
        item = op % ITEMS
        cur.execute(
            "UPDATE label SET op_to = ? WHERE project_id = 1 AND item_id = ? AND root = 1 AND op_to IS NULL", [op, item]
        )
        row = database.next_ids(cur, "label")
        cur.execute(
            "INSERT INTO label VALUES (1, ?, ?, ?, 0, 0, 1, 1, 2, NULL, NULL, NULL, 'human', ?, ?, ?, NULL)",
            [row, row, item, op, op, op],
        )
        return op

    def recover(cur: Cursor) -> int | None:
        found: int | None = cur.execute("SELECT op_id FROM op WHERE client_id = ?", [client_id]).value()
        return found

    return database.run(work, recover=recover, early=early)


def main(path: str, name: str, count: int, early: bool = False) -> None:
    """Label so many times; with `early` each is answered from the journal, as that of a key is."""
    with Database.open(path, timeout_s=60) as database:
        for _ in range(count):
            client_id = str(uuid4())
            op = label(database, name, client_id, early=early)
            sys.stdout.write(f"{client_id} {op}\n")
            sys.stdout.flush()
