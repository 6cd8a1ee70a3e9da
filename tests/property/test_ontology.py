"""Random ontologies: dicts, renaming and new versions never lose an id."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import examples

from nblabel import Checklist, Number, Ontology, Option, Radio, Text
from nblabel.domain.answers import answer, check
from nblabel.domain.questions.base import Question, parts

# No slash, so that a path says where a question stands.
names = st.text("ab \"';<>\n\u05d0\U0001f431", min_size=1, max_size=6).filter(str.strip)
colors = st.sampled_from([None, "#010203", "#FFeedd"])
bounds = st.floats(-1e9, 1e9)


def shared() -> dict[str, st.SearchStrategy[Any]]:
    return {"description": st.text("abc \n<", max_size=9), "required": st.booleans(), "color": colors}


def distinct(elements: st.SearchStrategy[Any], least: int = 1) -> st.SearchStrategy[list[Any]]:
    return st.lists(elements, min_size=least, max_size=4, unique_by=lambda part: part.name)


def option(questions: st.SearchStrategy[list[Question]]) -> st.SearchStrategy[Option]:
    return st.builds(lambda name, nested, color: Option(name, *nested, color=color), names, questions, colors)


plain_options = distinct(option(st.just([])))
leaves: st.SearchStrategy[Question] = st.one_of(
    st.builds(Text, names, **shared()),
    st.builds(Checklist, names, plain_options, **shared()),
    st.builds(lambda name, ends: Number(name, min=min(ends), max=max(ends)), names, st.tuples(bounds, bounds)),
    st.builds(Radio, names, plain_options, **shared()),
)
questions = st.recursive(
    leaves,
    lambda inner: st.builds(Radio, names, distinct(option(distinct(inner, least=0))), **shared()),
    max_leaves=8,
)
ontologies = distinct(questions, least=0).map(lambda found: Ontology(*found))


def value_for(question: Question, draw: Any) -> object:
    if isinstance(question, Radio):
        return draw(st.sampled_from([option.name for option in question.choices]))
    if isinstance(question, Checklist):
        return draw(st.lists(st.sampled_from([option.name for option in question.choices]), min_size=1, unique=True))
    if isinstance(question, Number):
        return draw(st.floats(question.min, question.max))
    return draw(names)


def shape(ontology: Ontology) -> list[tuple[int, str]]:
    return [(part.ident, type(part).__name__) for part in parts(ontology.questions)]


@settings(max_examples=examples(50))
@given(ontologies)
def test_s0_2_any_ontology_is_read_back_equal_from_json(ontology: Ontology) -> None:
    again = Ontology.from_dict(json.loads(json.dumps(ontology.to_dict())))
    assert again == ontology
    assert hash(again) == hash(ontology)
    assert again.last_id == ontology.last_id


@settings(max_examples=examples(50))
@given(ontologies)
def test_every_part_has_an_id_and_a_code_of_its_own(ontology: Ontology) -> None:
    every = list(parts(ontology.questions))
    assert len({part.ident for part in every}) == len(every)
    assert len({str(part.code).upper() for part in every}) == len(every)
    assert all(part.color for part in every)


@settings(max_examples=examples(50))
@given(ontologies, ontologies)
def test_adopting_keeps_ids_by_path_and_never_gives_an_old_one_to_something_new(
    former: Ontology, new: Ontology
) -> None:
    adopted = new.adopt(former)
    before = {(place.name, place.question.kind): place.question.ident for place in former.places}
    for place in adopted.places:
        ident, twin = place.question.ident, before.get((place.name, place.question.kind))
        assert ident == twin if twin else ident > former.last_id
    assert adopted.last_id >= former.last_id
    assert former.adopt(former) == former


@settings(max_examples=examples(50))
@given(ontologies.filter(bool), st.data())
def test_renaming_anything_keeps_all_ids(ontology: Ontology, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(ontology.places))
    renamed = ontology.rename(place.question.ident, "a name that is not taken")  # type: ignore[arg-type]
    assert shape(renamed) == shape(ontology)
    if place.question.choices:
        chosen = data.draw(st.sampled_from(place.question.choices)).name
        again = ontology.rename(place.question.ident, chosen, "another name that is not taken")  # type: ignore[arg-type]
        assert shape(again) == shape(ontology)


@settings(max_examples=examples(50))
@given(ontologies.filter(bool), st.data())
def test_any_answer_by_paths_is_described_and_checked_by_ids(ontology: Ontology, data: st.DataObject) -> None:
    root = data.draw(st.sampled_from(ontology.questions))
    given_values: dict[str, object] = {root.name: value_for(root, data.draw)}
    stack = [root]
    by_id = {root.ident: given_values[root.name]}
    while stack:
        question = stack.pop()
        for option in question.choices:
            if isinstance(question, Radio) and by_id[question.ident] == option.name:
                for child in option.questions:
                    by_id[child.ident] = value_for(child, data.draw)
                    stack.append(child)
    drawn = [ontology.place(ident).question.part(value) for ident, value in by_id.items()]
    tree = check(ontology, root.ident, drawn)
    assert check(ontology, root.ident, reversed(tree.parts)) == tree
    assert len(tree.parts) == len(by_id)
    if len({place.question.name for place in map(ontology.place, by_id)}) == len(ontology.places):
        assert answer(ontology, root.name, tree.describe(ontology)) == tree
