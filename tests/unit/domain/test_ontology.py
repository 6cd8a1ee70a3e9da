"""What an ontology keeps, gives and refuses."""

from __future__ import annotations

import json
import pickle

import pytest

from nblabel import Checklist, Number, Ontology, Option, Radio, Text
from nblabel.domain.numbering import DEPTH_LIMIT
from nblabel.domain.questions.base import parts
from nblabel.errors import OntologyError

HOSTILE = (
    "\U0001f431 cat",
    "حيوان אנימל",
    "\u202eright to left",
    'it\'s "quoted"',
    "'; DROP TABLE label; --",
    "<script>alert(1)</script>",
    "two\nlines",
    "a/b",
    "{braces} %s $1",
    "x" * 300,
)


def nested(levels: int) -> Radio:
    question = Radio(f"level {levels}", ["yes", "no"])
    for level in range(levels - 1, 0, -1):
        question = Radio(f"level {level}", [Option("yes", question), "no"])
    return question


def animals() -> Ontology:
    return Ontology(
        Radio("Animal", ["cat", Option("dog", Radio("Breed", ["beagle", "pug"])), "neither"]),
        Checklist("Flags", ["blurry", "dark"]),
        Number("Quality", min=0, max=5, step=1),
        Text("Note"),
    )


def ids(ontology: Ontology) -> dict[str, int]:
    return {part.name: part.ident for part in parts(ontology.questions)}


def test_s2_11_questions_nest_seven_levels_deep_and_further() -> None:
    ontology = Ontology(nested(9))
    assert ontology.places[-1].name.count("/") == 16
    assert ontology.place("level 9").root.name == "level 1"
    assert Ontology.from_dict(ontology.to_dict()) == ontology


def test_s2_11_nesting_beyond_the_limit_is_refused_with_a_sentence() -> None:
    assert len(Ontology(nested(DEPTH_LIMIT)).places) == DEPTH_LIMIT
    with pytest.raises(OntologyError, match=f'"level 65" is nested deeper than {DEPTH_LIMIT} levels'):
        Ontology(nested(1000))


def test_s0_2_an_ontology_survives_a_plain_json_dict() -> None:
    ontology = animals()
    again = Ontology.from_dict(json.loads(json.dumps(ontology.to_dict())))
    assert again == ontology
    assert again.to_dict() == ontology.to_dict()
    assert pickle.loads(pickle.dumps(ontology)) == ontology


def test_s0_1_an_unknown_classification_is_named_with_the_close_one() -> None:
    with pytest.raises(OntologyError) as said:
        animals().root("animal")
    assert str(said.value) == (
        'No classification "animal" in the ontology. There are: Animal, Animal/dog/Breed, Flags, Quality, Note. '
        'Did you mean "Animal"?'
    )


def test_s0_1_a_project_without_ontology_says_what_to_do() -> None:
    with pytest.raises(OntologyError, match=r"has no ontology yet. Set project.ontology = nb.Ontology"):
        Ontology().root("Animal")


def test_a_nested_question_is_no_classification_and_the_error_shows_how_to_answer_it() -> None:
    with pytest.raises(OntologyError, match=r'classify "Animal" with \{"Animal": "dog", "Breed": \.\.\.}'):
        animals().root("Breed")


def test_every_question_and_option_has_its_own_id_code_and_colour() -> None:
    every = list(parts(animals().questions))
    assert len({part.ident for part in every}) == len(every) == 12
    assert len({part.code for part in every}) == len(every)
    assert all(part.color and part.color.startswith("#") for part in every)


def test_given_ids_codes_keys_and_colours_are_kept() -> None:
    option = Option("cat", id=40, code="KTZ", key="7", color="#123abc", description="with whiskers")
    ontology = Ontology(Radio("Animal", [option, "dog"], required=True, key="w"))
    assert ontology["Animal"].choices[0] == option
    assert ontology["Animal"].required
    assert ontology["Animal"].key == "w"
    assert min(ids(ontology)[name] for name in ("Animal", "dog")) > 40


def test_codes_come_from_names_and_two_equal_ones_are_refused() -> None:
    codes = [option.code for option in Ontology(Radio("R", ["half ripe", "ripe", "ripen"]))["R"].choices]
    assert codes == ["HR", "RIP", "RIE"]
    with pytest.raises(OntologyError, match='The short code "CAT" is given to cat, tomcat: give each its own'):
        Ontology(Radio("Animal", [Option("cat", code="CAT"), Option("tomcat", code="cat")]))


@pytest.mark.parametrize("code", ["", "TOOLONG", "a b", "<b>", 7])
def test_a_code_that_fits_no_chip_is_refused(code: object) -> None:
    with pytest.raises(OntologyError, match='The code of "cat" must be one to 6 letters or digits'):
        Option("cat", code=code)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "color", ["red", "#12345", "#12345g", "red;background:url(x)", "#123456;", "#123456\n", 0x123456]
)
def test_a_colour_that_is_no_rrggbb_is_refused(color: object) -> None:
    with pytest.raises(OntologyError, match='The color of "cat" must be written as "#rrggbb"'):
        Option("cat", color=color)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["n", "U", "s", "z"])
def test_a_key_that_a_widget_uses_is_refused(key: str) -> None:
    with pytest.raises(OntologyError, match=f'The key "{key}" of "cat" is not free: a widget command uses it'):
        Option("cat", key=key)


def test_a_digit_is_a_key_for_options_only_and_each_key_is_given_once() -> None:
    assert Option("cat", key="0").key == "0"
    with pytest.raises(OntologyError, match="digits belong to the options"):
        Text("Note", key="1")
    with pytest.raises(OntologyError, match='The key "1" is given to 2 options of "Animal"'):
        Ontology(Radio("Animal", [Option("cat", key="1"), Option("dog", key="1")]))


@pytest.mark.parametrize("key", ["", "12", "é", " ", 3, "Enter"])
def test_a_key_that_is_not_one_sign_is_refused(key: object) -> None:
    with pytest.raises(OntologyError, match="must be one digit or letter"):
        Option("cat", key=key)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_stored_as_given_whatever_they_hold(name: str) -> None:
    ontology = Ontology(Radio(name, [name, Option("other", Text("Note of " + name[:200]))], description=name))
    again = Ontology.from_dict(json.loads(json.dumps(ontology.to_dict())))
    assert again == ontology
    assert again[name].choices[0].name == name
    assert str(again[name].choices[0].code).isalnum()


@pytest.mark.parametrize("name", ["", "   ", "\n", "x" * 301, "a\x00b", "\ud83d", None, 7])
def test_what_is_no_name_is_refused(name: object) -> None:
    with pytest.raises(OntologyError):
        Option(name)  # type: ignore[arg-type]
    with pytest.raises(OntologyError):
        Text(name)  # type: ignore[arg-type]


@pytest.mark.parametrize("ident", [0, -1, 1.0, True, "3", 2**31])
def test_what_is_no_id_is_refused(ident: object) -> None:
    with pytest.raises(OntologyError, match='The id of "cat" must be a whole number from 1'):
        Option("cat", id=ident)  # type: ignore[arg-type]


def test_two_equal_ids_are_refused() -> None:
    with pytest.raises(OntologyError, match="The id 3 is given 2 times"):
        Ontology(Text("Note", id=3), Text("Remark", id=3))


def test_two_equal_names_at_one_place_are_refused_and_at_two_places_need_their_path() -> None:
    with pytest.raises(OntologyError, match='The question "Note" stands 2 times at one place'):
        Ontology(Text("Note"), Text("Note"))
    with pytest.raises(OntologyError, match='Question "Animal" has the option "cat" twice'):
        Radio("Animal", ["cat", "cat"])
    twins = Ontology(Radio("Part", [Option("door", Text("Where")), Option("hood", Text("Where"))]))
    assert twins.place("Part/hood/Where").path[0][1].name == "hood"
    with pytest.raises(
        OntologyError, match=r"Part/door/Where \(id \d\), Part/hood/Where \(id \d\). Use the whole path"
    ):
        twins.place("Where")


def test_options_must_be_a_list_with_something_in_it() -> None:
    with pytest.raises(OntologyError, match=r"must be a list, not the text 'cat': write \['cat'\]"):
        Radio("Animal", "cat")
    with pytest.raises(OntologyError, match='Question "Animal" has no options: give at least one'):
        Radio("Animal", [])


def test_s2_11_only_radio_options_carry_nested_questions() -> None:
    with pytest.raises(OntologyError, match='Option "dark" of checklist "Flags" carries a nested question'):
        Checklist("Flags", [Option("dark", Text("How"))])


def test_what_is_no_question_is_refused_where_it_is_given() -> None:
    with pytest.raises(OntologyError, match="An ontology holds questions, not 'Animal'"):
        Ontology("Animal")  # type: ignore[arg-type]
    with pytest.raises(OntologyError, match="Option \"dog\" was given 'Breed' as a nested question"):
        Option("dog", "Breed")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"questions": "Animal"},
        {"questions": ["Animal"]},
        {"questions": [{"kind": "radio"}]},
        {"questions": [{"kind": "radio", "name": "A"}]},
        {"questions": [{"kind": "radio", "name": "A", "options": "cat"}]},
        {"questions": [{"kind": "radio", "name": "A", "options": [{"name": "cat", "questions": {"name": "B"}}]}]},
        {"questions": [], "last_id": "9"},
        {"questions": [], "lineage": 9},
    ],
)
def test_a_dict_that_is_no_ontology_is_refused_with_a_sentence(data: object) -> None:
    with pytest.raises(OntologyError):
        Ontology.from_dict(data)


def test_a_dict_with_an_unknown_field_or_kind_names_the_close_one() -> None:
    with pytest.raises(OntologyError, match=r'The question "A" has no field "requierd".*Did you mean "required"\?'):
        Ontology.from_dict({"questions": [{"kind": "text", "name": "A", "requierd": True}]})
    with pytest.raises(OntologyError, match=r"No question kind 'radoi'. Kinds: .*Did you mean \"radio\"\?"):
        Ontology.from_dict({"questions": [{"kind": "radoi", "name": "A", "options": []}]})


def test_renaming_keeps_every_id_and_code() -> None:
    ontology = animals()
    renamed = ontology.rename("Animal", "dog", "hound").rename("Animal", "Pet").rename("Breed", "Race")
    assert list(ids(renamed).values()) == list(ids(ontology).values())
    assert {"Pet", "hound", "Race"} <= set(ids(renamed))
    assert [part.code for part in parts(renamed.questions)] == [part.code for part in parts(ontology.questions)]
    assert renamed.rename("Pet", "hound", "hound") == renamed


def test_renaming_to_a_taken_name_or_from_an_unknown_one_is_refused() -> None:
    with pytest.raises(OntologyError, match=r'No option "dgo" in "Animal".*Did you mean "dog"\?'):
        animals().rename("Animal", "dgo", "hound")
    with pytest.raises(OntologyError, match='has the option "cat" twice'):
        animals().rename("Animal", "dog", "cat")
    with pytest.raises(OntologyError, match='The question "Note" stands 2 times'):
        animals().rename("Quality", "Note")
    with pytest.raises(OntologyError, match="rename\\(\\) takes"):
        animals().rename("Animal")


def test_a_new_version_keeps_the_ids_of_what_stands_at_the_same_path() -> None:
    former = animals()
    new = Ontology(
        Text("Note"),
        Radio("Animal", ["bird", Option("dog", Radio("Breed", ["pug", "corgi"])), "cat"]),
        Radio("Flags", ["blurry"]),
    ).adopt(former)
    before, after = ids(former), ids(new)
    assert {name: after[name] for name in ("Note", "Animal", "dog", "cat", "Breed", "pug")} == {
        name: before[name] for name in ("Note", "Animal", "dog", "cat", "Breed", "pug")
    }
    assert {after[name] for name in ("bird", "corgi", "Flags", "blurry")}.isdisjoint(before.values())
    assert former.missing_from(new) == {
        before["neither"]: "Animal: neither",
        before["beagle"]: "Breed: beagle",
        before["Flags"]: "Flags",
        before["blurry"]: "Flags: blurry",
        before["dark"]: "Flags: dark",
        before["Quality"]: "Quality",
    }


def test_a_new_version_keeps_codes_and_colours_unless_they_are_given() -> None:
    former = Ontology(Radio("Animal", ["cat", "dog"]))
    new = Ontology(Radio("Animal", ["catfish", "cat", Option("dog", code="HND", color="#000000")])).adopt(former)
    catfish, cat, dog = new["Animal"].choices
    assert (cat.code, cat.color) == (former["Animal"].choices[0].code, former["Animal"].choices[0].color)
    assert catfish.code not in (None, cat.code)
    assert (dog.code, dog.color) == ("HND", "#000000")


def test_the_id_of_a_removed_option_is_never_given_again() -> None:
    first = Ontology(Radio("Animal", ["cat", "dog"]), lineage="zoo")
    second = Ontology(Radio("Animal", ["cat"])).adopt(first)
    third = Ontology(Radio("Animal", ["cat", "bird"])).adopt(Ontology.from_dict(second.to_dict()))
    assert ids(third)["bird"] > ids(first)["dog"]


def test_an_old_version_changed_later_does_not_take_ids_given_since() -> None:
    old = Ontology.from_dict(Ontology(Radio("Animal", ["cat"]), lineage="zoo").to_dict())
    current = Ontology(Radio("Animal", ["cat", "dog"])).adopt(old)
    data = old.rename("Animal", "cat", "kitten").to_dict()
    data["questions"].append({"kind": "text", "name": "Note"})
    changed = Ontology.from_dict(data).adopt(Ontology.from_dict(current.to_dict()))
    assert ids(changed)["kitten"] == ids(old)["cat"]
    assert ids(changed)["Note"] not in ids(current).values()


def test_a_renamed_ontology_is_adopted_with_its_ids() -> None:
    stored = Ontology.from_dict(animals().adopt(Ontology()).to_dict())
    renamed = stored.rename("Animal", "cat", "kitten")
    assert ids(renamed.adopt(stored))["kitten"] == ids(stored)["cat"]


def test_an_ontology_of_another_project_is_adopted_by_paths() -> None:
    zoo = Ontology(Radio("Animal", ["cat", "dog"])).adopt(Ontology())
    farm = Ontology(Text("Note"), Radio("Animal", ["dog"])).adopt(Ontology())
    taken_over = zoo.adopt(farm)
    assert ids(taken_over)["dog"] == ids(farm)["dog"]
    assert ids(taken_over)["cat"] > farm.last_id
    assert taken_over.lineage == farm.lineage != zoo.lineage


def test_twenty_thousand_classes_each_get_a_code_of_their_own() -> None:
    options = Ontology(Radio("Class", [f"class {number:05d}" for number in range(20_000)]))["Class"].choices
    assert len({option.code for option in options}) == 20_000
    assert all(len(str(option.code)) <= 4 for option in options)


def test_an_ontology_says_what_it_asks() -> None:
    assert repr(animals()) == (
        "Ontology with 5 questions\n"
        "  Animal [radio]: cat, dog, neither\n"
        "    Breed [radio] (if dog): beagle, pug\n"
        "  Flags [checklist]: blurry, dark\n"
        "  Quality [number]\n"
        "  Note [text]"
    )
    assert repr(Ontology(Radio("x" * 200, ["two\nlines"]))).count("\n") == 1
    assert not Ontology()
    assert len(animals()) == 4
    assert animals() != "Animal"
