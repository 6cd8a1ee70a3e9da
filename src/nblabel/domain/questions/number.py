"""Number: a finite number within bounds and on a step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from nblabel.domain.questions.base import Part, Question
from nblabel.errors import AnswerError, OntologyError

# A value counts as on the step when it is nearer than this share of a step.
STEP_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Number(Question):
    """A number; `min` and `max` are included, `step` counts from `min` (or from 0).

    Examples
    --------
    >>> Number("Quality", min=0, max=5, step=1)
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
    ) -> None:
        Question.__init__(self, name, description, required, key, color, code, id)
        for bound, value in {"min": min, "max": max, "step": step}.items():
            if value is not None and not (isinstance(value, (int, float)) and math.isfinite(value)):
                raise OntologyError(f'The {bound} of number "{name}" must be a finite number, not {value!r}.')
            object.__setattr__(self, bound, value)
        if min is not None and max is not None and min > max:
            raise OntologyError(f'Number "{name}" has min {min:g} above max {max:g}.')
        if step is not None and step <= 0:
            raise OntologyError(f'The step of number "{name}" must be above 0, not {step:g}.')

    def part(self, value: object) -> Part:
        """The number; texts are refused, with a hint for a decimal comma."""
        if isinstance(value, str):
            hint = f" Did you mean {value.replace(',', '.')}?" if _with_comma(value) else ""
            raise AnswerError(f'"{self.name}" takes a number, not the text "{value}".{hint}')
        if isinstance(value, bool) or not hasattr(value, "__float__"):
            raise AnswerError(f'"{self.name}" takes a number, not {value!r}.')
        return self.check(Part(self.ident, number=float(value)))

    def check(self, part: Part) -> Part:
        """A finite number within bounds and on the step."""
        number = part.number
        if number is None or part.options or part.text is not None:
            raise AnswerError(f'"{self.name}" takes a number and nothing else.')
        if not math.isfinite(number):
            raise AnswerError(f'"{self.name}" takes a finite number, not {number}.')
        if (self.min is not None and number < self.min) or (self.max is not None and number > self.max):
            raise AnswerError(f'"{self.name}" is {number:g}, allowed is {self._range()}.')
        if self.step is not None:
            steps = (number - (self.min or 0)) / self.step
            if abs(steps - round(steps)) > STEP_TOLERANCE * max(1.0, abs(steps)):
                raise AnswerError(f'"{self.name}" is {number:g}, allowed are steps of {self.step:g}{self._origin()}.')
        return part

    def describe(self, part: Part) -> float | None:
        """The number itself."""
        return part.number

    def _range(self) -> str:
        if self.min is None:
            return f"at most {self.max:g}"
        return f"at least {self.min:g}" if self.max is None else f"{self.min:g} to {self.max:g}"

    def _origin(self) -> str:
        return "" if self.min is None else f" from {self.min:g}"


def _with_comma(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return "," in text
