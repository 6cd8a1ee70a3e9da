"""A project: items, their ontology, and everything that was ever done to them, in one DuckDB file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import TYPE_CHECKING, Any, Self, SupportsIndex, overload

from nblabel import ops, screens
from nblabel.collecting import Collecting
from nblabel.domain.commands import Redo, SetOntology, Undo
from nblabel.domain.numbers import as_whole
from nblabel.domain.ontology import Ontology
from nblabel.domain.operands import PROBED
from nblabel.errors import OntologyError, OperationError
from nblabel.exploring import Exploring, Labels
from nblabel.framing import Framing
from nblabel.measuring import Measuring
from nblabel.ops.adding.add import add
from nblabel.ops.adding.headers import HeaderReader, read_headers
from nblabel.predicting import Predicting
from nblabel.reading import Reading
from nblabel.receipt import Receipt
from nblabel.registering import Registering
from nblabel.store.checking.verify import verify
from nblabel.store.history import operations
from nblabel.store.reading import tiles
from nblabel.store.reading.readonly import query_sql
from nblabel.tasking import Tasking
from nblabel.view import View

if TYPE_CHECKING:
    import os
    from pathlib import Path

    import pandas as pd

    from nblabel.domain.changes import Change, Operation
    from nblabel.domain.fields import Field
    from nblabel.domain.query import Expr, Order
    from nblabel.items import Item
    from nblabel.objects import Objects
    from nblabel.ops.session import Session


class Snapshot(Framing):
    """A project as it can be read: its items, labels and ontology, now or as of an operation."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    @property
    def items(self) -> View:
        """All items, in the order they were added."""
        return View(self._reading)

    @property
    def data(self) -> View:
        """All items, as beside `labels` and `predictions(source)`."""
        return self.items

    @property
    def labels(self) -> Labels:
        """All label rows; `filter`, `sort` and `search` narrow and order them."""
        return Labels(self._reading)

    @property
    def objects(self) -> Objects:
        """All that is marked in frames."""
        from nblabel.objects import Objects

        return Objects(self._reading)

    @property
    def ontology(self) -> Ontology:
        """The questions asked."""
        return self._reading.ontology

    def filter(self, *conditions: Expr) -> View:
        """The items for which every condition holds: see `View.filter`.

        Examples
        --------
        >>> project.filter(F["Animal"] == "cat", F.width > 1000)
        """
        return self.items.filter(*conditions)

    def sort(self, *keys: Field | Order) -> View:
        """All items in an order: see `View.sort`.

        Examples
        --------
        >>> project.sort(F.width.desc(), F.title)
        """
        return self.items.sort(*keys)

    def search(self, text: str) -> View:
        """The items with this text in their title.

        Examples
        --------
        >>> project.search("IMG_")
        """
        return self.items.search(text)

    def to_df(self) -> pd.DataFrame:
        """One row an item with its answers: see `View.to_df`."""
        return self.items.to_df()

    @overload
    def __getitem__(self, place: slice) -> View: ...

    @overload
    def __getitem__(self, place: SupportsIndex) -> Item: ...

    def __getitem__(self, place: slice | SupportsIndex) -> View | Item:
        return self.items[place]

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"{self._reading.name}: {len(self):,} items"

    def _repr_html_(self) -> str:
        from nblabel.sheet import project_sheet

        return project_sheet(repr(self), self.items)


class Project(Registering, Collecting, Predicting, Tasking, Measuring, Exploring, Snapshot):
    """An open project; made by `nblabel.open`.

    Examples
    --------
    >>> project = nb.open("pets.duckdb")
    >>> project.add("photos/")
    >>> project.ontology = nb.Ontology(nb.Radio("Animal", ["cat", "dog", "neither"]))
    >>> project.filter(F["Animal"].is_missing()).grid()
    """

    def __init__(self, session: Session) -> None:
        super().__init__(Reading(session))
        self._session = session
        self._headers = HeaderReader(session)
        session.on_frames = self._headers.start

    @property
    def path(self) -> Path:
        """The DuckDB file."""
        return self._session.db.path

    @property
    def annotator(self) -> str:
        """Who is named as the author of labels made here."""
        return self._session.annotator

    @property
    def role(self) -> str:
        """admin, reviewer or annotator."""
        return self._session.role

    @property
    def ontology(self) -> Ontology:
        """The questions asked; assign another version to change them, labels keep to their ids.

        Questions and options that stand at the same place under the same name keep their labels; to rename one
        use `project.ontology = project.ontology.rename(...)`. Removing one that labels use is refused.
        """
        return self._reading.ontology

    @ontology.setter
    def ontology(self, new: Ontology) -> None:
        if not isinstance(new, Ontology):
            raise OntologyError(f"A project's ontology is an nb.Ontology(...), not {type(new).__name__}.")
        former = self._session.ontology()
        adopted = new.adopt(former)
        if former and adopted == former:
            return
        ops.run(self._session, SetOntology(data=adopted.to_dict(), known_id=former.last_id))

    def add(self, source: Any, *, dataset: str = "") -> Receipt:
        """Register files of any kind, by reference: nothing is copied and no picture is decoded.

        Their sizes are read in the background afterwards, and at once where a filter asks for them.

        Parameters
        ----------
        source
            A folder (with its subfolders), a glob, a file or address, a list of those, a DataFrame with a `path` or `uri`
            column (its other columns become metadata), or a list of arrays or PIL images.
        dataset
            A name these items can be filtered by.

        Returns
        -------
        Receipt
            `applied` were added, `skipped` were there already, `failed` are listed in `problems`.

        Examples
        --------
        >>> project.add("photos/")
        >>> project.add(pd.DataFrame({"path": paths, "site": sites}))
        """
        receipt = Receipt(self._reading, add(self._reading.for_writing(), source, dataset=dataset))
        self._headers.start()
        return receipt

    def undo(self, op_id: int | None = None) -> Receipt:
        """Undo your last operation, or the one given; what was changed again since, by whomever, stays (`receipt.kept`).

        What others did stays when no operation is given; one of theirs that is given is open to admins.

        Examples
        --------
        >>> project.undo()
        >>> project.undo(receipt.op_id)
        """
        asked = None if op_id is None else _number(op_id, "undo")
        return Receipt(self._reading, ops.run(self._session, Undo(op_id=asked)))

    def redo(self) -> Receipt:
        """Redo what you undid last."""
        return Receipt(self._reading, ops.run(self._session, Redo()))

    def history(self, limit: int = 100) -> pd.DataFrame:
        """The latest operations, newest first.

        Returns
        -------
        DataFrame
            Columns op_id, at (UTC), annotator, kind, what, items, undone_by.

        Examples
        --------
        >>> project.history(20)
        """
        import pandas as pd

        most = _number(limit, "history")
        found = self._reading.read(lambda cur, scope: operations.history(cur, scope, most, 0))
        rows = [(op.op_id, op.created, op.annotator, op.kind, op.text, _n_items(op), op.undone_by) for op in found]
        table = pd.DataFrame(rows, columns=["op_id", "at", "annotator", "kind", "what", "items", "undone_by"])
        return table.astype({"undone_by": "Int64"})

    def at(self, op_id: int) -> Snapshot:
        """The project as it was after operation `op_id`, to be read only.

        Examples
        --------
        >>> project.at(receipt.op_id - 1).to_df()
        """
        op_id = _number(op_id, "at")
        latest = self._reading.read(lambda cur, scope: operations.revision(cur))
        if not 0 <= op_id <= latest:
            raise OperationError(f"No operation {op_id}: the history goes from 1 to {latest}. See project.history().")
        return Snapshot(Reading(self._session, op_id, f"project.at({op_id})"))

    def grid(self, **options: Any) -> Any:
        """Show all items in the bulk grid: see `View.grid`.

        Examples
        --------
        >>> project.grid(question="Animal")
        """
        return self.items.grid(**options)

    def label(self, **options: Any) -> Any:
        """Label all items one by one: see `View.label`.

        Examples
        --------
        >>> project.label(auto_complete=True)
        """
        return self.items.label(**options)

    def sql(self, text: str) -> pd.DataFrame:
        """Answer one SELECT; nothing can be changed by it.

        There are the views items, labels, statuses, tags, collections, members (of collections), predictions, objects,
        attributes, predicted_objects, tasks, task_items, assignments, comments, metrics, people and operations.

        Examples
        --------
        >>> project.sql("SELECT answer, count(*) FROM labels GROUP BY answer")
        """
        if any(name in str(text).casefold() for name in PROBED):
            read_headers(self._session, query=None)  # or an average would be one of the files read so far
        return query_sql(self._session.db, text, self._reading.scope())

    def export_table(self, path: str | os.PathLike[str]) -> Path:
        """Write `to_df()` to a .csv or .parquet file: see `View.export_table`.

        Examples
        --------
        >>> project.export_table("labels.parquet")
        """
        return self.items.export_table(path)

    def observe(self, listener: Callable[[Change], object]) -> Callable[[], None]:
        """Call `listener(change)` after every change made through this project; returns a call that stops it.

        The listener may run on another thread than the notebook's.

        Examples
        --------
        >>> stop = project.observe(lambda change: print(change.text))
        >>> stop()
        """
        if not callable(listener):
            raise OperationError(f"observe takes a function of one change, not {listener!r:.80}.")
        observers = self._session.observers
        observers.append(listener)
        return lambda: observers.remove(listener) if listener in observers else None

    def verify(self) -> list[str]:
        """Broken rules found in the file, one sentence each; an empty list says that all is well."""
        return self._reading.read(lambda cur, scope: verify(cur))

    def compact(self) -> tuple[int, int]:
        """Give back unused space of the file; its size in bytes before and after."""
        return self._session.db.compact()

    def close(self) -> None:
        """Release the file; the project cannot be used afterwards."""
        self._headers.close()
        self._session.close()

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called."""
        return self._session.is_closed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __repr__(self) -> str:
        if self.is_closed:
            return f"Project {self._session.name!r} in {self.path.name}: closed"
        done = self._reading.read(lambda cur, scope: tiles.answered(cur, scope))
        asked = ", ".join(question.name for question in self.ontology) or "no ontology yet"
        return f"Project {self._session.name!r} in {self.path.name}: {len(self):,} items, {done:,} labelled ({asked})"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>" if self.is_closed else super()._repr_html_()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """In a notebook the explorer; None (the sheet then) elsewhere, and where there is nothing to explore."""
        if self.is_closed or not len(self) or not screens.is_notebook():
            return None
        return self.explorer()._repr_mimebundle_(**kwargs)


def _number(given: object, call: str) -> int:
    number = as_whole(given)
    if number is None or number < 0:
        raise OperationError(f"{call} takes a whole number from 0, not {given!r:.80}: see project.history().")
    return number


def _n_items(op: Operation) -> int:
    """Items an operation changed; a changed ontology, description, member or title touches none."""
    return 0 if op.kind in ("ontology", "dataset", "person", "collection") else op.counts.get("applied", 0)
