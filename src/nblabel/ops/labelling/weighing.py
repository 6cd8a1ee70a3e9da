"""What a change that is the same for every item would do to each of them: the plan and the change itself ask the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nblabel.domain.changes import PlanRow
from nblabel.domain.workflow import STATUSES


@dataclass(frozen=True, slots=True)
class Weighed:
    """Items or frames (ascending ids) with their statuses (places in STATUSES), and what becomes of them.

    `is_so`: it is already as asked; `is_open`: it may be changed. `reasons` says of those that may not how many for what.
    """

    ids: np.ndarray
    codes: np.ndarray
    is_so: np.ndarray
    is_open: np.ndarray
    reasons: Mapping[str, int]

    @property
    def change(self) -> np.ndarray:
        """Which are changed."""
        changing: np.ndarray = self.is_open & ~self.is_so
        return changing

    @property
    def changing(self) -> np.ndarray:
        """The ids of those."""
        chosen: np.ndarray = self.ids[self.change]
        return chosen

    @property
    def skipped(self) -> np.ndarray:
        """Those that are left as they are, since they are so."""
        chosen: np.ndarray = self.ids[self.is_open & self.is_so]
        return chosen

    @property
    def blocked(self) -> np.ndarray:
        """Those that may not be changed."""
        chosen: np.ndarray = self.ids[~self.is_open]
        return chosen

    @property
    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {"applied": len(self.changing), "skipped": len(self.skipped), "blocked": len(self.blocked)}

    def row(self, code: int, *, bare: bool) -> PlanRow:
        """One status of a plan; `bare`: those that are so have no answer, rather than the same."""
        own = self.codes == code
        so, others = _count(own & self.is_so), _count(own & ~self.is_so)
        return PlanRow(
            status=STATUSES[code],
            no_answer=so if bare else 0,
            same=0 if bare else so,
            other=others,
            otherwise=0,
            will_change=_count(own & self.change),
            blocked=_count(own & ~self.is_open),
        )


def _count(mask: np.ndarray) -> int:
    return int(np.count_nonzero(mask))
