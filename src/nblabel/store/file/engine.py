"""The one owner connection that a process has to a label file, opened and given up on demand."""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from nblabel.errors import Closed, NblabelError, StoreBusy
from nblabel.store.file import forks
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.dialect import is_fatal
from nblabel.store.file.idle import Idle
from nblabel.store.file.ids import Ids
from nblabel.store.file.journal import Journal
from nblabel.store.file.lease import Deadline, Lease
from nblabel.store.file.opening import Place, opened
from nblabel.store.file.put_off import PutOff, Turn
from nblabel.store.file.recording import Recording
from nblabel.store.file.written import Written

# A turn lasts at least so long, so that opening and closing stay a small part of a burst of work.
TURN_S = 0.2
_WATCH_EVERY_S = 0.03
# What was put off begins when the answer is on its way: both need the processor.
_LINGER_S = 0.003


class Engine:
    """Opens the file when a call comes, keeps it open while nobody else wants it, and counts the calls inside.

    All the `Database` objects of one process and file share one engine: two would wait for each other's lease.
    """

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self.uuid = ""
        self.opened = 0  # how many times the file was opened: what was cached of it holds for one of them
        self.commits = 0
        self.written = Written()
        self.handles = 0
        self._is_orphan = False
        self._reset()
        forks.enlist(self)

    def _reset(self) -> None:
        self._pid = os.getpid()
        self._lease = Lease(self.path)
        self._gate = threading.Condition()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._calls = 0
        self._is_moving = False  # one thread opens or closes the file just now
        self._must_reopen = False
        self._is_wanted = False
        self._inside = threading.local()
        self._stop_watching, self._wake = threading.Event(), threading.Event()
        self._inode = 0
        self._ids = Ids()
        self._idle = Idle(self.path)
        self._writing = threading.Lock()
        self._writer = 0
        self._put_off = PutOff(Journal(self.path))

    @contextmanager
    def call(self, timeout_s: float, kind: type[Cursor] = Cursor) -> Iterator[Cursor]:
        """A cursor of its own for one call; the file stays open while inside."""
        connection = self._enter(Deadline(timeout_s))
        try:
            cursor = kind(connection.cursor(), self.path, self._note_fatal, self.catch_up)
            try:
                yield cursor
            finally:
                cursor.close()
        finally:
            self._leave()

    @contextmanager
    def writing(self, timeout_s: float) -> Iterator[Turn]:
        """The right to write, one thread at a time; taken before the file is opened."""
        me = threading.get_ident()
        if self._writer == me:
            raise RuntimeError("write() inside write(): pass the cursor on instead")
        if self._pid != os.getpid():
            self.forget_parent()
        self.catch_up()
        if not self._writing.acquire(timeout=max(timeout_s, 0)):
            raise StoreBusy(
                f"Could not write to {self.path} within {timeout_s:.1f} s: another call in this very process is writing. "
                "Wait for it to end or interrupt it, then run this again."
            )
        turn = Turn()
        try:
            self._writer = me
            yield turn
        finally:
            if not turn.is_over:
                self._writer = 0
                self._writing.release()

    @contextmanager
    def alone(self, timeout_s: float) -> Iterator[None]:
        """The file, closed, for nobody but this thread; the lease is held."""
        deadline = Deadline(timeout_s)
        with self._gate:
            while self._is_moving or self._calls:
                self._wait(deadline)
            self._is_moving = True
        try:
            if self._connection is None:
                self._lease.acquire(deadline)
            else:
                self._disconnect()
            yield
        finally:
            self._give_up()

    def give_up_if_idle(self) -> bool:
        """Close the file now, unless a call is inside; the next call opens it again."""
        with self._gate:
            if self._calls or self._is_moving:
                return False
            if self._connection is None:
                return True
            self._is_moving = True
        self._give_up()
        return True

    def shut(self, timeout_s: float = 5.0) -> None:
        """Close the file as soon as the calls inside have ended; without waiting for a call of this very thread."""
        deadline = Deadline(0 if self._depth else timeout_s)
        self.catch_up_quietly()
        while not self.give_up_if_idle():
            with self._gate:
                self._must_reopen = True  # lets no new call in, and the last one inside closes the file
                if not self._calls and not self._is_moving:
                    continue
                self._gate.wait(deadline.left_s)
                if not deadline.left_s:
                    return

    def allow_writing(self) -> None:
        """Open the file for writing from the next call on."""
        with self._gate:
            self.read_only = False
            self._must_reopen = self._connection is not None

    @property
    def is_open(self) -> bool:
        """Whether the file is open here just now, so that no other process writes it."""
        return self._connection is not None and not self._is_moving and self._pid == os.getpid()

    def count(self, tables: Iterable[str]) -> None:
        """One commit more, of a transaction that wrote these tables; called by the writer."""
        self.written.note(tables, self.commits + 1)
        self.commits += 1

    def put_off(self, cursor: Recording, turn: Turn) -> bool:
        """Make what the cursor recorded durable now and write it into the tables soon; False where it must be committed.

        The turn to write ends when it is in the tables.
        """
        entry = cursor.entry(self.uuid)
        if entry is None or not self._put_off.take(entry):
            return False
        with self._gate:
            self._calls += 1  # the file stays open until then
        turn.is_over, self._writer = True, 0
        # From here on every statement waits for it, so that what is counted now is what they find.
        self._put_off.begin(entry)
        self.count(cursor.written)
        self.count(cursor.written)
        self._wake.set()
        return True

    def catch_up(self) -> None:
        """Write into the tables what was put off; every statement of a call does so first."""
        if self._put_off.is_waiting:
            self._put_off.finish(self._own_cursor, self._end_turn)

    def catch_up_if_late(self) -> None:
        """What waits no longer for an answer to be on its way is written before a call, not in the middle of it."""
        if self._put_off.waits_since(time.monotonic() - _LINGER_S):
            self.catch_up_quietly()

    def catch_up_quietly(self) -> None:
        """The same where nobody could be told of an error; the next call meets it too."""
        with suppress(duckdb.Error, NblabelError):
            self.catch_up()

    def _own_cursor(self) -> Cursor:
        connection = self._connection
        assert connection is not None, "the call that was put off keeps the file open"
        return Cursor(connection.cursor(), self.path, self._note_fatal)

    def _end_turn(self, *, is_done: bool) -> None:
        if not is_done:
            self._note_fatal()  # the journal has it, and whoever opens the file next writes it
        self._writing.release()
        self._end_call()

    def next_ids(self, cursor: Cursor, name: str, n: int) -> int:
        """The first of `n` fresh ids; called by the writer."""
        return self._ids.take(cursor, name, n, self.opened)

    def is_current(self) -> bool:
        """Whether the file at the path is still the one that is open here."""
        try:
            return self._connection is None or self.path.stat().st_ino == self._inode
        except FileNotFoundError:
            return False

    def forget_parent(self) -> None:
        """Start anew in a forked child: the connection belongs to the parent, and its locks were never the child's."""
        if self._connection is not None or self._is_moving:
            # Destroying the connection here would write into the parent's file, and dropping the lock would end the
            # parent's turn. Opening the file anew is no way out: DuckDB would hand out the parent's instance.
            forks.keep_for_parent(self._connection, self._lease)
            self._is_orphan = True
        self._reset()

    def _enter(self, deadline: Deadline) -> duckdb.DuckDBPyConnection:
        if self._pid != os.getpid():
            self.forget_parent()
        if self._is_orphan:
            raise Closed(
                f"Could not use {self.path}: this process was forked while a call was running in its parent. "
                "Start it by spawn, or fork between calls."
            )
        is_nested = self._depth > 0
        while True:
            with self._gate:
                while self._is_moving:
                    self._wait(deadline)
                connection = self._connection
                if connection is not None and (is_nested or not self._is_due()):
                    self._calls += 1
                    self._inside.depth = self._depth + 1
                    return connection
                if connection is not None and self._calls:
                    self._wait(deadline)
                    continue
                self._is_moving = True
            if connection is not None:
                self._give_up()
            else:
                self._open(deadline)

    @property
    def _depth(self) -> int:
        return getattr(self._inside, "depth", 0)

    def _leave(self) -> None:
        self._inside.depth -= 1
        self._end_call()

    def _end_call(self) -> None:
        self._idle.rest()
        with self._gate:
            self._calls -= 1
            if self._calls or self._is_moving or self._connection is None or not self._is_due():
                self._gate.notify_all()
                return
            self._is_moving = True
        self._give_up()

    def _is_due(self) -> bool:
        long_enough = time.monotonic() - self._lease.held_since >= TURN_S
        return self._must_reopen or (self._is_wanted and long_enough)

    def _wait(self, deadline: Deadline) -> None:
        if not self._gate.wait(deadline.left_s) and not deadline.left_s:
            raise self._lease.busy(deadline)

    def _open(self, deadline: Deadline) -> None:
        connection = None
        try:
            self._lease.acquire(deadline, needs_lock=not self.read_only)
            try:
                connection, self.uuid = opened(self._place(), self._put_off, deadline)
            except BaseException:
                self._lease.release()
                raise
            self.opened += 1
            self._inode = self.path.stat().st_ino
            self._watch()
        finally:
            with self._gate:
                self._connection = connection
                self._is_moving = False
                self._gate.notify_all()

    def _place(self) -> Place:
        return Place(self.path, self.uuid, self.read_only)

    def _disconnect(self) -> None:
        self._stop_watching.set()
        self._wake.set()
        self._put_off.close()
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(duckdb.Error):  # after a fatal error, closing complains too
                connection.close()

    def _give_up(self) -> None:
        try:
            self._disconnect()
            self._lease.release()
        finally:
            with self._gate:
                self._must_reopen = self._is_wanted = self._is_moving = False
                self._gate.notify_all()

    def _note_fatal(self) -> None:
        self._must_reopen = True

    def _watch(self) -> None:
        self._stop_watching, self._wake = threading.Event(), threading.Event()
        about = weakref.ref(self), self._stop_watching, self._wake
        thread = threading.Thread(target=_watch, args=about, name="nblabel-lease", daemon=True)
        thread.start()

    def look_for_others(self) -> None:
        """Give the file up if another process wants it and no call is inside."""
        if self._is_wanted or self._lease.is_wanted():
            self._is_wanted = True
            with self._gate:
                if self._calls or self._is_moving or self._connection is None or not self._is_due():
                    return
                self._is_moving = True
            self._give_up()

    def tidy_if_idle(self) -> None:
        """Fold the log into the file if that is due and no call is inside; a writer that comes now waits for it."""
        if self.read_only or not self._idle.is_due(self.commits) or not self._writing.acquire(blocking=False):
            return
        try:
            with self._gate:
                connection = self._connection
                if self._calls or self._is_moving or connection is None:
                    return
                self._calls += 1
                self._inside.depth = 1
            self._idle.done(self.commits)
            try:
                with connection.cursor() as cursor:
                    cursor.execute("CHECKPOINT")
            except duckdb.Error as error:  # the log is as durable as the file: nothing is lost
                if is_fatal(error):
                    self._note_fatal()
            finally:
                self._leave()
        finally:
            self._writing.release()


def _watch(engine: weakref.ref[Engine], stop: threading.Event, wake: threading.Event) -> None:
    while not stop.is_set():
        if wake.wait(_WATCH_EVERY_S):
            wake.clear()
            stop.wait(_LINGER_S)
        alive = engine()
        if alive is None:
            return
        alive.catch_up_quietly()
        alive.look_for_others()
        alive.tidy_if_idle()
        del alive
