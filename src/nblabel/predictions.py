"""What a model predicts for the items of a project: looked at, accepted, rejected, and how often it was right."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Literal, overload

from nblabel import ops
from nblabel.domain.predicting import Accept, ForgetPredictions, Reject
from nblabel.domain.query import Or, Query
from nblabel.editing import Editable, _flag
from nblabel.errors import PredictionError, SelectionError, in_line
from nblabel.ops.accepting.accept import plan_accept
from nblabel.ops.accepting.reject import plan_reject
from nblabel.ops.predicting.predict import known_source
from nblabel.receipt import Plan, Receipt
from nblabel.store.reading import predictions_table as table
from nblabel.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from nblabel.domain.fields import Field
    from nblabel.domain.query import Expr, Order
    from nblabel.items import Item
    from nblabel.ops.accepting.accept import AcceptPlan as PlanResult
    from nblabel.project import Project
    from nblabel.reading import Reading


class Predictions:
    """The predictions of one source; narrowed by `filter`, ordered by `sort`.

    Examples
    --------
    >>> resnet = project.predictions("resnet")
    >>> len(resnet), resnet.to_df(), resnet.acceptance()
    >>> resnet.accept(min_confidence=0.9, dry_run=True)
    >>> resnet.filter(F["Animal"].is_missing()).sort(F.prediction("resnet")["Animal"].confidence).items.grid()
    """

    def __init__(self, reading: Reading, source: str, query: Query | None = None) -> None:
        self._reading = reading
        self.source = source
        self._query = query or Query()
        reading.read(lambda cur, scope: known_source(cur, scope, source))

    @property
    def items(self) -> View:
        """The items that something is predicted of, in the order asked for."""
        return View(self._reading, self._query.filtered(self._any()))

    def filter(self, *conditions: Expr) -> Predictions:
        """Those on items for which every condition holds.

        Examples
        --------
        >>> project.predictions("resnet").filter(F.prediction("resnet")["Animal"] == "cat")
        """
        return self._with(View(self._reading, self._query).filter(*conditions))

    def sort(self, *keys: Field | Order) -> Predictions:
        """The same in another order of the items.

        Examples
        --------
        >>> project.predictions("resnet").sort(F.prediction("resnet")["Animal"].confidence)
        """
        return self._with(View(self._reading, self._query).sort(*keys))

    def search(self, text: str) -> Predictions:
        """Those on items with this text in their title.

        Examples
        --------
        >>> project.predictions("resnet").search("IMG_")
        """
        return self._with(View(self._reading, self._query).search(text))

    def to_df(self) -> pd.DataFrame:
        """One row a predicted answer or object.

        Returns
        -------
        DataFrame
            Columns prediction_id, item_id, title, frame_from, frame_to, question (or the class of an object), answer,
            confidence, shape (JSON), attributes (a dict), created_at (UTC).
        """
        ids = None if self._query == Query() else self.items.ids()
        return self._reading.read(
            lambda cur, scope: table.predictions_df(cur, scope, known_source(cur, scope, self.source), ids)
        )

    def __len__(self) -> int:
        ids = None if self._query == Query() else self.items.ids()
        return self._reading.read(
            lambda cur, scope: table.count(cur, scope, known_source(cur, scope, self.source), ids)
        )

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    @overload
    def accept(
        self,
        *,
        min_confidence: float = ...,
        view: Editable | Project | None = ...,
        question: str | None = ...,
        override: bool = ...,
        dry_run: Literal[False] = ...,
    ) -> Receipt: ...

    @overload
    def accept(
        self,
        *,
        min_confidence: float = ...,
        view: Editable | Project | None = ...,
        question: str | None = ...,
        override: bool = ...,
        dry_run: Literal[True],
    ) -> AcceptPlan: ...

    def accept(
        self,
        *,
        min_confidence: float = 0.0,
        view: Editable | Project | None = None,
        question: str | None = None,
        override: bool = False,
        dry_run: bool = False,
    ) -> Receipt | AcceptPlan:
        """Make labels of the predictions; a nested answer that is not sure enough is left out, its parent decides.

        Parameters
        ----------
        min_confidence
            Predictions at or above it are accepted.
        view
            Only on these items or frames; all that something is predicted of by default.
        question
            Only of this top question (or object class).
        override
            Replace other answers, with all their nested answers. By default what is answered stays as it is.
        dry_run
            Only say what would happen: an `AcceptPlan`, nothing is written.

        Returns
        -------
        Receipt or AcceptPlan
            Labels made so have the source `model`, its confidence, and you as their author.

        Examples
        --------
        >>> project.predictions("resnet").accept(min_confidence=0.9, dry_run=True)
        >>> project.predictions("resnet").accept(min_confidence=0.9, view=project.filter(F.tags.has("night"))).undo()
        """
        is_plan = _flag(dry_run, "dry_run")
        command = Accept(
            target=self._target(view),
            source=self.source,
            root=self._root(question),
            threshold=_share(min_confidence),
            override=_flag(override, "override"),
        )
        self._reading.prepare(command.target)
        if is_plan:
            return AcceptPlan(self._reading, command, plan_accept(self._reading.for_writing(), command))
        return Receipt(self._reading, ops.run(self._reading.for_writing(), command))

    @overload
    def reject(
        self, view: Editable | Project, *, question: str | None = ..., dry_run: Literal[False] = ...
    ) -> Receipt: ...

    @overload
    def reject(self, view: Editable | Project, *, question: str | None = ..., dry_run: Literal[True]) -> Plan: ...

    def reject(self, view: Editable | Project, *, question: str | None = None, dry_run: bool = False) -> Receipt | Plan:
        """Say that the predictions on these items or frames are wrong: they are shown no longer; labels stay.

        Parameters
        ----------
        view
            The items or frames.
        question
            Only of this top question (or object class).
        dry_run
            Only say what would happen: a `Plan`, in which those of `other` are predicted.

        Examples
        --------
        >>> wrong = project.filter(F.prediction("resnet")["Animal"] == "dog")
        >>> project.predictions("resnet").reject(wrong, dry_run=True)
        >>> project.predictions("resnet").reject(wrong)
        """
        is_plan = _flag(dry_run, "dry_run")
        command = Reject(target=self._target(view), source=self.source, root=self._root(question))
        self._reading.prepare(command.target)
        if is_plan:
            return Plan(self._reading, command, plan_reject(self._reading.for_writing(), command))
        return Receipt(self._reading, ops.run(self._reading.for_writing(), command))

    def acceptance(self) -> pd.DataFrame:
        """How often it was right, by question and option.

        Returns
        -------
        DataFrame
            question, answer, predicted, accepted (labelled so since), corrected (labelled otherwise since), rejected, open, and
            acceptance: accepted out of those that were judged.

        Examples
        --------
        >>> project.predictions("resnet").acceptance()
        """
        return self._reading.read(
            lambda cur, scope: table.acceptance(cur, scope, known_source(cur, scope, self.source))
        )

    def delete(self) -> Receipt:
        """Take all predictions of this source out of the project; labels that were made of them stay. Can be undone.

        Others work from them, so only admins may; whoever may change an item rejects what is wrong there.

        Examples
        --------
        >>> project.predictions("resnet").delete()
        """
        return Receipt(self._reading, ops.run(self._reading.for_writing(), ForgetPredictions(source=self.source)))

    def __repr__(self) -> str:
        return f'Predictions of "{in_line(self.source)}": {len(self):,} on {len(self.items):,} items'

    def _any(self) -> Expr:
        """The condition that something is predicted."""
        from nblabel.domain.fields import F

        asked = self._reading.read(
            lambda cur, scope: table.questions(cur, scope, known_source(cur, scope, self.source))
        )
        known = {place.question.ident: place for place in self._reading.ontology.places}
        there: list[Expr] = [
            ~F.prediction(self.source)[known[ident].name].is_missing() for ident in asked if ident in known
        ]
        if self._reading.read(lambda cur, scope: table.has_objects(cur, scope, known_source(cur, scope, self.source))):
            there.append(F.prediction(self.source).objects().count > 0)
        if not there:
            return F.item_id.is_in([])
        return there[0] if len(there) == 1 else Or(tuple(there))

    def _target(self, view: Editable | Project | None) -> Query:
        if view is None:
            return self.items._query if self._query != Query() else Query()
        asked = view if hasattr(view, "_query") else getattr(view, "items", None)  # a project means all its items
        if not isinstance(asked, Editable):
            raise SelectionError(f"Items are meant by a view or an item, not by {view!r:.80}.")
        mine, theirs = self._reading.session, asked._reading.session
        if mine.key != theirs.key:
            raise SelectionError(
                f"These items are of another project ({in_line(theirs.name)}): take a view of this one."
            )
        return asked._query

    def _root(self, question: str | None) -> int:
        if question is None:
            return 0
        ontology = self._reading.ontology
        found = next((cls for cls in ontology.objects if cls.name == question), None)
        return ontology.root(question).ident if found is None else found.ident

    def _with(self, view: View) -> Predictions:
        return Predictions(self._reading, self.source, view._query)


class AcceptPlan:
    """What accepting would do, before anything is written.

    Attributes
    ----------
    items
        How many it is about, which are the sum of:
    accepted, same, kept, below, none, blocked
        Those that would be labelled; that answer so already; that answer otherwise and stay; whose predictions are less sure than
        the threshold; without a prediction that could become a label; that your role may not change.
    overwritten
        Those of `accepted` whose answer would be replaced.
    table
        The same by status.
    reasons
        Why items are blocked, and how many for each reason.

    Examples
    --------
    >>> plan = project.predictions("resnet").accept(min_confidence=0.9, dry_run=True)
    >>> plan.accepted, plan.table, plan.apply()
    """

    _NAMES = ("accepted", "same", "kept", "below", "none", "blocked")

    def __init__(self, reading: Reading, command: Accept, result: PlanResult) -> None:
        self._reading = reading
        self._command = command
        self._result = result
        total = result.total
        self.items = total.items
        self.accepted = total.accepted
        self.same = total.same
        self.kept = total.kept
        self.overwritten = total.overwritten
        self.below = total.below
        self.none = total.none
        self.blocked = total.blocked

    @property
    def reasons(self) -> dict[str, int]:
        """Why items are blocked: how many for each reason."""
        return dict(self._result.reasons)

    @property
    def table(self) -> pd.DataFrame:
        """One row a verdict, with its number of items in all and in each status."""
        import pandas as pd

        found = [("items", self._result.total), *self._result.rows.items()]
        columns = {name: [getattr(one, verdict) for verdict in self._NAMES] for name, one in found}
        return pd.DataFrame(columns, index=pd.Index(self._NAMES, name="verdict"))

    def apply(self) -> Receipt:
        """Carry it out; items that changed since the plan was made follow the same rule."""
        return Receipt(self._reading, ops.run(self._reading.for_writing(), self._command))

    def __repr__(self) -> str:
        return f"{self._sentence()}\n{self.table}"

    def _repr_html_(self) -> str:
        return f"<p>{escape(self._sentence())}</p>{self.table.to_html()}"

    def _sentence(self) -> str:
        overwritten = f" ({self.overwritten:,} overwritten)" if self.overwritten else ""
        return (
            f'Plan for {self.items:,}: {self.accepted:,} predictions of "{in_line(self._command.source)}" at or above '
            f"{self._command.threshold:g} would become labels{overwritten}. Nothing is written yet."
        )


def _share(given: object) -> float:
    number = (
        given
        if isinstance(given, (int, float)) and not isinstance(given, bool)
        else getattr(given, "item", lambda: None)()
    )
    if isinstance(number, (int, float)) and 0 <= number <= 1:
        return float(number)
    raise PredictionError(f"min_confidence is a number from 0 to 1, not {given!r:.60}.")
