"""What is kept as a query goes on finding the same items when questions, options and classes get other names."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pandas as pd
import pytest
from tests.integration.page import Page, Refused, opened

import nblabel as nb
from nblabel import F
from nblabel.domain.query_json import to_text
from nblabel.errors import CollectionError, QueryError
from nblabel.project import Project


@pytest.fixture
def farm(project: Project) -> Project:
    """Labels, predictions and objects to ask for."""
    project.ontology = nb.Ontology(
        *project.ontology.questions,
        nb.Box("Head", attributes=[nb.Radio("Ears", ["up", "down"])]),
    )
    ids = project.items.ids()
    project[:10].classify("Animal", "cat")
    project[10:20].classify("Animal", {"Animal": "dog", "Breed": "pug"})
    project[5:15].classify("Flags", ["dark"])
    table = {"item_id": ids[:12], "question": "Animal", "answer": "dog", "confidence": 0.8}
    project.add_predictions(pd.DataFrame(table), source="resnet")
    item = project.items[3]
    item.add_object("Head", nb.shapes.Box(1, 1, 9, 9), attributes={"Ears": "up"})
    return project


def asked(project: Project) -> dict[str, Any]:
    """One view for each way to name something of the ontology."""
    by_resnet = F.prediction("resnet")["Animal"]
    return {
        "option": project.filter(F["Animal"] == "cat"),
        "several": project.filter(F["Animal"].is_in(["cat", "dog"]), ~(F["Breed"] == "pug")),
        "nested by path": project.filter(F["Animal/dog/Breed"] == "pug"),
        "missing": project.filter(F["Animal"].is_missing() | (F["Flags"] == "dark")),
        "order": project.sort(F["Animal"].desc())[:12],
        "author": project.filter(F["Animal"].annotator == "ada"),
        "predicted": project.filter(by_resnet == "dog", by_resnet.confidence > 0.5),
        "disagrees": project.filter(by_resnet.disagrees()),
        "objects": project.filter(F.objects("Head").count == 1),
        "attribute": project.filter(F.objects("Head")["Ears"] == "up"),
        "of limited": project.filter(F["Animal"] == "cat")[:8].filter(F["Flags"] == "dark"),
    }


def rename(project: Project) -> None:
    """Everything gets another name, and two options change theirs with each other."""
    renamed = project.ontology.rename("Breed", "pug", "mops").rename("Breed", "Race")
    renamed = renamed.rename("Animal", "cat", "x").rename("Animal", "dog", "cat").rename("Animal", "x", "dog")
    renamed = renamed.rename("Animal", "Pet").rename("Flags", "dark", "dim").rename("Flags", "Marks")
    project.ontology = renamed.rename("Head", "Ears", "up", "high").rename("Head", "Ears", "Ear").rename("Head", "Face")


def test_s0_28_kept_views_and_live_collections_find_the_same_after_a_rename(farm: Project) -> None:
    views = asked(farm)
    for name, view in views.items():
        farm.keep_view(name, view)
        view.save(f"live {name}", live=True)
    before = {name: view.ids().tolist() for name, view in views.items()}
    assert all(before.values())
    rename(farm)
    assert {name: farm.views[name].ids().tolist() for name in views} == before
    held = {name: sorted(farm.collections[f"live {name}"].ids().tolist()) for name in views}
    assert held == {name: sorted(ids) for name, ids in before.items()}
    assert farm.views["option"].code() == "project.filter(F['Pet'] == 'dog')"
    assert farm.views["nested by path"].code() == "project.filter(F['Race'] == 'mops')"
    farm.undo()
    assert farm.views["option"].code() == "project.filter(F['Animal'] == 'cat')"
    assert {name: farm.views[name].ids().tolist() for name in views} == before


def test_views_as_json_and_pickles_find_the_same_after_a_rename(farm: Project) -> None:
    views = asked(farm)
    before = {name: view.ids().tolist() for name, view in views.items()}
    texts = {name: json.dumps(view.to_json()) for name, view in views.items()}
    pickles = {name: pickle.dumps(view) for name, view in views.items()}
    assert '"name": "Animal"' in texts["option"], "people read the names"
    rename(farm)
    assert {name: farm.view(text).ids().tolist() for name, text in texts.items()} == before
    assert {name: pickle.loads(text).ids().tolist() for name, text in pickles.items()} == before


def test_json_of_another_project_means_the_names_in_it(farm: Project, tmp_path: Any) -> None:
    data = farm.filter(F["Animal"] == "cat").to_json()
    with nb.open(tmp_path / "other.duckdb") as other:
        other.ontology = nb.Ontology(nb.Text("Note"), nb.Radio("Animal", ["dog", "cat"]))
        assert other.view(data).code() == "project.filter(F['Animal'] == 'cat')"


def test_what_was_kept_by_names_alone_is_read_and_survives_the_next_rename(farm: Project) -> None:
    view = farm.filter(F["Animal"] == "cat")
    farm.keep_view("cats", view)
    view.save("live cats", live=True)
    old = to_text(view._query, nb.Ontology()).replace('"version":2', '"version":1')
    farm.drop_view("cats")
    farm.keep_view("cats", view)
    with farm._session.db.write() as cur:
        for table in ("saved_view", "collection"):
            cur.execute(f"UPDATE {table} SET query = ?", [old])
    before = view.ids().tolist()
    assert farm.views["cats"].ids().tolist() == before
    rename(farm)
    assert farm.views["cats"].ids().tolist() == before
    assert farm.collections["live cats"].ids().tolist() == before
    farm.drop_view("cats")
    farm.undo()
    assert farm.views["cats"].ids().tolist() == before, "an undo brings back what is found too"


def test_keeping_the_same_again_after_a_rename_is_no_change(farm: Project) -> None:
    farm.keep_view("cats", farm.filter(F["Animal"] == "cat"))
    farm.ontology = farm.ontology.rename("Animal", "cat", "kitten")
    assert farm.keep_view("cats", farm.filter(F["Animal"] == "kitten")).applied == 0


@pytest.fixture
def torn(farm: Project) -> Project:
    """Kept things that ask for the option "neither" and for the question "Note", which are then removed."""
    farm.keep_view("others", farm.filter(F["Animal"] == "neither", F["Flags"] == "dark"))
    farm.keep_view("noted", farm.filter(F["Flags"] == "dark").sort(F["Note"]))
    farm.keep_view("in python", farm.filter(F["Animal"] == "neither")[:3])
    farm.filter(F["Animal"] == "neither").save("live others", live=True)
    farm.filter((F["Animal"] == "neither") | (F["Flags"] == "dark")).save("fixed others")
    animal, flags, quality, _ = farm.ontology.questions
    kept = nb.Radio("Animal", animal.choices[:2])
    farm.ontology = nb.Ontology(kept, flags, quality, *farm.ontology.objects)
    return farm


def test_what_is_gone_is_told_in_one_sentence_that_names_what_was_kept(torn: Project) -> None:
    with pytest.raises(QueryError) as refusal:
        torn.views["others"]
    assert str(refusal.value) == (
        'The kept view "others" asks for the option "neither" of "Animal", which the ontology no longer has: '
        "keep another view under this name, or drop it by project.drop_view(name)."
    )
    with pytest.raises(QueryError, match='"noted" asks for the question "Note"'):
        torn.views["noted"]
    with pytest.raises(
        CollectionError, match='live collection "live others" asks for the option "neither" of "Animal"'
    ):
        torn.collections["live others"].ids()
    with pytest.raises(CollectionError, match='collection "fixed others" asks for the option "neither" of "Animal"'):
        torn.collections["fixed others"].refresh()
    assert "not in the ontology any more" in repr(torn.views)
    assert len(torn.collections.to_df()) == 2
    assert len(torn.filter(F.tags.is_missing())) == 30, "other questions about tags are answered"


def test_a_new_option_of_the_old_name_is_not_taken_for_the_one_that_is_gone(torn: Project) -> None:
    animal, *rest = torn.ontology.questions
    again = nb.Radio("Animal", [*animal.choices, "neither"])
    torn.ontology = nb.Ontology(again, *rest, *torn.ontology.objects)
    torn[20:].classify("Animal", "neither")
    with pytest.raises(QueryError, match='the option "neither" of "Animal"'):
        torn.views["others"]


def test_the_explorer_opens_and_shows_what_is_gone_as_a_filter_to_take_off(torn: Project, comms: None) -> None:
    page = opened(torn.explorer())
    hello = page.ask("hello", client="c", protocol="")
    assert hello["count"] == 40
    kept = {view["name"]: view for view in page.ask("views")["views"]}
    assert kept["others"]["problem"] == 'the option "neither" of "Animal"'
    shown = page.ask("show_view", name="others")
    assert shown["count"] == 0
    gone, dark = shown["query"]["filters"]
    assert (gone["field"], gone["values"]) == ("gone", ['the option "neither" of "Animal"'])
    with pytest.raises(Refused, match="take it off first"):
        page.write("keep_view", name="others")
    freed = ask(page, filters=[dark])
    assert freed["count"] == 10
    page.write("keep_view", name="others")
    assert len(torn.views["others"]) == 10
    ordered = page.ask("show_view", name="noted")
    assert [one["values"] for one in ordered["query"]["filters"] if one["field"] == "gone"] == [
        ['an order by the question "Note"']
    ]
    with pytest.raises(Refused, match='"in python" asks for the option "neither"'):
        page.ask("show_view", name="in python")


def test_collections_whose_rules_ask_for_what_is_gone_are_listed_shown_and_mended(torn: Project, comms: None) -> None:
    page = opened(torn.collections.builder())
    page.ask("hello", client="c", protocol="")
    listed = {info["title"]: info for info in page.ask("collections")["collections"]}
    live = listed["live others"]
    assert (live["items"], live["problem"]) == (-1, 'the option "neither" of "Animal"')
    assert live["query"]["filters"][0]["field"] == "gone"
    assert page.ask("show_collection", title="live others")["count"] == 0
    facets = page.ask("facets", gen=1, names=["tag", "collection"])["facets"]
    assert [facet["name"] for facet in facets] == ["tag", "collection"]
    with pytest.raises(Refused, match="take it off first"):
        page.write("set_rules", title="live others", query=live["query"])
    flags = torn.ontology["Flags"]
    dark = {"field": f"q:{flags.ident}", "op": "is", "values": [str(flags.choices[1].id)]}
    page.write("set_rules", title="live others", query={"filters": [dark]})
    assert len(torn.collections["live others"]) == 10


def ask(page: Page, **query: Any) -> dict[str, Any]:
    gen = page.widget._board.ranking.gen
    return page.ask("query", query=query, gen=gen, selection={"gen": gen})
