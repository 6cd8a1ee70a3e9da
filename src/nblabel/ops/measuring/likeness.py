"""What items are compared with: one of them, a picture from anywhere, or a vector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nblabel.domain.numbers import as_whole
from nblabel.domain.operands import Likeness
from nblabel.domain.query import Query
from nblabel.domain.units import item_of
from nblabel.errors import MeasureError
from nblabel.media.measuring.source import is_picture
from nblabel.ops.measuring.embed import embed, model_named, vector_of
from nblabel.ops.session import Session
from nblabel.store.measured import vectors


def likeness(session: Session, what: Any, space: str = "") -> Likeness:
    """How alike items are to `what`: an item or its id, a picture, a vector.

    Where no picture has a vector yet they are made, with a bar: that is what was asked for.
    """
    name = _ready(session, space)
    ident = as_whole(getattr(what, "id", what))
    if ident is not None:
        return Likeness(item_of(int(ident)), space)
    if is_picture(what):
        return Likeness(0, name, tuple(vector_of(name, what).tolist()))
    return Likeness(0, name, tuple(_numbers(what).tolist()))


def _ready(session: Session, space: str) -> str:
    """The name of the space that is meant, with the vectors in it that could be made here."""
    with session.db.read() as cur:
        known = vectors.spaces(cur, session.project_id)
    name = space or (known[0].name if known else "looks")
    model = model_named(name)
    if model is not None and not session.db.read_only:
        embed(session, Query(), model=model, name=name, retry=False)
    return name


def _numbers(what: Sequence[float] | np.ndarray) -> np.ndarray:
    try:
        vector = np.asarray(what, np.float32)
    except (TypeError, ValueError):
        vector = np.empty((0, 0), np.float32)
    if vector.ndim != 1 or not vector.size or not np.isfinite(vector).all():
        raise MeasureError(f"like takes an item, its id, a picture or a vector of numbers, not {what!r:.80}.")
    return vector
