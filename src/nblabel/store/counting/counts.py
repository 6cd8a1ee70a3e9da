"""Counting rows by value, twice in one pass: under a query, and under the base it narrows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from nblabel.domain.questions.base import Question
from nblabel.store.file.cursor import Cursor
from nblabel.store.query.values import Values
from nblabel.store.rows.marked import Marked
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope

MOST_VALUES = 50
MISSING = ""


class Tally(NamedTuple):
    """Items under the query, and in all."""

    under: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Counter:
    """Counts of items that `under` marks, and that `whole` marks; `has_frames`: an item may answer a question twice."""

    cur: Cursor
    scope: Scope
    under: Marked
    whole: Marked
    has_frames: bool

    def options(self, questions: Sequence[int]) -> dict[int, Tally]:
        """Items by option, of these questions at least."""
        asked = _among(questions) if len(questions) < len(self.scope.ontology.places) / 2 else None
        rows = self._grouped("option", "label", asked, is_distinct=self.has_frames)
        return {option: Tally(*counts) for option, *counts in rows}

    def answered(self, questions: Sequence[Question], options: Mapping[int, Tally]) -> dict[int, Tally]:
        """Items that answer each question at all; `options` are those of `options()`."""
        several = [question for question in questions if question.kind == "checklist" or self.has_frames]
        found: dict[int, Tally] = {}
        if several:
            asked = _among([question.ident for question in several])
            rows = self._grouped("question", "label", asked, is_distinct=True)
            found = {question: Tally(*counts) for question, *counts in rows}
        for question in questions:
            if question not in several:
                tallies = [options.get(option.ident, Tally()) for option in question.choices]
                found[question.ident] = Tally(
                    sum(tally.under for tally in tallies), sum(tally.total for tally in tallies)
                )
        return found

    def values(self, question: Question) -> list[tuple[str, int, int]]:
        """The numbers or texts that a question is answered with."""
        column = "number" if question.kind == "number" else "text"
        asked = _among([question.ident])
        rows = self._grouped(column, "label", asked, is_distinct=self.has_frames, most=MOST_VALUES)
        if column == "number":
            rows.sort(key=lambda row: float(row[0]))
        answered = self._grouped("question", "label", asked, is_distinct=True)
        return self.with_rest(_tallies(rows), Tally(*answered[0][1:]) if answered else Tally())

    def statuses(self, names: Sequence[str]) -> list[tuple[str, int, int]]:
        """Items by status; those without a row have the first one."""
        found = _tallies(self._grouped("status", "status"))
        others = [found.get(name, Tally()) for name in names[1:]]
        first = Tally(
            self.under.total - sum(tally.under for tally in others),
            self.whole.total - sum(tally.total for tally in others),
        )
        return [(name, *tally) for name, tally in zip(names, [first, *others], strict=True)]

    def tags(self) -> list[tuple[str, int, int]]:
        """Items by tag."""
        tagged = self._grouped("1", "tag", is_distinct=True)
        return self.with_rest(
            _tallies(self._grouped("tag", "tag", most=MOST_VALUES)), Tally(*tagged[0][1:]) if tagged else Tally()
        )

    def operand(self, values: Values) -> list[tuple[str, int, int]]:
        """Items by any value that conditions can compare; an item with several is counted under each."""
        source = values.rows or self.scope.rows("i").put("item i WHERE {}")
        is_own = values.rows is None
        several = not values.is_single and not is_own
        most = None if values.names else MOST_VALUES
        column = values.column.put("coalesce({}, '')") if is_own else values.column
        if not is_own:
            source = together("{} AND {}", source, values.column.put("{} IS NOT NULL"))
        rows = self._grouped_rows(column, source, is_distinct=several, most=most, is_of_label=values.by_frame)
        tallies = _tallies(row for row in rows if row[0] not in (None, MISSING))
        if values.names:
            tallies = {str(ident): tallies.get(str(ident), Tally()) for ident in values.names.values()}
        if is_own:
            missing = next((Tally(*row[1:]) for row in rows if row[0] == MISSING), None)
            rest = [] if missing is None else [(MISSING, *missing)]
            return [*((value, *tally) for value, tally in tallies.items()), *rest]
        there = self._grouped_rows(Piece("1"), source, is_distinct=several, is_of_label=values.by_frame)
        return self.with_rest(tallies, Tally(*there[0][1:]) if there else Tally())

    def holding(self, tests: Sequence[tuple[str, Piece]]) -> list[tuple[str, int, int]]:
        """Items for which conditions on the row `i` hold."""
        found = []
        for name, test in tests:
            source = self.scope.rows("i").also(test).put("item i WHERE {}")
            rows = self._grouped_rows(Piece("1"), source)
            found.append((name, *(rows[0][1:] if rows else (0, 0))))
        return found

    def with_rest(self, tallies: Mapping[str, Tally], answered: Tally) -> list[tuple[str, int, int]]:
        """The buckets, and one for the items without a value."""
        rest = (MISSING, self.under.total - answered.under, self.whole.total - answered.total)
        return [*((value, *tally) for value, tally in tallies.items()), rest]

    def _grouped(
        self,
        columns: str,
        table: str,
        condition: Piece | None = None,
        *,
        is_distinct: bool = False,
        most: int | None = None,
    ) -> list[tuple[Any, ...]]:
        where = self.scope.rows() if condition is None else self.scope.rows().also(condition)
        source, is_of_label = where.put(f"{table} WHERE {{}}"), table == "label"
        return self._grouped_rows(Piece(columns), source, is_distinct=is_distinct, most=most, is_of_label=is_of_label)

    def _grouped_rows(
        self,
        column: Piece,
        source: Piece,
        *,
        is_distinct: bool = False,
        most: int | None = None,
        is_of_label: bool = False,
    ) -> list[tuple[Any, ...]]:
        """Counts of the rows of `source` (a table with its condition) by a column.

        `is_of_label`: the rows may stand on frames, which only the counter of frames asks.
        """
        same = self.under is self.whole
        under = Piece("NULL") if same else _count(self.under, is_distinct)
        counts = _count(self.whole, is_distinct)
        limit = "" if most is None else f" ORDER BY total DESC, value LIMIT {most}"
        piece = together(
            f"SELECT {{}} AS value, {{}}, {{}} AS total FROM {{}} GROUP BY value{limit}", column, under, counts, source
        )
        rows = self.cur.execute(piece.sql, piece.values).rows()
        return [(*row[:-2], row[-1], row[-1]) for row in rows] if same else rows


def _count(marked: Marked, is_distinct: bool) -> Piece:
    if marked.bits is None:
        return Piece("count(DISTINCT item_id)" if is_distinct else "count(*)")
    if is_distinct:
        return marked.bit().put("count(DISTINCT item_id) FILTER ({} = 1)")
    return marked.bit().put("sum({})::BIGINT")


def _among(questions: Sequence[int]) -> Piece:
    if not questions:
        return Piece("false")
    return Piece(f"question IN ({', '.join('?' * len(questions))})", tuple(questions))


def _tallies(rows: Iterable[Sequence[Any]]) -> dict[str, Tally]:
    return {_text(value): Tally(count, total) for value, count, total in rows}


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
