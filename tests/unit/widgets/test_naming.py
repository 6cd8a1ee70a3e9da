"""Names in a text: whole, by a word of them, and not where a word only looks like one."""

from __future__ import annotations

import pytest

from nblabel.widgets.naming import pattern_of, words_of

LISTED = ["Ada Lovelace", "Zebedee the second", "Dr. Will O'Brien", "jürgen.groß@uni.example", "annotator 2", "Li Wu"]


def masked(text: str, own: str = "Rea Moss") -> str:
    pattern = pattern_of(LISTED, own)
    assert pattern is not None
    return pattern.sub("annotator", text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ask Ada", "ask annotator"),
        ("ADA's boxes, or lovelace's", "annotator's boxes, or annotator's"),
        ("as Ada Lovelace said", "as annotator said"),
        ("Lovelace, Ada: see @ada", "annotator, annotator: see @annotator"),
        ("zebedee did this", "annotator did this"),
        ("Will and Brien disagree", "annotator and annotator disagree"),
        ("Jürgen? GROSS? groß!", "annotator? GROSS? annotator!"),
        ("Li Wu knows", "annotator knows"),
    ],
)
def test_a_person_is_masked_by_any_word_of_the_name(text: str, says: str) -> None:
    assert masked(text) == says


@pytest.mark.parametrize(
    "text",
    [
        "the second box is too loose, and the first will do",
        "Canada, the adage, zebedees and lovelaces",
        "Submitted 3 items: annotators may not move them to review",
        "a line of uni.example, in Lima, by somebody",
        "Rea says so, and Moss",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert masked(text) == text


def test_words_of_a_name_are_those_that_one_is_called_by() -> None:
    assert words_of("Prof. Ada King-Noel") == ["Ada", "King", "Noel"]
    assert words_of("ada.lovelace@uni.example") == ["ada", "lovelace"]
    assert words_of("annotator 2") == []


def test_a_name_that_is_one_of_our_own_words_is_masked_as_a_whole_only() -> None:
    pattern = pattern_of(["Review"])
    assert pattern is not None
    assert pattern.sub("annotator", "ask review") == "ask annotator"
    assert pattern_of([]) is None
    assert pattern_of([""]) is None


def test_a_word_that_another_shares_with_oneself_is_no_secret() -> None:
    pattern = pattern_of(["Ada Moss"], "Rea Moss")
    assert pattern is not None
    assert pattern.sub("annotator", "Ada, Moss, Ada Moss") == "annotator, Moss, annotator"
