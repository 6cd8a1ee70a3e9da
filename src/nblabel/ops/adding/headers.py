"""Reading file headers: when a filter needs them, or in the background."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import threading
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING

from nblabel.domain.query import Query
from nblabel.errors import NblabelError
from nblabel.media.files.sources import is_address
from nblabel.media.pictures.headers import Header, probe_many
from nblabel.media.serving.show import probe
from nblabel.ops.adding.frame_times import read_frame_times
from nblabel.ops.progress import Progress, shown
from nblabel.ops.session import Key, Session
from nblabel.store.items import headers
from nblabel.store.items.headers import MediaRow

if TYPE_CHECKING:
    import numpy as np

    from nblabel.domain.medium import Medium

CHUNK = 10_000
BACKGROUND_CHUNK = 500
_LOWER_PRIORITY = 10

# Up to which item id all headers of a project are known; facts are never removed.
_complete: dict[Key, int] = {}


def read_headers(
    session: Session,
    query: Query | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Read the headers that nobody has read yet, of the items of `query` or of all on this machine; how many were read.

    What lies at an address is looked at only where it is asked for by itself.

    These are facts about files, not changes: no operation, nothing to undo. A file opened for reading only gets none.
    """
    key = session.key
    with session.db.read() as cur:
        newest = headers.newest_item(cur)
    if session.db.read_only or _complete.get(key, -1) >= newest:
        return 0
    done = _read(session, query, progress, cancelled)
    if query is None and not (cancelled is not None and cancelled()):
        _complete[key] = newest
    return done


def _read(
    session: Session, query: Query | None, progress: Progress | None, cancelled: Callable[[], bool] | None
) -> int:
    with session.db.read() as cur:
        ids, media = headers.without_header(cur, session.scope(cur=cur), query)
    if query is None:
        ids, media = _here(ids, media)
    if not len(ids):
        return 0
    done = 0
    waiting: list[MediaRow] = []
    with shown("Reading file headers", len(ids), progress) as advance:
        for rows in probe_many(media, probe=probe, progress=advance, cancelled=cancelled):
            waiting.extend(_row(int(ids[place]), header) for place, header in rows)
            if len(waiting) >= CHUNK:
                done += _save(session, waiting)
                waiting = []
    return done + _save(session, waiting)


def _here(ids: np.ndarray, media: list[Medium]) -> tuple[np.ndarray, list[Medium]]:
    """Those whose files are on this machine: no filter is a reason to call on a server half a million times."""
    places = [place for place, medium in enumerate(media) if not any(map(is_address, medium.urls))]
    return ids[places], [media[place] for place in places]


def _row(ident: int, header: Header) -> MediaRow:
    mime = header.mime or (f"image/{header.format.lower()}" if header.format else None)
    return MediaRow(
        ident,
        header.width,
        header.height,
        header.orientation,
        header.n_frames,
        header.file_size,
        header.mtime_ns,
        mime,
        header.problem,
        header.fps,
        header.duration,
        json.dumps(header.detail) if header.detail else None,
    )


def _save(session: Session, rows: list[MediaRow]) -> int:
    session.db.run(lambda cur: headers.save(cur, rows))
    ids = [row.item_id for row in rows]
    for observer in list(session.facts_observers):
        with contextlib.suppress(NblabelError):  # a widget of a project that was closed meanwhile
            observer(ids)
    return len(rows)


class HeaderReader:
    """Reads missing headers in the background, one small piece at a time, and gives way to everything else.

    Examples
    --------
    >>> reader = HeaderReader(session)
    >>> reader.start()
    >>> reader.close()
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._stopped = threading.Event()
        self._may_go_on = threading.Event()
        self._may_go_on.set()
        self._lock = threading.Lock()
        self._is_asked = False
        self._thread: threading.Thread | None = None
        _readers.add(self)

    def start(self) -> None:
        """Begin, or look again for new items and newly labelled frames; call it after each `add`."""
        with self._lock:
            if self._stopped.is_set() or self._session.db.read_only:
                return
            self._is_asked = True
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="nblabel-header-reader", daemon=True)
                self._thread.start()

    def pause(self) -> None:
        """Rest after the current piece until `resume`."""
        self._may_go_on.clear()

    def resume(self) -> None:
        """Go on."""
        self._may_go_on.set()

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait until everything is read; whether it is."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout_s)
        return thread is None or not thread.is_alive()

    def close(self) -> None:
        """Stop for good, and wait for the current piece to end."""
        self._stopped.set()
        self._may_go_on.set()
        if self._thread is not threading.current_thread():
            self.join()

    def _work(self) -> None:
        with contextlib.suppress(AttributeError, OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWER_PRIORITY)
        # A file closed or lost meanwhile ends the reading; whoever needs a header will ask and hear of it.
        with contextlib.suppress(NblabelError):
            while self._is_wanted():
                last: int | None = 0
                while last is not None and not self._stopped.is_set():
                    self._may_go_on.wait()
                    last = self._piece(last)
                read_frame_times(self._session, cancelled=self._stopped.is_set)

    def _is_wanted(self) -> bool:
        """Whether `start` was called since the last look; if not, the thread ends before anyone can call it again."""
        with self._lock:
            wanted, self._is_asked = self._is_asked and not self._stopped.is_set(), False
            if not wanted:
                self._thread = None
            return wanted

    def _piece(self, after: int) -> int | None:
        """Read the next headers after an item id; the last one read, None when there are none left."""
        session = self._session
        with session.db.read() as cur:
            ids, media = headers.without_header(cur, session.scope(cur=cur), after=after, most=BACKGROUND_CHUNK)
        if not len(ids) or self._stopped.is_set():
            return None
        last = int(ids[-1])
        ids, media = _here(ids, media)
        rows: list[MediaRow] = []
        for found in probe_many(media, probe=probe, threads=1, cancelled=self._stopped.is_set):
            rows.extend(_row(int(ids[place]), header) for place, header in found)
        _save(session, rows)
        return last


_readers: weakref.WeakSet[HeaderReader] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    """A thread that is inside DuckDB when Python ends would take the process down."""
    for reader in list(_readers):
        reader.close()
