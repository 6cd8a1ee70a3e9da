"""Answers of the explorer: histograms, kept views, the view as Python and SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nblabel.domain.code import of_query
from nblabel.domain.exploring import DropView, KeepView
from nblabel.domain.naming import lost, said_of_lost
from nblabel.domain.query_json import from_text
from nblabel.errors import QueryError, in_line
from nblabel.ops.collecting.views import MEND, no_view
from nblabel.store.counting.histograms import histogram
from nblabel.store.query.collections import saved_views
from nblabel.view import View
from nblabel.widgets import fields
from nblabel.widgets.pages import gone_of, page_query, refuse_gone
from nblabel.widgets.room import Room, checked
from nblabel.wire import exploring as wire
from nblabel.wire import looking, messages, values

if TYPE_CHECKING:
    from nblabel.domain.query import Query
    from nblabel.wire.writing import Change


class Explores(Room):
    """One method an op."""

    def histogram(self, args: wire.HistogramArgs) -> wire.Histogram:
        """How a number spreads, its own filter left out."""
        board = self._board
        meant = fields.operand(board.ontology, args.field)
        under = board.narrowed(board.query, leave_out=args.field)._query
        base = board.base._query
        found = board.reading.read(lambda cur, scope: histogram(cur, scope, meant, under, base, args.bins), under)
        return wire.Histogram(
            board.ranking.gen, args.field, found.low, found.high, found.counts, found.totals, found.missing
        )

    def code(self, args: wire.CodeArgs) -> wire.Code:
        """The view as it is shown, as a line of Python and as SQL."""
        return wire.Code(self._board.code(), self._board.view.sql())

    def views(self, args: messages.Empty) -> wire.KeptViews:
        """All that are kept, by name."""
        ontology, name = self._board.ontology, self._board.reading.name
        return wire.KeptViews(
            [
                wire.KeptView(kept, of_query(query, name), page_query(ontology, query), gone_of(ontology, query))
                for kept, query in sorted(self._kept().items())
            ]
        )

    def show_view(self, args: wire.ShowViewArgs) -> looking.QueryResult:
        """Show a kept view: as filters of the page where they can say it, else in place of the view."""
        board, kept = self._board, self._kept()
        if args.name not in kept:
            raise QueryError(no_view(args.name, list(kept)))
        query = kept[args.name]
        shown, gone = page_query(board.ontology, query), lost(query, board.ontology)
        if shown is None and gone:
            raise QueryError(said_of_lost(f'The kept view "{in_line(args.name)}"', gone, MEND))
        board.show(View(board.reading, None if shown is not None else query), shown or values.Query())
        ranking = board.ranking
        nothing = values.Target(gen=ranking.gen)
        return looking.QueryResult(ranking.gen, len(ranking), board.query, board.code(), nothing, 0, ranking.groups)

    def keep_view(self, args: wire.KeepViewArgs) -> Change:
        """Keep what is shown under a name."""
        refuse_gone(self._board.query)
        view = self._board.view
        command = KeepView(client_id=checked(args.op_id), name=args.name, query=view._query)
        return self.run(command, f"project.keep_view({args.name!r}, {view.code()})")

    def drop_view(self, args: wire.DropViewArgs) -> Change:
        """Forget the name."""
        command = DropView(client_id=checked(args.op_id), name=args.name)
        return self.run(command, f"project.drop_view({args.name!r})")

    def _kept(self) -> dict[str, Query]:
        board = self._board
        project_id = board.session.project_id
        found = board.reading.read(lambda cur, _: saved_views(cur, project_id))
        return {name: from_text(text, board.ontology) for name, text in found}
