"""What a query names must be there, and the sentence says what is."""

from __future__ import annotations

import numpy as np
import pytest

from nblabel.domain.fields import F
from nblabel.domain.ontology import Ontology
from nblabel.domain.operands import Column
from nblabel.domain.query import Compare, Expr, Ids, InReceipt, Query
from nblabel.domain.questions import Checklist, Number, Option, Radio, Text
from nblabel.errors import OntologyError, QueryError
from nblabel.store.query.compile import select_ids, select_set
from nblabel.store.query.operands import pointer
from nblabel.store.rows.scope import Scope

PETS = Ontology(
    Radio("Animal", ["cat", Option("dog", Radio("Breed", ["pug", "beagle"]))]),
    Checklist("Flags", ["blurry"]),
    Number("Quality"),
    Text("Note"),
)
SCOPE = Scope(1, PETS)

WRONG: list[tuple[Expr, str]] = [
    (F["Animal"] == "catt", 'No option "catt" in classification "Animal". Options: cat, dog. Did you mean "cat"?'),
    (F["Animal"] > "cat", "\"Animal\" > 'cat': its answers have no size; use == or is_in([...])."),
    (F["Quality"] == "good", "\"Quality\" holds numbers; it was compared with the text 'good'."),
    (F["Note"] == 5, '"Note" holds texts; it was compared with the number 5.'),
    (Compare(Column("width"), ">", float("nan")), '"width" cannot be compared with NaN: use is_missing().'),
    (F.width.contains("1"), '"width" holds numbers, and contains looks into texts; use ==, < or between.'),
    (F.width == True, '"width" holds numbers; it was compared with True.'),  # noqa: E712
    (F.meta["n"] > True, 'metadata "n" > True: True and False have no size; use ==.'),
    (F.meta["n"].between(1, "b"), '"metadata "n"" between 1 and \'b\': give two numbers or two texts.'),
    (F.width.between(None, 5), '"width" between None and 5: give both ends, or use >= and <=.'),
    (F.title.matches("("), "'(' is no regular expression (RE2 syntax): missing ): (."),
    (F.id.is_in([1.5]), "Item ids are whole numbers; these were given: [1.5]."),
    (InReceipt(1, "lost"), 'No outcome "lost". There are: applied, skipped, overwritten, blocked, failed, kept.'),
    (Compare(Column("witdh"), "==", 1), 'Items have no column "witdh".'),
]


@pytest.mark.parametrize(("condition", "sentence"), WRONG, ids=[sentence[:40] for _, sentence in WRONG])
def test_a_query_that_makes_no_sense_says_what_is_there(condition: Expr, sentence: str) -> None:
    with pytest.raises(QueryError) as caught:
        select_ids(Query((condition,)), SCOPE)
    assert sentence.replace('"metadata "n""', 'metadata "n"') in str(caught.value).replace(
        '"metadata "n""', 'metadata "n"'
    )


def test_s0_1_an_unknown_question_offers_the_close_match() -> None:
    with pytest.raises(OntologyError, match='Did you mean "Breed"'):
        select_ids(Query((F["Bred"] == "pug",)), SCOPE)


def test_no_value_of_a_user_stands_in_the_sql() -> None:
    hostile = "'; DROP TABLE item; --"
    query = Query(
        (
            F.title.contains(hostile),
            F.meta[hostile] == hostile,
            F.tags.has(hostile),
            F["Note"].is_in([hostile, "x"]),
            F.uri.matches("DROP"),
            F.meta[hostile].between("DROP", hostile),
        ),
        (F.meta[hostile].desc(),),
    )
    for sql, values in (select_ids(query, SCOPE), select_set(query, SCOPE)):
        assert "DROP" not in sql
        assert sql.count("?") == len(values)


def test_a_million_ids_travel_as_one_small_value() -> None:
    ids = np.arange(0, 2_000_000, 2)
    sql, values = select_set(Query((Ids(ids),)), SCOPE)  # type: ignore[arg-type]
    assert sum(len(value) for value in values if isinstance(value, bytes)) <= 250_000
    assert sql.count("?") == len(values) < 12


def test_a_run_of_ids_is_a_range() -> None:
    sql, values = select_set(Query((Ids(range(100, 5000)),)), SCOPE)
    assert "BETWEEN ? AND ?" in sql
    assert values[-2:] == [100, 4999]


@pytest.mark.parametrize(
    ("key", "path"), [("site", "/site"), ("a.b", "/a.b"), ("x/y~z", "/x~1y~0z"), ("", "/"), ('q"', '/q"')]
)
def test_a_metadata_key_may_hold_any_sign(key: str, path: str) -> None:
    assert pointer(key) == path
