"""What a page of tiles shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import nblabel as nb
from nblabel.errors import QueryError
from nblabel.ops.adding.headers import HeaderReader
from nblabel.project import Project
from nblabel.store.counting import facets
from nblabel.store.file.tracer import trace
from nblabel.store.reading import positions, tiles


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """Six items that need no files: facts are written where a test wants some, and nobody looks for them beside it."""
    import pandas as pd

    monkeypatch.setattr(HeaderReader, "start", lambda reader: None)

    with nb.open(tmp_path / "pets.duckdb", annotator="ada") as opened:
        opened.add(pd.DataFrame({"path": [f"/pets/frame-{place}.jpg" for place in range(6)]}))
        opened.ontology = nb.Ontology(
            nb.Radio("Animal", ["cat", nb.Option("dog", nb.Radio("Breed", ["beagle", "pug"])), "neither"]),
            nb.Checklist("Flags", ["blurry", "dark"]),
            nb.Number("Quality"),
        )
        yield opened


def read(project: Project, ids: list[int]) -> list[tiles.Tile]:
    return project._reading.read(lambda cur, scope: tiles.tiles(cur, scope, ids))


def test_tiles_stand_in_the_order_asked_and_strangers_are_left_out(project: Project) -> None:
    assert [tile.id for tile in read(project, [5, 999, 2, 6])] == [5, 2, 6]
    assert read(project, []) == []


def test_a_tile_has_its_answers_in_the_order_of_the_ontology_with_author_and_time(project: Project) -> None:
    project.items[1].classify("Flags", ["dark", "blurry"])
    project.items[1].classify("Animal", {"Animal": "dog", "Breed": "pug"})
    (tile,) = read(project, [2])
    ontology = project.ontology
    assert [ontology.place(part.question).question.describe(part.part) for part in tile.parts] == [
        "dog",
        "pug",
        ["blurry", "dark"],
    ]
    for part in tile.parts:
        assert (part.created_by, part.edited_by, part.source) == ("ada", None, "human")
        assert part.created_at is not None
        assert part.created_at.utcoffset() is not None


def test_a_new_item_waits_in_annotate_without_facts(project: Project) -> None:
    (tile,) = read(project, [1])
    assert (tile.status, tile.tags, tile.parts, tile.width, tile.problem) == ("annotate", (), (), None, None)
    assert (tile.title, tile.uri, tile.kind, tile.dataset) == ("frame-0.jpg", "/pets/frame-0.jpg", "image", "")


def test_tags_stand_in_the_order_of_the_alphabet(project: Project) -> None:
    for tag in ("night", "blurred", "<script>"):
        project.items[:1].tag(tag)
    assert read(project, [1])[0].tags == ("<script>", "blurred", "night")


def test_a_page_costs_a_handful_of_statements_whatever_its_size(project: Project) -> None:
    project.items.classify("Animal", "cat")
    with trace() as statements:
        project._reading.read(lambda cur, scope: tiles.tiles(cur, scope, [1, 2, 3, 4, 5, 6]))
    assert sum("FROM label i" in one.sql or "FROM item i" in one.sql for one in statements) == 2
    assert len(statements) <= 6
    with trace() as statements:
        project._reading.read(lambda cur, scope: tiles.tiles(cur, scope, [1, 2, 3, 4, 5, 6]))
    assert len(statements) == 3, "tables without rows and known authors are not asked again"


def test_facets_list_options_without_items_and_the_unanswered_last(project: Project) -> None:
    project.items[:2].classify("Animal", "cat")
    project.items[:3].classify("Flags", ["blurry", "dark"])
    question = project.ontology["Animal"]
    names = [f"q:{question.ident}", f"q:{project.ontology['Flags'].ident}", "status", "tag"]
    query = project.items[:4]._query
    found = project._reading.read(lambda cur, scope: facets.facets(cur, scope, [(name, query) for name in names]))
    label = [facets.label(project.ontology, names[0], value) for value, _, _ in found[names[0]]]
    assert label == ["cat", "dog", "neither", None]
    assert [counts for _, *counts in found[names[0]]] == [[2, 2], [0, 0], [0, 0], [2, 4]]
    assert [counts for _, *counts in found[names[1]]] == [[3, 3], [3, 3], [1, 3]]
    assert found["status"] == [("annotate", 4, 6), ("review", 0, 0), ("complete", 0, 0)]
    assert found["tag"] == [("", 4, 6)]


def test_an_unknown_facet_is_refused(project: Project) -> None:
    with pytest.raises(QueryError, match="Did you mean"):
        project._reading.read(lambda cur, scope: facets.facets(cur, scope, [("statuss", project.items._query)]))


@pytest.mark.parametrize(
    ("start", "direction", "expected"), [(-1, 1, 1), (1, 1, 3), (3, 1, 5), (5, 1, 1), (1, -1, 5), (0, -1, 5)]
)
def test_s2_15_the_next_item_without_an_answer_wraps_around(
    project: Project, start: int, direction: int, expected: int
) -> None:
    for place in (0, 2, 4):
        project.items[place].classify("Animal", "cat")
    ids = project.items.ids()
    root = project.ontology["Animal"].ident
    for question in (0, root):
        found = project._reading.read(
            lambda cur, scope, question=question: positions.next_unanswered(cur, scope, ids, start, direction, question)
        )
        assert found == expected


def test_there_is_no_next_item_when_all_are_answered(project: Project) -> None:
    project.items.classify("Animal", "cat")
    ids = project.items.ids()
    assert project._reading.read(lambda cur, scope: positions.next_unanswered(cur, scope, ids, 2)) == -1
    other = project.ontology["Quality"].ident
    assert project._reading.read(lambda cur, scope: positions.next_unanswered(cur, scope, ids, 2, 1, other)) == 3


def test_an_item_with_predictions_on_thousands_of_frames_is_read_in_part(project: Project) -> None:
    ids = [int(ident) for ident in project.items.ids()[:2]]
    project._session.db.run(
        lambda cur: cur.execute(
            "INSERT INTO media SELECT item_id, 64, 64, 1, 50, NULL, NULL, 1, 1, '', NULL, NULL, false FROM item"
        )
    )
    given = [
        {"item_id": ident, "question": "Animal", "answer": "cat", "confidence": 0.5, "frame": frame}
        for ident in ids
        for frame in range(50)
    ]
    project.add_predictions(given, source="resnet")
    few = project._reading.read(lambda cur, scope: tiles.tiles(cur, scope, ids, 8))
    assert [[part.frame_from for part in tile.predictions] for tile in few] == [list(range(8))] * 2
    assert [len(tile.predictions) for tile in read(project, ids)] == [50, 50]


def test_predictions_stand_on_tiles_by_source_and_ontology_with_the_options_of_a_checklist_together(
    project: Project,
) -> None:
    row = {"item_id": 1, "confidence": 0.5}
    for source in ("vgg", "resnet"):
        project.add_predictions(
            [
                {**row, "question": "Flags", "answer": "dark"},
                {**row, "question": "Flags", "answer": "blurry", "confidence": 0.75},
                {**row, "question": "Animal", "answer": "cat"},
            ],
            source=source,
        )
    (tile,) = read(project, [1])
    ontology = project.ontology
    assert [
        (part.source, ontology.place(part.question).question.name, len(part.options), part.confidence)
        for part in tile.predictions
    ] == [
        ("resnet", "Animal", 1, 0.5),
        ("resnet", "Flags", 2, 0.75),
        ("vgg", "Animal", 1, 0.5),
        ("vgg", "Flags", 2, 0.75),
    ]
    assert tile.parts == ()
