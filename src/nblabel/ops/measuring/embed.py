"""Vectors of pictures: made by a model, or given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

import numpy as np

from nblabel.domain.measuring import checked_name
from nblabel.domain.query import Query
from nblabel.errors import MeasureError
from nblabel.media.measuring.embedding import Looks, as_rows
from nblabel.media.measuring.source import as_picture
from nblabel.ops.measuring.measure import Measured, measure
from nblabel.ops.progress import Progress
from nblabel.ops.session import Session
from nblabel.store.measured import vectors
from nblabel.store.query import views
from nblabel.store.rows.chosen import present

if TYPE_CHECKING:
    import pandas as pd


def embed(
    session: Session,
    query: Query | None = None,
    *,
    model: Callable[[list[Any]], Any] | None = None,
    name: str = "",
    executor: Executor | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    again: bool = False,
    retry: bool = True,
) -> Measured:
    """Give those items of `query` a vector that have none yet; see `measure` for the arguments."""
    chosen = Looks() if model is None else model
    if not callable(chosen):
        raise MeasureError(f"A model is a function of a list of PIL images, not {chosen!r:.80}.")
    called = name or getattr(chosen, "name", "") or getattr(chosen, "__name__", "")
    space = checked_name(called if called != "<lambda>" else "model", "model")
    _models[space] = chosen
    return measure(
        session,
        query,
        pictures=False,
        model=chosen,
        space=space,
        executor=executor,
        progress=progress,
        cancelled=cancelled,
        again=again,
        retry=retry,
    )


_models: dict[str, Callable[[list[Any]], Any]] = {}


def model_named(name: str) -> Callable[[list[Any]], Any] | None:
    """The model that made vectors of this name in this process; None for one that is not here, or was none."""
    return _models.get(name) or (Looks() if name == Looks().name else None)


def latest_model(session: Session) -> str:
    """The name of the model whose vectors are compared unless others are named; the one made by hand where it is not here."""
    with session.db.read() as cur:
        known = vectors.spaces(cur, session.project_id)
    return known[0].name if known and known[0].name in _models else Looks().name


def vector_of(name: str, picture: Any) -> np.ndarray:
    """The vector of a picture (a PIL image, an array or a path) as the model of this name makes it."""
    model = model_named(name)
    if model is None:
        raise MeasureError(
            f'The model "{name}" is not at hand here: give its vector of the picture, or run project.embed.'
        )
    row: np.ndarray = as_rows(model([as_picture(picture)]), 1)[0]
    return row


def add_vectors(session: Session, given: Any, name: str, query: Query | None) -> int:
    """Write vectors that somebody has; how many items got one."""
    space = checked_name(name, "model")
    with session.db.read() as cur:
        ids = views.ids(cur, session.scope(cur=cur), Query() if query is None else query)
    own, rows = _of_table(given, ids) if hasattr(given, "columns") else (ids, _matrix(given))
    if len(rows) != len(own):
        raise MeasureError(
            f"There are {len(own):,} items and {len(rows):,} vectors: give one row an item, in their order."
        )
    there = ~np.isnan(rows).any(axis=1)
    if not there.any():
        raise MeasureError("None of the vectors holds numbers: nothing was written.")
    own, rows = own[there], as_rows(rows if there.all() else rows[there], int(there.sum()))
    is_sorted = bool((own[:-1] < own[1:]).all())
    order = np.argsort(own, kind="stable")
    if not is_sorted and (np.diff(own[order]) == 0).any():
        raise MeasureError("An item is named twice among the vectors: give one row an item.")
    session.db.run(
        lambda cur: vectors.save(
            cur, session.project_id, space, own if is_sorted else own[order], rows if is_sorted else rows[order]
        )
    )
    return len(own)


def remove_vectors(session: Session, name: str) -> None:
    """Take the vectors of this name out."""
    session.db.run(lambda cur: vectors.drop(cur, session.project_id, name))


def _of_table(table: pd.DataFrame, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if "item_id" not in table.columns:
        raise MeasureError(f"A table of vectors has a column item_id; this one has {list(table.columns)[:6]}.")
    ids = np.asarray(table["item_id"], np.int64)
    strangers = ids[~present(np.sort(ids), np.sort(known))[np.argsort(np.argsort(ids))]] if len(ids) else ids
    if len(strangers):
        raise MeasureError(f"No item {int(strangers[0])} is in the view: leave its vector out.")
    if "vector" in table.columns:
        return ids, _matrix(list(table["vector"]))
    return ids, _matrix(table.drop(columns="item_id"))


def _matrix(given: Sequence[Any] | np.ndarray | pd.DataFrame) -> np.ndarray:
    try:
        rows = np.asarray(given, np.float32)
    except (TypeError, ValueError) as problem:
        raise MeasureError("Vectors are an array of numbers, one row an item, all of the same length.") from problem
    if rows.ndim != 2:
        raise MeasureError(f"Vectors are an array of two axes (items, numbers), not one of shape {rows.shape}.")
    return rows
