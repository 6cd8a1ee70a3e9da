"""Versions of an ontology: no id is given twice, and the past is told in its own words."""

from __future__ import annotations

from pathlib import Path

import pytest

import nblabel as nb
from nblabel import F, ops
from nblabel.domain.commands import SetOntology
from nblabel.errors import OntologyError, OperationError
from nblabel.project import Project


@pytest.fixture
def shown(tmp_path: Path, pictures: Path) -> Project:
    project = nb.open(tmp_path / "versions.duckdb", annotator="ada")
    project.add(pictures)
    project.ontology = nb.Ontology(nb.Radio("Animal", ["cat", "dog"]))
    return project


def with_question(name: str) -> nb.Ontology:
    return nb.Ontology(nb.Radio("Animal", ["cat", "dog"]), nb.Radio(name, ["yes", "no"]))


def test_an_id_of_an_undone_version_is_never_given_to_another_question(shown: Project) -> None:
    shown.ontology = with_question("Broken")
    given = shown.ontology.last_id
    answer = shown.items[0].classify("Broken", "yes")
    undone = answer.undo()
    shown.undo()
    shown.ontology = with_question("Clean")
    assert shown.ontology["Clean"].ident > given
    with pytest.raises(OperationError, match="no longer has"):
        undone.undo()
    assert len(shown.filter(~F["Clean"].is_missing())) == 0
    assert shown.verify() == []


def test_the_past_names_answers_as_they_were_named_then(shown: Project) -> None:
    receipt = shown.items[0].classify("Animal", "cat")
    shown.ontology = shown.ontology.rename("Animal", "cat", "kitten")
    then, now = shown.at(receipt.op_id), shown
    assert then.to_df()["Animal"].iloc[0] == "cat"
    assert now.to_df()["Animal"].iloc[0] == "kitten"
    assert len(then.filter(F["Animal"] == "cat")) == len(now.filter(F["Animal"] == "kitten")) == 1
    with pytest.raises(OperationError, match="read only"):
        then.items.classify("Animal", "dog")


def test_two_handles_that_add_questions_at_once_give_different_ids(shown: Project) -> None:
    known = shown.ontology.last_id
    mine = with_question("Broken").adopt(shown.ontology)
    theirs = with_question("Clean").adopt(shown.ontology)
    ops.run(shown._session, SetOntology(data=mine.to_dict(), known_id=known))
    ops.run(shown._session, SetOntology(data=theirs.to_dict(), known_id=known))
    assert shown.ontology["Clean"].ident not in {
        mine["Broken"].ident,
        *(option.ident for option in mine["Broken"].choices),
    }


def test_s0_1_a_removed_option_that_labels_use_is_refused_with_their_count(shown: Project) -> None:
    shown.items[:3].classify("Animal", "cat")
    with pytest.raises(OntologyError, match="3 items answer it"):
        shown.ontology = nb.Ontology(nb.Radio("Animal", ["dog"]))
    assert [option.name for option in shown.ontology["Animal"].choices] == ["cat", "dog"]
