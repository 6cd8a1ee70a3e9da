"""A long text read piece by piece, that can always say in which line and column it stands."""

from __future__ import annotations

import codecs
import json
import re
from json import JSONDecodeError, JSONDecoder
from typing import Any, BinaryIO

from nblabel.errors import RegistrationError, in_line
from nblabel.formats.registration.causes import cause_of

_PIECE = 1 << 20
# The longest allowed entry, a sequence of 32,767 addresses of 16 KB each, has about 512 MB.
_LONGEST = 640 << 20
# An error so close to the end of what was read may only mean that the rest is missing.
_CLOSE = 64
# A comma too many is noticed after it.
_REMEMBERED = 256
_BLANK = re.compile(r"[ \t\n\r]*")
_NEXT_ENTRY = re.compile(r"[ \t\n\r]*,[ \t\n\r]*(?=\{)")


class Window:
    """What was read and not yet used of a file; what lies behind is forgotten.

    Parameters
    ----------
    file
        Open for reading bytes: UTF-8, or UTF-16 or UTF-32 with or without its mark.
    name
        How the file is called in errors.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.name = name
        self.at = 0  # the place of the next sign in what is remembered
        self._file = file
        first = file.read(max(4, _PIECE))  # four bytes tell the encoding
        self._decoder = codecs.getincrementaldecoder(json.detect_encoding(first))()
        self._text = ""
        self._is_complete = False
        self._lines_forgotten = self._columns_forgotten = 0  # line ends, and signs of the line that goes on
        self._lines = self._counted = 0  # line ends up to a place, so that none is counted twice
        self._take(first)

    def peek(self) -> str:
        """The next sign that is no blank; empty at the end."""
        while True:
            self.at = _BLANK.match(self._text, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self._text):
                return self._text[self.at]
            if not self._more():
                return ""

    def expect(self, sign: str) -> None:
        """Go past this sign, or raise with the likely cause."""
        if self.peek() != sign:
            raise self.broken(f"Expecting {sign!r}")
        self.at += 1

    def to_next_entry(self) -> bool:
        """Go past a comma to the object behind it; False, and nothing is passed, where these are not what comes next."""
        found = _NEXT_ENTRY.match(self._text, self.at)
        if found is None:
            return False
        self.at = found.end()
        return True

    def value(self, decoder: JSONDecoder) -> Any:
        """Go past the JSON value that starts here: `peek` has gone past the blanks."""
        if self.at > _PIECE + _REMEMBERED:
            self._forget()
        while True:
            try:
                value, end = decoder.raw_decode(self._text, self.at)
            except JSONDecodeError as error:
                if self._may_go_on(error) and self._more():
                    continue
                raise self.broken(error.msg, error.pos) from None
            except ValueError:
                raise self.broken("a number of thousands of digits") from None
            except RecursionError:
                raise self.broken("nested too deeply") from None
            if end < len(self._text) or not self._more():
                self.at = end
                return value

    @property
    def line(self) -> int:
        """The line of the next sign, counted from 1."""
        self._lines += self._text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._lines_forgotten + self._lines + 1

    def broken(self, message: str, at: int | None = None) -> RegistrationError:
        """The error for a text that is no JSON from here on."""
        at = self.at if at is None else at
        while len(self._text) < at + _CLOSE and self._more():
            pass
        cause, at = cause_of(self._text, at, message)
        line = self._lines_forgotten + self._text.count("\n", 0, at) + 1
        return RegistrationError(
            f"{in_line(self.name)} is broken at line {line}, column {self._column(at)}: {cause} Nothing was registered."
        )

    def _column(self, at: int) -> int:
        before = self._text.rfind("\n", 0, at)
        return at - before if before >= 0 else self._columns_forgotten + at + 1

    def _may_go_on(self, error: JSONDecodeError) -> bool:
        return error.msg.startswith("Unterminated string") or error.pos > len(self._text) - _CLOSE

    def _forget(self) -> None:
        end = self.at - _REMEMBERED
        self._columns_forgotten = self._column(end) - 1
        self._lines_forgotten += self._text.count("\n", 0, end)
        self._text = self._text[end:]
        self.at, self._lines, self._counted = _REMEMBERED, 0, 0

    def _more(self) -> bool:
        """Read on, twice as much each time an entry did not end; whether there was anything."""
        if self._is_complete:
            return False
        ahead = len(self._text) - self.at
        if ahead > _LONGEST:
            raise RegistrationError(
                f"{in_line(self.name)} holds an entry of more than {_LONGEST >> 20} MB at line {self.line}: "
                "a quotation mark or a bracket is not closed."
            )
        self._take(self._file.read(max(_PIECE, ahead)))
        return True

    def _take(self, piece: bytes) -> None:
        self._is_complete = not piece
        try:
            self._text += self._decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            good = error.object[: error.start].decode(error.encoding, "ignore") if error.start else ""
            line = self.line + self._text.count("\n", self.at) + good.count("\n")
            raise RegistrationError(
                f"{in_line(self.name)} is not UTF-8 text: line {line} holds the byte 0x{error.object[error.start]:02x}. "
                "Save it as UTF-8."
            ) from None
