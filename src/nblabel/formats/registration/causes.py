"""What most likely went wrong where a text stops to be JSON."""

from __future__ import annotations

import re
from typing import NamedTuple

from nblabel.errors import in_line

_BLANK = " \t\n\r"
_CURLY_QUOTES = "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"
_PYTHON = re.compile(r"(None|True|False|undefined)\b")
_WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")


class Cause(NamedTuple):
    """A sentence, and the place it is about."""

    sentence: str
    at: int


def cause_of(text: str, at: int, message: str) -> Cause:
    """The likely cause of an error that was noticed at `at`; `message` is what the parser said.

    Examples
    --------
    >>> cause_of('{"images": [],}', 14, "").sentence
    'there is a comma before the closing "}": remove it.'
    """
    found = text[at] if at < len(text) else ""
    before = _last(text, at)
    cause = _of_the_text(message, at)
    if cause is None and not found:
        cause = Cause("the file ends in the middle: a closing bracket is missing.", at)
    cause = cause or _of_a_comma(text, at, before) or _of_a_sign(text, at, found)
    cause = cause or _of_something_missing(text, before, found, message)
    return cause or Cause(f'"{in_line(found)}" does not belong here.', at)


def _of_the_text(message: str, at: int) -> Cause | None:
    if "nested too deeply" in message:
        return Cause("lists and objects are nested too deeply for any entry.", at)
    if "thousands of digits" in message:
        return Cause("the entry that starts here holds a number of thousands of digits.", at)
    if "Unterminated string" in message:
        return Cause("the quotation mark that opens here is never closed.", at)
    if "Invalid control character" in message:
        return Cause("a text goes over the end of its line: its closing quotation mark is missing.", at)
    if "escape" in message:
        return Cause("a backslash stands alone in a text: write paths with / or with \\\\.", at)
    return None


def _of_a_comma(text: str, at: int, before: int) -> Cause | None:
    if text[at] == "," and before >= 0 and text[before] == ",":
        return Cause("two commas follow each other: remove one.", at)
    comma = at if text[at] == "," else before
    following = _next(text, comma + 1) if comma >= 0 and text[comma] == "," else len(text)
    if following < len(text) and text[following] in "]}":
        return Cause(f'there is a comma before the closing "{text[following]}": remove it.', comma)
    return None


def _of_a_sign(text: str, at: int, found: str) -> Cause | None:
    if found == "'":
        return Cause('texts stand in double quotation marks ("), not in single ones.', at)
    if found in _CURLY_QUOTES:
        return Cause('texts stand in straight quotation marks ("), not in curly ones.', at)
    if text.startswith(("//", "/*", "#"), at):
        return Cause("JSON has no comments: remove this one.", at)
    if match := _PYTHON.match(text, at):
        word = {"True": "true", "False": "false"}.get(match[1], "null")
        return Cause(f"{match[1]} is not JSON: write {word}.", at)
    return None


def _of_something_missing(text: str, before: int, found: str, message: str) -> Cause | None:
    last = text[before] if before >= 0 else ""
    at = _next(text, before + 1)
    what = "the next text" if found == '"' else f'"{found}"'
    if last == '"' and found.isalnum():
        return Cause(f"a quotation mark is missing somewhere before {what}.", at)
    if "':'" in message:
        return Cause(f"a colon is missing before {what}.", at)
    if last and last not in "[{,:" and (found in '{["-' or found.isalnum()):
        return Cause(f"a comma is missing before {what}.", at)
    if last in "{," and (word := _WORD.match(text, at)):
        return Cause(f'"{in_line(word[0])}" stands without quotation marks.', at)
    if found in "]}" and last == ":":
        return Cause("a value is missing after the colon.", at)
    if found in "]}":
        return Cause(f"{what} closes what was not opened, or was opened by the other bracket.", at)
    return None


def _last(text: str, at: int) -> int:
    """The place of the last sign before `at` that is no blank, -1 where there is none."""
    at -= 1
    while at >= 0 and text[at] in _BLANK:
        at -= 1
    return at


def _next(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at
