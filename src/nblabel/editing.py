"""The writing half of views and items: every call is one undoable operation with a receipt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, overload

from nblabel import ops
from nblabel.domain.answers import answer as checked_answer
from nblabel.domain.commands import Classify, Clear, SetStatus, Tag
from nblabel.domain.frame_choice import at
from nblabel.domain.frames import as_frames
from nblabel.domain.tasking import Assign
from nblabel.domain.workflow import as_status
from nblabel.errors import QueryError
from nblabel.receipt import Plan, Receipt

if TYPE_CHECKING:
    from nblabel.domain.commands import Command
    from nblabel.domain.frames import Frames
    from nblabel.domain.override import Conflict
    from nblabel.domain.query import Query
    from nblabel.domain.workflow import Status
    from nblabel.ops.labelling.plan import Planned
    from nblabel.reading import Reading

    # One frame, a range with both ends included, several of them, or none named.
    FramesGiven = int | tuple[int, int] | Iterable[int | tuple[int, int]] | None


class Editable:
    """Something with a query whose items can be changed."""

    __slots__ = ()
    _reading: Reading
    _query: Query

    @overload
    def classify(
        self,
        question: str,
        answer: object,
        *,
        override: bool = ...,
        conflict: Conflict = ...,
        frames: FramesGiven = ...,
        set_status: str | None = ...,
        statuses: Iterable[str] = ...,
        dry_run: Literal[False] = ...,
    ) -> Receipt: ...

    @overload
    def classify(
        self,
        question: str,
        answer: object,
        *,
        override: bool = ...,
        conflict: Conflict = ...,
        frames: FramesGiven = ...,
        set_status: str | None = ...,
        statuses: Iterable[str] = ...,
        dry_run: Literal[True],
    ) -> Plan: ...

    def classify(
        self,
        question: str,
        answer: object,
        *,
        override: bool = False,
        conflict: Conflict = "same",
        frames: FramesGiven = None,
        set_status: str | None = None,
        statuses: Iterable[str] = (),
        dry_run: bool = False,
    ) -> Receipt | Plan:
        """Answer a classification on every item here.

        Parameters
        ----------
        question
            A top question of the ontology.
        answer
            An option's name, a list of names, a number or a text; or a dict that answers nested questions too,
            such as `{"Animal": "dog", "Breed": "pug"}`.
        override
            Replace other answers, with all their nested answers. By default what is answered stays as it is.
        conflict
            `"same"`: only an answer to this classification counts as answered; `"any"`: any classification does.
        frames
            A frame or `(first, last)`, both included; the whole item by default. A list of such names several: then
            each frame is decided, counted and undone by itself, as in `project.frames`.
        set_status
            Also move the items written to this status.
        statuses
            Only items that are in one of these now, such as `["annotate", "review"]`; all by default.
        dry_run
            Only say what would happen: a `Plan`, nothing is written.

        Returns
        -------
        Receipt or Plan
            With the items behind each count; `receipt.undo()` takes it back.

        Examples
        --------
        >>> view.classify("Animal", "cat", dry_run=True)
        >>> view.classify("Animal", {"Animal": "dog", "Breed": "pug"}, override=True)
        """
        target, span = self._meant(frames)
        command = Classify(
            target=target,
            answer=checked_answer(self._reading.ontology, question, answer),
            override=_flag(override, "override"),
            conflict=_conflict(conflict),
            frames=span,
            set_status=None if set_status is None else as_status(set_status),
            statuses=_statuses(statuses),
        )
        return self._planned(command, dry_run)

    @overload
    def clear(self, question: str, *, frames: FramesGiven = ..., dry_run: Literal[False] = ...) -> Receipt: ...

    @overload
    def clear(self, question: str, *, frames: FramesGiven = ..., dry_run: Literal[True]) -> Plan: ...

    def clear(self, question: str, *, frames: FramesGiven = None, dry_run: bool = False) -> Receipt | Plan:
        """Remove the answer to a top question, nested answers included; `frames` and `dry_run` as of `classify`.

        Examples
        --------
        >>> view.clear("Animal", dry_run=True)
        >>> view.clear("Animal")
        """
        root = self._reading.ontology.root(question).ident
        target, span = self._meant(frames)
        return self._planned(Clear(target=target, root=root, frames=span), dry_run)

    @overload
    def tag(self, tag: str, *, dry_run: Literal[False] = ...) -> Receipt: ...

    @overload
    def tag(self, tag: str, *, dry_run: Literal[True]) -> Plan: ...

    def tag(self, tag: str, *, dry_run: bool = False) -> Receipt | Plan:
        """Put a tag on every item here; with `dry_run` only say on how many.

        Examples
        --------
        >>> view.tag("look again")
        """
        return self._planned(Tag(target=self._query, tag=tag), dry_run)

    @overload
    def untag(self, tag: str, *, dry_run: Literal[False] = ...) -> Receipt: ...

    @overload
    def untag(self, tag: str, *, dry_run: Literal[True]) -> Plan: ...

    def untag(self, tag: str, *, dry_run: bool = False) -> Receipt | Plan:
        """Take a tag off every item here; with `dry_run` only say off how many.

        Examples
        --------
        >>> view.untag("look again")
        """
        return self._planned(Tag(target=self._query, tag=tag, remove=True), dry_run)

    @overload
    def set_status(self, status: str, *, dry_run: Literal[False] = ...) -> Receipt: ...

    @overload
    def set_status(self, status: str, *, dry_run: Literal[True]) -> Plan: ...

    def set_status(self, status: str, *, dry_run: bool = False) -> Receipt | Plan:
        """Move every item here to `annotate`, `review` or `complete`; with `dry_run` only say how many.

        Examples
        --------
        >>> view.set_status("review", dry_run=True)
        >>> view.set_status("review")
        """
        return self._planned(SetStatus(target=self._query, status=as_status(status)), dry_run)

    def assign(self, person: str) -> Receipt:
        """Give every item here to a person, in all of the project; `""` gives them to nobody.

        Annotators change items that are theirs or nobody's. In a task: `task.assign`.

        Examples
        --------
        >>> view.assign("ana")
        """
        return self._write(Assign(shares=((person, self._query),)))

    def _meant(self, frames: FramesGiven) -> tuple[Query, Frames | None]:
        """The items and the range of their frames; or, where several are named, the frames themselves."""
        if isinstance(frames, Iterable) and not isinstance(frames, (tuple, str)):
            return self._query.by_frame(at(frames)), None
        return self._query, as_frames(frames)

    def _planned(self, command: Planned, dry_run: object) -> Receipt | Plan:
        """The plan of a command, or what came of it."""
        if not _flag(dry_run, "dry_run"):
            return self._write(command)
        self._reading.prepare(command.target)
        return Plan(self._reading, command, ops.plan(self._reading.for_writing(), command))

    def _write(self, command: Command) -> Receipt:
        self._reading.prepare(getattr(command, "target", self._query))
        change = ops.run(self._reading.for_writing(), command)
        return Receipt(self._reading, change)


def _statuses(given: Iterable[str]) -> tuple[Status, ...]:
    """A single name counts as one status, not as its letters."""
    return tuple(dict.fromkeys(as_status(status) for status in ([given] if isinstance(given, str) else given)))


def _flag(given: object, name: str) -> bool:
    """A flag that is no flag is a slip: `override="no"` would count as yes."""
    plain = given.item() if getattr(given, "shape", None) == () and hasattr(given, "item") else given  # numpy's bool
    if isinstance(plain, bool):
        return plain
    raise QueryError(f"{name} is True or False, not {given!r:.80}.")


def _conflict(given: object) -> Conflict:
    if given in ("same", "any"):
        return given
    raise QueryError(f'conflict must be "same" or "any", not {given!r}.')
