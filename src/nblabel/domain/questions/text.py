"""Text: free text, bounded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nblabel.domain.questions.base import Part, Question
from nblabel.domain.texts import is_storable
from nblabel.errors import AnswerError

TEXT_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Text(Question):
    """A free text of at most 10,000 characters, stored as given.

    Examples
    --------
    >>> from nblabel import Text
    >>> Text("Note", description="What would a colleague want to know?").required
    False
    """

    kind: ClassVar[str] = "text"

    def __init__(
        self,
        name: str,
        *,
        description: str = "",
        required: bool = False,
        key: str | None = None,
        color: str | None = None,
        code: str | None = None,
        id: int | None = None,
        dynamic: bool = False,
    ) -> None:
        Question.__init__(self, name, description, required, key, color, code, id, dynamic)

    def part(self, value: object) -> Part:
        """The text."""
        if not isinstance(value, str):
            raise AnswerError(f'"{self.name}" takes a text, not {value!r}.')
        return self.check(Part(self.ident, text=value))

    def check(self, part: Part) -> Part:
        """Some text, not too long, that can be stored."""
        text = part.text
        if text is None or part.options or part.number is not None:
            raise AnswerError(f'"{self.name}" takes a text and nothing else.')
        if not text.strip():
            raise AnswerError(f'"{self.name}" was given an empty text: clear the answer instead.')
        if len(text) > TEXT_LIMIT:
            raise AnswerError(f'"{self.name}" has {len(text)} characters; {TEXT_LIMIT} are allowed.')
        if not is_storable(text):
            raise AnswerError(f'"{self.name}" holds a character that cannot be stored (NUL or half of a pair).')
        return part

    def describe(self, part: Part) -> str | None:
        """The text itself."""
        return part.text
