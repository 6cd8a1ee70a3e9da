"""One class per mistake: each message says what was asked, what is there and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class NblabelError(Exception):
    """Base of every error that nblabel raises on purpose."""


class OntologyError(NblabelError):
    """An ontology, question or option is unknown, ambiguous or badly formed."""


class AnswerError(NblabelError, ValueError):
    """An answer does not fit its question."""


class QueryError(NblabelError):
    """A filter or sort names something that is not there or cannot be compared so."""


class SelectionError(NblabelError):
    """The items meant are none, unknown, or of another project."""


class NotAllowed(NblabelError, PermissionError):
    """The role may not change items of this status."""


class OperationError(NblabelError):
    """An operation cannot be undone, redone or looked up."""


class SourceError(NblabelError):
    """A folder, file or table given to be added cannot be used."""


class MediaProblem(NblabelError):
    """A picture cannot be shown; the message is the reason on its tile."""


class ProtocolError(NblabelError):
    """A message from the page is malformed or unknown."""


def did_you_mean(asked: object, present: Iterable[str]) -> str:
    """' Did you mean "Rain"?' when something close exists, else an empty string."""
    names = list(present)
    folded = {name.casefold(): name for name in reversed(names)}
    close = get_close_matches(str(asked).casefold(), list(folded), n=1, cutoff=0.6)
    return f' Did you mean "{folded[close[0]]}"?' if close else ""


def listing(names: Iterable[str], most: int = 12) -> str:
    """Names in one line, cut after `most` with the number left out."""
    every = list(names)
    shown = ", ".join(every[:most])
    return f"{shown} and {len(every) - most} more" if len(every) > most else shown
