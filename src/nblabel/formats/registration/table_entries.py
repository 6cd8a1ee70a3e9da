"""The table form: a row an item, with the words of the JSON form as columns; from CSV or a DataFrame."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from nblabel.errors import RegistrationError, did_you_mean, in_line, listing
from nblabel.formats.registration.entries import Check, Entry, Notes, Place, Refused, checked
from nblabel.formats.registration.keys import KEY_OF_WORD, KEYS, Key
from nblabel.formats.registration.words import Slip, said

if TYPE_CHECKING:
    import pandas as pd

_PIECE = 1000
_BLOCKS = tuple(key.block for key in KEYS.values() if key.block)
_PLAIN = ("kind", "objectUrl", "title", "createVideo", "clientMetadata", *_BLOCKS)
_NUMBERED = re.compile(r"objectUrl_\d+", re.IGNORECASE)
_INSIDE = re.compile(rf"({'|'.join((*_BLOCKS, 'clientMetadata'))})\.(.+)", re.IGNORECASE | re.DOTALL)
# The kind of such a row is told by the ending of its file.
_ANY = Key("", "")
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")


Sort = Literal["kind", "text", "flag", "object", "inside"]
_SORTS: dict[str, Sort] = {"kind": "kind", "objectUrl": "text", "title": "text", "createVideo": "flag"}


@dataclass(frozen=True, slots=True)
class Column:
    """What the cells of a column say: a word of an entry, or what is `inside` of one of its objects."""

    sort: Sort
    word: str
    inside: str = ""

    @property
    def shown(self) -> str:
        """As a heading has it."""
        return f"{self.word}.{self.inside}" if self.inside else self.word


def csv_entries(file: BinaryIO, name: str, notes: Notes, check: Check = checked) -> Iterator[Entry | Refused]:
    """The entries of a CSV file with a line of headings; separated by commas, semicolons or tabs."""
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    try:
        yield from _csv_rows(text, name, notes, check)
    except UnicodeDecodeError as error:
        raise RegistrationError(
            f"{in_line(name)} is not UTF-8 text: it holds the byte 0x{error.object[error.start]:02x}. Save it as UTF-8."
        ) from None
    finally:
        text.detach()


def _csv_rows(text: io.TextIOWrapper, name: str, notes: Notes, check: Check) -> Iterator[Entry | Refused]:
    first = text.readline()
    if not first.strip():
        raise RegistrationError(
            f"{in_line(name)} has no headings: its first line names the columns, such as objectUrl."
        )
    sign = max(",;\t", key=first.count)
    rows = csv.reader(itertools.chain([first], text), delimiter=sign, strict=True)
    try:
        columns = columns_of(next(rows), name)
        for number, row in enumerate(rows):
            place = Place("row", number, rows.line_num)
            if len(row) > len(columns) and any(row[len(columns) :]):
                yield Refused(
                    place, f"It has {len(row)} cells and there are {len(columns)} columns: quote texts with commas."
                )
            elif any(row):
                yield row_entry(columns, row, place, notes, check)
    except csv.Error as error:
        raise RegistrationError(
            f"{in_line(name)} is broken at line {rows.line_num}: {error}. A quotation mark may not be closed. "
            "Nothing was registered."
        ) from None


def frame_entries(frame: pd.DataFrame, notes: Notes, check: Check = checked) -> Iterator[Entry | Refused]:
    """The entries of a DataFrame, row by row."""
    columns = columns_of([str(column) for column in frame.columns], "The table")
    for first in range(0, len(frame), _PIECE):
        piece = frame.iloc[first : first + _PIECE]
        cells = [piece.iloc[:, place].tolist() for place in range(len(columns))]
        for number, row in enumerate(zip(*cells, strict=True), start=first):
            yield row_entry(columns, row, Place("row", number), notes, check)


def columns_of(headings: Sequence[str], name: str) -> list[Column]:
    """The columns in our spelling; a table with an unknown one is refused as a whole."""
    columns: list[Column] = []
    for heading in headings:
        column = _column(heading.strip(), name)
        if column in columns:
            raise RegistrationError(f'{in_line(name)} has the column "{in_line(column.shown)}" twice: keep one.')
        columns.append(column)
    if not any(column.word.startswith("objectUrl") for column in columns):
        raise RegistrationError(f"{in_line(name)} has no column objectUrl, the address or path of each file.")
    return columns


def _column(heading: str, name: str) -> Column:
    spelt = {word.casefold(): word for word in _PLAIN}
    if match := _INSIDE.fullmatch(heading):
        return Column("inside", spelt[match[1].casefold()], match[2])
    if _NUMBERED.fullmatch(heading):
        return Column("text", f"objectUrl_{heading.partition('_')[2]}")
    word = spelt.get(heading.casefold())
    if word is None:
        known = (*_PLAIN[:2], "objectUrl_0", *_PLAIN[2:])
        raise RegistrationError(
            f'{in_line(name)} has the unknown column "{in_line(heading)}". Columns: {listing(known)}, and columns such as '
            f"clientMetadata.site.{did_you_mean(heading, known)}"
        )
    return Column(_SORTS.get(word, "object"), word)


def row_entry(
    columns: Sequence[Column], cells: Sequence[Any], place: Place, notes: Notes, check: Check = checked
) -> Entry | Refused:
    """The entry of one row; empty cells say nothing."""
    given: dict[str, Any] = {}
    kind = ""
    try:
        for column, cell in zip(columns, cells, strict=False):
            if cell == "" if type(cell) is str else _is_empty(cell):
                continue
            match column.sort:
                case "text":
                    given[column.word] = cell
                case "inside":
                    is_typed = column.word != "clientMetadata"
                    given.setdefault(column.word, {})[column.inside] = _scalar(cell, is_typed=is_typed)
                case "kind":
                    kind = str(cell).strip()
                case "flag":
                    given[column.word] = _truth(cell)
                case "object":
                    given[column.word] = {**given.get(column.word, {}), **_object(column.word, cell)}
        key = _key(kind, given)
        if key.kind != "group" and given.get("createVideo") is False:
            del given["createVideo"]  # a column that says no for rows of another kind
        return check(key, given, place, notes)
    except Slip as slip:
        return Refused(place, str(slip))


def _key(word: str, given: dict[str, Any]) -> Key:
    """The list the row would stand in."""
    if word:
        key = KEY_OF_WORD.get(word.lower())
        if key is None:
            raise Slip(
                f'"{in_line(word)}" is no kind. There are: {listing(KEY_OF_WORD, 20)}.{did_you_mean(word, KEY_OF_WORD)}'
            )
        if word.lower() == "sequence":
            given.setdefault("createVideo", True)
        return key
    if "objectUrl" not in given and any(column.startswith("objectUrl_") for column in given):
        return KEYS["image_groups"]
    return next((key for key in KEYS.values() if key.block in given), _ANY)


def _is_empty(cell: Any) -> bool:
    if isinstance(cell, (dict, list)):
        return False
    return cell is None or cell == "" or _is_missing(cell)


def _is_missing(cell: Any) -> bool:
    """NaN, NaT and NA: values that do not equal themselves."""
    if isinstance(cell, (str, bool, int)):
        return False
    try:
        return bool(cell != cell)
    except TypeError:
        return True  # the truth of pandas' NA is not to be had
    except ValueError:
        return False  # nor that of an array


def _object(column: str, cell: Any) -> dict[str, Any]:
    if isinstance(cell, str):
        try:
            cell = json.loads(cell)
        except (ValueError, RecursionError):
            raise Slip(f'{column} is a JSON object such as {{"site": "A"}}, not {said(cell)}.') from None
    if not isinstance(cell, dict):
        raise Slip(f'{column} is an object such as {{"site": "A"}}, not {said(cell)}.')
    return cell


def _scalar(cell: Any, *, is_typed: bool) -> Any:
    """A number where the column holds numbers; metadata of the user's own stays the text it is."""
    plain = cell.item() if hasattr(cell, "item") else cell
    if not is_typed or not isinstance(plain, str):
        return plain
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        return float(plain)
    except ValueError:
        return plain


def _truth(cell: Any) -> bool:
    plain = cell.item() if hasattr(cell, "item") else cell
    if isinstance(plain, bool):
        return plain
    if isinstance(plain, float) and plain.is_integer():
        plain = int(plain)
    word = str(plain).strip().lower()
    if word in (*_TRUE, *_FALSE):
        return word in _TRUE
    raise Slip(f"createVideo is true or false, not {said(plain)}.")
