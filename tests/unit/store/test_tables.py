"""Labels as DataFrames, files and rows of a SELECT."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import nblabel as nb
from nblabel.domain.query import Query
from nblabel.errors import MissingFile, NblabelError, QueryError
from nblabel.project import Project
from nblabel.store.reading import tables

HOSTILE = "<script>'\"; DROP TABLE item; --\n\u202e🐱"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    frame = pd.DataFrame(
        {
            "path": [f"/pets/frame-{place}.jpg" for place in range(5)],
            "title": [HOSTILE, "b", "c", "d", "e"],
            "site": ["A", "B", None, "A", "A"],
            "score": [1, 2, 3, 4, 5],
            "ratio": [0.5, None, 1.5, 2.5, 3.5],
        }
    )
    with nb.open(tmp_path / "pets.duckdb", annotator="ada") as opened:
        opened.add(frame)
        opened.ontology = nb.Ontology(
            nb.Radio("Animal", ["cat", nb.Option("dog", nb.Radio("Breed", ["beagle", HOSTILE]))]),
            nb.Checklist("Flags", ["dark", "blurry"]),
            nb.Number("Quality"),
            nb.Text("title"),
        )
        opened.items[0].classify("Animal", {"Animal": "dog", "Breed": HOSTILE})
        opened.items[1].classify("Animal", "cat")
        opened.items[1].classify("Flags", ["blurry", "dark"])
        opened.items[2].classify("Quality", 2.5)
        opened.items[3].classify("title", HOSTILE)
        opened.items[:2].tag("night")
        yield opened


def test_to_df_has_one_row_an_item_and_one_column_a_question(project: Project) -> None:
    frame = project.to_df()
    assert list(frame.columns) == [
        *("item_id", "title", "uri", "status", "tags"),
        *("Animal", "Breed", "Flags", "Quality", "title (answer)"),
    ]
    assert frame["title"][0] == HOSTILE
    assert list(frame["Animal"].dropna()) == ["dog", "cat"]
    assert frame["Breed"][0] == HOSTILE
    assert frame["Flags"][1] == ["dark", "blurry"]
    assert frame["Quality"][2] == 2.5
    assert frame["title (answer)"][3] == HOSTILE
    assert frame["tags"].tolist() == [["night"], ["night"], [], [], []]
    assert frame.loc[4, ["Animal", "Breed", "Flags", "Quality", "title (answer)"]].isna().all()


def test_to_df_keeps_the_order_of_the_view_and_may_be_empty(project: Project) -> None:
    view = project.filter(nb.F.meta["score"] > 1).sort(nb.F.meta["score"].desc())
    assert view.to_df()["item_id"].tolist() == [5, 4, 3, 2] == view.ids().tolist()
    empty = project.filter(nb.F.title == "nothing").to_df()
    assert len(empty) == 0
    assert list(empty.columns) == list(project.to_df().columns)


def test_questions_with_one_name_get_their_path(project: Project) -> None:
    project.ontology = nb.Ontology(
        *project.ontology.questions,
        nb.Radio("Pose", [nb.Option("sits", nb.Text("Why")), nb.Option("lies", nb.Text("Why"))]),
    )
    assert list(project.to_df().columns[-3:]) == ["Pose", "Pose/sits/Why", "Pose/lies/Why"]


def test_s4_42_labels_to_df_names_author_and_editor(project: Project) -> None:
    project.items[1].classify("Animal", "dog", override=True)
    frame = project.labels.to_df()
    assert list(frame.columns) == list(tables_columns())
    assert frame["item_id"].tolist() == [1, 1, 2, 2, 3, 4]
    assert frame["question"].tolist() == ["Animal", "Animal/dog/Breed", "Animal", "Flags", "Quality", "title"]
    assert frame["answer"].tolist() == ["dog", HOSTILE, "dog", ["dark", "blurry"], 2.5, HOSTILE]
    assert set(frame["created_by"]) == {"ada"}
    assert frame["edited_by"].notna().tolist() == [False, False, True, False, False, False]
    assert str(frame["created_at"].dtype).endswith("UTC]")


def tables_columns() -> tuple[str, ...]:
    from nblabel.store.reading.label_table import LABEL_COLUMNS

    return LABEL_COLUMNS


def test_items_df_gives_metadata_its_types(project: Project) -> None:
    frame = project._reading.read(lambda cur, scope: tables.items_df(cur, scope, Query()))
    assert list(frame.columns[-3:]) == ["meta.site", "meta.score", "meta.ratio"]
    assert frame["meta.score"].tolist() == [1, 2, 3, 4, 5]
    assert frame["meta.ratio"].dropna().tolist() == [0.5, 1.5, 2.5, 3.5]
    assert frame["meta.site"].isna().tolist() == [False, False, True, False, False]


def test_parquet_holds_what_to_df_holds(project: Project, tmp_path: Path) -> None:
    path = project.items.export_table(tmp_path / "labels 'quoted'.parquet")
    back = pd.read_parquet(path)
    frame = project.to_df()
    assert list(back.columns) == list(frame.columns)
    assert back["Breed"][0] == HOSTILE
    assert back["Flags"][1].tolist() == ["dark", "blurry"]
    assert back["item_id"].tolist() == frame["item_id"].tolist()
    assert list(tmp_path.glob("*.part")) == []


def test_csv_holds_what_to_df_holds(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("old")
    back = pd.read_csv(project.export_table(path))
    assert back["title"][0] == HOSTILE
    assert back["Flags"][1] == "dark; blurry"
    assert back["tags"][0] == "night"


def test_a_file_of_another_kind_or_place_is_refused(project: Project, tmp_path: Path) -> None:
    with pytest.raises(NblabelError, match=r"ends in \.csv or \.parquet"):
        project.export_table(tmp_path / "labels.xlsx")
    with pytest.raises(MissingFile, match="there is no folder"):
        project.export_table(tmp_path / "nowhere" / "labels.csv")


def test_sql_reads_names_instead_of_ids(project: Project) -> None:
    frame = project.sql("SELECT question, answer FROM labels WHERE item_id = 1 ORDER BY question")
    assert frame.values.tolist() == [["Animal", "dog"], ["Animal/dog/Breed", HOSTILE]]
    assert project.sql("SELECT count(*) AS n FROM items JOIN statuses USING (item_id)")["n"][0] == 5
    assert project.sql("SELECT DISTINCT tag FROM tags")["tag"].tolist() == ["night"]
    assert project.sql("SELECT kind FROM operations ORDER BY op_id LIMIT 1")["kind"].tolist() == ["add"]


HOSTILE_SQL = [
    "DROP TABLE item",
    "SELECT 1; DROP TABLE item",
    "COPY items TO 'stolen.csv'",
    "ATTACH 'other.duckdb'",
    "PRAGMA database_list",
    "SET memory_limit = '1MB'",
    "INSTALL httpfs",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT (SELECT content FROM read_text('/etc/hostname'))",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM query('DROP TABLE item')",
    "SELECT * FROM main.item",
    "FROM duckdb_settings()",
    "WITH gone AS (DELETE FROM item RETURNING *) SELECT * FROM gone",
    "WITH new AS (INSERT INTO tag SELECT 1, 1, 'x', 1, NULL RETURNING *) SELECT * FROM new",
    "SELECT * FROM items WHERE title IN (SELECT content FROM read_text('/etc/hostname'))",
    'SELECT * FROM \'a.csv\', (WITH "a.csv" AS (SELECT 1) SELECT * FROM "a.csv")',
    "SELECT getenv('HOME')",
    "CHECKPOINT",
    "SHOW TABLES",
    "BEGIN; SELECT 1",
    "",
]


@pytest.mark.parametrize("statement", HOSTILE_SQL)
def test_sql_refuses_all_but_one_select_over_the_views(project: Project, statement: str) -> None:
    before = project.to_df()
    with pytest.raises(QueryError):
        project.sql(statement)
    pd.testing.assert_frame_equal(project.to_df(), before)


def test_sql_says_what_is_wrong_and_the_project_goes_on(project: Project) -> None:
    with pytest.raises(QueryError, match="nope"):
        project.sql("SELECT nope FROM items")
    with pytest.raises(QueryError, match='Did you mean "items"'):
        project.sql("SELECT * FROM itemss")
    project.items[4].classify("Animal", "cat")
    assert project.sql("SELECT count(*) AS n FROM labels WHERE answer = 'cat'")["n"][0] == 2


def test_sql_of_an_earlier_time_reads_that_time(project: Project) -> None:
    receipt = project.items.classify("Animal", "cat", override=True)
    then = project.at(receipt.op_id - 1)
    assert then.to_df()["Animal"].dropna().tolist() == ["dog", "cat"]
    assert project.to_df()["Animal"].tolist() == ["cat"] * 5


def test_sql_reads_no_file_under_the_name_of_a_with(project: Project, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("word\nhush\n")
    with pytest.raises(QueryError, match="cannot name a part"):
        project.sql(f'SELECT * FROM \'{secret}\', (WITH "{secret}" AS (SELECT 1) SELECT * FROM "{secret}")')


@pytest.mark.parametrize(
    "statement", ["DROP TABLE item", "DELETE FROM main.label", "INSERT INTO tag VALUES (1, 1, 'x', 1, NULL)"]
)
def test_sql_cannot_write_even_past_the_check(
    project: Project, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    monkeypatch.setattr("nblabel.store.reading.readonly.check_select", lambda cur, text: [])
    before = project.to_df()
    with pytest.raises(QueryError, match="read-only"):
        project.sql(statement)
    pd.testing.assert_frame_equal(project.to_df(), before)
