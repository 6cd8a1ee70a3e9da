"""One class per mistake: each message says what was asked, what is there and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from unicodedata import category

LONGEST_NAME = 60
LONGEST_SENTENCE = 1_000


class NblabelError(Exception):
    """Base of every error that nblabel raises on purpose: one sentence on one line, whatever the names in it hold."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(in_line(sentence, LONGEST_SENTENCE))


class OntologyError(NblabelError):
    """An ontology, question or option is unknown, ambiguous or badly formed."""


class AnswerError(NblabelError, ValueError):
    """An answer does not fit its question."""


class ShapeError(NblabelError, ValueError):
    """A shape has coordinates or pixels that cannot be, or does not fit its class."""


class QueryError(NblabelError):
    """A filter or sort names something that is not there or cannot be compared so."""


class SelectionError(NblabelError):
    """The items meant are none, unknown, or of another project."""


class NotAllowed(NblabelError, PermissionError):
    """The role may not change items of this status."""


class CollectionError(NblabelError):
    """A collection cannot be made, changed or found as asked."""


class TaskError(NblabelError):
    """A task, a member or a comment is unknown, taken, or not as it should be."""


class OperationError(NblabelError):
    """An operation cannot be undone, redone or looked up."""


class StoreError(NblabelError):
    """The label file cannot be opened, read or written."""


class MissingFile(StoreError, FileNotFoundError):
    """The label file, or the folder it should be made in, is not there."""


class NotADatabase(StoreError):
    """The file is no label file: another format, a folder, or somebody else's tables."""


class NewerSchema(StoreError):
    """A newer nblabel or DuckDB wrote the file."""


class OlderSchema(StoreError):
    """The file must be brought up to date first, which reading only cannot do."""


class DamagedFile(StoreError):
    """The file's content is broken, or a part of it is missing."""


class ReplacedFile(StoreError):
    """The file was removed or exchanged for another one while it was in use."""


class ReadOnly(StoreError, PermissionError):
    """Something was to be written through a project opened for reading only, or the system forbids it."""


class StoreBusy(StoreError, TimeoutError):
    """Another process holds the file and did not let go in time."""


class DiskFull(StoreError, OSError):
    """No space is left; what was reported as saved is safe."""


class Interrupted(StoreError):
    """A call was stopped before it ended; nothing of it was written."""


class Closed(StoreError):
    """The project or database was closed before."""


class TargetExists(StoreError, FileExistsError):
    """A backup would overwrite a file."""


class SourceError(NblabelError):
    """A folder, file or table given to be added cannot be used."""


class RegistrationError(SourceError):
    """A registration file is broken, too large, or no registration at all; nothing of it was registered."""


class PredictionError(SourceError):
    """Predictions that are given cannot be used: a column is missing, or a row of them does not fit."""


class MediaProblem(NblabelError):
    """A picture cannot be shown; the message is the reason on its tile."""


class MeasureError(NblabelError):
    """A metric, model or vector cannot be used, or what is asked for was not measured yet."""


class NotMeasured(MeasureError):
    """A view compares what most pictures were not measured for yet."""


class MissingExtra(MediaProblem):
    """A file of a kind that an optional package reads, which is not installed."""


class ProtocolError(NblabelError):
    """A message from the page is malformed or unknown."""


# Not every space: two in a row, or one that does not break, belong to a name.
_SPACES = re.compile(r"\s*[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]\s*")


def did_you_mean(asked: object, present: Iterable[str]) -> str:
    """' Did you mean "Rain"?' when something close exists, else an empty string.

    Examples
    --------
    >>> did_you_mean("rian", ["Sun", "Rain", "Snow"])
    ' Did you mean "Rain"?'
    """
    names = list(present)
    folded = {name.casefold(): name for name in reversed(names)}
    close = get_close_matches(str(asked).casefold(), list(folded), n=1, cutoff=0.6)
    return f' Did you mean "{folded[close[0]]}"?' if close else ""


def listing(names: Iterable[str], most: int = 12) -> str:
    """Names in one line, cut after `most` with the number left out; long names are shortened.

    Examples
    --------
    >>> listing(["Sun", "Rain", "Snow"], most=2)
    'Sun, Rain and 1 more'
    """
    every = list(names)
    shown = ", ".join(map(in_line, every[:most]))
    return f"{shown} and {len(every) - most} more" if len(every) > most else shown


def in_line(text: object, most: int = LONGEST_NAME) -> str:
    r"""A text as it can stand in a sentence: on one line, cut after `most`, signs that steer a terminal written out.

    Examples
    --------
    >>> in_line("two\nlines \x1b[31m")
    'two lines \\x1b[31m'
    """
    line = _SPACES.sub(" ", str(text)).strip()
    line = "".join(sign if sign.isprintable() or category(sign) != "Cc" else ascii(sign)[1:-1] for sign in line)
    return line if len(line) <= most else f"{line[: most - 3]}..."
