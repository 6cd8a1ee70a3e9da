"""A label file: open it, read it, write it in transactions."""

from __future__ import annotations

import os
import random
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import duckdb

from nblabel.domain import job
from nblabel.errors import Closed, DamagedFile, DiskFull, ReadOnly, ReplacedFile
from nblabel.store.file.compaction import backup, compact
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.dialect import is_conflict
from nblabel.store.file.engine import Engine
from nblabel.store.file.marker import check_file
from nblabel.store.file.recording import Recording

T = TypeVar("T")

_TRIES_ON_CONFLICT = 5
# Before and after.
_COUNTS_A_COMMIT = 2


class Database:
    """One open label file; good for many threads, and shared fairly with other processes.

    Examples
    --------
    >>> with Database.open("pets.duckdb") as database, database.write() as cur:
    ...     cur.execute("INSERT INTO tag VALUES (1, ?, 'night', 7, NULL)", [12])
    """

    def __init__(self, engine: Engine, *, read_only: bool, timeout_s: float) -> None:
        self._engine = engine
        self.read_only = read_only
        self.timeout_s = timeout_s
        self._running: set[Cursor] = set()
        self._release = weakref.finalize(self, _detach, engine)

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, read_only: bool = False, timeout_s: float = 10.0) -> Database:
        """The label file at `path`, made or brought up to date where needed.

        Parameters
        ----------
        path
            A file name; its folder must exist.
        read_only
            Refuse every write, and make no file.
        timeout_s
            How long any call waits while another process holds the file, before it raises `StoreBusy`.
        """
        place = Path(os.path.realpath(Path(path).expanduser()))
        engine = _attach(place, read_only=read_only)
        database = cls(engine, read_only=read_only, timeout_s=timeout_s)
        try:
            check_file(place)  # before a lock file is made beside something that is refused
            with engine.call(timeout_s):
                return database
        except ReplacedFile:
            database.close()
            _drop(engine)
            return cls.open(path, read_only=read_only, timeout_s=timeout_s)
        except BaseException:
            database.close()
            raise

    @property
    def path(self) -> Path:
        """Where the file is, with links followed."""
        return self._engine.path

    @property
    def uuid(self) -> str:
        """What tells this file from every other one."""
        return self._engine.uuid

    @property
    def stamp(self) -> tuple[int, int]:
        """Changes whenever the file may have changed; looked at inside `read()`, before what is to be kept is read."""
        return self._engine.opened, self._engine.commits

    @property
    def moment(self) -> int:
        """Grows whenever the file may have changed, as long as this process lives."""
        return sum(self.stamp)

    def stamp_of(self, table: str) -> tuple[int, int]:
        """The same of one table: changes whenever that may have changed."""
        return self._engine.opened, self._engine.written.of(table)

    def is_current(self, stamp: tuple[int, int]) -> bool:
        """Whether nothing can have been committed since the file had this stamp; for certain, without a call."""
        self._raise_if_closed()
        return self._engine.is_open and self.stamp == stamp

    def is_next(self, stamp: tuple[int, int]) -> bool:
        """Whether nothing was committed after `stamp` but one transaction: the caller's own, if it has just made one."""
        opened, commits = stamp
        return self.stamp == (opened, commits + _COUNTS_A_COMMIT)

    @contextmanager
    def read(self, kind: type[Cursor] = Cursor) -> Iterator[Cursor]:
        """A cursor for reading; fetch everything before leaving."""
        self._raise_if_closed()
        # Where the disk has no room for it the file is opened anew: before this call is inside, not in the middle of it.
        self._engine.catch_up_if_late()
        with self._engine.call(self.timeout_s, kind) as cursor, job.current().stoppable(cursor.interrupt):
            self._running.add(cursor)
            try:
                yield cursor
            finally:
                self._running.discard(cursor)

    @contextmanager
    def write(self, *, early: bool = False) -> Iterator[Cursor]:
        """A cursor inside a transaction: durable on leaving, taken back on any exception.

        With `early` a transaction that only wrote a few rows stands in the journal on leaving, and in the tables a moment
        later: somebody waits for the answer, and not for what comes next. Every other call finds it done.
        """
        self._raise_if_closed()
        self._raise_if_read_only()
        with self._engine.writing(self.timeout_s) as turn, self.read(Recording if early else Cursor) as cursor:
            cursor.begin()
            try:
                yield cursor
                if isinstance(cursor, Recording) and self._engine.put_off(cursor, turn):
                    return
                # Counted before, so that nobody takes what was read earlier for what is there afterwards.
                self._engine.count(cursor.written)
                cursor.commit()
                self._engine.count(cursor.written)
            except BaseException:
                cursor.rollback()
                raise

    def run(
        self, work: Callable[[Cursor], T], *, recover: Callable[[Cursor], T | None] | None = None, early: bool = False
    ) -> T:
        """Do `work` in one transaction, again where a second try is safe, and return its result.

        Parameters
        ----------
        work
            Gets the cursor; may be called more than once, so it must not change anything but the database.
        recover
            After a failure that leaves open whether the transaction is durable (a full disk), looks its operation up by
            its client id: the result if it is there, else None, and then `work` is tried once more.
        early
            As of `write`.
        """
        for left in reversed(range(_TRIES_ON_CONFLICT)):
            try:
                with self.write(early=early) as cursor:
                    return work(cursor)
            except duckdb.TransactionException as error:
                if not is_conflict(error) or not left:
                    raise
                time.sleep(random.uniform(0.001, 0.02))
            except (DiskFull, DamagedFile):
                if recover is None:
                    raise
                return self._second_try(work, recover)
        raise AssertionError("unreachable")

    def next_ids(self, cur: Cursor, name: str, n: int = 1) -> int:
        """The first of `n` ids that nobody has; call it inside `write()`.

        Known names are project, op, item, label and group; any other name counts in the table `counter`.
        A transaction that is taken back leaves a gap.
        """
        return self._engine.next_ids(cur, name, n)

    def compact(self) -> tuple[int, int]:
        """Give the space of what is no longer needed back to the disk; bytes before and after."""
        self._raise_if_closed()
        self._raise_if_read_only()
        return compact(self._engine, self.timeout_s)

    def backup(self, to: str | os.PathLike[str]) -> Path:
        """Write a complete copy to the new file (or into the folder) `to`; its path."""
        self._raise_if_closed()
        return backup(self._engine, to, self.timeout_s)

    def interrupt(self) -> None:
        """Stop the calls that run through this object: they raise `Interrupted` and write nothing."""
        for cursor in list(self._running):
            cursor.interrupt()

    def close(self) -> None:
        """Let go of the file; safe to call twice."""
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "closed" if not self._release.alive else "reading only" if self.read_only else "open"
        return f"<Database {self.path} ({state})>"

    def _second_try(self, work: Callable[[Cursor], T], recover: Callable[[Cursor], T | None]) -> T:
        found = self._look_up(recover)
        if found is not None:
            return found
        try:
            with self.write() as cursor:
                return work(cursor)
        except (DiskFull, DamagedFile):
            # A commit that fails in its checkpoint is durable all the same.
            found = self._look_up(recover)
            if found is None:
                raise
            return found

    def _look_up(self, recover: Callable[[Cursor], T | None]) -> T | None:
        with self.read() as cursor:
            return recover(cursor)

    def _raise_if_closed(self) -> None:
        if not self._release.alive:
            raise Closed(f"Could not use {self.path}: this project was closed. Open it again.")

    def _raise_if_read_only(self) -> None:
        if self.read_only:
            raise ReadOnly(
                f"Could not write to {self.path}: it was opened for reading only. Open it without read_only."
            )


def _attach(path: Path, *, read_only: bool) -> Engine:
    with _registry:
        engine = _engines.get(path)
        if engine is not None and not (path.exists() and engine.is_current()):
            _drop(engine)
            engine = None
        if engine is None:
            engine = _engines[path] = Engine(path, read_only=read_only)
        elif engine.read_only and not read_only:
            engine.allow_writing()
        engine.handles += 1
        return engine


def _detach(engine: Engine) -> None:
    with _registry:
        engine.handles -= 1
        if engine.handles:
            return
        _drop(engine)


def _drop(engine: Engine) -> None:
    with _registry:
        if _engines.get(engine.path) is engine:
            del _engines[engine.path]
    engine.shut()


_registry = threading.RLock()
_engines: dict[Path, Engine] = {}
