"""The override rule over many items at once: the pure rule of `domain.override`, looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np

from nblabel.domain.override import Conflict, Verdict, verdict
from nblabel.domain.workflow import Role, Status
from nblabel.ops.targets import move_codes, open_codes
from nblabel.store.labels.standing import STANDINGS, Standings

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


def decide(
    facts: Standings, role: Role, *, override: bool, conflict: Conflict, move_to: Status | None = None
) -> Decision:
    """Apply the rule to each item; those that the role may not change, or not move on, are blocked whatever they answer."""
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
    is_open = (open_codes(role) & move_codes(role, move_to))[facts.status, facts.whose]
    overwrite = is_open & (verdicts == _VERDICTS.index("overwrite"))
    write = is_open & (verdicts == _VERDICTS.index("write"))
    return Decision(facts, write | overwrite, overwrite, is_open & (verdicts == _VERDICTS.index("keep")), ~is_open)
