"""Override, roles and frames: small rules that everything stands on."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from nblabel.domain.frames import Frames, as_frames
from nblabel.domain.override import verdict
from nblabel.domain.workflow import ROLES, STATUSES, as_role, as_status, editable, may_edit
from nblabel.errors import AnswerError, NblabelError, QueryError, did_you_mean, listing


def test_s0_6_without_override_an_answered_item_is_kept() -> None:
    assert verdict("other") == "keep"
    assert verdict("same") == "keep"
    assert verdict("no_answer") == "write"


def test_s0_7_a_kept_answer_is_kept_whole_and_never_merged() -> None:
    # the rule knows no "merge": another tree on the item, partial or not, is "other"
    assert {verdict("other", otherwise=otherwise) for otherwise in (False, True)} == {"keep"}


def test_s0_8_override_replaces_another_answer_and_leaves_the_same_one_untouched() -> None:
    assert verdict("other", override=True) == "overwrite"
    assert verdict("same", override=True) == "keep"
    assert verdict("no_answer", override=True) == "write"


def test_d1_conflict_any_lets_any_other_classification_block() -> None:
    assert verdict("no_answer", otherwise=True) == "write"
    assert verdict("no_answer", otherwise=True, conflict="any") == "keep"
    assert verdict("no_answer", otherwise=True, conflict="any", override=True) == "write"
    assert verdict("no_answer", otherwise=False, conflict="any") == "write"


@pytest.mark.parametrize(("role", "status"), list(product(ROLES, STATUSES)))
def test_s0_11_only_admins_reach_complete_and_annotators_only_annotate(role: str, status: str) -> None:
    allowed = {
        "admin": {"annotate", "review", "complete"},
        "reviewer": {"annotate", "review"},
        "annotator": {"annotate"},
    }
    assert may_edit(as_role(role), as_status(status)) == (status in allowed[role])
    assert set(editable(as_role(role))) == allowed[role]


def test_an_unknown_status_or_role_is_named_with_the_close_one() -> None:
    with pytest.raises(QueryError) as said:
        as_status("reviewed")
    assert str(said.value) == 'No status "reviewed". There are: annotate, review, complete. Did you mean "review"?'
    with pytest.raises(QueryError, match=r'No role "Admin".*Did you mean "admin"\?'):
        as_role("Admin")
    with pytest.raises(QueryError, match='No status "None"'):
        as_status(None)


@pytest.mark.parametrize("given", [(10, 20), [10, 20], (np.int64(10), np.int64(20)), Frames(10, 20)])
def test_frames_are_given_as_first_and_last(given: object) -> None:
    assert as_frames(given) == Frames(10, 20)


def test_one_frame_is_a_range_of_one() -> None:
    assert as_frames(3) == as_frames(np.int32(3)) == Frames(3, 3)
    assert as_frames(None) is None


@pytest.mark.parametrize(
    "given", [(20, 10), (-1, 4), (0, 2**31), -1, True, 1.5, "3", (1,), (1, 2, 3), (1, "2"), {1, 2}]
)
def test_what_is_no_range_of_frames_is_refused(given: object) -> None:
    with pytest.raises(AnswerError, match=r"^frames "):
        as_frames(given)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [((0, 4), (4, 9), True), ((0, 4), (5, 9), False), ((0, 9), (3, 4), True), ((3, 3), (3, 3), True)],
)
def test_ranges_overlap_where_they_share_a_frame(one: tuple[int, int], other: tuple[int, int], shared: bool) -> None:
    assert Frames(*one).overlaps(Frames(*other)) is shared
    assert Frames(*other).overlaps(Frames(*one)) is shared
    assert Frames(*one).overlaps(None)


def test_errors_are_of_one_family_and_of_the_builtin_that_fits() -> None:
    from nblabel import errors

    classes = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]
    assert all(issubclass(kind, NblabelError) and kind.__doc__ for kind in classes)
    assert issubclass(errors.AnswerError, ValueError)
    assert issubclass(errors.NotAllowed, PermissionError)


def test_a_listing_stays_in_one_line() -> None:
    assert listing(map(str, range(14))) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more"
    assert listing(["two\nlines", "x" * 300]) == "two lines, " + "x" * 57 + "..."


def test_a_close_match_ignores_case_and_says_nothing_where_nothing_is_close() -> None:
    assert did_you_mean("RAIN", ["Sun", "Rain"]) == ' Did you mean "Rain"?'
    assert did_you_mean("fog", ["Sun", "Rain"]) == ""
    assert did_you_mean(None, []) == ""
