"""What undo and redo would take back next, kept up to date operation by operation."""

from __future__ import annotations

from dataclasses import dataclass, field

# Kinds that register items or questions: a key in a widget passes over them.
SETUP = frozenset({"add", "register", "dataset", "ontology", "predict", "person", "task", "view"})


@dataclass(slots=True)
class Stacks:
    """The undo and the redo stack of one person: what others do clears neither, and takes out only what it takes back.

    Parameters
    ----------
    labels_only
        Pass over operations that register items or questions, and over whatever took those back.

    Examples
    --------
    >>> stacks = Stacks()
    >>> stacks.feed(1, "classify")
    >>> stacks.feed(2, "classify", own=False)
    >>> stacks.feed(3, "undo", undoes=1)
    >>> stacks.next_undo, stacks.next_redo
    (None, 3)
    """

    labels_only: bool = False
    undo: dict[int, None] = field(default_factory=dict)
    redo: dict[int, None] = field(default_factory=dict)
    _passed: set[int] = field(default_factory=set)

    def feed(self, op_id: int, kind: str, *, own: bool = True, undoes: int | None = None, changed: bool = True) -> None:
        """Take in the next operation, the person's own or another's; they come in order."""
        if self.labels_only and (kind in SETUP or undoes in self._passed):
            self._passed.add(op_id)
            return
        if undoes is not None:
            self.undo.pop(undoes, None)
            self.redo.pop(undoes, None)
        if not changed or not own:
            return
        if kind == "undo":
            self.redo[op_id] = None
            return
        self.undo[op_id] = None
        if kind != "redo":
            self.redo.clear()

    @property
    def next_undo(self) -> int | None:
        """The operation that undo takes back."""
        return next(reversed(self.undo), None)

    @property
    def next_redo(self) -> int | None:
        """The undo that redo takes back."""
        return next(reversed(self.redo), None)
