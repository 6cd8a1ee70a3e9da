"""Bad places, conditions, SQL and tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.integration.bad_input.world import World, refused

from nblabel import F

PLACES: dict[str, tuple[Callable[[World], object], str]] = {
    "a step": (lambda world: world.project.items[::2], "in steps of 1 only, not 2"),
    "backwards": (lambda world: world.project.items[::-1], "in steps of 1 only, not -1"),
    "a text": (lambda world: world.project.items["frame-0"], "indexed by a whole number"),  # type: ignore[call-overload]
    "a fraction": (lambda world: world.project.items[1.5], "indexed by a whole number"),  # type: ignore[call-overload]
    "a fraction in a slice": (lambda world: world.project.items[:1.5], "indexed by a whole number"),
    "a list": (lambda world: world.project.items[[1, 2]], "indexed by a whole number"),  # type: ignore[call-overload]
    "True": (lambda world: world.project.items[True], "indexed by a whole number"),
    "a limit below 0": (lambda world: world.project.items.limit(-1), "limit takes a number of items from 0"),
    "a limit in words": (lambda world: world.project.items.limit("all"), "whole number"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", PLACES)
def test_a_place_that_is_none_is_refused(world: World, name: str) -> None:
    call, says = PLACES[name]
    refused(world, call, says)


@pytest.mark.parametrize("place", [6, -7, 10**9])
def test_a_place_behind_the_end_ends_a_loop_and_says_how_many_there_are(world: World, place: int) -> None:
    refused(world, lambda world: world.project[place], f"No item at place {place}: the view has 6 items", IndexError)


def test_numpys_whole_numbers_are_places_too(world: World) -> None:
    view = world.project.items
    assert view[np.int64(1)].id == view[1].id
    assert [item.id for item in view[np.int32(1) : np.int64(3)]] == view.ids()[1:3].tolist()


F_MISUSED: dict[str, tuple[Callable[[World], object], str]] = {
    "and": (lambda world: world.project.filter((F["Animal"] == "cat") and (F.width > 3)), "Combine conditions with &"),
    "not": (lambda world: world.project.filter(not F["Animal"].is_missing()), "Combine conditions with &"),
    "a chain": (lambda world: world.project.filter(1 < F.width < 5), "Combine conditions with &"),
    "& True": (lambda world: world.project.filter((F.width > 3) & True), "A condition is combined with a condition"),  # type: ignore[operator]
    "a text": (lambda world: world.project.filter("Animal"), "filter takes conditions such as"),  # type: ignore[arg-type]
    "a field": (lambda world: world.project.filter(F.width), "filter takes conditions such as"),  # type: ignore[arg-type]
    "a misspelt column": (lambda world: world.project.filter(F.widht > 3), r'no column "widht".*Did you mean "width"\?'),
    "a misspelt question": (lambda world: len(world.project.filter(F["Animl"] == "cat")), r'Did you mean "Animal"\?'),
    "a misspelt option": (lambda world: len(world.project.filter(F["Animal"] == "ct")), r'Did you mean "cat"\?'),
    "a misspelt status": (lambda world: world.project.filter(F.status == "revew"), r'Did you mean "review"\?'),
    "a text for a number": (lambda world: len(world.project.filter(F["Quality"] > "x")), "holds numbers; it was compared"),
    "a text for a width": (lambda world: len(world.project.filter(F.width > "x")), '"width" holds numbers'),
    "the size of an option": (lambda world: len(world.project.filter(F["Animal"] < "cat")), "have no size"),
    "NaN": (lambda world: F.width > float("nan"), "Nothing compares with nan"),
    "two fields": (lambda world: F.width == F.height, "Nothing compares with F.height"),
    "is_in of a text": (lambda world: F["Animal"].is_in("cat"), "is_in takes a list, not the text 'cat'"),
    "a broken pattern": (lambda world: len(world.project.filter(F.title.matches("("))), "is no regular expression"),
    "search for a number": (lambda world: world.project.search(3), "search takes a text, not 3"),  # type: ignore[arg-type]
    "sort by a text": (lambda world: world.project.sort("width"), "sort takes fields such as F.width"),  # type: ignore[arg-type]
    "a misspelt facet": (lambda world: world.project.items.facets("Animl"), r'Did you mean "Animal"\?'),
    "an outcome": (lambda world: len(world.project.filter(F.receipt(1, "aplied"))), 'No outcome "aplied"'),
}  # fmt: skip


@pytest.mark.parametrize("name", F_MISUSED)
def test_a_misused_condition_is_refused_with_how_to_write_it(world: World, name: str) -> None:
    call, says = F_MISUSED[name]
    refused(world, call, says)


SQL = [
    "drop table item", "delete from items", "insert into tags values (1, 'x')", "update items set title = 'x'",
    "create table own(a int)", "select 1; select 2", "", "select", "attach 'own.db'", "pragma version", "set threads = 1",
    "install httpfs", "copy (select 1) to 'own.csv'", "select * from 'pictures/frame-0.png'", "select getenv('HOME')",
    "select * from read_csv('/etc/passwd')", "select * from read_text('/etc/passwd')", "select * from item",
    "select * from main.item", "select * from duckdb_settings()", "select * from glob('*')", "explain select 1",
    "with gone as (delete from items returning *) select * from gone", "select '\ud800'", "select * from itms",
    "call pragma_version()", "vacuum", "checkpoint", "export database 'own'", "begin", "load httpfs",
]  # fmt: skip


@pytest.mark.parametrize("text", SQL)
def test_sql_answers_one_select_over_its_views_and_nothing_else(world: World, text: str) -> None:
    refused(world, lambda world: world.project.sql(text), "SELECT|SQL|no table|function|project.sql")


TABLES: dict[str, tuple[Any, str]] = {
    "another ending": ("labels.xlsx", 'Could not write "labels.xlsx": give a name that ends in .csv or .parquet'),
    "no ending": ("labels", "give a name that ends in"),
    "a missing folder": ("/nowhere/labels.csv", "there is no folder /nowhere. Create it first"),
    "None": (None, "A table is named by a path"),
    "a number": (3, "A table is named by a path"),
    "an empty text": ("", "A table is named by a path"),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_cannot_be_written_is_refused(world: World, name: str) -> None:
    path, says = TABLES[name]
    refused(world, lambda world: world.project.export_table(path), says)


def test_a_folder_in_the_way_of_a_table_stays_what_it_is(world: World, tmp_path: Path) -> None:
    (tmp_path / "labels.csv").mkdir()
    refused(world, lambda world: world.project.export_table(tmp_path / "labels.csv"), "Could not write")
    assert [path.name for path in tmp_path.iterdir()] == ["labels.csv"]


def test_a_table_that_is_there_already_is_replaced(world: World, tmp_path: Path) -> None:
    target = tmp_path / "labels.csv"
    target.write_text("old")
    assert world.project[:2].export_table(target) == target
    assert len(pd.read_csv(target)) == 2
