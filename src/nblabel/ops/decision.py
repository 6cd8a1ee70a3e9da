"""The override rule over many items at once: the pure rule of `domain.override`, looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np

from nblabel.domain.override import Conflict, Verdict, verdict
from nblabel.domain.workflow import Role
from nblabel.ops.targets import allowed_codes
from nblabel.store.standing import STANDINGS, Standings

_VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of each item of `facts`: masks over its ids, no item in two but `overwrite` within `change`."""

    facts: Standings
    change: np.ndarray
    overwrite: np.ndarray
    keep: np.ndarray
    blocked: np.ndarray

    def ids(self, mask: np.ndarray) -> np.ndarray:
        """The ids where the mask is set."""
        chosen: np.ndarray = self.facts.ids[mask]
        return chosen


def decide(facts: Standings, role: Role, *, override: bool, conflict: Conflict) -> Decision:
    """Apply the rule to each item; those whose status is closed to the role are blocked whatever they answer."""
    table = np.array(
        [
            [
                _VERDICTS.index(verdict(standing, otherwise=otherwise, override=override, conflict=conflict))
                for otherwise in (False, True)
            ]
            for standing in STANDINGS
        ]
    )
    verdicts = table[facts.standing, facts.otherwise.astype(np.int8)]
    is_open = allowed_codes(role)[facts.status]
    overwrite = is_open & (verdicts == _VERDICTS.index("overwrite"))
    write = is_open & (verdicts == _VERDICTS.index("write"))
    return Decision(facts, write | overwrite, overwrite, is_open & (verdicts == _VERDICTS.index("keep")), ~is_open)
