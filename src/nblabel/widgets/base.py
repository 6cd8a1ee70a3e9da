"""What all widgets share: the bundle, the few traits, messages in and out, news of changes made elsewhere."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import threading
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import anywidget
import msgspec
import traitlets

from nblabel.domain.numbers import as_whole
from nblabel.errors import Closed, NblabelError, SelectionError
from nblabel.media.serving import show
from nblabel.media.serving.pool import shared_pool
from nblabel.sheet import MOST, widget_sheet
from nblabel.view import View
from nblabel.widgets.background import Background
from nblabel.widgets.blind import Blind
from nblabel.widgets.board import Board
from nblabel.widgets.bundles import BOOT, files_of
from nblabel.widgets.handlers import dispatcher_of
from nblabel.widgets.reads import undo_state
from nblabel.wire import messages as wire
from nblabel.wire.schema import protocol_hash
from nblabel.wire.values import Target, Value

if TYPE_CHECKING:
    from nblabel.domain.changes import Change
    from nblabel.ops.session import Session
    from nblabel.project import Project

EVENTS_PER_S = 20
FIRST_PAGE = 60
THEMES = ("auto", "light", "dark")
LEAST_HEIGHT, MOST_HEIGHT = 240, 10_000


class Panel(anywidget.AnyWidget):
    """Base of the widgets; a subclass names its bundle and the options it takes.

    Traits: `body`, `options`, `count`, `theme`, `poster`, `project_key` and `protocol` are written here; `selection`,
    `selected_count`, `current`, `height` and `query` by the page.
    """

    _esm = BOOT
    bundle = ""
    # A row brings at most so many answers; None for all.
    most_parts: int | None = None
    defaults: Mapping[str, Any] = {}

    body = traitlets.Unicode().tag(sync=True)
    protocol = traitlets.Unicode().tag(sync=True)
    project_key = traitlets.Unicode().tag(sync=True)
    options = traitlets.Dict().tag(sync=True)
    count = traitlets.Int().tag(sync=True)
    theme = traitlets.Enum(THEMES, "auto").tag(sync=True)
    poster = traitlets.Dict().tag(sync=True)
    selection = traitlets.Dict().tag(sync=True)
    selected_count = traitlets.Int().tag(sync=True)
    current = traitlets.Int().tag(sync=True)
    height = traitlets.Int(640).tag(sync=True)
    query = traitlets.Dict().tag(sync=True)

    def __init__(self, view: View, *, height: int = 640, theme: str = "auto", **options: Any) -> None:
        self.check({**options, "height": height, "theme": theme})
        self._board = Board(view, self.most_parts)
        chosen = self._resolved({**self.defaults, **options})
        session = self._board.session
        self._background = Background(session.db.path, self._reply, lambda step: self._announce("progress", step))
        self._blind = Blind(self._board) if chosen.get("blind") else None
        self._dispatcher = dispatcher_of(self._board, chosen, self.bundle, self._background, self._blind)
        self._numbers, self._news_at = itertools.count(1), 0.0
        self._news: Change | None = None
        self._outline = self._board.outline()
        self._news_lock = threading.Lock()
        super().__init__(
            body=files_of(self.bundle)[-1][0],
            protocol=protocol_hash(),
            project_key=_page_key(session),
            options=chosen,
            count=len(self._board.ranking),
            theme=theme,
            height=max(LEAST_HEIGHT, height),
            poster=self._poster(),
        )
        self.on_msg(self._on_message)
        # While the page loads its JavaScript, the readers of what it will show first can load too.
        self._board.warm(FIRST_PAGE)
        session.observers.append(self._on_change)
        session.facts_observers.append(self._on_facts)

    @property
    def project(self) -> Project:
        """The project whose items are shown."""
        from nblabel.project import Project

        return Project(self._board.session)

    @property
    def view(self) -> View:
        """What is shown now, filters of the page included; assign another view to show that."""
        return self._board.view

    @view.setter
    def view(self, view: View) -> None:
        self._board.use(self._of_project(view))
        self.count = len(self._board.ranking)
        self._announce("query_changed", wire.QueryChanged(self._board.ranking.gen))

    @property
    def selected(self) -> View:
        """The items selected in the page, as a view; empty where none is."""
        if not self.selection or not self.selected_count:
            return self.view._only([])
        try:
            return self._board.meant(msgspec.convert(self.selection, Target)).view
        except SelectionError:
            return self.view._only([])

    def close(self) -> None:
        """Take the widget off the page and stop listening for changes."""
        background: Background | None = self.__dict__.get("_background")  # None where it was refused before it was made
        if background is not None:
            background.close()
            board = self._board
            if self._on_change in board.session.observers:
                board.session.observers.remove(self._on_change)
                board.session.facts_observers.remove(self._on_facts)
            shared_pool().forget(id(board))
            show.release()
        super().close()

    def _of_project(self, view: View) -> View:
        """The view, when it is one of the project shown: the page's questions, undo and listeners belong to that one."""
        if not isinstance(view, View):
            raise SelectionError(f"A widget shows a view such as project.filter(...), not {view!r:.80}.")
        own, other = self._board.session, view._reading.session
        if own.key != other.key:
            raise SelectionError(
                f'This widget shows the project "{own.name}" of {own.db.path.name}, and the view belongs to "{other.name}" of '
                f"{other.db.path.name}: make a new widget for it."
            )
        return view

    @classmethod
    def check(cls, options: Mapping[str, Any]) -> None:
        """Raise for an option that this widget does not take, or that has no such value."""
        theme, height = options.get("theme", "auto"), options.get("height", LEAST_HEIGHT)
        unknown = [name for name in options if name not in (*cls.defaults, "height", "theme")]
        if unknown:
            known = ", ".join([*cls.defaults, "height", "theme"])
            raise NblabelError(f'{cls.__name__} has no option "{unknown[0]}". There are: {known}.')
        if theme not in THEMES:
            raise NblabelError(f'No theme "{theme}". There are: {", ".join(THEMES)}.')
        if not 0 < (as_whole(height) or 0) <= MOST_HEIGHT:
            raise NblabelError(f"The height is a number of pixels from 1 to {MOST_HEIGHT:,}, not {height!r:.80}.")

    def _resolved(self, options: dict[str, Any]) -> dict[str, Any]:
        name = options.get("question")
        if name is not None:
            options["question"] = self._board.ontology.root(name).ident
        return options

    def _poster(self) -> dict[str, Any]:
        title = self._board.session.db.path.stem
        return {"title": title, "count": len(self._board.ranking), "code": self._board.view.code()}

    def _on_message(self, _widget: object, content: object, _buffers: object) -> None:
        if not self._background.takes(content):
            self._reply(content)

    def _reply(self, content: object) -> None:
        reply = self._dispatcher.answer(content)
        self.send(reply.content, reply.buffers)

    def _on_change(self, change: Change) -> None:
        """Tell the page of a change that it did not make itself, at most 20 times a second."""
        if self._board.is_writing:
            return
        self._board.shown.forget(change.items)
        with self._news_lock:
            self._news = change if self._news is None else _both(self._news, change)
            waiting = self._news_at + 1 / EVENTS_PER_S - time.monotonic()
            if waiting > 0:
                if self._news is change:
                    timer = threading.Timer(waiting, self._tell)
                    timer.daemon = True
                    timer.start()
                return
        self._tell()

    def _on_facts(self, items: Sequence[int]) -> None:
        """File headers were read: the tiles of these items can say more."""
        held = self._board.shown.recent_of(items)
        if held:
            self._announce("facts", wire.FactsRead(self._board.shown.rows(held)))

    def _tell(self) -> None:
        with self._news_lock:
            change, self._news, self._news_at = self._news, None, time.monotonic()
        if change is None:
            return
        board = self._board
        # The project may be closed by the time a change held back is told.
        with contextlib.suppress(Closed):
            rows = board.shown.rows(board.shown.recent(change.items))
            self._announce("changed", wire.Changed(change.op_id, change.op_id, rows, undo_state(board), change.text))
            self._retell()

    def _retell(self) -> None:
        """Let the page start over where items were added or the questions are others; tiles that stand stay."""
        board = self._board
        before, self._outline = self._outline, board.outline()
        if self._outline == before:
            return
        if not len(board.ranking):
            self.count = len(board.rank())
        self._announce("query_changed", wire.QueryChanged(board.ranking.gen))

    def _announce(self, event: str, data: Value) -> None:
        data = self._blind(data) if self._blind else data
        self.send({"v": wire.VERSION, "ev": event, "seq": next(self._numbers), "data": msgspec.to_builtins(data)})

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        made = super()._repr_mimebundle_(**kwargs)
        if isinstance(made, tuple) and isinstance(made[0], dict):
            ranking = self._board.ranking
            made[0]["text/html"] = widget_sheet(self.view, ranking.page(0, MOST), len(ranking))
            made[0]["text/plain"] = repr(self)
        return made

    def __repr__(self) -> str:
        return f"{type(self).__name__} on {self.view.code()}: {self.count:,} items"


def _page_key(session: Session) -> str:
    """What a page keeps its unsent changes and its places under.

    A copy of the file has its uuid too, and what one annotator changed must not be sent as another's. Hashed, for it stays
    in the notebook.
    """
    uuid, path, project_id = session.key
    return hashlib.blake2b(repr((uuid, str(path), project_id, session.annotator)).encode(), digest_size=16).hexdigest()


def _both(first: Change, second: Change) -> Change:
    """Two changes told as one; unknown items (too many to list) stay unknown."""
    from dataclasses import replace

    known = bool(len(first.items)) and bool(len(second.items))
    return replace(second, items=(*first.items, *second.items) if known else ())
