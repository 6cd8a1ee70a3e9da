"""Comparing what a registration said of files with the files themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nblabel.domain.query import Query, items_query
from nblabel.media.pictures.headers import Header, probe_many
from nblabel.media.serving.show import probe
from nblabel.ops.progress import Progress, shown
from nblabel.ops.session import Session
from nblabel.store.items.trusted import TrustedFacts, trusted_facts

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("item_id", "title", "field", "given", "found")
# Rates are written with two or three digits (23.98 for 23.976), and containers round durations to a frame.
_RATE_TOLERANCE = 0.0005
_TIME_TOLERANCE = 0.005
_TIME_TOLERANCE_S = 0.05
_SAME_TYPES = {
    "image/jpg": "image/jpeg",
    "audio/mp3": "audio/mpeg",
    "audio/x-wav": "audio/wav",
    "video/x-m4v": "video/mp4",
}


def verify_media(session: Session, query: Query | None = None, progress: Progress | None = None) -> pd.DataFrame:
    """A row for each trusted fact that its file contradicts, and for each file that cannot be read; changes nothing.

    Returns
    -------
    DataFrame
        Columns item_id, title, field, given, found; of a file that cannot be read the field is "problem".
    """
    import pandas as pd

    with session.db.read() as cur:
        asked = Query() if query is None else items_query(query)
        facts = trusted_facts(cur, session.scope(cur=cur), asked)
    rows: list[tuple[object, ...]] = []
    with shown("Comparing metadata with files", len(facts), progress) as done:
        for found in probe_many([fact.medium for fact in facts], probe=probe, progress=done):
            for place, header in found:
                fact = facts[place]
                rows += [(fact.item_id, fact.title, *difference) for difference in differences(fact, header)]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"item_id": "int64", "given": object, "found": object})


def differences(fact: TrustedFacts, header: Header) -> Iterator[tuple[str, object, object]]:
    """(field, given, found) for all that differs; facts that were not given are not compared."""
    if header.problem:
        yield "problem", None, header.problem
        return
    for name, given, found in (
        ("width", fact.width, header.width),
        ("height", fact.height, header.height),
        ("file_size", fact.file_size, header.file_size),
        ("n_frames", fact.n_frames if fact.medium.kind == "pdf" else None, header.n_frames),
    ):
        if given is not None and found and given != found:
            yield name, given, found
    if fact.fps is not None and header.fps and abs(fact.fps - header.fps) > _RATE_TOLERANCE * header.fps:
        yield "fps", fact.fps, header.fps
    if fact.duration is not None and header.duration:
        allowed = max(_TIME_TOLERANCE_S, _TIME_TOLERANCE * header.duration)
        if abs(fact.duration - header.duration) > allowed:
            yield "duration", fact.duration, header.duration
    found_type = header.mime or (f"image/{header.format.lower()}" if header.format else "")
    if fact.mime and found_type and _plain(fact.mime) != _plain(found_type):
        yield "mime_type", fact.mime, found_type
    for name, given in fact.detail.items():
        if name in header.detail and header.detail[name] != given:
            yield name, given, header.detail[name]


def _plain(mime: str) -> str:
    name = mime.partition(";")[0].strip().lower()
    return _SAME_TYPES.get(name, name)
