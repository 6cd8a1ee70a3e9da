"""Commands about predictions: making labels of them, saying that they are wrong, forgetting them."""

from __future__ import annotations

from dataclasses import dataclass

from nblabel.domain.commands import Command, ItemCommand
from nblabel.domain.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept(ItemCommand):
    """Make labels of the predictions of `source` on the target.

    `root` is a top question (0: every one); predictions less sure than `threshold` are left. Other answers are replaced
    with `override` only.
    """

    target: Query
    source: str
    root: int = 0
    threshold: float = 0.0
    override: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(ItemCommand):
    """Say that the predictions of `source` on the target are wrong: they stand no longer."""

    target: Query
    source: str
    root: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetPredictions(Command):
    """Take all predictions of `source` out of the project."""

    source: str
