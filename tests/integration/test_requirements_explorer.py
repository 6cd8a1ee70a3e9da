"""The explorer (S0.13 to S0.15) through Python and through the messages of its page."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.integration.page import Page, Refused, opened
from tests.integration.worlds import copied

import nblabel as nb
from nblabel import F, screens
from nblabel.errors import QueryError
from nblabel.project import Project

N = 12


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve pictures: four cats, four dogs (two pugs), four without an answer; a model that is wrong about the fourth."""
    rng = np.random.default_rng(5)
    with nb.open(tmp_path_factory.mktemp("zoo") / "zoo.duckdb", annotator="ana") as project:
        project.add([rng.integers(0, 255, (8, 8 + place, 3), np.uint8) for place in range(N)])
        project.ontology = nb.Ontology(
            nb.Radio("Animal", ["cat", nb.Option("dog", nb.Radio("Breed", ["pug", "beagle"]))]),
            nb.Checklist("Flags", ["dark", "blurry"]),
            nb.Number("Quality"),
        )
        project[:4].classify("Animal", "cat")
        project[4:6].classify("Animal", {"Animal": "dog", "Breed": "pug"})
        project[6:8].classify("Animal", "dog")
        project[:6].classify("Flags", ["dark", "blurry"])
        project[:3].classify("Quality", 2.5)
        project[:2].tag("night")
        project[:6].save("half")
        names = ["cat"] * 3 + ["dog"] * 9
        table = {
            "item_id": project.items.ids(),
            "question": "Animal",
            "answer": names,
            "confidence": np.linspace(0.1, 1, N),
        }
        project.add_predictions(pd.DataFrame(table), source="resnet")
    return project.path


@pytest.fixture
def zoo(world: Path, tmp_path: Path) -> Iterator[Project]:
    with nb.open(copied(world, tmp_path), annotator="ana") as opened:
        yield opened


@pytest.fixture
def page(zoo: Project, comms: None) -> Page:
    found = opened(zoo.explorer())
    found.ask("hello", client="c", protocol="")
    return found


def show(page: Page, **query: Any) -> dict[str, Any]:
    gen = page.widget._board.ranking.gen
    return page.ask("query", query=query, gen=gen, selection={"gen": gen})


def rows(page: Page, shown: dict[str, Any], count: int = 50) -> list[dict[str, Any]]:
    return page.ask("rows", gen=shown["gen"], first=0, count=count)["rows"]


def field(zoo: Project, word: str) -> str:
    return f"{word}:resnet/{zoo.ontology['Animal'].ident}"


def is_cat(zoo: Project) -> dict[str, Any]:
    question = zoo.ontology["Animal"]
    return {"field": f"q:{question.ident}", "op": "is", "values": [str(question.choices[0].id)]}


def test_s0_13_the_explorer_opens_on_all_items(zoo: Project, page: Page) -> None:
    hello = page.ask("hello", client="c", protocol="")
    assert hello["count"] == N
    assert hello["collections"] == ["half"]
    assert [source["name"] for source in hello["sources"]] == ["resnet"]
    assert {"collection", "annotator", field(zoo, "predicted"), field(zoo, "disagreement")} <= {
        facet["name"] for facet in hello["facets"]
    }
    assert field(zoo, "uncertainty") in {sort["field"] for sort in hello["sorts"]}


def test_s0_13_a_project_is_displayed_as_its_explorer_in_a_notebook_and_as_a_sheet_elsewhere(
    zoo: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, comms: None
) -> None:
    assert zoo._repr_mimebundle_() is None
    assert "<img" in zoo._repr_html_()
    monkeypatch.setattr(screens, "is_notebook", lambda: True)
    made = zoo._repr_mimebundle_()
    data = made[0] if isinstance(made, tuple) else made
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/html"].count("<figure") == N
    with nb.open(tmp_path / "empty.duckdb") as empty:
        assert empty._repr_mimebundle_() is None
    assert empty._repr_mimebundle_() is None, "it is closed"


def test_s0_14_a_filter_is_kept_from_tab_to_tab(zoo: Project, page: Page) -> None:
    filters = [is_cat(zoo)]
    labels = show(page, tab="labels", filters=filters)
    assert labels["count"] == 4
    assert all(row["id"] < 0 and row["of"] > 0 for row in rows(page, labels))
    assert {part["question"] for row in rows(page, labels) for part in row["answers"]} == {zoo.ontology["Animal"].ident}
    data = show(page, tab="data", filters=filters)
    assert data["count"] == 4
    assert [row["id"] for row in rows(page, data)] == zoo.items.ids()[:4].tolist()
    predictions = show(page, tab="predictions", filters=filters)
    assert predictions["count"] == 4
    assert all(row["predictions"][0]["source"] == "resnet" for row in rows(page, predictions))


def test_s0_14_labels_and_predictions_are_filtered_sorted_and_searched_in_python(zoo: Project) -> None:
    assert len(zoo.data) == N
    pugs = zoo.labels.filter(F["Breed"] == "pug").sort(F.title.desc()).to_df()
    assert set(pugs["question"]) == {"Animal", "Animal/dog/Breed"}
    assert pugs["item_id"].drop_duplicates().tolist() == zoo.items.ids()[[5, 4]].tolist()
    assert set(zoo.labels.search("array 0").to_df()["question"]) == {"Animal", "Flags", "Quality"}
    assert len(zoo.predictions("resnet").filter(F["Animal"] == "cat").search("array 3").to_df()) == 1


def test_s0_14_a_row_of_a_tab_stands_for_its_item_where_it_is_classified(zoo: Project, page: Page) -> None:
    quality = zoo.ontology["Quality"].ident
    shown = show(page, tab="labels", filters=[{"field": f"q:{quality}", "op": "is", "values": ["2.5"]}])
    target = {"gen": shown["gen"], "all": True}
    done = page.write(
        "classify", target=target, question=quality, answers=[{"question": quality, "number": 5}], override=True
    )
    assert done["counts"] == {"applied": 3, "overwritten": 3}
    assert len(zoo.filter(F["Quality"] == 5)) == 3


def test_s0_15_everything_filtered_is_selected_not_the_page(zoo: Project, page: Page) -> None:
    shown = show(page, search="array 1")
    target = {"gen": shown["gen"], "all": True}
    page.widget.selection, page.widget.selected_count = target, shown["count"]
    assert len(page.widget.selected) == shown["count"] == 3


def test_groups_put_equals_under_one_heading_and_those_without_last(zoo: Project, page: Page) -> None:
    shown = show(page, group=f"q:{zoo.ontology['Animal'].ident}")
    assert [(group["label"], group["first"], group["count"]) for group in shown["groups"]] == [
        ("cat", 0, 4),
        ("dog", 4, 4),
        ("no answer", 8, 4),
    ]
    sure = show(page, group=field(zoo, "predicted"), sort=[{"field": field(zoo, "confidence"), "descending": True}])
    assert [group["label"] for group in sure["groups"]] == ["cat", "dog"]
    assert [row["id"] for row in rows(page, sure)][:4] == zoo.items.ids()[[2, 1, 0, 11]].tolist()


def test_what_is_sorted_by_a_number_says_it(zoo: Project, page: Page) -> None:
    shown = show(page, sort=[{"field": field(zoo, "uncertainty"), "descending": True}])
    scores = [row["score"] for row in rows(page, shown)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == pytest.approx(0.9)
    wrong = show(page, sort=[{"field": field(zoo, "disagreement"), "descending": True}])
    first = rows(page, wrong)[0]
    assert first["id"] == zoo.items.ids()[3]


def test_facets_count_under_the_filters_and_before_them(zoo: Project, page: Page) -> None:
    show(page, filters=[is_cat(zoo)])
    names = [field(zoo, "predicted"), field(zoo, "disagreement"), "collection", "annotator", "tag", "status"]
    asked = page.ask("facets", gen=1, names=names)["facets"]
    found = {facet["name"]: {one["label"]: (one["count"], one["total"]) for one in facet["buckets"]} for facet in asked}
    assert found[field(zoo, "predicted")] == {"cat": (3, 3), "dog": (1, 9), "not predicted": (0, 0)}
    assert found[field(zoo, "disagreement")] == {"disagrees": (1, 1)}
    assert found["collection"] == {"half": (4, 6)}
    assert found["annotator"] == {"ana": (4, 8), "nobody": (0, 4)}
    assert found["tag"] == {"half": (4, 6), "night": (2, 2), "no tag": (0, 6)}
    assert found["status"]["annotate"] == (4, 12)


def test_a_click_counts_at_once(zoo: Project, page: Page) -> None:
    name = f"q:{zoo.ontology['Animal'].ident}"
    before = page.ask("facets", gen=1, names=[name])["facets"][0]["buckets"]
    zoo[8:].classify("Animal", "cat")
    after = page.ask("facets", gen=1, names=[name])["facets"][0]["buckets"]
    assert [one["count"] for one in before] == [4, 4, 4]
    assert [one["count"] for one in after] == [8, 4, 0]
    zoo.undo()
    assert page.ask("facets", gen=1, names=[name])["facets"][0]["buckets"] == before


def test_a_histogram_leaves_its_own_filter_out(zoo: Project, page: Page) -> None:
    asked = field(zoo, "confidence")
    show(page, filters=[is_cat(zoo), {"field": asked, "op": "between", "values": ["0.1", "0.2"]}])
    found = page.ask("histogram", gen=1, field=asked, bins=9)
    assert (found["low"], found["high"]) == (pytest.approx(0.1), pytest.approx(1.0))
    assert sum(found["counts"]) == 4
    assert sum(found["totals"]) == N
    assert found["missing"] == 0
    quality = page.ask("histogram", gen=1, field=f"q:{zoo.ontology['Quality'].ident}", bins=5)
    assert quality["counts"] == [2]
    assert quality["missing"] == 0


def test_a_view_is_kept_under_a_name_shown_again_and_undone(zoo: Project, page: Page) -> None:
    show(page, filters=[is_cat(zoo)], search="array")
    page.write("keep_view", name="cats")
    zoo.keep_view("first", zoo.filter(F["Animal"] == "dog").sort(F.title.desc())[:1])
    show(page)
    listed = {view["name"]: view for view in page.ask("views")["views"]}
    assert listed["cats"]["query"]["filters"][0]["field"].startswith("q:")
    assert listed["first"]["query"] is None
    assert page.ask("show_view", name="cats")["count"] == 4
    assert page.ask("show_view", name="first")["count"] == 1
    assert zoo.views["cats"].ids().tolist() == zoo.items.ids()[:4].tolist()
    zoo.undo()
    assert list(zoo.views) == ["cats"]
    page.write("drop_view", name="cats")
    assert "cats" not in zoo.views
    zoo.undo()
    assert "cats" in zoo.views
    with pytest.raises(QueryError, match='No view is kept as "cat"'):
        zoo.drop_view("cat")


def test_the_view_is_told_as_python_and_sql_that_find_the_same(zoo: Project, page: Page) -> None:
    show(page, filters=[is_cat(zoo), {"field": "collection", "op": "not", "values": ["half"]}], search="a")
    told = page.ask("code", gen=1)
    found = eval(told["python"], {"project": zoo, "F": F})
    assert found.ids().tolist() == page.widget._board.ranking.ids.tolist()
    assert told["sql"].startswith("SELECT")
    show(page, tab="predictions", filters=[is_cat(zoo)])
    assert len(eval(page.ask("code", gen=1)["python"], {"project": zoo, "F": F}).to_df()) == 4


def test_a_page_that_asks_for_nonsense_is_refused_and_shows_what_it_showed(zoo: Project, page: Page) -> None:
    show(page, search="array 1")
    for query in (
        {"filters": [{"field": "q:99", "op": "is", "values": ["1"]}]},
        {"filters": [{"field": "collection", "op": "is", "values": ["none such"]}]},
        {"filters": [{"field": "predicted:vgg/1", "op": "is", "values": ["1"]}]},
        {"sort": [{"field": "'; DROP TABLE item", "descending": False}]},
        {"group": "metric:nothing"},
    ):
        with pytest.raises(Refused):
            show(page, **query)
        assert page.ask("rows", gen=1, first=0, count=9)["rows"][0]["title"].startswith("array 1")


def test_a_view_is_a_value_that_pickles_and_opens_again(zoo: Project) -> None:
    view = zoo.filter(F["Animal"] == "dog", F.in_collection("half")).sort(F.title.desc())[:5]
    again = pickle.loads(pickle.dumps(view))
    assert again.ids().tolist() == view.ids().tolist()
    assert again.tag("seen").applied == len(view)
    assert zoo.view(json.dumps(view.to_json())).code() == view.code()
    with pytest.raises(QueryError, match="no JSON"):
        zoo.view("{")


def test_a_pickled_view_whose_file_is_gone_says_so(zoo: Project, tmp_path: Any) -> None:
    pickled = pickle.dumps(zoo.filter(F["Animal"] == "dog"))
    zoo.close()
    (tmp_path / "zoo.duckdb").rename(tmp_path / "moved.duckdb")
    with pytest.raises(nb.errors.MissingFile, match="not here"):
        pickle.loads(pickled)
    assert not (tmp_path / "zoo.duckdb").exists()
