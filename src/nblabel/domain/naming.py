"""What queries name of an ontology: kept with the ids, which never change, and read back by the names of today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

from nblabel.domain.ontology import Ontology
from nblabel.domain.operands import Answer, Attribute, Given, Objects, Operand, Predicted
from nblabel.domain.query import (
    Between,
    Compare,
    Contains,
    Disagrees,
    Expr,
    Matches,
    Missing,
    OneOf,
    Query,
    Scalar,
)
from nblabel.domain.questions.base import Question, parts
from nblabel.domain.rewriting import rewritten
from nblabel.errors import OntologyError, in_line, listing

T = TypeVar("T")
_COMPARED = (Compare, OneOf, Between, Contains, Matches, Missing)


class Named(str):
    """A name with the id of what it named: nothing of the name alone is equal to it, whatever is called so today.

    Examples
    --------
    >>> Named("cat", 3) == "cat", Named("cat", 3)
    (False, 'cat')
    """

    __slots__ = ("ident",)
    ident: int

    def __new__(cls, name: str, ident: int) -> Named:  # noqa: D102 - a value made from its two parts
        made = super().__new__(cls, name)
        made.ident = ident
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Named) and (self.ident, str(self)) == (other.ident, str(other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((str(self), self.ident))

    def __reduce__(self) -> Any:
        return Named, (str(self), self.ident)


def keyed(query: Query, ontology: Ontology) -> Query:
    """The query with the id of each question, option, class and attribute beside its name, where there is one.

    Examples
    --------
    >>> from nblabel import F, Radio
    >>> found = keyed(Query().filtered(F["Animal"] == "cat"), Ontology(Radio("Animal", ["cat", "dog"])))
    >>> found.where[0].operand.question.ident, found.where[0].value.ident
    (1, 2)
    """
    return _Keyed(ontology).query(query)


def of_today(query: Query, ontology: Ontology) -> Query:
    """The query with what is named by an id called as it is now; what is no longer there keeps its id, and is `lost`.

    Examples
    --------
    >>> from nblabel import F, Radio
    >>> ontology = Ontology(Radio("Animal", ["cat", "dog"]))
    >>> kept = keyed(Query().filtered(F["Animal"] == "cat"), ontology)
    >>> of_today(kept, ontology.rename("Animal", "cat", "kitten")).where
    (Compare(operand=Answer(question='Animal'), comparison='==', value='kitten'),)
    """
    return _Today(ontology).query(query)


def lost(query: Query, ontology: Ontology) -> tuple[str, ...]:
    """What the query names that the ontology does not have, each in words; nothing where it can be asked.

    Examples
    --------
    >>> from nblabel import F, Radio
    >>> lost(Query().filtered(F["Animal"] == "cow", ~F["Flags"].is_missing()), Ontology(Radio("Animal", ["cat"])))
    ('the option "cow" of "Animal"', 'the question "Flags"')
    """
    found = _Lost(ontology)
    found.query(query)
    return tuple(dict.fromkeys(found.told))


def said_of_lost(what: str, gone: tuple[str, ...], advice: str) -> str:
    """One sentence about something kept that asks for what is gone.

    Examples
    --------
    >>> said_of_lost('The view "cats"', ('the question "Animal"',), "keep it anew")
    'The view "cats" asks for the question "Animal", which the ontology no longer has: keep it anew.'
    """
    return f"{what} asks for {listing(gone, 3)}, which the ontology no longer has: {advice}."


@dataclass
class _Names:
    """Walks over what a query names; a child says what becomes of each name."""

    ontology: Ontology

    def question(self, name: str | int) -> str | int:
        raise NotImplementedError

    def cls(self, name: str | int) -> str | int:
        raise NotImplementedError

    def attribute(self, cls: str | int, name: str | int) -> str | int:
        raise NotImplementedError

    def option(self, name: str, asked: Question | None) -> str:
        raise NotImplementedError

    def query(self, query: Query) -> Query:
        return rewritten(query, self.leaf, self.operand)

    def leaf(self, expr: Expr) -> Expr:
        if isinstance(expr, Disagrees):
            return replace(expr, question=self.question(expr.question))
        if not isinstance(expr, _COMPARED):
            return expr
        operand = self.operand(expr.operand)
        match expr:
            case Compare(known, _, value):
                return replace(expr, operand=operand, value=self._value(known, value))
            case OneOf(known, values):
                return OneOf(operand, tuple(self._value(known, value) for value in values))
        return replace(expr, operand=operand)

    def operand(self, operand: Operand) -> Operand:
        match operand:
            case Answer(question):
                return Answer(self.question(question))
            case Given(part, question) if question is not None:
                return Given(part, self.question(question))
            case Predicted(_, question, _):
                return replace(operand, question=self.question(question))
            case Objects(_, cls, _) if cls is not None:
                return replace(operand, cls=self.cls(cls))
            case Attribute(cls, question):
                return Attribute(self.cls(cls), self.attribute(cls, question))
        return operand

    def _value(self, operand: Operand, value: Scalar) -> Scalar:
        if not isinstance(value, str) or not isinstance(operand, Answer | Predicted | Attribute):
            return value
        if isinstance(operand, Predicted) and operand.part != "answer":
            return value
        return self.option(value, self._asked(operand))

    def _asked(self, operand: Answer | Predicted | Attribute) -> Question | None:
        if isinstance(operand, Attribute):
            return _or_none(lambda: self.ontology.attribute(operand.cls, operand.question))
        return _or_none(lambda: self.ontology.place(operand.question).question)


@dataclass
class _Keyed(_Names):
    def question(self, name: str | int) -> str | int:
        return _named(name, _or_none(lambda: self.ontology.place(name).question.ident))

    def cls(self, name: str | int) -> str | int:
        return _named(name, _or_none(lambda: self.ontology.object_class(name).ident))

    def attribute(self, cls: str | int, name: str | int) -> str | int:
        return _named(name, _or_none(lambda: self.ontology.attribute(cls, name).ident))

    def option(self, name: str, asked: Question | None) -> str:
        choices = () if asked is None else asked.choices
        return next((Named(name, option.ident) for option in choices if option.name == name), name)


@dataclass
class _Today(_Names):
    def question(self, name: str | int) -> str | int:
        if not isinstance(name, Named):
            return name
        return _called(self.ontology, name)

    def cls(self, name: str | int) -> str | int:
        if not isinstance(name, Named):
            return name
        return next((cls.name for cls in self.ontology.objects if cls.id == name.ident), name)

    def attribute(self, cls: str | int, name: str | int) -> str | int:
        known = cls.ident if isinstance(cls, Named) else cls
        own = _or_none(lambda: self.ontology.attributes(known))
        return name if own is None or not isinstance(name, Named) else _called(own, name)

    def option(self, name: str, asked: Question | None) -> str:
        return self._options.get(name.ident, name) if isinstance(name, Named) else name

    @cached_property
    def _options(self) -> dict[int, str]:
        attributes = tuple(question for cls in self.ontology.objects for question in cls.attributes)
        return {part.ident: part.name for part in parts((*self.ontology.questions, *attributes))}


@dataclass
class _Lost(_Names):
    told: list[str] = field(default_factory=list)

    def question(self, name: str | int) -> str | int:
        return self._checked(name, f"the question {_quoted(name)}", lambda: self.ontology.place(name))

    def cls(self, name: str | int) -> str | int:
        return self._checked(name, f"the object class {_quoted(name)}", lambda: self.ontology.object_class(name))

    def attribute(self, cls: str | int, name: str | int) -> str | int:
        if _or_none(lambda: self.ontology.object_class(cls)) is None:
            return name
        told = f"the attribute {_quoted(name)} of {_quoted(cls)}"
        return self._checked(name, told, lambda: self.ontology.attribute(cls, name))

    def option(self, name: str, asked: Question | None) -> str:
        if asked is not None and asked.choices and name not in [option.name for option in asked.choices]:
            self.told.append(f"the option {_quoted(name)} of {_quoted(asked.name)}")
        return name

    def _checked(self, name: T, told: str, found: Callable[[], object]) -> T:
        if _or_none(found) is None:
            self.told.append(told)
        return name


def _called(ontology: Ontology, name: Named) -> str:
    """The question of the id as it would be typed: as it was where that still means it, else by name or path."""
    place = next((place for place in ontology.places if place.question.id == name.ident), None)
    if place is None:
        return name
    for text in (str(name), place.question.name):
        found = _or_none(lambda text=text: ontology.place(text).question.ident)  # type: ignore[misc]
        if found == name.ident:
            return text
    return place.name


def _named(name: str | int, ident: int | None) -> str | int:
    return name if ident is None or not isinstance(name, str) or isinstance(name, Named) else Named(name, ident)


def _quoted(name: str | int) -> str:
    return f"with the id {name}" if isinstance(name, int) else f'"{in_line(name)}"'


def _or_none(found: Callable[[], T]) -> T | None:
    try:
        return found()
    except OntologyError:
        return None
