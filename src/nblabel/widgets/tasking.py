"""Answers about the workflow: moving items on, tasks, comments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from nblabel.domain.fields import F
from nblabel.domain.query import Ids, InTask
from nblabel.domain.tasking import Assign, EditTask, Move, Remark, Resolve, SetTaskStatus, ShareOut, TaskFacts
from nblabel.domain.units import frame_of, item_of
from nblabel.errors import ProtocolError
from nblabel.ops.people import sharers
from nblabel.ops.working.pull import is_shared, keep, left, pull, task_named
from nblabel.store.work import comments, people, progress, tasks, throughput
from nblabel.view import View
from nblabel.widgets import workload
from nblabel.widgets.room import Room, checked
from nblabel.wire import tasking as wire
from nblabel.wire.looking import QueryResult
from nblabel.wire.messages import Empty
from nblabel.wire.values import CommentInfo, Target
from nblabel.wire.writing import Change

if TYPE_CHECKING:
    from nblabel.store.file.cursor import Cursor
    from nblabel.store.rows.scope import Scope

PACE = timedelta(minutes=10)
MOST_ASKED = 500


class Tasks(Room):
    """One method an op."""

    def move(self, args: wire.MoveArgs) -> Change:
        """Submit, approve, reject or reopen."""
        meant = self._board.meant(args.target)
        command = Move(
            client_id=checked(args.op_id),
            target=meant.query,
            action=args.action,
            reason=args.reason,
            task=args.task,
            status=args.status,
        )
        reason = f", reason={args.reason!r}" if args.reason else ""
        line = f"project.{args.action}({meant.view.code()}{reason})"
        if args.task and args.status:
            line = f"{self._task_code(args.task)}.set_status({meant.view.code()}, {args.status!r})\n{line}"
        return self.run(command, line, args.target.ids)

    def assign(self, args: wire.AssignArgs) -> Change:
        """Give the target to somebody, or to nobody."""
        meant = self._board.meant(args.target)
        command = Assign(client_id=checked(args.op_id), shares=((args.person, meant.query),), task=args.task)
        line = f"{meant.view.code()}.assign({args.person!r})"
        if args.task:
            given = (
                f"assign({{{args.person!r}: {meant.view.code()}}})" if args.person else f"unassign({meant.view.code()})"
            )
            line = f"{self._task_code(args.task)}.{given}"
        return self.run(command, line, args.target.ids)

    def share(self, args: wire.ShareArgs) -> Change:
        """Give what is nobody's of a task to several people."""
        command = ShareOut(client_id=checked(args.op_id), task=args.task, people=tuple(args.people), review=args.review)
        given = [repr(args.people)] * bool(args.people) + ["review=True"] * args.review
        return self.run(command, f"{self._task_code(args.task)}.share({', '.join(given)})")

    def task_status(self, args: wire.TaskStatusArgs) -> Change:
        """Give the target a status of the task's own."""
        meant = self._board.meant(args.target)
        command = SetTaskStatus(client_id=checked(args.op_id), task=args.task, target=meant.query, status=args.status)
        line = f"{self._task_code(args.task)}.set_status({meant.view.code()}, {args.status!r})"
        return self.run(command, line, args.target.ids)

    def next(self, args: wire.NextArgs) -> wire.Next:
        """The next item for whoever has the project open here."""
        board = self._board
        session = board.reading.for_writing()
        person = session.annotator
        found = pull(session, args.task, person, args.stage, done=args.done, resume=not args.done)
        rest = left(session, args.task, person, args.stage)
        if found.item is None:
            return wire.Next(0, -1, rest, held=list(found.held))
        pos, until = board.ranking.position(found.item), found.until.isoformat() if found.until else ""
        return wire.Next(found.item, pos, rest, until, list(found.held), found.lease_s)

    def keep(self, args: wire.KeepArgs) -> wire.Kept:
        """Go on having an item of a pulling task."""
        session = self._board.reading.for_writing()
        found = keep(session, args.task, session.annotator, item_of(args.id))
        return wire.Kept(found.until.isoformat() if found.until else "", list(found.held), found.lease_s)

    def queue(self, args: Empty) -> wire.Queue:
        """What there is to do."""
        return self._board.reading.read(self._queue)

    def open_task(self, args: wire.OpenTaskArgs) -> QueryResult:
        """Show the items of a task at a stage; all of the whole project is the view that the widget was opened on."""
        board = self._board
        board.stand_in(board.home if not args.task and args.stage == "all" else self._open(args))
        ranking = board.ranking
        return QueryResult(ranking.gen, len(ranking), board.query, board.code(), Target(gen=ranking.gen), 0)

    def allocation(self, args: wire.AllocationArgs) -> Change:
        """Let a task be pulled, or distributed."""
        command = EditTask(client_id=checked(args.op_id), task=args.task, allocation=args.allocation)
        return self.run(command, f"{self._task_code(args.task)}.edit(allocation={args.allocation!r})")

    def comment(self, args: wire.CommentArgs) -> Change:
        """Say something about an item, a frame, a point, or in reply."""
        command = Remark(
            client_id=checked(args.op_id),
            item=args.id,
            text=args.text,
            x=args.x,
            y=args.y,
            reply_to=args.reply_to,
            is_flag=args.is_flag,
        )
        if args.reply_to:
            return self.run(command, f"project.comments[{args.reply_to}].reply({args.text!r})", [args.id])
        frame = frame_of(args.id)
        given = [repr(args.text)] + ([] if frame is None else [f"frame={frame}"])
        given += [] if args.x is None else [f"x={args.x:.4g}, y={args.y:.4g}"]
        given += ["flag=True"] * args.is_flag
        item = f"project.filter(F.id == {item_of(args.id)})[0]"
        return self.run(command, f"{item}.comment({', '.join(given)})", [args.id])

    def resolve(self, args: wire.ResolveArgs) -> Change:
        """A comment is dealt with, or open again."""
        command = Resolve(client_id=checked(args.op_id), comment=args.comment, resolved=args.resolved)
        given = "" if args.resolved else "False"
        return self.run(command, f"project.comments[{args.comment}].resolve({given})")

    def comments(self, args: wire.CommentsArgs) -> wire.Comments:
        """What was said about items and their frames."""
        if len(args.ids) > MOST_ASKED:
            raise ProtocolError(f"A message may ask for at most {MOST_ASKED} items, not {len(args.ids)}.")
        found = self._board.reading.read(lambda cur, scope: comments.of_items(cur, scope, args.ids))
        return wire.Comments([_comment(one) for one in found])

    def _queue(self, cur: Cursor, scope: Scope) -> wire.Queue:
        session = self._board.session
        person, now = session.annotator, datetime.now(UTC)
        midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        counts = workload.project_counts(cur, session, scope, person)
        paces = throughput.paces(cur, scope, since=now - PACE, bulk=False)
        pace = [pace for pace in paces if pace.person == person]
        known = dict.fromkeys([*people.listed(cur, scope), *people.assigned_people(cur, scope.project_id)])
        return wire.Queue(
            person=person,
            tasks=workload.task_infos(cur, session, scope, tasks.listed(cur, scope), person),
            annotate=counts["annotate"],
            review=counts["review"],
            returned=counts["returned"],
            done_today=throughput.done_since(cur, scope, person, midnight),
            team=progress.of_project(cur, scope),
            per_min=round(pace[0].per_minute, 2) if pace else 0.0,
            people=list(known),
            annotators=list(sharers(cur, scope, "annotator", person)),
            reviewers=list(sharers(cur, scope, "reviewer", person)),
        )

    def _open(self, args: wire.OpenTaskArgs) -> View:
        board = self._board
        session, person = board.session, board.session.annotator

        def asked(cur: Cursor, scope: Scope) -> tuple[TaskFacts | None, bool, list[int]]:
            task = task_named(cur, scope, args.task) if args.task else None
            shared = args.stage in ("annotate", "returned") and is_shared(cur, session, scope, task, person)
            back = args.stage in ("annotate", "returned")
            return task, shared, [one.item_id for one in progress.returned(cur, scope)] if back else []

        task, shared, returned = board.reading.read(asked)
        view = View(board.reading)
        view = view.filter(InTask(task.name)) if task else view
        if args.stage == "unassigned":
            return view.filter(F.assignee.is_missing())
        if args.stage == "returned":
            view = view.filter(Ids(tuple(returned)))
        elif args.stage != "all":
            view = view.filter(F.status == args.stage)
        if args.stage == "annotate" and returned:
            view = view.filter(~Ids(tuple(returned)))
        return view.filter(F.assignee == person) if shared else view

    def _task_code(self, task_id: int) -> str:
        name = self._board.reading.read(lambda cur, scope: task_named(cur, scope, task_id)).name
        return f"project.tasks[{name!r}]"


def _comment(one: comments.Comment) -> CommentInfo:
    return CommentInfo(
        comment=one.ident,
        id=one.on,
        text=one.text,
        by=one.author,
        at=one.at.isoformat() if one.at else "",
        x=one.x,
        y=one.y,
        reply_to=one.reply_to,
        is_flag=one.is_flag,
        is_resolved=one.is_resolved,
    )
