"""A process presses number keys in a loop and is killed with SIGKILL at random moments. After each kill the file is opened:
every label that was answered must be there, once, under its operation, and `verify()` must find nothing."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.figures import Figure, p95, seconds
from tests.bench.world import build

from nblabel.store.checking.verify import verify
from nblabel.store.file.database import Database

KILLS = 200
ITEMS = 1_000


@dataclass(slots=True)
class Tally:
    """What the kills came to."""

    answered: set[tuple[int, ...]] = field(default_factory=set)
    lost: set[tuple[int, ...]] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    opening: list[float] = field(default_factory=list)
    operations: int = 0


def run(kills: int = KILLS) -> list[Figure]:
    """Kill, open, count, again on the same file."""
    tally, moments = Tally(), random.Random(7)
    with tempfile.TemporaryDirectory(prefix="nblabel-bench-") as name:
        path = Path(name) / "pets.duckdb"
        build(path, ITEMS, answered=0).db.close()
        before = _check(path, Tally())
        for _ in range(kills):
            tally.answered |= _killed(path, moments)
            tally.operations = _check(path, tally)
    unanswered = tally.operations - before - len(tally.answered)
    return [
        Figure("processes killed", kills, "kills"),
        Figure("labels answered before the kill", len(tally.answered), "labels"),
        Figure("answered labels lost or doubled", len(tally.lost), "labels", target="<= 0 labels"),
        Figure("rules that verify() found broken", len(tally.broken), "rules", target="<= 0 rules"),
        Figure("labels kept whose answer was cut off", unanswered, "labels", target=f"<= {kills} labels"),
        Figure("opening the file after a kill, p95", 1000 * p95(tally.opening), "ms"),
    ]


def _killed(path: Path, moments: random.Random) -> set[tuple[int, ...]]:
    """The labels that one process said were answered."""
    command = [sys.executable, "-m", "tests.bench.clicking_child", str(path), str(moments.randrange(ITEMS))]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None
    lines = [child.stdout.readline() for _ in range(moments.randrange(12))]
    time.sleep(moments.uniform(0, 0.012))
    child.kill()
    rest, complaint = child.communicate(timeout=60)
    if child.returncode != -9:
        raise RuntimeError(f"the labelling process ended by itself: {complaint}")
    said = [*lines, *rest.splitlines(keepends=True)]
    return {tuple(map(int, line.split())) for line in said if line.endswith("\n")}


def _check(path: Path, tally: Tally) -> int:
    """Note what is missing or broken; the number of operations."""
    tally.opening.append(seconds(lambda: Database.open(path).close()))
    with Database.open(path) as database, database.read() as cur:
        rows = cur.execute("SELECT op_from, item_id, option FROM label").rows()
        tally.lost |= tally.answered - set(rows) | {row for row in tally.answered if rows.count(row) > 1}
        tally.broken |= set(verify(cur))
        return int(cur.execute("SELECT count(*) FROM op").value())
