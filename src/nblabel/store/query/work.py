"""Tasks, whose an item is, and what was measured of it."""

from __future__ import annotations

from nblabel.domain.operands import Likeness
from nblabel.errors import QueryError
from nblabel.store.query.named import ident_of
from nblabel.store.query.values import Values
from nblabel.store.rows.piece import Piece, in_table, together
from nblabel.store.rows.scope import Scope


def in_task(task: str, scope: Scope) -> Piece:
    """The condition that the item is in the task."""
    own = scope.rows().also(Piece("task_id = ?", (ident_of(scope, "task", task),)))
    return in_table(own.put("task_item WHERE {}"))


def task_of(scope: Scope) -> Values:
    """The names of the tasks that an item is in."""
    rows = together(
        "(SELECT m.item_id, k.name FROM (SELECT * FROM task_item WHERE {}) m JOIN (SELECT * FROM task WHERE {}) k "
        "USING (task_id)) WHERE true",
        scope.rows(),
        Piece("project_id = ?", (scope.project_id,)).also(scope.open()),
    )
    return Values("text", "task", Piece("name"), rows)


def task_status(task: str, scope: Scope) -> Values:
    """The task's own status of an item."""
    own = scope.rows().also(Piece("task_id = ?", (ident_of(scope, "task", task),)))
    return Values(
        "text", f"status in {task}", Piece("nullif(status, '')"), own.put("task_item WHERE {}"), is_single=True
    )


def assignee(scope: Scope) -> Values:
    """Whose an item is, in whichever task."""
    return Values("text", "assignee", Piece("nullif(person, '')"), together("assignment WHERE {}", scope.rows()))


def changed_after_review(scope: Scope) -> Piece:
    """The condition that the labels were changed since the review."""
    return in_table(scope.rows().put("changed WHERE {}"))


def metric(name: str, scope: Scope) -> Values:
    """A number measured of the item, or told by its labels."""
    from nblabel.store.measured import metrics

    rows = metrics.metric_piece(scope, name).put("({}) WHERE true")
    return Values("number", name, Piece("value"), rows, is_single=True)


def likeness(operand: Likeness, scope: Scope) -> Values:
    """How alike each item is to one of them, or to a vector."""
    from nblabel.store.measured import vectors

    if scope.cur is None:
        raise ValueError("vectors are read inside a read")
    rows = vectors.likeness(scope.cur, scope, operand).put("({}) WHERE true")
    return Values("number", f"likeness to item {operand.item}", Piece("value"), rows, is_single=True)


def diversity(among: Piece | None, scope: Scope) -> Values:
    """The place of each item in an order of items that differ."""
    from nblabel.store.measured import vectors

    if among is None or scope.cur is None:
        raise QueryError("F.diversity is to sort by: view.sort(F.diversity).")
    rows = vectors.diversity(scope.cur, scope, among).put("({}) WHERE true")
    return Values("number", "diversity", Piece("value"), rows, is_single=True)
