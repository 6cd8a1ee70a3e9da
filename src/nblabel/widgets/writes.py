"""Answers to the requests that write: the same commands as a cell makes, and the line of Python beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nblabel.domain.commands import Classify, Clear, Paint, Redo, SetStatus, Tag, Undo
from nblabel.domain.frames import as_frames
from nblabel.domain.query import Query
from nblabel.errors import SelectionError
from nblabel.view import View
from nblabel.widgets import translate
from nblabel.widgets.ranking import as_condition, as_ids
from nblabel.widgets.room import Room, checked
from nblabel.wire import writing as wire

if TYPE_CHECKING:
    from nblabel.domain.answers import AnswerTree


class Writes(Room):
    """One method an op; a repeated `op_id` is answered again and writes nothing."""

    def classify(self, args: wire.ClassifyArgs) -> wire.Change:
        """Answer a question on the target."""
        meant = self._board.meant(args.target)
        answer = translate.tree(self._board.ontology, args.question, args.answers)
        command = Classify(
            client_id=checked(args.op_id),
            target=meant.query,
            answer=answer,
            override=args.override,
            frames=as_frames(args.frames),
            set_status=args.set_status,
            conflict=args.conflict,
            statuses=tuple(args.statuses),
            task=args.task,
            task_status=args.task_status,
        )
        flags = ", override=True" if args.override else ""
        flags += f", frames={args.frames}" if args.frames else ""
        flags += f", conflict={args.conflict!r}" if args.conflict != "same" else ""
        flags += f", statuses={args.statuses!r}" if args.statuses else ""
        flags += f", set_status={args.set_status!r}" if args.set_status else ""
        return self.run(command, f"{meant.view.code()}.classify({self._arguments(answer)}{flags})", args.target.ids)

    def clear(self, args: wire.ClearArgs) -> wire.Change:
        """Remove an answer."""
        meant = self._board.meant_in(args.target, args.statuses)
        name = self._board.ontology.root(args.question).name
        frames = as_frames(args.frames)
        command = Clear(client_id=checked(args.op_id), target=meant.query, root=args.question, frames=frames)
        flags = f", frames={args.frames}" if args.frames else ""
        return self.run(command, f"{meant.view.code()}.clear({name!r}{flags})", args.target.ids)

    def paint(self, args: wire.PaintArgs) -> wire.Change:
        """One stroke of the paint mode."""
        if not args.ids and not args.erase:
            raise SelectionError("The stroke crossed no item: nothing was changed.")
        answer = translate.tree(self._board.ontology, args.question, args.answers)
        command = Paint(client_id=checked(args.op_id), answer=answer, apply=_these(args.ids), erase=_these(args.erase))
        lines = []
        if args.ids:
            lines.append(f"{self._named(args.ids)}.classify({self._arguments(answer)}, override=True)")
        if args.erase:
            name = self._board.ontology.root(args.question).name
            lines.append(f"{self._named(args.erase)}.clear({name!r})")
        return self.run(command, "\n".join(lines), [*args.ids, *args.erase])

    def set_status(self, args: wire.SetStatusArgs) -> wire.Change:
        """Move the target to a status."""
        meant = self._board.meant_in(args.target, args.statuses)
        command = SetStatus(client_id=checked(args.op_id), target=meant.query, status=args.status)
        return self.run(command, f"{meant.view.code()}.set_status({args.status!r})", args.target.ids)

    def tag(self, args: wire.TagArgs) -> wire.Change:
        """Put a tag on the target, or take it off."""
        meant = self._board.meant_in(args.target, args.statuses)
        command = Tag(client_id=checked(args.op_id), target=meant.query, tag=args.tag, remove=args.remove)
        return self.run(
            command, f"{meant.view.code()}.{'untag' if args.remove else 'tag'}({args.tag!r})", args.target.ids
        )

    def undo(self, args: wire.UndoArgs) -> wire.Change:
        """Undo one operation."""
        command = Undo(client_id=checked(args.op_id), op_id=args.op or None, labels_only=True)
        return self.run(command, f"project.undo({args.op or ''})")

    def redo(self, args: wire.RedoArgs) -> wire.Change:
        """Redo what was undone last."""
        return self.run(Redo(client_id=checked(args.op_id), labels_only=True), "project.redo()")

    def _named(self, ids: list[int]) -> str:
        """The line of Python for these items, or frames of items."""
        return View(self._board.reading, _only(ids)).code()

    def _arguments(self, answer: AnswerTree) -> str:
        ontology = self._board.ontology
        name = ontology.place(answer.root).question.name
        described = answer.describe(ontology)
        value = described[name] if len(described) == 1 else described
        return f"{name!r}, {value!r}"


def _these(ids: list[int]) -> Query | None:
    return _only(ids) if ids else None


def _only(ids: list[int]) -> Query:
    return Query().filtered(as_condition(as_ids(dict.fromkeys(ids))))
