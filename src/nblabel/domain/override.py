"""The rule of bulk classification: what happens to an item that may have an answer already (S0.6 to S0.8, D1, D2)."""

from __future__ import annotations

from typing import Literal

Conflict = Literal["same", "any"]
Standing = Literal["no_answer", "same", "other"]
Verdict = Literal["write", "keep", "overwrite"]


def verdict(
    standing: Standing, *, otherwise: bool = False, override: bool = False, conflict: Conflict = "same"
) -> Verdict:
    """What becomes of an item.

    Parameters
    ----------
    standing
        What it answers to this classification on these frames now: nothing, just this tree, or another one.
    otherwise
        Whether it answers any other classification.
    override
        Replace another answer, as a whole.
    conflict
        "same": only an answer to this classification counts as already classified. "any": any one does.
    """
    if standing == "same":
        return "keep"
    if standing == "other":
        return "overwrite" if override else "keep"
    return "keep" if otherwise and conflict == "any" and not override else "write"
