"""Reading the time stamps of labelled frames: soon after the label, and at the latest when labels are listed."""

from __future__ import annotations

from collections.abc import Callable

from nblabel.errors import MediaProblem
from nblabel.media.serving.show import pts_of
from nblabel.ops.session import Session
from nblabel.store.labels import frame_pts


def read_frame_times(session: Session, cancelled: Callable[[], bool] | None = None) -> int:
    """Keep the time stamps of frames that carry labels and have none yet; of how many videos they were read.

    These are facts about files, not changes. A video that cannot be read now is asked again the next time.
    """
    if session.db.read_only:
        return 0
    with session.db.read() as cur:
        missing = frame_pts.missing(cur, session.scope(cur=cur))
    done = 0
    for item_id, (medium, frames) in missing.items():
        if cancelled is not None and cancelled():
            break
        try:
            found = pts_of(medium, frames)
        except MediaProblem:
            continue
        if found:
            stamps = dict(zip(frames, found, strict=True))
            session.db.run(lambda cur, item_id=item_id, stamps=stamps: frame_pts.save(cur, item_id, stamps))  # type: ignore[misc]
            done += 1
    return done
