"""What `add_predictions` was given, as columns of equal length: read from a table, records or a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nblabel.domain.frames import LAST_FRAME
from nblabel.errors import PredictionError, did_you_mean, in_line, listing
from nblabel.store.predictions.writing import WHOLE
from nblabel.store.reading.table_file import read_table

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "item_id", "title", "question", "answer", "confidence", "frame", "frame_from", "frame_to", "shape", "attributes"
)  # fmt: skip
_TEXTS = ("title", "question", "answer", "shape", "attributes")
_FILES = (".csv", ".parquet", ".json", ".jsonl")


@dataclass(frozen=True, slots=True)
class Given:
    """The rows given: `item_id` or `title` names the item, `first` and `last` are WHOLE where no frame is named.

    `place` numbers the rows as they were given, `from_text`: answers were read from a file that knows texts only.
    """

    item_id: np.ndarray | None
    title: np.ndarray | None
    question: np.ndarray
    answer: pd.Series
    confidence: np.ndarray
    first: np.ndarray
    last: np.ndarray
    shape: np.ndarray | None
    attributes: np.ndarray | None
    place: np.ndarray
    from_text: bool = False

    def __len__(self) -> int:
        return len(self.question)

    def chosen(self, mask: np.ndarray) -> Given:
        """Some of the rows; they keep their names."""
        columns = ("item_id", "title", "question", "confidence", "first", "last", "shape", "attributes", "place")
        some = {name: None if getattr(self, name) is None else getattr(self, name)[mask] for name in columns}
        return replace(self, answer=self.answer[mask].reset_index(drop=True), **some)  # type: ignore[arg-type]

    def called(self, row: int) -> str:
        """How a row is named in a sentence."""
        if self.item_id is not None:
            return f"Row {self.place[row]} (item {self.item_id[row]})"
        return f'Row {self.place[row]} ("{in_line(None if self.title is None else self.title[row])}")'


def given(source: Any) -> Given:
    """The columns of a DataFrame, of records, of a dict of columns, or of a csv, parquet, json or jsonl file."""
    frame, from_text = _frame(source)
    _check_columns([str(name) for name in frame.columns])
    if "answer" not in frame and "shape" not in frame:
        raise PredictionError(_lacks("answer", list(frame.columns)))
    count = len(frame)
    first, last = _frames(frame)
    is_titled = "item_id" not in frame
    return Given(
        item_id=None if is_titled else _item_ids(frame["item_id"]),
        title=frame["title"].to_numpy(dtype=object) if is_titled else None,
        question=frame["question"].to_numpy(dtype=object),
        answer=frame["answer"] if "answer" in frame else _nothing(count),
        confidence=_confidence(frame["confidence"]),
        first=first,
        last=last,
        shape=frame["shape"].to_numpy(dtype=object) if "shape" in frame else None,
        attributes=frame["attributes"].to_numpy(dtype=object) if "attributes" in frame else None,
        place=np.arange(count),
        from_text=from_text,
    )


def _frame(source: Any) -> tuple[pd.DataFrame, bool]:
    import pandas as pd

    if isinstance(source, pd.DataFrame):
        return source.reset_index(drop=True), False
    if isinstance(source, (str, Path)):
        return _read(Path(source).expanduser())
    if isinstance(source, Mapping):
        return pd.DataFrame(dict(source)), False
    if isinstance(source, Iterable) and not isinstance(source, bytes):
        return _of_records(list(source)), False
    raise PredictionError(
        f"Predictions are given as a DataFrame, a list of dicts or a path, not as {type(source).__name__}."
    )


def _of_records(records: list[Any]) -> pd.DataFrame:
    import pandas as pd

    odd = next((place for place, record in enumerate(records) if not isinstance(record, Mapping)), None)
    if odd is not None:
        raise PredictionError(f"Row {odd} of the predictions is no dict: {in_line(repr(records[odd]), 80)}.")
    names = dict.fromkeys(str(name) for record in records for name in record)
    return pd.DataFrame({name: [record.get(name) for record in records] for name in names or COLUMNS})


def _read(path: Path) -> tuple[pd.DataFrame, bool]:
    kind = path.suffix.casefold()
    if kind not in _FILES:
        raise PredictionError(f'"{in_line(path)}" is no table: predictions are read from {listing(_FILES)}.')
    if not path.is_file():
        raise PredictionError(f'There is no file "{in_line(path, 200)}": check the path.')
    try:
        if kind == ".json":
            return _of_records(json.loads(path.read_text("utf-8"))), False
        if kind == ".jsonl":
            lines = path.read_text("utf-8").splitlines()
            return _of_records([json.loads(line) for line in lines if line.strip()]), False
        return read_table(path, _TEXTS), kind == ".csv"
    except (ValueError, TypeError) as error:
        raise PredictionError(f'"{in_line(path, 200)}" cannot be read as a table: {in_line(error, 200)}.') from error


def _check_columns(present: list[str]) -> None:
    unknown = [name for name in present if name not in COLUMNS]
    if unknown:
        raise PredictionError(
            f'Predictions have no column "{in_line(unknown[0])}". Columns: {listing(COLUMNS)}.'
            f"{did_you_mean(unknown[0], COLUMNS)} Drop columns that mean nothing here."
        )
    for name in ("question", "confidence"):
        if name not in present:
            raise PredictionError(_lacks(name, present))
    if not {"item_id", "title"} & set(present):
        raise PredictionError(_lacks("item_id (or title)", present))


def _lacks(name: str, present: list[str]) -> str:
    return f"The predictions have no column {name}; there are: {listing(map(str, present))}."


def _nothing(count: int) -> pd.Series:
    import pandas as pd

    return pd.Series([None] * count, dtype=object)


def _item_ids(column: pd.Series) -> np.ndarray:
    ids = _whole(column, "item_id")
    if len(ids) and ids.min() < 0:
        raise PredictionError(f"Row {int(np.argmin(ids))} has no item_id: name the item.")
    return ids


def _whole(column: pd.Series, name: str) -> np.ndarray:
    """Whole numbers, WHOLE where there is none."""
    import pandas as pd

    if column.dtype.kind in "iu" and not column.hasnans:
        plain: np.ndarray = column.to_numpy(dtype=np.int64)
        return plain
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    is_missing = column.isna().to_numpy()
    wrong = np.flatnonzero(
        ~is_missing & (np.isnan(numbers) | (numbers != np.floor(numbers)) | (np.abs(numbers) >= 2**53))
    )
    if len(wrong):
        row = int(wrong[0])
        raise PredictionError(f"Row {row} has the {name} {in_line(repr(column.iloc[row]), 60)}: give a whole number.")
    found: np.ndarray = np.where(is_missing, WHOLE, np.nan_to_num(numbers)).astype(np.int64)
    return found


def _confidence(column: pd.Series) -> np.ndarray:
    import pandas as pd

    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = np.flatnonzero(~((numbers >= 0) & (numbers <= 1)))
    if len(wrong):
        row = int(wrong[0])
        raise PredictionError(
            f"Row {row} has the confidence {in_line(repr(column.iloc[row]), 60)}: give a number from 0 to 1."
        )
    digits = {"float32": 7, "Float32": 7, "float16": 3}.get(str(column.dtype))
    # 0.9 in 32 bits is a bit less than 0.9: it was meant to be 0.9.
    meant: np.ndarray = numbers if digits is None else np.round(numbers, digits)
    return meant


def _frames(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    if "frame" in frame and {"frame_from", "frame_to"} & set(frame.columns):
        raise PredictionError("The predictions have both frame and frame_from or frame_to: give one of the two.")
    names = ("frame", "frame") if "frame" in frame else ("frame_from", "frame_to")
    if any(name not in frame for name in names):
        odd = [name for name in names if name in frame]
        if odd:
            raise PredictionError(f"The predictions have {odd[0]} alone: a range has frame_from and frame_to.")
        whole = np.full(len(frame), WHOLE, np.int64)
        return whole, whole
    first, last = (_whole(frame[name], name) for name in names)
    wrong = np.flatnonzero(((first < 0) != (last < 0)) | (first > last) | (first < WHOLE) | (last >= LAST_FRAME))
    if len(wrong):
        row = int(wrong[0])
        raise PredictionError(
            f"Row {row} has the frames {first[row]} to {last[row]}, which is no range: it starts at 0 or later and ends no earlier."
        )
    return first, last
