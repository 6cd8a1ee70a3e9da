"""When the log of changes is folded into the label file: in a pause, so that no call waits for it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from nblabel.store.file.marker import log_of

PAUSE_S = 1.0
# A smaller log is read back in a moment when the file is opened.
_WORTH_BYTES = 16 * 2**20


@dataclass(slots=True)
class Idle:
    """How long a file has been at rest, and whether its log has grown since it was last folded in."""

    path: Path
    _rests_since: float = field(default_factory=time.monotonic)
    _done_at: int = 0

    def rest(self) -> None:
        """A call has ended."""
        self._rests_since = time.monotonic()

    def done(self, commits: int) -> None:
        """There is nothing to do until another commit."""
        self._done_at = commits

    def is_due(self, commits: int) -> bool:
        """Whether now is the time; asked again and again by the watcher, so it seldom looks at the disk."""
        if commits == self._done_at or time.monotonic() - self._rests_since < PAUSE_S:
            return False
        try:
            is_worth_it = log_of(self.path).stat().st_size >= _WORTH_BYTES
        except OSError:
            is_worth_it = False
        if not is_worth_it:
            self.done(commits)
        return is_worth_it
