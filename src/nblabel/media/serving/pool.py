"""Thumbnails made in the background: what is on screen first, what was scrolled past not at all."""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterable

from nblabel.domain.medium import Medium
from nblabel.media.files.loader import reason_of
from nblabel.media.pictures.thumbnail import Thumb
from nblabel.media.registry.kinds import medium_of
from nblabel.media.serving.cache import ThumbnailCache, thumb_key
from nblabel.media.serving.jobs import Job, K, Page, Wait, is_lasting, sort_in
from nblabel.media.serving.show import is_slow, thumbnail

_FAILURES_KEPT = 10_000
_WRITE_AFTER_S = 0.5


class ThumbnailPool:
    """A few threads that make thumbnails; the newest request is served first.

    Parameters
    ----------
    cache
        Where thumbnails come from and go to; the user's own by default.
    threads
        Thumbnails made side by side; `min(4, processors)` by default.
    """

    def __init__(self, cache: ThumbnailCache | None = None, threads: int | None = None) -> None:
        self.cache = cache or ThumbnailCache()
        self.threads = threads or min(4, os.cpu_count() or 1)
        self._start()

    def _start(self) -> None:
        """Everything that must not be shared with a parent process: its threads do not live here."""
        self._pid = os.getpid()
        self._changed = threading.Condition()
        self._workers: list[threading.Thread] = []
        self._is_stopped = False
        self._is_unwritten = False
        self._busy = 0
        self._slow = 0
        # Newest first; one queue a channel, so that two grids do not throw out each other's work.
        self._asked: OrderedDict[Hashable, deque[Job]] = OrderedDict()
        self._ahead: OrderedDict[Hashable, deque[Job]] = OrderedDict()
        self._jobs: dict[bytes, Job] = {}
        self._failures: OrderedDict[bytes, str] = OrderedDict()

    def request(
        self,
        items: Iterable[tuple[K, str | Medium]],
        px: int,
        wait_s: float = 0.0,
        *,
        channel: Hashable = None,
        on_done: Callable[[K, Thumb | str], object] | None = None,
    ) -> Page[K]:
        """Thumbnails of what is on screen; what is not ready after `wait_s` is made in the background.

        A new request drops what an earlier one of the same channel still waits for and this one does not ask for.

        Parameters
        ----------
        items
            Pairs of a key of yours and a medium (or the path of a single file), in the order in which they should appear.
        px
            Longest side.
        wait_s
            How long to wait for those that must be made.
        channel
            Who asks, one a widget.
        on_done
            Called once, on a thread of the pool, for every key that was pending: with its thumbnail or the reason.

        Examples
        --------
        >>> page = ThumbnailPool().request([(7, "photos/IMG_7.jpg")], 128, wait_s=0.2)  # doctest: +SKIP
        >>> page.ready[7].width  # doctest: +SKIP
        128
        """
        self._check_process()
        page: Page[K] = Page({}, {}, [])
        wanted = self._from_cache(items, px, page)
        wait = Wait(channel, on_done)
        keys = {key for key, _, _ in wanted}
        with self._changed:
            self._replace(channel, self._queue(wanted, px, wait))
            if wanted:
                self._wake()
            if wanted and wait_s > 0:
                self._changed.wait_for(lambda: keys <= wait.answers.keys() or self._is_stopped, wait_s)
            wait.is_open = False
        for key in dict.fromkeys(key for key, _, _ in wanted):
            sort_in(key, wait.answers.get(key), page)
        return page

    def prefetch(self, items: Iterable[tuple[Hashable, str | Medium]], px: int, *, channel: Hashable = None) -> None:
        """Make thumbnails that may be wanted next, once nothing is asked for; replaces the channel's earlier wish."""
        self._check_process()
        with self._changed:
            self._ahead.pop(channel, None)
            self._ahead[channel] = deque(_job(None, _medium(given), px) for _, given in items)
            self._ahead.move_to_end(channel, last=False)
            self._wake()

    def forget(self, channel: Hashable) -> None:
        """Drop what a channel still waits for; for a widget that is closed."""
        self._check_process()
        with self._changed:
            self._replace(channel, deque())
            self._ahead.pop(channel, None)

    def wait_until_idle(self, timeout_s: float = 60.0) -> bool:
        """True once nothing is queued or being made; False when that took too long."""
        with self._changed:
            return self._changed.wait_for(self._is_idle, timeout_s)

    def close(self) -> None:
        """Stop the threads after what they are making, and write what was made."""
        self._check_process()
        with self._changed:
            self._is_stopped = True
            self._asked.clear()
            self._ahead.clear()
            self._changed.notify_all()
            workers, self._workers = self._workers, []
        for worker in workers:
            worker.join(timeout=1.0)
        self.cache.flush()

    def _from_cache(
        self, items: Iterable[tuple[K, str | Medium]], px: int, page: Page[K]
    ) -> list[tuple[K, Medium, bytes]]:
        """Fill in what is known already; the rest is what must be made."""
        stamped: list[tuple[K, Medium, bytes]] = []
        for key, given in items:
            medium = _medium(given)
            try:
                stamped.append((key, medium, thumb_key(medium, px)))
            except (OSError, ValueError) as problem:
                page.failed[key] = reason_of(problem)
        known = self.cache.get_many(stamp for _, _, stamp in stamped)
        left = []
        for key, medium, stamp in stamped:
            if stamp in known:
                page.ready[key] = known[stamp]
            elif stamp in self._failures:
                page.failed[key] = self._failures[stamp]
            else:
                left.append((key, medium, stamp))
        return left

    def _queue(self, wanted: list[tuple[K, Medium, bytes]], px: int, wait: Wait) -> deque[Job]:
        queue: deque[Job] = deque()
        for key, medium, stamp in wanted:
            job = self._jobs.get(stamp)
            if job is None:
                job = self._jobs[stamp] = _job(stamp, medium, px)
            # The same grid asking again replaces its earlier self; else it would be told as often as it asked.
            job.waits = [(other, name) for other, name in job.waits if other.is_open or other.channel != wait.channel]
            job.waits.append((wait, key))
            if not job.is_started:
                queue.append(job)
        return queue

    def _replace(self, channel: Hashable, queue: deque[Job]) -> None:
        """Put a channel's new work in front of everybody's, and drop its old work that nobody else wants."""
        old = self._asked.pop(channel, deque())
        if queue:
            self._asked[channel] = queue
            self._asked.move_to_end(channel, last=False)
        still = {job for jobs in self._asked.values() for job in jobs}
        for job in old:
            if job.is_started or job in still or job.stamp is None:
                continue
            del self._jobs[job.stamp]
            for wait, key in job.waits:
                wait.answers.setdefault(key, None)
        self._changed.notify_all()

    def _wake(self) -> None:
        self._is_stopped = False
        while len(self._workers) < self.threads:
            worker = threading.Thread(target=self._work, daemon=True, name="nblabel-thumbnails")
            self._workers.append(worker)
            worker.start()
        self._changed.notify_all()

    def _take(self) -> Job | None:
        """The next job: asked for before prefetched, newest channel first, in the order of its page.

        One thread is left to plain pictures: they must not wait until a video is indexed or a server has answered.
        """
        has_room = self._slow < max(1, self.threads - 1)
        for queues in (self._asked, self._ahead):
            for channel in list(queues):
                queue = queues[channel]
                while queue and queue[0].is_started:
                    queue.popleft()
                if not queue:
                    del queues[channel]
                    continue
                job = next((job for job in queue if not job.is_started and (has_room or not job.is_slow)), None)
                if job is not None:
                    job.is_started = True
                    return job
        return None

    def _work(self) -> None:
        while True:
            with self._changed:
                job = self._take()
                while job is None and not self._is_stopped:
                    if not self._changed.wait(_WRITE_AFTER_S if self._is_unwritten else None):
                        break
                    job = self._take()
                if self._is_stopped:
                    return
                self._busy += job is not None
                self._slow += job is not None and job.is_slow
                self._is_unwritten = job is not None
            if job is None:
                self.cache.flush()
                continue
            try:
                self._make(job)
            finally:
                with self._changed:
                    self._busy -= 1
                    self._slow -= job.is_slow
                    self._changed.notify_all()

    def _make(self, job: Job) -> None:
        try:
            if job.stamp is None and not self._claim(job):
                return
            # Between asking the cache and queueing, another job may have made the same one.
            made = self.cache.memory.get(job.stamp or b"")
            result: Thumb | str = made or thumbnail(job.medium, job.px)
        except Exception as problem:  # decoders raise anything, and a thread that dies stops all pictures
            result = reason_of(problem)
            if job.stamp is not None and is_lasting(problem):
                self._remember_failure(job.stamp, result)
        else:
            if job.stamp is not None and isinstance(result, Thumb):
                self.cache.put(job.stamp, result)
        self._finish(job, result)

    def _claim(self, job: Job) -> bool:
        """False when the prefetched thumbnail is there already, or is being made for somebody."""
        stamp = thumb_key(job.medium, job.px)
        if stamp in self._failures or self.cache.get_many([stamp]):
            return False
        with self._changed:
            if stamp in self._jobs:
                return False
            job.stamp = stamp
            self._jobs[stamp] = job
        return True

    def _finish(self, job: Job, result: Thumb | str) -> None:
        with self._changed:
            if job.stamp is not None and self._jobs.get(job.stamp) is job:
                del self._jobs[job.stamp]
            late = [(wait, key) for wait, key in job.waits if not wait.is_open]
            for wait, key in job.waits:
                if wait.is_open:
                    wait.answers[key] = result
            self._changed.notify_all()
        for wait, key in late:
            if wait.on_done is not None:
                try:
                    wait.on_done(key, result)
                except Exception:  # the listener's bug, not this picture's
                    logging.getLogger(__name__).exception("on_done failed for %r", key)

    def _remember_failure(self, stamp: bytes, reason: str) -> None:
        with self._changed:
            self._failures[stamp] = reason
            while len(self._failures) > _FAILURES_KEPT:
                self._failures.popitem(last=False)

    def _is_idle(self) -> bool:
        return not self._asked and not self._ahead and not self._busy

    def _check_process(self) -> None:
        if self._pid != os.getpid():
            self._start()


def _job(stamp: bytes | None, medium: Medium, px: int) -> Job:
    return Job(stamp, medium, px, is_slow=is_slow(medium))


def _medium(given: str | Medium) -> Medium:
    return given if isinstance(given, Medium) else medium_of(given)


_shared: ThumbnailPool | None = None
_shared_lock = threading.Lock()


def shared_pool() -> ThumbnailPool:
    """The pool of this process, over the cache of this user."""
    global _shared
    with _shared_lock:
        if _shared is None:
            _shared = ThumbnailPool()
            atexit.register(_shared.close)
        return _shared
