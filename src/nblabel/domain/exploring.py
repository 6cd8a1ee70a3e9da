"""Commands of the explorer: keeping a view under a name."""

from __future__ import annotations

from dataclasses import dataclass

from nblabel.domain.commands import Command
from nblabel.domain.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepView(Command):
    """Keep a query under a name, in place of the one of that name."""

    name: str
    query: Query


@dataclass(frozen=True, slots=True, kw_only=True)
class DropView(Command):
    """Forget the name."""

    name: str
