"""What every question kind promises, those of other packages included."""

from __future__ import annotations

import json
import pickle
from dataclasses import dataclass
from typing import ClassVar

import pytest

from nblabel import Checklist, Number, Ontology, Radio, Text
from nblabel.domain.answers import answer, check
from nblabel.domain.questions import KINDS, Question
from nblabel.domain.questions.base import Part, question_from_dict
from nblabel.errors import AnswerError, OntologyError

# One question a kind, with values it takes and values it refuses.
SAMPLES: dict[str, tuple[Question, list[object], list[object]]] = {
    "radio": (Radio("Animal", ["cat", "dog"]), ["cat", "dog"], ["bird", "", 3, None, []]),
    "checklist": (Checklist("Flags", ["blurry", "dark"]), [["blurry"], ["blurry", "dark"]], [[], ["cut"], 3, None]),
    "number": (Number("Quality", min=0, max=5), [0.0, 2.5, 5.0], [6, float("nan"), "3", None, [3]]),
    "text": (Text("Note"), ["seen twice", "\U0001f431"], ["", 3, None, ["seen"]]),
}
kinds = pytest.mark.parametrize("kind", sorted(KINDS))


def test_every_kind_has_a_sample_here() -> None:
    assert set(SAMPLES) == set(KINDS)


@kinds
def test_a_question_survives_a_plain_dict_and_pickle(kind: str) -> None:
    question = Ontology(SAMPLES[kind][0]).questions[0]
    assert question_from_dict(json.loads(json.dumps(question.to_dict()))) == question
    assert question.to_dict()["kind"] == kind
    assert pickle.loads(pickle.dumps(question)) == question


@kinds
def test_an_answer_is_described_as_it_was_given(kind: str) -> None:
    question, good, _ = SAMPLES[kind]
    ontology = Ontology(question)
    for value in good:
        tree = answer(ontology, question.name, value)
        assert tree.describe(ontology) == {question.name: value}
        assert check(ontology, tree.root, tree.parts) == tree


@kinds
def test_what_does_not_fit_is_refused_with_the_name_of_the_question(kind: str) -> None:
    question, _, bad = SAMPLES[kind]
    for value in bad:
        with pytest.raises(AnswerError, match=question.name):
            answer(Ontology(question), question.name, value)


@kinds
def test_a_stored_answer_of_another_kind_is_refused(kind: str) -> None:
    question = Ontology(SAMPLES[kind][0]).questions[0]
    fitting = {"radio": "options", "checklist": "options", "number": "number", "text": "text"}[kind]
    option = question.choices[0].ident if question.choices else 1
    for field, part in {
        "options": Part(question.ident, options=(option,)),
        "number": Part(question.ident, number=1.0),
        "text": Part(question.ident, text="one"),
        "nothing": Part(question.ident),
        "everything": Part(question.ident, (option,), 1.0, "one"),
    }.items():
        if field == fitting:
            assert question.check(part) == part
        else:
            with pytest.raises(AnswerError, match=question.name):
                question.check(part)


@kinds
def test_every_kind_says_what_it_is_with_an_example(kind: str) -> None:
    said = KINDS[kind].__doc__ or ""
    assert ">>> " in said
    assert not said.startswith(KINDS[kind].__name__ + "(")


@kinds
def test_every_kind_takes_what_all_questions_share(kind: str) -> None:
    shared = {"description": "look twice", "required": True, "key": "w", "color": "#010203", "code": "XY", "id": 9}
    sample = SAMPLES[kind][0].to_dict()
    question = question_from_dict({**sample, **shared})
    assert {name: getattr(question, name) for name in shared} == shared
    with pytest.raises(OntologyError):
        question_from_dict({**sample, "color": "red"})


def test_a_new_kind_is_one_class_that_registers_itself() -> None:
    @dataclass(frozen=True, slots=True)
    class YesNo(Question):
        kind: ClassVar[str] = "yes_no"

        def part(self, value: object) -> Part:
            return self.check(Part(self.ident, number=float(value is True)))

        def check(self, part: Part) -> Part:
            return part

        def describe(self, part: Part) -> object:
            return part.number == 1.0

    try:
        ontology = Ontology.from_dict(Ontology(YesNo("Sharp")).to_dict())
        assert answer(ontology, "Sharp", True).describe(ontology) == {"Sharp": True}
    finally:
        del KINDS["yes_no"]
