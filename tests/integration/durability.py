"""What must hold in a label file whatever happened to the processes that wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nblabel.store.file.database import Database


def acknowledged(said: Iterable[str]) -> dict[str, int]:
    """Client id to operation id of every complete line."""
    pairs = (line.split() for line in said if line.endswith("\n"))
    return {client_id: int(op) for client_id, op in pairs}


def check_file(path: Path, expected: dict[str, int]) -> dict[str, int]:
    """Open the file and prove that nothing acknowledged is missing, doubled or torn; what it holds."""
    with Database.open(path) as database, database.read() as cur:
        there = cur.execute("SELECT client_id, op_id FROM op").rows()
        torn = cur.execute("SELECT count(*) FROM op LEFT JOIN label ON op_from = op_id WHERE label_id IS NULL").value()
        orphans = cur.execute("SELECT count(*) FROM label LEFT JOIN op ON op_from = op_id WHERE op_id IS NULL").value()
        open_twice = cur.execute(
            "SELECT count(*) FROM (SELECT item_id FROM label WHERE op_to IS NULL GROUP BY item_id HAVING count(*) > 1)"
        ).value()
        doubled = cur.execute("SELECT count(*) - count(DISTINCT label_id) FROM label").value()
    found = dict(there)
    lost = {client_id: op for client_id, op in expected.items() if found.get(client_id) != op}
    assert not lost, f"{len(lost)} acknowledged operations are missing"
    assert (torn, orphans, open_twice, doubled) == (0, 0, 0, 0)
    assert len({op for _, op in there}) == len(there)
    return found
