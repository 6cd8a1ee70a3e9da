"""What questions, options and classes of objects share: a name, a description, a key, a colour, a code, an id that never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, ClassVar

from nblabel.domain.look import check_code, check_color
from nblabel.domain.texts import is_blank, is_storable
from nblabel.errors import OntologyError, did_you_mean, listing

NAME_LIMIT = 300
DESCRIPTION_LIMIT = 10_000
LAST_ID = 2**31 - 1


class Described:
    """Base of the parts of an ontology, each a frozen dataclass; `called` is what a part is in sentences."""

    __slots__ = ()
    called: ClassVar[str] = ""
    name: str
    description: str
    color: str | None
    code: str | None
    id: int | None

    @property
    def ident(self) -> int:
        """The id, which every part of an ontology has."""
        if self.id is None:
            raise OntologyError(f'{self.called} "{self.name}" has no id yet: put it into an nblabel.Ontology first.')
        return self.id

    def _set(self, **values: object) -> None:
        """Fill the fields of a part that has an `__init__` of its own, and check those that all share."""
        for field_name, value in values.items():
            object.__setattr__(self, field_name, value)
        self._check_rest()

    def _check_rest(self) -> None:
        """Refuse a description, colour, code or id that cannot be one."""
        text: object = self.description
        if not isinstance(text, str) or len(text) > DESCRIPTION_LIMIT or not is_storable(text):
            raise OntologyError(
                f'The description of "{self.name}" must be a text of at most {DESCRIPTION_LIMIT} characters without NUL.'
            )
        check_color(self.color, self.name)
        check_code(self.code, self.name)
        if self.id is not None and (type(self.id) is not int or not 0 < self.id <= LAST_ID):
            raise OntologyError(
                f'The id of "{self.name}" must be a whole number from 1, not {self.id!r}: leave it out.'
            )

    def _plain(self) -> dict[str, Any]:
        """The fields that differ from their default, nested parts as dicts."""
        made: dict[str, Any] = {}
        for field in fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            if isinstance(value, tuple):
                made |= (
                    {field.name: [part.to_dict() if isinstance(part, Described) else part for part in value]}
                    if value
                    else {}
                )
            elif value is not None and value is not False and value != "":
                made[field.name] = value
        return made

    def to_dict(self) -> dict[str, Any]:
        """A plain dict; defaults are left out."""
        return self._plain()


def check_name(name: object, what: str) -> None:
    """Refuse what cannot be a name."""
    if not isinstance(name, str):
        raise OntologyError(f"A name ({what}) must be a text, not {name!r:.80}.")
    if is_blank(name):
        raise OntologyError(f"A name ({what}) must show something: {name!r:.80} is empty.")
    if len(name) > NAME_LIMIT:
        raise OntologyError(f"The {what} {name[:40]!r}... has {len(name)} characters; {NAME_LIMIT} are allowed.")
    if not is_storable(name):
        raise OntologyError(f"The {what} {name!r} holds a character that cannot be stored (NUL or half of a pair).")


def fields_of(data: object, kind: type[Described], what: str) -> dict[str, Any]:
    """The entries of a dict that `to_dict` wrote, all of which must be fields of the class; its kind left out."""
    if not isinstance(data, Mapping) or "name" not in data:
        raise OntologyError(f'A {what} is read from a dict with a "name", not from {data!r}.')
    given = {str(key): value for key, value in data.items() if key != "kind"}
    known = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    for key in given:
        if key not in known:
            raise OntologyError(
                f'The {what} "{data["name"]}" has no field "{key}". Fields: {listing(known)}.{did_you_mean(key, known)}'
            )
    return given
