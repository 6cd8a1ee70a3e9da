"""Answers: what fits a question, and the sentence for what does not."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from nblabel import Checklist, Number, Ontology, Option, Radio, Text
from nblabel.domain.answers import AnswerTree, answer, check
from nblabel.domain.questions.base import Part
from nblabel.errors import AnswerError, OntologyError

DAMAGE = Ontology(
    Radio(
        "Damage",
        [
            Option("Exterior", Radio("Exterior part", [Option("Door", Radio("Kind", ["Dent", "Scratch"])), "Hood"])),
            Option("Interior", Text("Interior note")),
            Option("Mechanical", Checklist("Systems", ["brakes", "engine"]), Radio("Kind", ["Wear", "Leak"])),
        ],
    ),
    Radio("Weather", ["Sun", "Rain", "Snow"]),
    Checklist("Flags", ["blurry", "dark", "cut off"]),
    Number("Quality", min=0, max=7, step=1),
    Number("Ripeness", min=0.5, max=4, step=0.5),
    Number("Depth"),
    Text("Note"),
)


def given(question: str, value: object) -> dict[str, object]:
    return answer(DAMAGE, question, value).describe(DAMAGE)


def refusal(question: str, value: object) -> str:
    with pytest.raises(AnswerError) as said:
        answer(DAMAGE, question, value)
    return str(said.value)


def levels(count: int) -> Ontology:
    question = Radio(f"level {count}", ["yes", "no"])
    for level in range(count - 1, 0, -1):
        question = Radio(f"level {level}", [Option("yes", question), "no"])
    return Ontology(question)


def test_s2_2_a_radio_question_takes_one_of_its_options() -> None:
    assert given("Weather", "Rain") == {"Weather": "Rain"}
    assert given("Weather", ["Rain"]) == {"Weather": "Rain"}
    assert given("Weather", np.str_("Rain")) == {"Weather": "Rain"}


def test_s2_2_a_misspelt_option_is_named_with_its_question_and_the_close_one() -> None:
    assert refusal("Weather", "Rian") == (
        'No option "Rian" in classification "Weather". Options: Sun, Rain, Snow. Did you mean "Rain"?'
    )
    assert (
        refusal("Weather", ["Sun", "Rain"]) == 'Classification "Weather" takes one answer, not 2: choose one of them.'
    )


@pytest.mark.parametrize("value", [None, float("nan"), pd.NA, 3, True, [], np.array(["Sun", "Rain"]), b"Sun"])
def test_s2_2_what_is_no_option_is_refused(value: object) -> None:
    assert "Weather" in refusal("Weather", value)


def test_s2_4_a_checklist_takes_several_options_in_any_order() -> None:
    assert given("Flags", ["dark", "blurry"]) == given("Flags", {"blurry", "dark"}) == {"Flags": ["blurry", "dark"]}
    assert given("Flags", "dark") == {"Flags": ["dark"]}
    assert answer(DAMAGE, "Flags", ["dark", "dark"]) == answer(DAMAGE, "Flags", ["dark"])


def test_s2_4_a_checklist_without_a_tick_or_with_a_wrong_one_is_refused() -> None:
    assert refusal("Flags", []) == 'Checklist "Flags" was given no option: tick one, or clear the answer.'
    assert 'Did you mean "blurry"?' in refusal("Flags", ["dark", "blury"])
    assert refusal("Flags", 3) == 'Checklist "Flags" takes a list of options, not 3.'


@pytest.mark.parametrize("value", [3, 3.0, np.int64(3), np.float32(3), Decimal(3), np.array(3)])
def test_s2_5_a_number_is_stored_as_a_float(value: object) -> None:
    (part,) = answer(DAMAGE, "Quality", value).parts
    assert part.number == 3.0
    assert type(part.number) is float


@pytest.mark.parametrize(
    "value", ["abc", "3", "", None, True, np.True_, [3], np.array([3.0, 4.0]), 3j, pd.NA, pd.NaT, object()]
)
def test_s2_5_only_numbers_are_numbers(value: object) -> None:
    assert refusal("Depth", value).startswith('"Depth" takes a number, not')


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -np.inf, np.float32("nan"), 10**400])
def test_s2_5_a_number_is_finite(value: object) -> None:
    assert refusal("Depth", value).startswith('"Depth" takes a finite number, not')


def test_s2_5_a_decimal_comma_is_refused_with_a_hint() -> None:
    assert refusal("Depth", "3,5") == '"Depth" takes a number, not the text "3,5". Did you mean 3.5?'
    assert "Did you mean" not in refusal("Depth", "a,b")
    assert given("Depth", 3.5) == {"Depth": 3.5}


def test_s2_6_a_number_stands_on_a_step_and_within_its_bounds() -> None:
    assert refusal("Quality", 7.5) == '"Quality" is 7.5, allowed is 0 to 7.'
    assert refusal("Quality", 6.5) == '"Quality" is 6.5, allowed are steps of 1 from 0.'
    assert refusal("Quality", -1) == '"Quality" is -1, allowed is 0 to 7.'
    assert refusal("Quality", 7.0000001) == '"Quality" is 7.0000001, allowed is 0 to 7.'
    assert given("Ripeness", 3.5) == {"Ripeness": 3.5}
    assert refusal("Ripeness", 3.2) == '"Ripeness" is 3.2, allowed are steps of 0.5 from 0.5.'


def test_s2_6_a_step_of_a_tenth_takes_every_tenth() -> None:
    tenths = Ontology(Number("Share", min=-1, max=1, step=0.1))
    for number in range(-10, 11):
        assert answer(tenths, "Share", number / 10).parts[0].number == number / 10


def test_s2_6_bounds_with_one_side_say_so() -> None:
    ontology = Ontology(Number("Age", min=0), Number("Debt", max=0), Number("Even", step=2))
    for question, value, sentence in (
        ("Age", -1, '"Age" is -1, allowed is at least 0.'),
        ("Debt", 1e16, '"Debt" is 1e+16, allowed is at most 0.'),
        ("Even", 3, '"Even" is 3, allowed are steps of 2.'),
    ):
        with pytest.raises(AnswerError) as said:
            answer(ontology, question, value)
        assert str(said.value) == sentence


@pytest.mark.parametrize(
    "bounds",
    [
        {"min": 5, "max": 1},
        {"step": 0},
        {"step": -1},
        {"min": float("nan")},
        {"max": "5"},
        {"max": 10**400},
        {"min": True},
    ],
)
def test_s2_6_bounds_that_no_number_can_meet_are_refused(bounds: dict[str, float]) -> None:
    with pytest.raises(OntologyError, match="Quality"):
        Number("Quality", **bounds)


def test_a_text_is_kept_as_given() -> None:
    note = "  <b>it's</b>\n\u202eא \U0001f431'; DROP TABLE label; --"
    assert given("Note", note) == {"Note": note}


@pytest.mark.parametrize("value", ["", " \n", "x" * 10_001, "a\x00b", "\ud83d", 7, None, ["a"], float("nan")])
def test_what_is_no_text_is_refused(value: object) -> None:
    assert refusal("Note", value).startswith('"Note" ')


def test_s2_10_a_nested_answer_stands_only_below_its_option() -> None:
    assert given("Damage", {"Exterior part": "Hood", "Damage": "Exterior"}) == {
        "Damage": "Exterior",
        "Exterior part": "Hood",
    }
    assert refusal("Damage", {"Damage": "Mechanical", "Exterior part": "Hood"}) == (
        '"Exterior part" is asked only where "Damage" is "Exterior": answer "Damage" so, or leave "Exterior part" out.'
    )


def test_s2_10_a_nested_answer_needs_its_parent() -> None:
    assert refusal("Damage", {"Exterior part": "Hood"}) == (
        'The answer to "Damage" is missing beside Exterior part: a nested answer needs its parent.'
    )
    assert '"Kind" is asked only where' in refusal("Damage", {"Damage": "Exterior", "Kind": "Dent"})


def test_s2_10_of_two_nested_questions_with_one_name_the_chosen_branch_answers() -> None:
    assert given("Damage", {"Damage": "Mechanical", "Kind": "Leak"}) == {"Damage": "Mechanical", "Kind": "Leak"}
    assert given("Damage", {"Damage": ["Mechanical"], "Kind": "Leak"}) == {"Damage": "Mechanical", "Kind": "Leak"}
    deep = {"Damage": "Exterior", "Exterior part": "Door", "Kind": "Dent"}
    assert given("Damage", deep) == deep
    assert 'No option "Leak" in classification "Kind"' in refusal("Damage", {**deep, "Kind": "Leak"})
    by_path = {"Damage": "Mechanical", "Damage/Mechanical/Kind": "Wear"}
    assert given("Damage", by_path) == {"Damage": "Mechanical", "Kind": "Wear"}


def test_s2_10_a_question_of_elsewhere_is_refused_with_what_there_is() -> None:
    said = refusal("Damage", {"Damage": "Interior", "Interior nte": "torn"})
    assert said.startswith('"Damage" has no nested question "Interior nte". There are: ')
    assert said.endswith('Did you mean "Interior note"?')
    assert '"Damage" has no nested question "Weather"' in refusal("Damage", {"Damage": "Interior", "Weather": "Sun"})


@pytest.mark.parametrize("count", [7, 12])
def test_s2_11_a_path_of_seven_levels_is_answered_as_one_tree(count: int) -> None:
    ontology = levels(count)
    path = {f"level {level}": "yes" for level in range(1, count + 1)}
    tree = answer(ontology, "level 1", path)
    assert tree.describe(ontology) == path
    assert len(tree.parts) == count
    with pytest.raises(AnswerError, match='"level 7" is asked only where "level 6" is "yes"'):
        answer(ontology, "level 1", {**path, "level 6": "no"})


def test_a_tree_by_ids_is_checked_like_one_by_names() -> None:
    tree = answer(DAMAGE, "Damage", {"Damage": "Exterior", "Exterior part": "Door", "Kind": "Dent"})
    assert check(DAMAGE, tree.root, reversed(tree.parts)) == tree


def test_a_tree_by_ids_is_refused_where_it_does_not_fit() -> None:
    damage, weather = DAMAGE["Damage"], DAMAGE["Weather"]
    interior = Part(damage.ident, (damage.choices[1].ident,))
    sun = Part(weather.ident, (weather.choices[0].ident,))
    for parts, sentence in (
        ([], 'The answer to "Damage" is missing'),
        ([interior, interior], '"Damage" is answered twice'),
        ([interior, sun], '"Weather" does not belong to "Damage"'),
        ([Part(damage.ident, (sun.options[0],))], 'Classification "Damage" has no option with the id'),
        ([Part(damage.ident, (), number=1.0)], 'Classification "Damage" takes exactly one option'),
    ):
        with pytest.raises(AnswerError, match=sentence):
            check(DAMAGE, damage.ident, parts)
    with pytest.raises(OntologyError, match="No question with the id 999"):
        check(DAMAGE, damage.ident, [Part(999)])


def test_an_answer_tree_is_a_value() -> None:
    tree = answer(DAMAGE, "Weather", "Sun")
    assert tree == AnswerTree(tree.root, tree.parts)
    assert hash(tree) == hash(answer(DAMAGE, "Weather", "Sun"))
