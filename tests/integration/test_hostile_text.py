"""Texts that hurt others: stored as given or refused with a sentence, shown as text, found again by filters."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

import nblabel as nb
from nblabel import F
from nblabel.errors import NblabelError
from nblabel.items import Item
from nblabel.project import Project

# Kept: whatever is text.
KEPT = {
    "script": "<script>alert('x')</script>",
    "image": '<img src=x onerror="alert(1)">',
    "entity": "&lt;b&gt; &amp; &#60;",
    "closing": "</code></p><!-- -->]]>",
    "quotes": 'it\'s "quoted" `twice`',
    "newline": "two\nlines\r\nand\ttab",
    "sql": "'; DROP TABLE item; --",
    "sql comment": "/* ? */ $1 %s {}",
    "like": "100% _under_ \\ [a-z]*",
    "right to left": "\u05e9\u05dc\u05d5\u05dd \u202e reversed \u0645\u0631\u062d\u0628\u0627",
    "emoji": "\U0001f431\U0001f468\u200d\U0001f469\u200d\U0001f467 cat",
    "terminal": "\x1b[31mred\x1b[0m\x07",
    "csv": '=1+1,"a";b',
    "path": "../../etc/passwd",
    "looks like nothing": "None",
    "looks like a number": "007",
    "combining": "e\u0301 not \u00e9",
    "json": '{"a": "\\u0000"}',
}
# Refused: what no database and no JSON takes, or what is too long to be meant.
REFUSED = {"NUL": "a\0b", "half of a pair": "a\ud800", "10,000 signs": "x" * 10_000}


class Page(HTMLParser):
    """Which tags a browser would see, and which text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("pictures")
    paths = [folder / f"frame-{place}.png" for place in range(len(KEPT))]
    for place, path in enumerate(paths):
        Image.new("RGB", (40, 30), (place * 9, 90, 40)).save(path)
    return [str(path) for path in paths]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, pictures: list[str]) -> Iterator[Project]:
    """An item for each text, which is its title, tag, answer, note and metadata."""
    texts = list(KEPT.values())
    with nb.open(tmp_path_factory.mktemp("hostile") / "hostile.duckdb", annotator=KEPT["script"]) as opened:
        opened.add(pd.DataFrame({"path": pictures, "title": texts, "said": texts, KEPT["sql"]: texts}))
        opened.ontology = nb.Ontology(nb.Radio(KEPT["image"], texts), nb.Text("Note"), nb.Checklist("Flags", texts))
        for item, text in zip(opened, texts, strict=True):
            item.classify(KEPT["image"], text)
            item.classify("Note", text)
            item.classify("Flags", texts)
            item.tag(text)
        yield opened


def item_of(project: Project, name: str) -> Item:
    return project[list(KEPT).index(name)]


@pytest.mark.parametrize("name", KEPT)
def test_a_text_is_stored_as_given_wherever_it_stands(project: Project, name: str) -> None:
    text, item = KEPT[name], item_of(project, name)
    assert (item.title, item.tags, item.meta["said"], item.meta[KEPT["sql"]]) == (text, (text,), text, text)
    assert item.labels[KEPT["image"]] == text
    assert item.labels["Note"] == text
    assert item.labels["Flags"] == list(KEPT.values())
    assert {part.created_by for part in item.label_parts} == {KEPT["script"]}


@pytest.mark.parametrize("name", KEPT)
def test_a_text_is_found_again_by_every_filter(project: Project, name: str) -> None:
    text, wanted = KEPT[name], [item_of(project, name).id]
    conditions = [
        F.title == text,
        F.tags.has(text),
        F.meta["said"] == text,
        F.meta[KEPT["sql"]] == text,
        F[KEPT["image"]] == text,
        F["Note"] == text,
        F["Note"].is_in([text]),
        F.title.contains(text),
    ]
    for condition in conditions:
        view = project.filter(condition)
        assert view.ids().tolist() == wanted, condition
        again = eval(view.code(), {"project": project, "F": F})
        assert again.ids().tolist() == wanted, view.code()
        assert "\n" not in view.code()
    assert project.search(text).ids().tolist() == wanted


def test_a_text_goes_through_sql_as_a_value(project: Project) -> None:
    for name, text in KEPT.items():
        quoted = text.replace("'", "''")
        found = project.sql(f"select item_id, title from items where title = '{quoted}'")
        assert found["title"].tolist() == [text], name
    assert project.sql("select count(*) as n from items")["n"].tolist() == [len(KEPT)], "nothing was dropped"


def test_tables_bring_every_text_back(project: Project, tmp_path: Path) -> None:
    texts = list(KEPT.values())
    frame = project.to_df()
    assert frame["title"].tolist() == frame["Note"].tolist() == frame[KEPT["image"]].tolist() == texts
    assert frame["Flags"].tolist() == [texts] * len(texts)

    parquet = pd.read_parquet(project.export_table(tmp_path / "labels.parquet"))
    assert parquet["title"].tolist() == parquet[KEPT["image"]].tolist() == parquet["Note"].tolist() == texts
    assert [list(tags) for tags in parquet["tags"]] == [[text] for text in texts]

    # newline="" keeps \r\n inside quotes what it is
    with project.export_table(tmp_path / "labels.csv").open(newline="") as file:
        table = pd.read_csv(file, dtype=str, keep_default_na=False, lineterminator="\n")
    assert table["title"].tolist() == table["Note"].tolist() == texts

    rows = project.labels.to_df()
    assert rows[rows["question"] == "Note"]["answer"].tolist() == texts
    assert set(rows["created_by"]) == {KEPT["script"]}


def test_a_contact_sheet_shows_texts_as_text(project: Project) -> None:
    for html in (
        project._repr_html_(),
        project.items._repr_html_(),
        *(project.search(t)._repr_html_() for t in KEPT.values()),
    ):
        page = Page(html)
        assert set(page.tags) <= {"p", "code", "div", "figure", "figcaption", "img", "br", "strong", "em"}
        assert page.attributes <= {"style", "alt", "src"}
    shown = Page(project.items._repr_html_()).text
    for text in list(KEPT.values())[:12]:
        assert text.replace("\r\n", "\n") in shown.replace("\r\n", "\n"), text


def test_plans_and_tables_show_texts_as_text(project: Project) -> None:
    plan = project.items.classify(KEPT["image"], KEPT["script"], override=True, dry_run=True)
    assert "script" not in Page(plan._repr_html_()).tags
    facets = project.items.facets(KEPT["image"])
    assert "script" not in Page(facets.to_html()).tags


@pytest.mark.parametrize("name", KEPT)
def test_what_is_printed_stays_on_its_line_and_steers_no_terminal(project: Project, name: str) -> None:
    item, text = item_of(project, name), KEPT[name]
    receipt = project[:1].tag(f"{text} again")
    printed = [repr(item), repr(receipt), repr(project.filter(F.title == text)), repr(project), repr(receipt.undo())]
    printed += [str(project.ontology), *project.history(3)["what"]]
    for line in "\n".join(printed).split("\n"):
        assert not any(ord(sign) < 32 or ord(sign) == 127 for sign in line), line


@pytest.mark.parametrize("name", KEPT)
def test_an_error_about_a_text_is_one_line(project: Project, name: str) -> None:
    text = f"{KEPT[name]} not there"
    for call in (
        lambda: project.items.clear(text),
        lambda: project.items.classify(KEPT["image"], text),
        lambda: project.items.set_status(text),
        lambda: len(project.filter(F[text] == 1)),
        lambda: len(project.filter(F[KEPT["image"]] == text)),
        lambda: project.items.grid(theme=text),
        lambda: nb.open(project.path, role=text),
        lambda: project.add(f"nowhere/{text}"),
        lambda: project.export_table(f"nowhere-{list(KEPT).index(name)}"),
    ):
        with pytest.raises(NblabelError) as caught:
            call()
        sentence = str(caught.value)
        assert not any(ord(sign) < 32 or ord(sign) == 127 for sign in sentence), sentence
        assert len(sentence) < 1500


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_stored_is_refused_wherever_it_stands(project: Project, pictures: list[str], name: str) -> None:
    text, before = REFUSED[name], len(project.history(10_000))
    calls = {
        "tag": lambda: project.items.tag(text),
        "question": lambda: nb.Radio(text, ["a"]),
        "option": lambda: nb.Radio("A", [text]),
        "description": lambda: nb.Text("A", description=text + "y"),
        "annotator": lambda: nb.open(project.path, annotator=text),
        "project": lambda: nb.open(project.path, text),
        "dataset": lambda: project.add(pictures, dataset=text),
        "answer": lambda: project.items.classify("Note", text + "y"),
        "code": lambda: nb.Text("A", code=text),
        "key": lambda: nb.Text("A", key=text),
        "color": lambda: nb.Text("A", color=text),
    }
    for where, call in calls.items():
        with pytest.raises(NblabelError) as caught:
            call()
        assert len(str(caught.value)) < 500, where
        assert str(caught.value).isprintable(), where
    receipt = project.add(pd.DataFrame({"path": ["/x/a.png"], "title": pd.Series([text], dtype=object)}))
    assert (receipt.applied, receipt.failed) == (0, 1)
    assert len(project.history(10_000)) == before


def test_metadata_holds_long_texts_and_nul(tmp_path: Path, pictures: list[str]) -> None:
    said = ["x" * 10_000, "a\0b", "", "  "]
    with nb.open(tmp_path / "long.duckdb") as project:
        assert project.add(pd.DataFrame({"path": pictures[:4], "said": said})).applied == 4
        assert [item.meta["said"] for item in project] == said
        assert len(project.filter(F.meta["said"] == said[0])) == 1


def test_a_search_for_what_cannot_be_stored_finds_nothing_or_says_so(project: Project) -> None:
    for call in (project.search, F.tags.has, F["Note"].is_in, F.title.contains, lambda text: F.title == text):
        with pytest.raises(NblabelError, match=r"half of a pair|takes a list"):
            call(REFUSED["half of a pair"])
    for text in (REFUSED["NUL"], REFUSED["10,000 signs"]):
        for view in (project.search(text), project.filter(F.tags.has(text)), project.filter(F["Note"] == text)):
            assert len(view) == 0


def test_texts_survive_closing_and_opening(tmp_path: Path, pictures: list[str]) -> None:
    path = tmp_path / "again.duckdb"
    with nb.open(path, KEPT["sql"], annotator=KEPT["emoji"]) as project:
        project.add(pictures[:1], dataset=KEPT["right to left"])
        project.ontology = nb.Ontology(nb.Text(KEPT["newline"], description=KEPT["script"]))
        project[0].classify(KEPT["newline"], KEPT["terminal"])
    assert nb.projects(path) == [KEPT["sql"]]
    with nb.open(path, KEPT["sql"], annotator=KEPT["emoji"]) as project:
        assert project[0].labels == {KEPT["newline"]: KEPT["terminal"]}
        assert project.annotator == KEPT["emoji"]
        assert len(project.filter(F.dataset == KEPT["right to left"])) == 1
        assert project.ontology[KEPT["newline"]].description == KEPT["script"]
        assert project.verify() == []
