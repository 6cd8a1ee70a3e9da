"""`F`: how conditions and sort keys are written, such as `F["Animal"] == "cat"` or `F.width.desc()`."""

from __future__ import annotations

from collections.abc import Sequence

from nblabel.domain.field import ITEM_ID, Field, scalar, text_of
from nblabel.domain.field_parts import AnswerField, Metadata, ObjectFields, Prediction, Tags, question_of
from nblabel.domain.operands import (
    COLUMNS,
    METRICS,
    AddedAt,
    Assignee,
    Column,
    Diversity,
    Given,
    Likeness,
    Metric,
    StatusOf,
    TaskOf,
    TaskStatusOf,
)
from nblabel.domain.query import (
    ChangedAfterReview,
    Expr,
    InCollection,
    InReceipt,
    InTask,
)
from nblabel.errors import QueryError, did_you_mean

__all__ = ["F", "Field", "Fields", "Metadata", "Tags", "scalar"]

_WORDS = (
    "id",
    "status",
    "tags",
    "meta",
    "annotator",
    "labelled_at",
    "added_at",
    "assignee",
    "task",
    "changed_after_review",
    "diversity",
)
_CALLS = ("receipt", "changed_by", "in_collection", "in_task", "task_status", "prediction", "objects", "metric", "like")


class Fields:
    """Where every condition starts.

    `F["Animal"]` is the answer to a question (a path such as `"Animal/dog/Breed"` where names repeat),
    `F.meta["site"]` a metadata key, `F.status`, `F.tags`, and `F.title`, `F.width`, ... the item's columns; in a view of
    frames `F.frame` is the number of the frame. `F.prediction("resnet")["Animal"]` is what a model says,
    `F.objects("Head")` what is marked in frames, `F.brightness` and `F.metric("...")` what was measured.

    Examples
    --------
    >>> from nblabel import F
    >>> F["Animal"].is_missing() & (F.width > 1000)
    And(parts=(Missing(operand=Answer(question='Animal')), Compare(operand=Column(name='width'), comparison='>', value=1000)))
    """

    __slots__ = ()

    def __getitem__(self, question: str | int) -> AnswerField:
        return AnswerField(question_of(question))

    def __getattr__(self, name: str) -> Field:
        if name == "id":
            return Field(ITEM_ID)
        if name in COLUMNS:
            return Field(Column(name))
        if name in METRICS:
            return Field(Metric(name))
        if name.startswith("__"):
            raise AttributeError(name)
        present = (*COLUMNS, *METRICS, *_WORDS)
        raise QueryError(
            f'Items have no column "{name}". There are: {", ".join(present)}; '
            f'metadata is F.meta["{name}"], an answer F["{name}"], a metric F.metric("{name}").{did_you_mean(name, present)}'
        )

    @property
    def status(self) -> Field:
        """The workflow status: annotate, review or complete."""
        return Field(StatusOf())

    @property
    def tags(self) -> Tags:
        """The tags."""
        return Tags()

    @property
    def meta(self) -> Metadata:
        """The metadata keys."""
        return Metadata()

    @property
    def annotator(self) -> Field:
        """Who gave or edited any answer on the item; of one question `F["Animal"].annotator`."""
        return Field(Given("annotator"))

    @property
    def labelled_at(self) -> Field:
        """When an answer was given or edited last (UTC): compares with a date, a datetime or an ISO text.

        Examples
        --------
        >>> F.labelled_at >= "2026-11-01"
        Compare(operand=Given(part='labelled_at', question=None), comparison='>=', value='2026-11-01')
        """
        return Field(Given("labelled_at"))

    @property
    def added_at(self) -> Field:
        """When the item was added (UTC): compares as `F.labelled_at` does."""
        return Field(AddedAt())

    @property
    def assignee(self) -> Field:
        """Whose the item is."""
        return Field(Assignee())

    @property
    def task(self) -> Field:
        """The tasks it is in."""
        return Field(TaskOf())

    @property
    def diversity(self) -> Field:
        """To sort by: first those that differ most from each other."""
        return Field(Diversity())

    @property
    def changed_after_review(self) -> Expr:
        """The labels were changed since the review; a condition by itself."""
        return ChangedAfterReview()

    def objects(self, cls: str | int | None = None) -> ObjectFields:
        """What is marked in frames, of a class or of any.

        Examples
        --------
        >>> F.objects("Head").area > 1000
        Compare(operand=Objects(part='area', cls='Head', source=None), comparison='>', value=1000)
        """
        return ObjectFields(None if cls is None else question_of(cls))

    def prediction(self, source: str) -> Prediction:
        """What a source predicts.

        Examples
        --------
        >>> F.prediction("resnet")["Animal"] == "cat"
        Compare(operand=Predicted(source='resnet', question='Animal', part='answer'), comparison='==', value='cat')
        """
        return Prediction(source)

    def metric(self, name: str) -> Field:
        """A number measured of the item, by the name it was registered under.

        Examples
        --------
        >>> F.metric("redness") > 0.5
        Compare(operand=Metric(name='redness'), comparison='>', value=0.5)
        """
        return Field(Metric(text_of(name, "F.metric")))

    def like(self, item: int | Sequence[float], *, space: str = "") -> Field:
        """How alike the item is to this one (its id, or a vector): 1 is the same; `.desc()` sorts the most alike first.

        `space` names whose vectors are compared (`project.embed(model=...)`); the latest by default.

        Examples
        --------
        >>> F.like(17).desc()
        Order(operand=Likeness(item=17, space='', vector=()), descending=True)
        """
        if type(item) is int:
            return Field(Likeness(item, space))
        if not isinstance(item, list | tuple) or not item:
            raise QueryError(f"F.like takes the id of an item, or a list of numbers, not {item!r:.80}.")
        return Field(Likeness(0, space, tuple(float(number) for number in item)))

    def in_collection(self, title: str) -> Expr:
        """The item (or the frame) is in the collection.

        Examples
        --------
        >>> F.in_collection("night")
        InCollection(title='night')
        """
        return InCollection(text_of(title, "F.in_collection"))

    def in_task(self, task: str) -> Expr:
        """The item is in the task.

        Examples
        --------
        >>> F.in_task("batch 4")
        InTask(task='batch 4')
        """
        return InTask(text_of(task, "F.in_task"))

    def task_status(self, task: str) -> Field:
        """The status that the item has in a task with statuses of its own.

        Examples
        --------
        >>> F.task_status("batch 4") == "expert review"
        Compare(operand=TaskStatusOf(task='batch 4'), comparison='==', value='expert review')
        """
        return Field(TaskStatusOf(text_of(task, "F.task_status")))

    def receipt(self, op: int, outcome: str) -> Expr:
        """The items behind one outcome (applied, skipped, ...) of an operation.

        Examples
        --------
        >>> F.receipt(12, "skipped")
        InReceipt(op=12, outcome='skipped')
        """
        return InReceipt(op, outcome)

    def changed_by(self, op: int) -> Expr:
        """The items that an operation changed.

        Examples
        --------
        >>> F.changed_by(12)
        InReceipt(op=12, outcome='applied')
        """
        return InReceipt(op, "applied")

    def __repr__(self) -> str:
        return 'F: conditions such as F["Animal"] == "cat", F.width > 1000, F.tags.has("night"), F.meta["site"] == "A"'

    def __dir__(self) -> list[str]:
        return [*COLUMNS, *METRICS, *_WORDS, *_CALLS]


F = Fields()
