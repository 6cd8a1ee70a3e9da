"""Sending what a collection holds to annotation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from nblabel.combining import Combining
from nblabel.domain.answers import answer as checked_answer
from nblabel.domain.collecting import SendToAnnotate
from nblabel.editing import _conflict, _flag, _statuses
from nblabel.errors import QueryError

if TYPE_CHECKING:
    from nblabel.domain.answers import AnswerTree
    from nblabel.domain.collecting import Allocation
    from nblabel.domain.override import Conflict
    from nblabel.receipt import Receipt


class Sending(Combining):
    """The half of a collection that sends what it holds to annotation."""

    __slots__ = ()

    @property
    def title(self) -> str:
        """Its title."""
        raise NotImplementedError

    def send_to_annotate(
        self,
        *,
        classify: tuple[str, object] | None = None,
        override: bool = False,
        conflict: Conflict = "same",
        statuses: Iterable[str] = (),
        reopen: bool = False,
        task: str = "",
        assignees: Iterable[str] = (),
        allocation: Allocation = "distribution",
    ) -> Receipt:
        """Send what it holds to annotation, all in one transaction: all of it, or (where anything fails) nothing (S0.26).

        Parameters
        ----------
        classify
            A question and its answer as in `View.classify`, given to every member.
        override, conflict, statuses
            As in `View.classify`: with `statuses` only members that are in one of these now are classified; all are sent.
        reopen
            Move items in review or complete back to annotate; by default they keep their status (S0.9).
        task
            Make a task of this name of the members.
        assignees
            Who gets the task.
        allocation
            `"distribution"` shares it out now, `"pulling"` lets each take the next item.

        Examples
        --------
        >>> night.send_to_annotate(classify=("Animal", "cat"))
        >>> night.send_to_annotate(task="batch 4", assignees=["ana", "ben"])
        """
        command = SendToAnnotate(
            title=self.title,
            answer=self._answer(classify),
            override=_flag(override, "override"),
            conflict=_conflict(conflict),
            statuses=_statuses(statuses),
            reopen=_flag(reopen, "reopen"),
            task=task,
            people=tuple(assignees),
            allocation=allocation,
        )
        self._prepare()
        return self._do(command)

    def _answer(self, classify: object) -> AnswerTree | None:
        if classify is None:
            return None
        if not isinstance(classify, (tuple, list)) or len(classify) != 2:
            raise QueryError(
                f'classify takes a question and its answer, such as ("Animal", "cat"), not {classify!r:.80}.'
            )
        return checked_answer(self._reading.ontology, *classify)

    def _prepare(self) -> None:
        raise NotImplementedError

    def _do(self, command: Any) -> Receipt:
        raise NotImplementedError
