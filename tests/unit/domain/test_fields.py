"""`F`: what can be written, what it becomes, and the sentence for what cannot be compared."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from nblabel import F, NblabelError
from nblabel.domain import code
from nblabel.domain.query import And, Compare, Ids, InReceipt, Missing, Not, OneOf, Or, Query, Tagged
from nblabel.errors import QueryError


def test_operators_make_conditions_that_print_as_they_were_typed() -> None:
    condition = (F["Animal"] == "cat") & (F.width > 1000) | ~F.tags.has("night")
    assert code.of_expr(condition) == "((F['Animal'] == 'cat') & (F.width > 1000)) | ~F.tags.has('night')"


def test_brackets_that_change_nothing_leave_no_trace() -> None:
    one, two, three = F.width > 1, F.height > 2, F.fps > 3
    assert (one & two) & three == one & (two & three) == And((one, two, three))
    assert (one | two) | three == one | (two | three) == Or((one, two, three))
    assert (one & two) | three == Or((And((one, two)), three))


def test_none_means_missing() -> None:
    assert (F["Animal"] == None) == F["Animal"].is_missing()  # noqa: E711
    assert (F["Animal"] != None) == Not(Missing(F["Animal"].operand))  # noqa: E711


def test_untagged_items_print_as_untagged() -> None:
    assert F.tags.is_missing() == Not(Tagged())
    assert code.of_expr(~F.tags.is_missing()) == "~F.tags.is_missing()"


def test_plain_values_are_kept_for_numpy_pandas_and_dates() -> None:
    for given, kept in (
        (np.int64(3), 3),
        (np.float32(0.5), 0.5),
        (np.str_("cat"), "cat"),
        (np.True_, True),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22, 9, tzinfo=UTC), "2026-11-22T09:00:00+00:00"),
        (pd.Timestamp("2026-11-22"), "2026-11-22T00:00:00"),
    ):
        condition = F.meta["value"] == given
        assert isinstance(condition, Compare)
        assert (condition.value, type(condition.value)) == (kept, type(kept))


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), np.float64("nan"), pd.NaT, pd.NA, [1], np.array([1, 2]), b"cat", object(), 3j]
)
def test_what_nothing_compares_with_is_refused(value: object) -> None:
    with pytest.raises(QueryError, match=r"^Nothing compares with"):
        F.width > value  # noqa: B015
    with pytest.raises(QueryError):
        F.width.is_in([value])


def test_conditions_are_joined_by_signs_and_say_so() -> None:
    with pytest.raises(QueryError, match=r"Combine conditions with & \| ~ instead of and, or, not"):
        F.width > 1 and F.height > 1  # noqa: B018
    with pytest.raises(QueryError, match="instead of and, or, not"):
        assert 1 < F.width < 9
    with pytest.raises(QueryError, match="A condition is combined with a condition"):
        (F.width > 1) & "cat"  # type: ignore[operator]


def test_a_column_that_is_not_there_is_named_with_the_close_one() -> None:
    with pytest.raises(QueryError) as said:
        F.widht  # noqa: B018
    assert 'Items have no column "widht"' in str(said.value)
    assert 'metadata is F.meta["widht"], an answer F["widht"]' in str(said.value)
    assert str(said.value).endswith('Did you mean "width"?')
    assert "width" in dir(F)


def test_a_status_is_one_of_three() -> None:
    with pytest.raises(QueryError, match=r'No status "reviw".*Did you mean "review"'):
        F.status == "reviw"  # noqa: B015
    with pytest.raises(QueryError, match='No status "done"'):
        F.status.is_in(["review", "done"])


def test_texts_are_texts() -> None:
    for refused in (
        lambda: F.title.contains(3),  # type: ignore[arg-type]
        lambda: F.title.matches(None),  # type: ignore[arg-type]
        lambda: F.tags.has(3),  # type: ignore[arg-type]
        lambda: F.meta[3],  # type: ignore[index]
        lambda: F[None],  # type: ignore[index]
    ):
        with pytest.raises(QueryError, match="takes a text, not"):
            refused()
    with pytest.raises(QueryError, match=r"is_in takes a list, not the text 'cat': write \['cat'\]"):
        F["Animal"].is_in("cat")
    with pytest.raises(QueryError, match=r"is_in takes a list, not 3: write \[3\]"):
        F.width.is_in(3)  # type: ignore[arg-type]


def test_ids_are_kept_as_ids_and_print_as_ranges() -> None:
    assert F.id.is_in([3, 4, 5]) == Ids((5, 4, 3)) == Ids(np.array([3, 4, 5]))
    assert Ids((3,)) != Ids((4,))
    assert Ids((3,)) != OneOf(F.id.operand, (3,))
    for ids, printed in (
        ((7,), "[7]"),
        ((), "[]"),
        (np.arange(5, 1000), "range(5, 1000)"),
        ((1, 2, 3, 9), "[*range(1, 4), 9]"),
        ((1, 2, 9), "[1, 2, 9]"),
    ):
        assert code.of_expr(Ids(ids)) == f"F.id.is_in({printed})"


def test_many_scattered_ids_are_named_behind_a_line_that_stays_whole() -> None:
    query = Query().filtered(Ids(range(0, 9000, 3)), F.width > 9).sliced(0, 5)
    assert code.of_query(query) == "project.filter(F.id.is_in(ids), F.width > 9)[:5]  # ids: 3,000 item ids"
    assert compile(code.of_query(query), "line", "eval")


def test_a_view_of_a_view_prints_step_by_step() -> None:
    query = (
        Query().filtered(F.width > 1).sliced(0, 50).filtered(F["A"].is_missing()).sorted_by(F.title.asc(), F.id.desc())
    )
    assert code.of_query(query.sliced(10, None), "pets") == (
        "pets.filter(F.width > 1)[:50].filter(F['A'].is_missing()).sort(F.title, F.id.desc())[10:]"
    )


def test_the_items_of_a_receipt_print_as_such() -> None:
    assert F.receipt(4, "skipped") == InReceipt(4, "skipped")
    assert code.of_expr(F.receipt(4, "skipped")) == "F.receipt(4, 'skipped')"


@pytest.mark.parametrize(
    "text", ["it's", 'a "b"', "'; DROP TABLE item; --", "two\nlines", "\u202eא", "\U0001f431", "\\", "{x}"]
)
def test_hostile_texts_print_as_code_that_means_the_same(text: str) -> None:
    condition = (F[text] == text) & F.meta[text].contains(text) & F.tags.has(text)
    assert "\n" not in code.of_expr(condition)
    assert eval(code.of_expr(condition), {"F": F}) == condition


def test_f_itself_can_be_copied_and_pickled() -> None:
    assert (pickle.loads(pickle.dumps(F)).width > 3) == (F.width > 3)
    assert (copy.deepcopy(F).width > 3) == (F.width > 3)
    with pytest.raises(AttributeError):
        F.__array__  # noqa: B018
    assert not hasattr(F, "__wrapped__")


def test_errors_of_conditions_are_of_the_family() -> None:
    assert issubclass(QueryError, NblabelError)
