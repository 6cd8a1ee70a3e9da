"""How fast people label, from their operations (S2.19)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime

from nblabel.store.file.cursor import Cursor
from nblabel.store.history.operations import last_of_chain, undo_links
from nblabel.store.rows.scope import Scope

# Kinds of operations that give labels.
LABELLING = ("classify", "paint", "accept", "object")
BREAK_S = 300.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Of one person: labels given, in how many actions, and the seconds spent on them without breaks."""

    person: str
    labels: int
    actions: int
    seconds: float

    @property
    def per_minute(self) -> float:
        """Labels a minute; 0 where too little was done to tell."""
        return 60 * self.labels / self.seconds if self.seconds else 0.0

    @property
    def seconds_per_label(self) -> float:
        """Seconds a label; 0 where too little was done to tell."""
        return self.seconds / self.labels if self.labels else 0.0


def paces(
    cur: Cursor,
    scope: Scope,
    *,
    since: datetime | None = None,
    task_id: int = 0,
    break_s: float = BREAK_S,
    bulk: bool = True,
) -> list[Pace]:
    """How fast each person is, the fastest first; what was undone does not count, without `bulk` nor what labelled many at once.

    The time of an action is that since the person's one before. After a break (longer than `break_s`) it is not known, and
    taken to be the mean of the others.
    """
    links = undo_links(cur, scope.project_id, scope.as_of)
    times: dict[str, list[tuple[float, int]]] = {}
    for op_id, person, created, applied in _actions(cur, scope, since, task_id):
        if (applied > 1 and not bulk) or (op_id in links and not last_of_chain(op_id, links)[1]):
            continue
        times.setdefault(person, []).append((created, applied))
    made = [_pace(person, own, break_s) for person, own in times.items()]
    return sorted(made, key=lambda pace: (-pace.per_minute, pace.person))


def _pace(person: str, actions: list[tuple[float, int]], break_s: float) -> Pace:
    gaps = [later[0] - earlier[0] for earlier, later in itertools.pairwise(actions)]
    known = [gap for gap in gaps if gap <= break_s]
    seconds = sum(known) * len(actions) / len(known) if known else 0.0
    return Pace(person, sum(applied for _, applied in actions), len(actions), seconds)


def _actions(cur: Cursor, scope: Scope, since: datetime | None, task_id: int) -> list[tuple[int, str, float, int]]:
    """Number, person, time and labels of each operation, in order."""
    within = """
        AND op_id IN (SELECT op_from FROM label WHERE project_id = $project AND item_id IN (
            SELECT item_id FROM task_item WHERE project_id = $project AND task_id = $task AND op_to IS NULL))
    """
    values = {
        "project": scope.project_id,
        "kinds": list(LABELLING),
        "since": since,
        "last": 2**62 if scope.as_of is None else scope.as_of,
    }
    if task_id:
        values["task"] = task_id
    return cur.execute(
        f"""
        SELECT op_id, annotator, epoch_us(created) / 1e6, (counts->>'$.applied')::BIGINT FROM op
        WHERE project_id = $project AND list_contains($kinds::VARCHAR[], kind) AND op_id <= $last
        AND ($since::TIMESTAMPTZ IS NULL OR created >= $since::TIMESTAMPTZ) AND (counts->>'$.applied')::BIGINT > 0
        {within if task_id else ""} ORDER BY op_id
        """,
        values,
    ).rows()


def done_since(cur: Cursor, scope: Scope, person: str, since: datetime) -> int:
    """How many items somebody brought on since then: to another status of the workflow, or to one of a task."""
    first = cur.execute(
        "SELECT min(op_id) FROM op WHERE project_id = ? AND created >= ? AND annotator = ?",
        [scope.project_id, since, person],
    ).value()
    if first is None:
        return 0
    own = "op_from IN (SELECT op_id FROM op WHERE project_id = $project AND op_id >= $first AND annotator = $person)"
    found = cur.execute(
        f"""
        SELECT count(DISTINCT item_id) FROM (
            SELECT item_id FROM status
            WHERE project_id = $project AND op_to IS NULL AND op_from >= $first AND status <> 'annotate' AND {own}
            UNION ALL SELECT item_id FROM task_item
            WHERE project_id = $project AND op_to IS NULL AND op_from >= $first AND status <> '' AND {own}
        )
        """,
        {"project": scope.project_id, "first": first, "person": person},
    ).value()
    return int(found or 0)
