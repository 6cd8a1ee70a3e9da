"""Number: a finite number within bounds and on a step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, SupportsFloat

from nblabel.domain.questions.base import Part, Question
from nblabel.errors import AnswerError, OntologyError

# A value counts as on the step when it is nearer than this share of a step.
STEP_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Number(Question):
    """A number; `min` and `max` are included, `step` counts from `min` (or from 0).

    Examples
    --------
    >>> from nblabel import Number
    >>> Number("Quality", min=0, max=5, step=1).max
    5.0
    """

    kind: ClassVar[str] = "number"
    min: float | None = None
    max: float | None = None
    step: float | None = None

    def __init__(
        self,
        name: str,
        *,
        min: float | None = None,
        max: float | None = None,
        step: float | None = None,
        description: str = "",
        required: bool = False,
        key: str | None = None,
        color: str | None = None,
        code: str | None = None,
        id: int | None = None,
        dynamic: bool = False,
    ) -> None:
        Question.__init__(self, name, description, required, key, color, code, id, dynamic)
        for bound, value in {"min": min, "max": max, "step": step}.items():
            number = None if value is None else _float(value)
            if value is not None and (number is None or not math.isfinite(number)):
                raise OntologyError(f'The {bound} of number "{name}" must be a finite number, not {value!r}.')
            object.__setattr__(self, bound, number)
        if min is not None and max is not None and min > max:
            raise OntologyError(f'Number "{name}" has min {_plain(min)} above max {_plain(max)}.')
        if step is not None and step <= 0:
            raise OntologyError(f'The step of number "{name}" must be above 0, not {_plain(step)}.')

    def part(self, value: object) -> Part:
        """The number; texts are refused, with a hint for a decimal comma."""
        if isinstance(value, str):
            hint = f" Did you mean {value.replace(',', '.')}?" if _with_comma(value) else ""
            raise AnswerError(f'"{self.name}" takes a number, not the text "{value}".{hint}')
        number = _float(value)
        if number is None:
            raise AnswerError(f'"{self.name}" takes a number, not {value!r}.')
        return self.check(Part(self.ident, number=number))

    def check(self, part: Part) -> Part:
        """A finite number within bounds and on the step."""
        number = part.number
        if number is None or part.options or part.text is not None:
            raise AnswerError(f'"{self.name}" takes a number and nothing else.')
        if not math.isfinite(number):
            raise AnswerError(f'"{self.name}" takes a finite number, not {number}.')
        if (self.min is not None and number < self.min) or (self.max is not None and number > self.max):
            raise AnswerError(f'"{self.name}" is {_plain(number)}, allowed is {self._range()}.')
        if self.step is not None:
            steps = (number - (self.min or 0)) / self.step
            if abs(steps - round(steps)) > STEP_TOLERANCE * max(1.0, abs(steps)):
                raise AnswerError(
                    f'"{self.name}" is {_plain(number)}, allowed are steps of {_plain(self.step)}{self._origin()}.'
                )
        return part

    def describe(self, part: Part) -> float | None:
        """The number itself."""
        return part.number

    def _range(self) -> str:
        if self.min is None:
            return f"at most {_plain(self.max)}"
        return f"at least {_plain(self.min)}" if self.max is None else f"{_plain(self.min)} to {_plain(self.max)}"

    def _origin(self) -> str:
        return "" if self.min is None else f" from {_plain(self.min)}"


def _float(value: object) -> float | None:
    """A number of any library as a float; None for what is none, truth values among it."""
    if isinstance(value, (bool, str)) or not isinstance(value, SupportsFloat) or "bool" in type(value).__name__:
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf
    except (TypeError, ValueError):
        return None


def _plain(number: float | None) -> str:
    """7 for 7.0, and no digit hidden."""
    return (
        str(int(number)) if number is not None and number == round(number, 0) and abs(number) < 1e15 else repr(number)
    )


def _with_comma(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return "," in text
