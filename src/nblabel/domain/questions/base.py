"""What all questions share: name, description, key, colour, code, id; and the options some have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from nblabel.domain.keys import check_key
from nblabel.errors import OntologyError

KINDS: dict[str, type[Question]] = {}
NAME_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Part:
    """One answered question, ready to store: option ids, or a number, or a text."""

    question: int
    options: tuple[int, ...] = ()
    number: float | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
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
        Two to four letters shown on chips; made from the name when not given.
    id
        Given by the ontology; never changes while the name may.
    """

    kind: ClassVar[str] = ""
    name: str
    description: str = ""
    required: bool = False
    key: str | None = None
    color: str | None = None
    code: str | None = None
    id: int | None = None

    def __init_subclass__(cls) -> None:
        if cls.kind:
            KINDS[cls.kind] = cls

    def __post_init__(self) -> None:
        check_name(self.name, "question")
        check_key(self.key, self.name)

    @property
    def ident(self) -> int:
        """The id, which every question of an ontology has."""
        if self.id is None:
            raise OntologyError(f'Question "{self.name}" has no id yet: put it into an nblabel.Ontology first.')
        return self.id

    @property
    def choices(self) -> tuple[Option, ...]:
        """The options, empty for kinds without any."""
        return ()

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
        return {"kind": self.kind, **plain(self)}


@dataclass(frozen=True, slots=True, init=False)
class Option:
    """One answer of a radio or checklist question; a radio option may carry nested questions.

    Examples
    --------
    >>> Option("dog", Radio("Breed", ["beagle", "pug"]))
    """

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
        values = {
            "name": name,
            "questions": questions,
            "description": description,
            "key": key,
            "color": color,
            "code": code,
            "id": id,
        }
        for field_name, value in values.items():
            object.__setattr__(self, field_name, value)

    @property
    def ident(self) -> int:
        """The id, which every option of an ontology has."""
        if self.id is None:
            raise OntologyError(f'Option "{self.name}" has no id yet: put it into an nblabel.Ontology first.')
        return self.id

    def to_dict(self) -> dict[str, Any]:
        """A plain dict; nested questions under `questions`."""
        return plain(self)


def check_name(name: object, what: str) -> None:
    """Refuse what cannot be a name."""
    if not isinstance(name, str):
        raise OntologyError(f"The name of a {what} must be a text, not {name!r}.")
    if not name.strip():
        raise OntologyError(f"A {what} needs a name: {name!r} is empty.")
    if len(name) > NAME_LIMIT:
        raise OntologyError(f"The {what} {name[:40]!r}... has {len(name)} characters; {NAME_LIMIT} are allowed.")


def plain(part: Question | Option) -> dict[str, Any]:
    """The fields that differ from their default, nested ones as dicts."""
    made: dict[str, Any] = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if field.name in ("options", "questions"):
            if value:
                made[field.name] = [child.to_dict() for child in value]
        elif value is not None and value is not False and value != "":
            made[field.name] = value
    return made


def option_from_dict(data: Mapping[str, Any]) -> Option:
    """The option that `Option.to_dict` wrote."""
    rest = {key: value for key, value in data.items() if key not in ("name", "questions")}
    return Option(data["name"], *map(question_from_dict, data.get("questions", ())), **rest)


def question_from_dict(data: Mapping[str, Any]) -> Question:
    """The question that `Question.to_dict` wrote."""
    kind = KINDS.get(str(data.get("kind")))
    if kind is None:
        raise OntologyError(f"No question kind {data.get('kind')!r}; kinds: {', '.join(sorted(KINDS))}.")
    rest = {key: value for key, value in data.items() if key != "kind"}
    if "options" in rest:
        rest["options"] = tuple(map(option_from_dict, rest["options"]))
    return kind(**rest)


def walk(questions: tuple[Question, ...]) -> Iterator[tuple[Question, Option | None]]:
    """Every question with the option it is nested in (None at the top), parents first."""
    stack: list[tuple[Question, Option | None]] = [(question, None) for question in reversed(questions)]
    while stack:
        question, parent = stack.pop()
        yield question, parent
        for option in reversed(question.choices):
            stack.extend((child, option) for child in reversed(option.questions))
