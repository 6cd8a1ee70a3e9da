"""What a write gives back: a plan before, a receipt after."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from nblabel import ops
from nblabel.domain.changes import OUTCOMES
from nblabel.domain.commands import SetStatus, Tag, Undo
from nblabel.domain.query import is_framed
from nblabel.errors import OperationError, did_you_mean, in_line
from nblabel.store.history.receipts import behind

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.domain.changes import Change
    from nblabel.domain.predicting import Reject
    from nblabel.ops import Plan as PlanResult
    from nblabel.ops.labelling.plan import Planned
    from nblabel.reading import Reading
    from nblabel.view import View


class Receipt:
    """What one operation did: counts, the items behind each count, and its undo.

    Attributes
    ----------
    op_id
        The operation's number in the history; 0 where nothing had to be written.
    applied, skipped, overwritten, blocked, failed, kept
        Items by outcome. `overwritten` ones are counted in `applied` as well; `kept` ones were changed
        again since and left alone by an undo.
    problems
        `(what, reason)` of what failed, the first thousand.

    Examples
    --------
    >>> receipt = view.classify("Animal", "cat")
    >>> receipt.applied, receipt.items("skipped")
    >>> receipt.undo()
    """

    def __init__(self, reading: Reading, change: Change) -> None:
        self._reading = reading
        self._change = change
        self.op_id = change.op_id
        self.problems = change.problems

    @property
    def applied(self) -> int:
        """Items that were changed."""
        return self._change.counts.get("applied", 0)

    @property
    def skipped(self) -> int:
        """Items left as they were, since they had an answer (or were there already)."""
        return self._change.counts.get("skipped", 0)

    @property
    def overwritten(self) -> int:
        """Items whose former answer was replaced; counted in `applied` too."""
        return self._change.counts.get("overwritten", 0)

    @property
    def blocked(self) -> int:
        """Items that this role may not change in their status."""
        return self._change.counts.get("blocked", 0)

    @property
    def failed(self) -> int:
        """What could not be used; `problems` says why."""
        return self._change.counts.get("failed", 0)

    @property
    def kept(self) -> int:
        """Items that an undo left alone, since they were changed again later."""
        return self._change.counts.get("kept", 0)

    def items(self, outcome: str = "applied") -> View:
        """The items behind one count, as a view; the frames where the change was one of single frames.

        Examples
        --------
        >>> receipt.items("skipped").grid()
        """
        if outcome not in OUTCOMES:
            raise OperationError(
                f'A receipt has no outcome "{outcome}". There are: {", ".join(OUTCOMES)}.{did_you_mean(outcome, OUTCOMES)}'
            )
        from nblabel.view import View

        return View(self._reading, self._reading.read(lambda cur, _: behind(cur, self.op_id, outcome)))

    def undo(self) -> Receipt:
        """Take the operation back; what was changed again since stays, and is listed under `kept`."""
        if not self.op_id:
            raise OperationError("Nothing to undo: this call changed nothing.")
        return Receipt(self._reading, ops.run(self._reading.for_writing(), Undo(op_id=self.op_id)))

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{name} {self._change.counts[name]:,}" for name in OUTCOMES if self._change.counts.get(name)
        )
        operation = f"operation {self.op_id}" if self.op_id else "nothing written"
        lines = [f"{self._change.text}. [{operation}{': ' if counts else ''}{counts}]"]
        lines += [f"  {in_line(what, 200)}: {why}" for what, why in self.problems[:5]]
        if len(self.problems) > 5:
            lines.append(f"  ... and {max(self.failed, len(self.problems)) - 5:,} more in .problems")
        return "\n".join(lines)


class Plan:
    """What a bulk change would do, before anything is written.

    Attributes
    ----------
    table
        One row a status: items with `no_answer`, the `same` answer or an`other`; `otherwise` counts those without
        an answer here but with one to another classification; then what `will_change` and what is `blocked`. Of statuses
        and tags, `same` are those that have it already.
    items, will_change, blocked, overwrites
        The sums; `overwrites` counts the items whose answer would be replaced.
    reasons
        Why items are blocked, and how many for each reason.

    Examples
    --------
    >>> plan = view.classify("Animal", "cat", dry_run=True)
    >>> plan.table
    >>> plan.apply()
    """

    def __init__(self, reading: Reading, command: Planned | Reject, result: PlanResult) -> None:
        self._reading = reading
        self._command = command
        self._result = result

    @property
    def items(self) -> int:
        """Items the plan is about."""
        return self._result.items

    @property
    def will_change(self) -> int:
        """Items that would be written."""
        return self._result.will_change

    @property
    def blocked(self) -> int:
        """Items that this role may not change in their status."""
        return self._result.blocked

    @property
    def overwrites(self) -> int:
        """Items whose answer would be replaced."""
        return self._result.overwrites

    @property
    def reasons(self) -> dict[str, int]:
        """Why items are blocked: how many for each reason."""
        return dict(self._result.reasons)

    @property
    def table(self) -> pd.DataFrame:
        """The plan by status, with a last row of sums."""
        import pandas as pd

        names = ["no_answer", "same", "other", "otherwise", "will_change", "blocked"]
        table = pd.DataFrame(
            [[row.status, *(getattr(row, name) for name in names)] for row in self._result.rows],
            columns=["status", *names],
        ).set_index("status")
        table.loc["total"] = table.sum()
        return table.astype(int)

    def apply(self) -> Receipt:
        """Carry it out; items that changed since the plan was made follow the same rule."""
        return Receipt(self._reading, ops.run(self._reading.for_writing(), self._command))

    def __repr__(self) -> str:
        return f"{self._sentence()}\n{self.table}"

    def _repr_html_(self) -> str:
        return f"<p>{escape(self._sentence())}</p>{self.table.to_html()}"

    def _sentence(self) -> str:
        blocked = f", {self.blocked:,} blocked" if self.blocked else ""
        overwrites = f" ({self.overwrites:,} overwritten)" if self.overwrites else ""
        is_of_frames = not isinstance(self._command, SetStatus | Tag) and is_framed(self._command.target)
        what = "frames" if is_of_frames else "items"
        return f"Plan for {self.items:,} {what}: {self.will_change:,} will change{overwrites}{blocked}. Nothing is written yet."
