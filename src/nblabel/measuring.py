"""The half of a project that measures pictures: quality metrics, vectors, likeness and duplicates."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Literal, overload

from nblabel.domain.measuring import ABOUT, COMPUTED, chosen, metric, own_metrics
from nblabel.domain.near import NEAR
from nblabel.domain.numbers import as_whole
from nblabel.domain.query import Ids, Query, is_framed
from nblabel.errors import MeasureError
from nblabel.ops.measuring.embed import add_vectors, embed, remove_vectors
from nblabel.ops.measuring.job import MeasuringJob
from nblabel.ops.measuring.measure import Measured, measure
from nblabel.ops.measuring.uniqueness import duplicates
from nblabel.sheet import groups_sheet
from nblabel.store.measured import metrics, vectors
from nblabel.view import View

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import numpy as np
    import pandas as pd

    from nblabel.reading import Reading

SHOWN_GROUPS = 5


class Metrics:
    """What can be measured of pictures, and of how many it was.

    Examples
    --------
    >>> project.metrics
    >>> project.metrics.to_df()
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    @property
    def names(self) -> list[str]:
        """Every metric that can be filtered and sorted by now: those measured, and those that are always told."""
        return [*self._reading.read(lambda cur, scope: metrics.names(cur, scope)), *COMPUTED]

    def to_df(self) -> pd.DataFrame:
        """One row a metric that was measured: name, items, low, mean, high, about."""
        table = self._reading.read(lambda cur, scope: metrics.coverage(cur, scope))
        return table.assign(about=[ABOUT.get(name, "your own") for name in table["name"]])

    def register(self, function: Callable[[Any], Any], **options: Any) -> Callable[[Any], Any]:
        """Make a function of a picture a metric: see `nblabel.metric`.

        Examples
        --------
        >>> project.metrics.register(redness)
        """
        registered: Callable[[Any], Any] = metric(**options)(function) if options else metric(function)
        return registered

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        counted = self._reading.read(lambda cur, scope: metrics.coverage(cur, scope))
        rows = [f"{name} ({items:,})" for name, items in zip(counted["name"], counted["items"], strict=True)]
        waiting = [own.name for own in own_metrics() if own.name not in set(counted["name"])]
        told = f"Measured: {', '.join(rows) or 'nothing yet, project.measure() does it'}. Always told: {', '.join(COMPUTED)}."
        return f"{told} Not measured yet: {', '.join(waiting)}." if waiting else told

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.to_df().to_html(index=False, float_format='{:.4g}'.format)}"


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Groups of items that show the same, or nearly: `groups` are arrays of ids, the one to keep first.

    Examples
    --------
    >>> found = project.duplicates()
    >>> found.redundant.tag("duplicate")
    """

    _reading: Reading
    groups: tuple[np.ndarray, ...]
    same_pixels: tuple[np.ndarray, ...]

    @property
    def items(self) -> View:
        """All items that are not alone."""
        return self._view([int(ident) for group in self.groups for ident in group])

    @property
    def redundant(self) -> View:
        """All but the first of each group: what could go without a picture being lost."""
        return self._view([int(ident) for group in self.groups for ident in group[1:]])

    def to_df(self) -> pd.DataFrame:
        """One row an item: group, item_id, title, same_pixels (as the first of its group)."""
        import numpy as np
        import pandas as pd

        ids = np.concatenate([np.empty(0, np.int64), *self.groups])
        sizes = [len(group) for group in self.groups]
        told = self._reading.read(lambda cur, _: metrics.titles(cur, np.unique(ids))) if len(ids) else {}
        return pd.DataFrame(
            {
                "group": np.repeat(np.arange(len(sizes)), sizes),
                "item_id": ids,
                "title": [told.get(int(ident), "") for ident in ids],
                "same_pixels": np.concatenate([np.empty(0, bool), *self.same_pixels]),
            }
        )

    def _view(self, ids: list[int]) -> View:
        return View(self._reading, Query().filtered(Ids(tuple(ids))))

    def __len__(self) -> int:
        return len(self.groups)

    def __iter__(self) -> Iterator[View]:
        return (self._view(group.tolist()) for group in self.groups)

    def __repr__(self) -> str:
        count = sum(len(group) - 1 for group in self.groups)
        return f"{len(self.groups):,} groups of pictures that are nearly the same; {count:,} could go: see .redundant"

    def _repr_html_(self) -> str:
        left = len(self.groups) - SHOWN_GROUPS
        rest = f"and {left:,} more groups: see .to_df()" if left > 0 else ""
        return f"<p>{escape(repr(self))}</p>" + groups_sheet(itertools.islice(self, SHOWN_GROUPS), rest)


class Measuring:
    """The half of a project that measures pictures: quality metrics, vectors, likeness and duplicates."""

    _reading: Reading

    @property
    def metrics(self) -> Metrics:
        """What can be measured, and of how many items it was."""
        return Metrics(self._reading)

    @overload
    def measure(
        self,
        view: View | str | None = ...,
        *names: str,
        executor: Executor | None = ...,
        background: Literal[False] = ...,
        again: bool = ...,
    ) -> Measured: ...

    @overload
    def measure(
        self,
        view: View | str | None = ...,
        *names: str,
        executor: Executor | None = ...,
        background: Literal[True],
        again: bool = ...,
    ) -> MeasuringJob: ...

    def measure(
        self,
        view: View | str | None = None,
        *names: str,
        executor: Executor | None = None,
        background: bool = False,
        again: bool = False,
    ) -> Measured | MeasuringJob:
        """Measure brightness, contrast, sharpness, entropy, colourfulness and uniqueness of pictures, and metrics of yours.

        Filters and sorts then know them, as in `project.sort(F.sharpness)`. What is measured stays, also when the call is
        interrupted: the next one goes on with the rest.

        They are taken of every pixel of the upright picture, shrunk first where its long side has more than 256: sharpness
        would mean nothing across sizes. Brightness, contrast (E. Peli 1990) and entropy (C. E. Shannon 1948) are those of the
        grey values, sharpness the variance of their Laplacian (J. L. Pech-Pacheco et al. 2000), colourfulness that of
        D. Hasler and S. Süsstrunk (2003), within 1.5 % for JPEG.

        Parameters
        ----------
        view
            Only its items; all of the project by default.
        *names
            Only these metrics; the pictures' own are measured together.
        executor
            Any `concurrent.futures.Executor`, such as Dask's `client.get_executor()`; threads of this process by default.
        background
            Come back at once, with a `MeasuringJob` that can be waited for and cancelled.
        again
            Measure anew what was measured before, for files that have changed.

        Examples
        --------
        >>> project.measure()
        >>> project.measure(view, "brightness", executor=client.get_executor())
        >>> project.filter(F.sharpness < 50).sort(F.brightness).grid()
        """
        pictures, own = chosen((view, *names) if isinstance(view, str) else names)
        session = self._reading.for_writing()
        query = None if isinstance(view, str) else _query_of(view)

        def work(**steering: Any) -> Measured:
            return measure(session, query, pictures=pictures, own=own, executor=executor, again=again, **steering)

        return MeasuringJob(session, work) if background else work()

    def embed(
        self,
        view: View | None = None,
        model: Callable[[list[Any]], Any] | None = None,
        *,
        name: str = "",
        executor: Executor | None = None,
        background: bool = False,
        again: bool = False,
    ) -> Measured | MeasuringJob:
        """Give pictures a vector, so that alike ones are found: `view.like(item)`, `m` in the grid, sort by diversity.

        Parameters
        ----------
        view
            Only its items; all of the project by default.
        model
            A function of a list of PIL images that gives an array with a row of numbers for each; 256 numbers of colours and
            edges by default, which tell what looks alike.
        name
            What its vectors are called; the model's `name`, or the function's.
        executor, background, again
            As of `measure`.

        Examples
        --------
        >>> project.embed()
        >>> project.embed(model=lambda images: clip.encode(images), name="clip")
        >>> view.like(view[0]).grid()
        """
        session = self._reading.for_writing()
        query = _query_of(view)

        def work(**steering: Any) -> Measured:
            return embed(session, query, model=model, name=name, executor=executor, again=again, **steering)

        return MeasuringJob(session, work) if background else work()

    def add_vectors(self, vectors: Any, *, name: str = "given", view: View | None = None) -> int:
        """Take vectors that you have: how many items got one.

        Parameters
        ----------
        vectors
            An array with a row for each item of `view` in its order (NaN: none); or a DataFrame with a column `item_id`, whose
            other columns are the numbers, or whose column `vector` holds lists.
        name
            What they are called: `view.like(item, space=name)`.
        view
            Whose items the rows are of; all of the project by default.

        Examples
        --------
        >>> project.add_vectors(np.load("clip.npy"), name="clip")
        """
        return add_vectors(self._reading.for_writing(), vectors, name, _query_of(view))

    def remove_vectors(self, name: str) -> None:
        """Take the vectors of this name out.

        Examples
        --------
        >>> project.remove_vectors("clip")
        """
        remove_vectors(self._reading.for_writing(), name)

    def vectors(self, view: View | None = None, *, space: str = "") -> tuple[np.ndarray, np.ndarray]:
        """Ids and vectors (float32, of unit length) of the items that have one; the latest ones where no space is named.

        By ascending id.


        Examples
        --------
        >>> ids, vectors = project.vectors(view)
        """
        asked = View(self._reading) if view is None else view
        ids = asked.ids()
        return self._reading.read(
            lambda cur, scope: vectors.exact_vectors(cur, vectors.space_named(cur, scope.project_id, space), ids)
        )

    def duplicates(self, view: View | None = None, *, threshold: int = NEAR) -> Duplicates:
        """Groups of pictures that are the same, or nearly: resized, compressed anew, a little cropped.

        Parameters
        ----------
        view
            Only among its items; all of the project by default.
        threshold
            In how many of the 128 bits of their hashes they may differ, 0 to 16.

        Examples
        --------
        >>> project.duplicates().redundant.tag("duplicate")
        """
        bits = as_whole(threshold)
        if bits is None:
            raise MeasureError(f"A threshold is a whole number of bits, not {threshold!r:.40}.")
        session, query = self._reading.session, _query_of(view)
        if not session.db.read_only:
            measure(session, query, retry=False)
        found = duplicates(session, query, bits)
        return Duplicates(self._reading, tuple(ids for ids, _ in found), tuple(same for _, same in found))


def _query_of(view: View | None) -> Query | None:
    if view is None:
        return None
    if not isinstance(view, View):
        raise MeasureError(f"What is measured is a view such as project.filter(...), not {view!r:.80}.")
    if is_framed(view._query):
        raise MeasureError(
            "This is a view of frames, and metrics and vectors belong to whole items (a video is measured by its most telling "
            "frame): give the view of items that project.frames was given, or add the frames as pictures of their own."
        )
    return view._query
