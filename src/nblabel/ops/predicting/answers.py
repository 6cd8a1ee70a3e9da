"""From the questions and answers given in rows to what is stored: each different pair is checked once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from nblabel.domain.answers import answer
from nblabel.domain.ontology import Ontology, Place
from nblabel.errors import AnswerError, NblabelError, OntologyError, PredictionError
from nblabel.ops.predicting.table import Given
from nblabel.store.labels.rows import AnswerRow, rows_of_part

if TYPE_CHECKING:
    import pandas as pd


@dataclass(slots=True)
class Answered:
    """One place a stored row: the row given that it comes from, and what is answered."""

    row: np.ndarray
    root: np.ndarray
    question: np.ndarray
    option: np.ndarray
    number: np.ndarray
    text: np.ndarray | None

    def chosen(self, mask: np.ndarray) -> Answered:
        """Some of the rows."""
        text = None if self.text is None else self.text[mask]
        return Answered(
            self.row[mask], self.root[mask], self.question[mask], self.option[mask], self.number[mask], text
        )


def answered(ontology: Ontology, given: Given) -> Answered:
    """The rows to be stored, in the order given.

    Raises
    ------
    PredictionError
        For a question or an answer that the ontology does not have, naming the row.
    """
    import pandas as pd

    questions, question_names = pd.factorize(given.question, use_na_sentinel=False)
    places = []
    for code, name in enumerate(question_names):
        row = int(np.argmax(questions == code))
        places.append(_named(given, row, partial(_place, ontology, name)))
    answers, values = _coded(given.answer)
    pairs, uniques = pd.factorize(questions.astype(np.int64) * max(len(values), 1) + answers)
    firsts = _firsts(pairs, len(uniques))
    found: list[list[AnswerRow]] = []
    for pair, row in zip(uniques.tolist(), firsts.tolist(), strict=True):
        place, value = places[pair // max(len(values), 1)], values[pair % max(len(values), 1)]
        read = partial(_rows, ontology, place, value, given.from_text)
        found.append(_named(given, row, read))
    roots = np.array([place.root.ident for place in places], np.int64)[questions]
    return _expanded(pairs, found, roots)


def _place(ontology: Ontology, name: Any) -> Place:
    if not isinstance(name, str):
        raise OntologyError(f"A question is meant by its name, not by {name!r:.80}.")
    return ontology.place(name)


def _named(given: Given, row: int, ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except NblabelError as error:
        raise PredictionError(f"{given.called(row)}: {error} Nothing was written.") from error


def _coded(column: pd.Series) -> tuple[np.ndarray, list[Any]]:
    """A number for each different answer, and the answers; lists and dicts are told apart by what they hold."""
    import pandas as pd

    try:
        codes, values = pd.factorize(column, use_na_sentinel=False)
    except TypeError:
        keys = [_key(value) for value in column]
        codes, _ = pd.factorize(pd.Series(keys, dtype=object), use_na_sentinel=False)
        firsts = _firsts(codes, int(codes.max(initial=-1)) + 1)
        return codes.astype(np.int64), [column.iloc[row] for row in firsts.tolist()]
    return codes.astype(np.int64), list(values)


def _key(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple((name, _key(own)) for name, own in value.items())
    if isinstance(value, (list, tuple, set, frozenset, np.ndarray)):
        return tuple(_key(own) for own in value)
    # 1, True and 1.0 are equal, and no equal answers.
    return (type(value).__name__, value)


def _firsts(codes: np.ndarray, count: int) -> np.ndarray:
    """The first row of each code."""
    firsts = np.zeros(count, np.int64)
    firsts[codes[::-1]] = np.arange(len(codes))[::-1]
    return firsts


def _rows(ontology: Ontology, place: Place, value: Any, from_text: bool) -> list[AnswerRow]:
    value = _read(place, value) if from_text else value
    value = value.tolist() if isinstance(value, np.ndarray) else value
    if isinstance(value, dict):
        if place.path:
            raise AnswerError(
                f'A nested answer is given under its top question: "{place.root.name}", not "{place.question.name}".'
            )
        parts = answer(ontology, place.question.ident, value).parts
    else:
        parts = (place.question.part(value),)
    return [row for part in parts for row in rows_of_part(part)]


def _read(place: Place, text: Any) -> Any:
    """What a text of a CSV file means for this question."""
    if not isinstance(text, str):
        return text
    if text[:1] in ("{", "[") and place.question.kind != "text":
        try:
            return json.loads(text)
        except ValueError:
            return text
    if place.question.kind != "number":
        return text
    try:
        return float(text)
    except ValueError:
        return text


def _expanded(codes: np.ndarray, found: list[list[AnswerRow]], roots: np.ndarray) -> Answered:
    counts = np.array([len(rows) for rows in found], np.int64)
    flat = [row for rows in found for row in rows]
    starts = np.cumsum(counts) - counts
    row = np.repeat(np.arange(len(codes)), counts[codes]) if len(codes) else np.empty(0, np.int64)
    begins = np.cumsum(counts[codes]) - counts[codes]
    place = np.repeat(starts[codes], counts[codes]) + np.arange(len(row)) - np.repeat(begins, counts[codes])
    columns = {
        "question": np.array([one.question for one in flat], np.int64),
        "option": np.array([one.option or 0 for one in flat], np.int64),
        "number": np.array([np.nan if one.number is None else one.number for one in flat], np.float64),
    }
    texts = np.array([one.text for one in flat], object)
    has_text = any(one.text is not None for one in flat)
    return Answered(
        row,
        roots[row],
        **{name: column[place] for name, column in columns.items()},
        text=texts[place] if has_text else None,
    )
