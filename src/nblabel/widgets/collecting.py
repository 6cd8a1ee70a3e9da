"""Answers about collections: what they hold, what is added and taken out, their rules, sending them to annotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nblabel.collecting import Collections
from nblabel.domain.collecting import (
    Collect,
    CollectTitles,
    DropCollection,
    EditCollection,
    RefreshCollection,
    SaveCollection,
    SendToAnnotate,
    SetRules,
)
from nblabel.domain.field import Field
from nblabel.domain.operands import Column
from nblabel.domain.query import Contains, Query, is_framed
from nblabel.errors import NblabelError, ProtocolError
from nblabel.ops.collecting.refresh import difference
from nblabel.store.collections import history as kept_history
from nblabel.store.collections import members
from nblabel.store.items import titles
from nblabel.store.query import collections
from nblabel.view import View
from nblabel.widgets import fields, translate
from nblabel.widgets.pages import gone_of, page_query, refuse_gone
from nblabel.widgets.ranking import as_condition
from nblabel.widgets.room import Room, checked
from nblabel.wire import collecting as wire
from nblabel.wire.looking import QueryResult
from nblabel.wire.messages import Empty
from nblabel.wire.values import CollectionInfo, Target
from nblabel.wire.values import Query as PageQuery
from nblabel.wire.writing import Change

if TYPE_CHECKING:
    from nblabel.store.file.cursor import Cursor
    from nblabel.store.rows.scope import Kept, Scope

_PARTS = {"": None, "added": "added", "removed": "removed"}


class Collects(Room):
    """One method an op."""

    def collections(self, args: Empty) -> wire.Collections:
        """All of them, with how much each holds now."""
        board = self._board
        for query in board.reading.read(
            lambda cur, scope: [rule for kept in scope.collections if (rule := _rule(scope, kept))]
        ):
            board.reading.prepare(query)
        return wire.Collections(board.reading.read(self._infos))

    def collect(self, args: wire.CollectArgs) -> Change:
        """Add the target, take it out, or make a collection of it."""
        meant = self._board.meant(args.target)
        if not args.make:
            verb = "remove" if args.remove else "add"
            command = Collect(client_id=checked(args.op_id), title=args.title, target=meant.query, remove=args.remove)
            line = f"project.collections[{args.title!r}].{verb}({meant.view.code()})"
            return self.run(command, line, args.target.ids)
        view = self._whole(args.target) if args.live else meant.view
        drawn, by = "", None
        if args.sample and not args.live:
            by = Field(fields.operand(self._board.ontology, args.spread)) if args.spread else None
            drawn = f".sample({args.sample}{'' if by is None else f', by={by!r}'})"
        flags = f", description={args.description!r}" if args.description else ""
        flags += ", live=True" if args.live else ""
        save = SaveCollection(
            client_id=checked(args.op_id),
            target=view.sample(args.sample, by=by)._query if drawn else view._query,
            title=args.title,
            description=args.description,
            live=args.live,
        )
        return self.run(save, f"{view.code()}{drawn}.save({args.title!r}{flags})", [] if drawn else args.target.ids)

    def collect_titles(self, args: wire.CollectTitlesArgs) -> Change:
        """Add items by their titles; what is not found is told in `problems`."""
        command = CollectTitles(client_id=checked(args.op_id), title=args.title, titles=tuple(args.titles))
        return self.run(command, f"project.collections[{args.title!r}].add_titles({args.titles!r})")

    def edit_collection(self, args: wire.EditCollectionArgs) -> Change:
        """Rename, describe, freeze or set live."""
        command = EditCollection(
            client_id=checked(args.op_id),
            title=args.title,
            new_title=args.new_title,
            description=args.description,
            live=args.live,
        )
        calls = [] if args.description is None else [f"describe({args.description!r})"]
        calls += [] if args.live is None else ["go_live()" if args.live else "freeze()"]
        calls += [] if args.new_title is None else [f"rename({args.new_title!r})"]
        line = "\n".join(f"project.collections[{args.title!r}].{call}" for call in calls)
        if args.live is False:
            self._prepare(args.title)
        return self.run(command, line)

    def set_rules(self, args: wire.SetRulesArgs) -> Change:
        """Fill a collection by another query, of the view that the widget was opened on."""
        refuse_gone(args.query)
        view = self._narrowed(args.query)
        self._board.reading.prepare(view._query)
        command = SetRules(client_id=checked(args.op_id), title=args.title, query=view._query)
        return self.run(command, f"project.collections[{args.title!r}].set_rules({view.code()})")

    def drop_collection(self, args: wire.DropCollectionArgs) -> Change:
        """Forget a collection."""
        line = f"project.collections[{args.title!r}].delete()"
        return self.run(DropCollection(client_id=checked(args.op_id), title=args.title), line)

    def refresh_plan(self, args: wire.CollectionArgs) -> wire.RefreshPlan:
        """What a refresh would change."""
        self._prepare(args.title)
        found = difference(self._board.session, args.title)
        return wire.RefreshPlan(len(found.added), len(found.removed))

    def refresh_collection(self, args: wire.RefreshCollectionArgs) -> Change:
        """Let it hold what its rules find now."""
        self._prepare(args.title)
        command = RefreshCollection(client_id=checked(args.op_id), title=args.title)
        return self.run(command, f"project.collections[{args.title!r}].refresh()")

    def collection_history(self, args: wire.CollectionArgs) -> wire.CollectionHistory:
        """Who added and took out how much."""

        def asked(cur: Cursor, scope: Scope) -> list[wire.MemberChange]:
            ident = collections.named(scope, args.title).ident
            return [
                wire.MemberChange(op_id, at.isoformat(), annotator, text, added, removed)
                for op_id, at, annotator, text, added, removed in kept_history.history(cur, scope, ident)
            ]

        return wire.CollectionHistory(self._board.reading.read(asked))

    def show_collection(self, args: wire.ShowCollectionArgs) -> QueryResult:
        """Show what a collection holds, or what was added to it or kept out of it by hand; "" shows the view again."""
        board = self._board
        if args.part not in _PARTS:
            raise ProtocolError(f"There is no part {args.part!r:.40} of a collection. There are: added, removed.")
        view = self._part(args.title, args.part) if args.title else board.home
        board.reading.prepare(view._query)
        board.stand_in(view)
        ranking = board.ranking
        return QueryResult(
            ranking.gen, len(ranking), board.query, board.view.code(), Target(gen=ranking.gen), 0, groups=[]
        )

    def send(self, args: wire.SendArgs) -> Change:
        """Send it to annotation in one transaction."""
        if args.allocation not in ("distribution", "pulling"):
            raise ProtocolError(f"A task is shared out by distribution or pulling, not {args.allocation!r:.40}.")
        self._prepare(args.title)
        answer = translate.tree(self._board.ontology, args.question, args.answers) if args.answers else None
        command = SendToAnnotate(
            client_id=checked(args.op_id),
            title=args.title,
            answer=answer,
            override=args.override,
            statuses=tuple(args.statuses),
            reopen=args.reopen,
            task=args.task,
            people=tuple(args.people),
            allocation="pulling" if args.allocation == "pulling" else "distribution",
        )
        given = []
        if answer is not None:
            described = answer.describe(self._board.ontology)
            name = self._board.ontology.root(answer.root).name
            given.append(f"classify=({name!r}, {(described[name] if len(described) == 1 else described)!r})")
        given += ["override=True"] * args.override + [f"statuses={args.statuses!r}"] * bool(args.statuses)
        given += ["reopen=True"] * args.reopen
        given += [f"task={args.task!r}"] * bool(args.task) + [f"assignees={args.people!r}"] * bool(args.people)
        given += [f"allocation={args.allocation!r}"] * (args.allocation == "pulling")
        return self.run(command, f"project.collections[{args.title!r}].send_to_annotate({', '.join(given)})")

    def _infos(self, cur: Cursor, scope: Scope) -> list[CollectionInfo]:
        counts, by_hand = kept_history.counts(cur, scope), kept_history.by_hand(cur, scope)
        makers = kept_history.makers(cur, scope)
        return [
            self._info(cur, scope, kept, counts[kept.ident], by_hand.get(kept.ident, (0, 0)), makers.get(kept.ident))
            for kept in scope.collections
        ]

    def _info(
        self, cur: Cursor, scope: Scope, kept: Kept, count: int | None, by_hand: tuple[int, int], maker: object
    ) -> CollectionInfo:
        who, when = maker if isinstance(maker, tuple) else ("", None)
        query = _rule(scope, kept)
        held = titles.holds_frames(cur, scope, kept)
        return CollectionInfo(
            title=kept.title,
            description=kept.description,
            items=-1 if count is None else count,
            live=kept.is_live,
            created_by=who,
            created_at=when.isoformat() if when else "",
            code="" if query is None else View(self._board.reading, query).code(),
            query=None if query is None else _on_page(scope, query),
            added=by_hand[0],
            removed=by_hand[1],
            id=kept.ident,
            problem="" if query is None else gone_of(scope.ontology, query),
            frames=is_framed(query) if query is not None and (kept.is_live or held is None) else bool(held),
        )

    def _part(self, title: str, part: str) -> View:
        """The members of a collection, or those of one way; what was added by hand where its rules cannot be asked."""
        if not part and self._can_be_asked(title):
            return Collections(self._board.reading)[title]

        def asked(cur: Cursor, scope: Scope) -> Query:
            kept = collections.named(scope, title)
            way: members.Way = "removed" if part == "removed" else "added"
            return Query().filtered(as_condition(members.listed(cur, scope.project_id, kept, (way,))))

        return View(self._board.reading, self._board.reading.read(asked))

    def _can_be_asked(self, title: str) -> bool:
        def found(_: Cursor, scope: Scope) -> bool:
            return collections.named(scope, title).title in collections.countable(scope)

        return self._board.reading.read(found)

    def _narrowed(self, query: PageQuery) -> View:
        """The view at home with the page's conditions."""
        ontology = self._board.ontology
        conditions = [fields.condition(ontology, wanted) for wanted in query.filters]
        if query.search.strip():
            conditions.append(Contains(Column("title"), query.search.strip()))
        view = self._board.home
        view = view.filter(*conditions) if conditions else view
        return view.sort(*(fields.order(ontology, key) for key in query.sort)) if query.sort else view

    def _whole(self, target: Target) -> View:
        """The view as the page has it, where all of it is meant: a live collection keeps a query."""
        if not target.all or target.ranges or target.ids:
            raise ProtocolError(
                "A live collection keeps the filters: it is made of all that match, not of a selection."
            )
        refuse_gone(self._board.query)
        return self._board.view

    def _prepare(self, title: str) -> None:
        query = self._board.reading.read(lambda cur, scope: _rule(scope, collections.named(scope, title)))
        if query is not None:
            self._board.reading.prepare(query)


def _rule(scope: Scope, kept: Kept) -> Query | None:
    try:
        return collections.rules(scope, kept)
    except NblabelError:
        return None


def _on_page(scope: Scope, query: Query) -> PageQuery | None:
    try:
        return page_query(scope.ontology, query)
    except NblabelError:
        return None
