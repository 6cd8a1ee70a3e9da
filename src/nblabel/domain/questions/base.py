"""What all questions share, and the options that some have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from nblabel.domain.described import Described, check_name, fields_of
from nblabel.domain.keys import check_key
from nblabel.errors import OntologyError, did_you_mean, listing

KINDS: dict[str, type[Question]] = {}


@dataclass(frozen=True, slots=True)
class Part:
    """One answered question, ready to store: option ids, or a number, or a text."""

    question: int
    options: tuple[int, ...] = ()
    number: float | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Question(Described):
    """Base of the question kinds; a new kind subclasses it in a file of its own with a `kind`.

    Parameters
    ----------
    name
        Shown above the answers and used in `F["..."]`; at most 300 characters.
    description
        Help for annotators, shown on hover and by `?`.
    required
        An item without this answer is marked as unfinished.
    key
        A key that makes the question the active one; a letter no widget command uses.
    color
        `#rrggbb`; chosen from the colour-blind-safe palette when not given.
    code
        At most six letters or digits shown on chips, once in an ontology; made from the name when not given.
    id
        Given by the ontology; never changes while the name may.
    dynamic
        Of attributes of objects: may be answered otherwise on other frames.
    """

    called: ClassVar[str] = "Question"
    kind: ClassVar[str] = ""
    name: str
    description: str = ""
    required: bool = False
    key: str | None = None
    color: str | None = None
    code: str | None = None
    id: int | None = None
    dynamic: bool = False

    def __init_subclass__(cls) -> None:
        if cls.kind:
            KINDS[cls.kind] = cls

    def __post_init__(self) -> None:
        check_name(self.name, "question")
        check_key(self.key, self.name)
        self._check_rest()

    @property
    def choices(self) -> tuple[Option, ...]:
        """The options, empty for kinds without any."""
        return ()

    def with_options(self, options: Sequence[Option]) -> Question:
        """The same question with other options; only for kinds that have some."""
        given = listing(option.name for option in options)
        raise OntologyError(f'Question "{self.name}" is a {self.kind} and takes no options, not {given}.')

    def part(self, value: object) -> Part:
        """The checked answer for what a user gave: a name, names, a number or a text."""
        raise NotImplementedError

    def check(self, part: Part) -> Part:
        """The same answer, checked by ids; raises `AnswerError`."""
        raise NotImplementedError

    def describe(self, part: Part) -> object:
        """The answer as a user would give it: what `part()` accepts."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """A plain dict that `question_from_dict` reads; defaults are left out."""
        return {"kind": self.kind, **self._plain()}


@dataclass(frozen=True, slots=True, init=False)
class Option(Described):
    """One answer of a radio or checklist question; a radio option may carry nested questions.

    Parameters
    ----------
    name
        What is chosen; at most 300 characters, once in its question.
    *questions
        Asked only where this option is chosen.
    description, color, code, id
        As for questions.
    key
        The digit, or a letter that no widget command uses, that chooses it.

    Examples
    --------
    >>> from nblabel import Option, Radio
    >>> Option("dog", Radio("Breed", ["beagle", "pug"]), key="2", color="#0072B2").key
    '2'
    """

    called: ClassVar[str] = "Option"
    name: str
    questions: tuple[Question, ...]
    description: str
    key: str | None
    color: str | None
    code: str | None
    id: int | None

    def __init__(
        self,
        name: str,
        *questions: Question,
        description: str = "",
        key: str | None = None,
        color: str | None = None,
        code: str | None = None,
        id: int | None = None,
    ) -> None:
        check_name(name, "option")
        for question in questions:
            if not isinstance(question, Question):
                raise OntologyError(
                    f'Option "{name}" was given {question!r} as a nested question: '
                    "use nb.Radio, nb.Checklist, nb.Number or nb.Text."
                )
        check_key(key, name, digits=True)
        self._set(name=name, questions=questions, description=description, key=key, color=color, code=code, id=id)


def option_from_dict(data: object) -> Option:
    """The option that `Option.to_dict` wrote."""
    given = fields_of(data, Option, "option")
    return Option(given.pop("name"), *_questions_from(given.pop("questions", ())), **given)


def question_from_dict(data: object) -> Question:
    """The question that `Question.to_dict` wrote."""
    name = data.get("kind") if isinstance(data, Mapping) else None
    kind = KINDS.get(str(name), Question)
    if kind is Question and isinstance(data, Mapping) and "name" in data:
        raise OntologyError(f"No question kind {name!r}. Kinds: {listing(sorted(KINDS))}.{did_you_mean(name, KINDS)}")
    given = fields_of(data, kind, "question")
    if "options" in given:
        given["options"] = [option_from_dict(option) for option in _list_of(given["options"], "options")]
    return kind(**given)


def _questions_from(data: object) -> list[Question]:
    return [question_from_dict(question) for question in _list_of(data, "questions")]


def _list_of(data: object, what: str) -> Sequence[object]:
    if isinstance(data, (list, tuple)):
        return data
    raise OntologyError(f"The {what} of an ontology's dict must be a list, not {data!r}.")


def walk(questions: tuple[Question, ...]) -> Iterator[tuple[Question, Option | None]]:
    """Every question with the option it is nested in (None at the top), parents first."""
    stack: list[tuple[Question, Option | None]] = [(question, None) for question in reversed(questions)]
    while stack:
        question, parent = stack.pop()
        yield question, parent
        for option in reversed(question.choices):
            stack.extend((child, option) for child in reversed(option.questions))


def parts(questions: tuple[Question, ...]) -> Iterator[Question | Option]:
    """Every question and option, parents first."""
    for question, _ in walk(questions):
        yield question
        yield from question.choices
