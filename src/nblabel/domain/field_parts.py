"""What F["Animal"], F.prediction("resnet"), F.objects("Head"), F.tags and F.meta give: more of each to compare."""

from __future__ import annotations

from nblabel.domain.field import Field, text_of
from nblabel.domain.operands import (
    Answer,
    Attribute,
    Given,
    Meta,
    Objects,
    Predicted,
)
from nblabel.domain.query import (
    Disagrees,
    Expr,
    HasTag,
    Tagged,
)
from nblabel.errors import QueryError


class AnswerField(Field):
    """The answer to a question, and what is known of how it was given."""

    __slots__ = ("_question",)

    def __init__(self, question: str | int) -> None:
        super().__init__(Answer(question))
        self._question = question

    @property
    def annotator(self) -> Field:
        """Who gave or edited the answer."""
        return Field(Given("annotator", self._question))

    @property
    def labelled_at(self) -> Field:
        """When it was given or edited last (UTC)."""
        return Field(Given("labelled_at", self._question))

    @property
    def confidence(self) -> Field:
        """How sure the annotator said to be, 0 to 1."""
        return Field(Given("confidence", self._question))

    @property
    def source(self) -> Field:
        """`"human"`, `"model"` (a prediction that was accepted) or `"import"`."""
        return Field(Given("source", self._question))


class PredictedField(Field):
    """What a source predicts for a question.

    Examples
    --------
    >>> from nblabel import F
    >>> F.prediction("resnet")["Animal"].confidence >= 0.9
    Compare(operand=Predicted(source='resnet', question='Animal', part='confidence'), comparison='>=', value=0.9)
    """

    __slots__ = ("_question", "_source")

    def __init__(self, source: str, question: str | int) -> None:
        super().__init__(Predicted(source, question))
        self._source, self._question = source, question

    @property
    def confidence(self) -> Field:
        """How sure the model was, 0 to 1."""
        return Field(Predicted(self._source, self._question, "confidence"))

    @property
    def uncertainty(self) -> Field:
        """1 - confidence."""
        return Field(Predicted(self._source, self._question, "uncertainty"))

    @property
    def disagreement(self) -> Field:
        """How sure the model was of what the label contradicts; missing where nothing does."""
        return Field(Predicted(self._source, self._question, "disagreement"))

    def disagrees(self) -> Expr:
        """Predicted otherwise than labelled."""
        return Disagrees(self._source, self._question)


class Prediction:
    """`F.prediction("resnet")`: what one source predicts."""

    __slots__ = ("_source",)

    def __init__(self, source: str) -> None:
        self._source = text_of(source, "F.prediction")

    def __getitem__(self, question: str | int) -> PredictedField:
        return PredictedField(self._source, question_of(question))

    def objects(self, cls: str | int | None = None) -> ObjectFields:
        """The objects it predicts, of a class or of any."""
        return ObjectFields(None if cls is None else question_of(cls), self._source)


class ObjectFields:
    """The objects of an item, of a class or of any.

    Examples
    --------
    >>> from nblabel import F
    >>> F.objects("Head").count > 2
    Compare(operand=Objects(part='count', cls='Head', source=None), comparison='>', value=2)
    """

    __slots__ = ("_cls", "_source")

    def __init__(self, cls: str | int | None = None, source: str | None = None) -> None:
        self._cls, self._source = cls, source

    @property
    def count(self) -> Field:
        """How many there are on the item (0 where there are none)."""
        return Field(Objects("count", self._cls, self._source))

    @property
    def area(self) -> Field:
        """The area of each, in pixels of the frame; an item fits where any of them does."""
        return Field(Objects("area", self._cls, self._source))

    @property
    def confidence(self) -> Field:
        """How sure each was said to be, 0 to 1."""
        return Field(Objects("confidence", self._cls, self._source))

    def is_missing(self) -> Expr:
        """There are none."""
        return self.count == 0

    def __getitem__(self, question: str | int) -> Field:
        if self._cls is None or self._source is not None:
            raise QueryError(f'An attribute belongs to a class: F.objects("Head")[{question!r}].')
        return Field(Attribute(self._cls, question_of(question)))


class Tags:
    """The tags of an item."""

    def has(self, tag: str) -> Expr:
        """The item carries this tag.

        Examples
        --------
        >>> from nblabel import F
        >>> F.tags.has("night")
        HasTag(tag='night')
        """
        return HasTag(text_of(tag, "has"))

    def is_missing(self) -> Expr:
        """The item carries no tag."""
        return ~Tagged()


class Metadata:
    """`F.meta["site"]`: the columns and keys that came with the items."""

    def __getitem__(self, key: str) -> Field:
        return Field(Meta(text_of(key, "F.meta[...]")))


def question_of(given: str | int) -> str | int:
    """A name, path or id of a question or class."""
    return given if type(given) is int else text_of(given, "F[...]")
