"""Answers to the requests that only read."""

from __future__ import annotations

import itertools
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from nblabel import ops
from nblabel.domain.commands import Classify, Clear, SetStatus, Tag
from nblabel.domain.frames import as_frames
from nblabel.domain.query import Query, is_framed
from nblabel.domain.workflow import STATUSES
from nblabel.errors import ProtocolError
from nblabel.media.serving.pool import shared_pool
from nblabel.store.history import operations
from nblabel.store.reading import positions, tiles
from nblabel.widgets import fields, translate, workload
from nblabel.widgets.bundles import files_of
from nblabel.widgets.ranking import as_condition
from nblabel.wire import looking, planning, values
from nblabel.wire import messages as wire
from nblabel.wire.schema import protocol_hash

if TYPE_CHECKING:
    from nblabel.ops.labelling.plan import Planned
    from nblabel.widgets.board import Board
    from nblabel.widgets.dispatcher import Buffers
    from nblabel.widgets.ranking import Ranking

MOST_ROWS = 500
MOST_WAIT_MS = 250


class Reads:
    """One method an op; what it is told and what it gives are the classes of `wire.messages`."""

    def __init__(self, board: Board, settings: dict[str, object], bundle: str) -> None:
        self._board = board
        self._bundle = bundle
        self._settings = settings

    def bundle(self, args: wire.BundleArgs) -> tuple[wire.Bundle, Buffers]:
        """The JavaScript of this widget that the page lacks."""
        wanted = [(name, text) for name, text in files_of(self._bundle) if name not in args.have]
        offsets = itertools.accumulate((len(text) for _, text in wanted), initial=0)
        files = [values.File(name, offset, len(text)) for (name, text), offset in zip(wanted, offsets, strict=False)]
        return wire.Bundle(files), [b"".join(text for _, text in wanted)] if wanted else []

    def hello(self, args: wire.HelloArgs) -> wire.Hello:
        """Everything the frame needs; a page of another version is told by the hash."""
        board = self._board
        board.settle()
        ranking, session, ontology = board.ranking, board.session, board.ontology
        of_frames = is_framed(board.base._query)
        total = len(board.base) if of_frames else board.reading.read(lambda cur, scope: tiles.total(cur, scope))
        info = values.ProjectInfo(session.db.uuid, session.name, str(session.db.path), total, session.kind)
        return wire.Hello(
            protocol=protocol_hash(),
            revision=ranking.revision,
            project=info,
            annotator=session.annotator,
            role=session.role,
            gen=ranking.gen,
            count=len(ranking),
            query=board.query,
            questions=translate.questions(ontology),
            statuses=list(STATUSES),
            facets=board.facet_list(),
            undo=undo_state(board),
            code=board.code(),
            start=self._start(),
            settings=self._settings,
            noun="frame" if of_frames else "item",
            groups=ranking.groups,
            sorts=fields.sort_list(ontology, board.known),
            sources=[
                values.SourceInfo(source.name, source.items, list(source.questions)) for source in board.known.sources
            ],
            collections=[kept.title for kept in board.reading.scope().collections],
            people=list(board.known.people),
            task=workload.task_shown(board),
            bulk_refused=workload.bulk_refused(board),
        )

    def rows(self, args: looking.RowsArgs) -> looking.Rows:
        """A page of rows; where the ranking was made anew, the page of the new one."""
        ranking = self._board.ranking
        ids = self._board.shown.hold(ranking.page(args.first, _bounded(args.count)))
        return looking.Rows(ranking.gen, ranking.revision, self._board.shown.rows(ids))

    def rows_by_id(self, args: looking.RowsByIdArgs) -> looking.Rows:
        """Rows of given items."""
        _bounded(len(args.ids))
        ranking = self._board.ranking
        return looking.Rows(ranking.gen, ranking.revision, self._board.shown.rows(args.ids))

    def thumbs(self, args: looking.ThumbsArgs) -> tuple[looking.Thumbs, Buffers]:
        """Thumbnails in one joined buffer."""
        _bounded(len(args.ids))
        media = self._board.media_of(args.ids)
        wanted = [(ident, media[ident]) for ident in args.ids if ident in media]
        page = shared_pool().request(wanted, args.px, min(args.wait_ms, MOST_WAIT_MS) / 1000, channel=id(self._board))
        placed, offset = [], 0
        for ident, thumb in page.ready.items():
            placed.append(values.Thumb(ident, offset, len(thumb.bytes), thumb.width, thumb.height))
            offset += len(thumb.bytes)
        broken = [values.Broken(ident, reason) for ident, reason in page.failed.items()]
        broken += [values.Broken(ident, "This item is not in the project.") for ident in args.ids if ident not in media]
        joined = b"".join(thumb.bytes for thumb in page.ready.values())
        return looking.Thumbs(args.px, placed, broken, list(page.pending)), [joined] if joined else []

    def query(self, args: looking.QueryArgs) -> looking.QueryResult:
        """Another ranking for what the page asks."""
        board, former = self._board, self._board.ranking
        board.show(board.base, args.query)
        return self._told(former, args.selection)

    def refresh(self, args: wire.RefreshArgs) -> looking.QueryResult:
        """The same query, run again."""
        return self._ranked(self._board.ranking, args.selection)

    def facets(self, args: looking.FacetsArgs) -> looking.Facets:
        """Counts, each facet's own filter left out."""
        board = self._board
        ontology = board.ontology
        known = {facet.name: facet for facet in board.facet_list()}
        unknown = [name for name in args.names if name not in known]
        if unknown:
            raise ProtocolError(f"There is no facet {unknown[0]!r}. There are: {', '.join(known)}.")
        ranked = _as_ranked(board) if args.ranked else None
        wanted = [
            (name, ranked or board.narrowed(board.query, leave_out=name)._query)
            for name in args.names
            if not known[name].numeric or name.startswith("q:")
        ]
        counted = board.counted(wanted)
        found = [
            values.Facet(
                name,
                known[name].label,
                [
                    values.Bucket(value, fields.bucket_label(ontology, name, value), count, total)
                    for value, count, total in counted.get(name, [])
                ],
            )
            for name in args.names
        ]
        return looking.Facets(board.ranking.gen, board.ranking.revision, found)

    def locate(self, args: looking.LocateArgs) -> looking.Located:
        """The place of an item, or of the next one without an answer."""
        ranking = self._board.ranking
        if args.id:
            return looking.Located(ranking.position(args.id), args.id)
        place = self._next_open(args.start, args.direction, args.question)
        return looking.Located(place, int(ranking.ids[place]) if place >= 0 else 0)

    def plan(self, args: planning.PlanArgs) -> planning.Plan:
        """What a bulk classification would do."""
        board = self._board
        command = Classify(
            target=board.meant(args.target).query,
            answer=translate.tree(board.ontology, args.question, args.answers),
            override=args.override,
            frames=as_frames(args.frames),
            set_status=args.set_status,
            conflict=args.conflict,
            statuses=tuple(args.statuses),
            task=args.task,
        )
        return self._plan(command, args.target.ids)

    def change_plan(self, args: planning.ChangePlanArgs) -> planning.Plan:
        """What clearing, moving or tagging would do."""
        target = self._board.meant(args.target).query
        changes: dict[str, Planned] = {
            "clear": Clear(target=target, root=args.question),
            "set_status": SetStatus(target=target, status=args.status),
            "tag": Tag(target=target, tag=args.tag, remove=args.remove),
        }
        return self._plan(changes[args.op], args.target.ids)

    def _plan(self, command: Planned, ids: list[int]) -> planning.Plan:
        return told(ops.plan(self._board.session, workload.through_task(self._board, command, ids)))

    def history(self, args: wire.HistoryArgs) -> wire.History:
        """Operations, newest first."""
        limit = max(1, min(args.limit, MOST_ROWS))
        found = self._board.reading.read(lambda cur, scope: operations.history(cur, scope, limit, args.before))
        return wire.History([translate.operation(op) for op in found])

    def ping(self, args: wire.Empty) -> wire.Empty:
        """Nothing, quickly: the kernel listens."""
        return args

    def _start(self) -> int:
        if not self._settings.get("resume"):
            return 0
        questions = self._board.ontology.questions
        first = questions[0].ident if questions else 0
        return max(self._next_open(-1, 1, int(str(self._settings.get("question") or first))), 0)

    def _next_open(self, start: int, direction: int, question: int) -> int:
        ranking = self._board.ranking
        ids: np.ndarray = ranking.ids if ranking.of is None else ranking.of
        return self._board.reading.read(
            lambda cur, scope: positions.next_unanswered(cur, scope, ids, start, direction, question)
        )

    def _ranked(self, former: Ranking, selection: values.Target) -> looking.QueryResult:
        self._board.rank()
        return self._told(former, selection)

    def _told(self, former: Ranking, selection: values.Target) -> looking.QueryResult:
        board, ranking = self._board, self._board.ranking
        kept, dropped = ranking.carried(former, selection)
        return looking.QueryResult(ranking.gen, len(ranking), board.query, board.code(), kept, dropped, ranking.groups)


def told(plan: ops.Plan) -> planning.Plan:
    """A plan as a page is told of it."""
    rows = [values.PlanRow(**asdict(row)) for row in plan.rows]
    return planning.Plan(rows, plan.items, plan.will_change, plan.blocked, plan.overwrites, dict(plan.reasons))


def undo_state(board: Board) -> values.UndoState:
    """What `u` and `Shift+U` would do."""
    state = board.reading.read(lambda cur, _: operations.undo_state(cur, board.session.stacks, labels_only=True))
    undo = translate.operation(state.undo) if state.undo else None
    redo = translate.operation(state.redo) if state.redo else None
    return values.UndoState(undo, redo, state.n_undo, state.n_redo)


def _bounded(count: int) -> int:
    if not 0 <= count <= MOST_ROWS:
        raise ProtocolError(f"A message may ask for at most {MOST_ROWS} items, not {count}.")
    return count


def _as_ranked(board: Board) -> Query | None:
    """The items of the ranking, which may not match any more; None where it holds all of the project, new ones too."""
    query = board.view._query
    is_chosen = query.where or query.base or query.limit is not None or query.offset
    return Query().filtered(as_condition(board.ranking.ids)) if is_chosen else None
