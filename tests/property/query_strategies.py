"""Random small projects, and queries about them, as hypothesis draws them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from tests.property.query_world import (
    COLLECTIONS,
    KEYS,
    METRIC,
    NUMBERS,
    OPS,
    OUTCOMES,
    SOURCE,
    TAGS,
    TASKS,
    TEXTS,
    Row,
    Thing,
    guesses_of,
    intervals,
    marks,
    rows_of,
    spans,
)

from nblabel.domain import operands as o
from nblabel.domain import query as q
from nblabel.domain.workflow import STATUSES


@st.composite
def statuses(draw: st.DrawFn) -> list[Row]:
    """At most one stands at any time."""
    first = draw(st.sampled_from(STATUSES))
    second = draw(st.sampled_from(STATUSES))
    return draw(st.sampled_from([[], [Row(first)], [Row(first, 1, 3), Row(second, 3)], [Row(first, 2, 4)]]))


metas = st.dictionaries(
    st.sampled_from(KEYS),
    st.one_of(st.none(), st.booleans(), st.sampled_from(TEXTS), st.sampled_from(NUMBERS)),
    max_size=4,
)
facts = st.fixed_dictionaries(
    {
        "width": st.none() | st.sampled_from([0, 1, 5, 10]),
        "file_size": st.sampled_from([1, 5]),
        "problem": st.none() | st.sampled_from([text for text in TEXTS if text]),
    }
)
things = st.builds(
    Thing,
    item_id=st.just(0),
    title=st.sampled_from(TEXTS),
    dataset=st.sampled_from([None, "A", "b"]),
    row=st.sampled_from([Row(None), Row(None, 2), Row(None, 1, 3)]),
    meta=st.none() | metas,
    facts=st.none() | facts,
    labels=st.fixed_dictionaries(
        {
            "Animal": rows_of(st.sampled_from(["cat", "dog", "Cat fish"]), 2),
            "Breed": rows_of(st.sampled_from(["pug", "beagle"]), 1),
            "Flags": rows_of(st.sampled_from(["blurry", "dark", 'it\'s "odd"']), 3),
            "Quality": rows_of(st.sampled_from([float(number) for number in NUMBERS]), 2),
            "Note": rows_of(st.sampled_from([text for text in TEXTS if text]), 1),
        }
    ),
    status=statuses(),
    tags=st.dictionaries(st.sampled_from(TAGS), intervals.map(lambda span: [Row(None, *span)])),
    outcomes=st.sets(
        st.tuples(st.sampled_from(OPS), st.sampled_from(["skipped", "blocked", "failed", "kept"])), max_size=3
    ),
    predictions=st.fixed_dictionaries(
        {
            "Animal": guesses_of(st.sampled_from(["cat", "dog", "Cat fish"]), 2),
            "Flags": guesses_of(st.sampled_from(["blurry", "dark"]), 2),
            "Quality": guesses_of(st.sampled_from([0.0, 5.0]), 1),
        }
    ),
    objects=st.lists(marks, max_size=3),
    people=st.dictionaries(st.sampled_from(["ana", "o'ben"]), spans, max_size=2),
    tasks=st.dictionaries(
        st.sampled_from(TASKS),
        st.tuples(st.sampled_from(["", "expert"]), intervals).map(lambda pair: [Row(pair[0], *pair[1])]),
        max_size=2,
    ),
    changed=st.just([]) | spans,
    picked=st.just([]) | spans,
    metric=st.none() | st.sampled_from([0.0, 0.5, 1.0]),
)
worlds = st.lists(things, max_size=8)
dates = st.sampled_from(
    [f"2026-01-0{day}" for day in range(1, 6)] + ["2026-01-02T00:00:00", "2026-01-03T12:00:00+02:00"]
)
texts, numbers = (
    st.sampled_from([*TEXTS, "ana", "o'ben", "expert", *TASKS]),
    st.sampled_from([*NUMBERS, 0.1, 0.5, 0.9, 2]),
)
text_operands = st.sampled_from([o.Column("title"), o.Column("dataset"), o.Column("problem"), o.Answer("Note")])
people_operands = st.sampled_from(
    [o.Given("annotator"), o.Given("annotator", "Animal"), o.Assignee(), o.TaskOf(), *map(o.TaskStatusOf, TASKS)]
)
number_operands = st.sampled_from([o.Column("width"), o.Column("file_size"), o.Answer("Quality")])
told_operands = st.sampled_from(
    [
        o.Given("confidence"),
        o.Given("confidence", "Animal"),
        o.Predicted(SOURCE, "Quality"),
        o.Predicted(SOURCE, "Animal", "confidence"),
        o.Predicted(SOURCE, "Animal", "uncertainty"),
        o.Predicted(SOURCE, "Animal", "disagreement"),
        o.Predicted(SOURCE, "Flags", "disagreement"),
        o.Objects("count"),
        o.Objects("count", "Head"),
        o.Objects("area", "Head"),
        o.Objects("confidence", "Tail"),
        o.Metric(METRIC),
    ]
)
date_operands = st.sampled_from([o.Given("labelled_at"), o.Given("labelled_at", "Animal"), o.AddedAt()])
meta_operands = st.sampled_from(KEYS).map(o.Meta)
operands = st.one_of(
    text_operands,
    number_operands,
    meta_operands,
    st.sampled_from([o.Answer("Animal"), o.Answer("Breed"), o.Answer("Flags"), o.StatusOf()]),
)
choices = st.one_of(
    st.tuples(st.just(o.Answer("Animal")), st.sampled_from(["cat", "dog", "Cat fish"])),
    st.tuples(st.just(o.Answer("Animal/dog/Breed")), st.sampled_from(["pug", "beagle"])),
    st.tuples(st.just(o.Answer("Flags")), st.sampled_from(["blurry", 'it\'s "odd"'])),
    st.tuples(st.just(o.StatusOf()), st.sampled_from(STATUSES)),
)
told_choices = st.one_of(
    st.tuples(st.just(o.Predicted(SOURCE, "Animal")), st.sampled_from(["cat", "dog"])),
    st.tuples(st.just(o.Predicted(SOURCE, "Flags")), st.sampled_from(["blurry", "dark"])),
    st.tuples(st.just(o.Attribute("Head", "Ears")), st.sampled_from(["up", "down"])),
    st.tuples(st.sampled_from([o.Given("source"), o.Given("source", "Animal")]), st.sampled_from(["human", "model"])),
)
signs: Any = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
equal: Any = st.sampled_from(["==", "!="])
pairs = st.one_of(st.tuples(text_operands | meta_operands, texts), st.tuples(number_operands | meta_operands, numbers))
leaves = st.one_of(
    pairs.flatmap(lambda pair: st.builds(q.Compare, st.just(pair[0]), signs, st.just(pair[1]))),
    choices.flatmap(lambda pair: st.builds(q.Compare, st.just(pair[0]), equal, st.just(pair[1]))),
    st.builds(q.Compare, meta_operands, equal, st.booleans()),
    st.builds(q.Compare, operands, equal, st.none()),
    choices.map(lambda pair: q.OneOf(pair[0], (pair[1],))),
    st.builds(q.OneOf, text_operands, st.lists(texts | st.none(), max_size=3).map(tuple)),
    st.builds(q.OneOf, number_operands, st.lists(numbers | st.none(), max_size=3).map(tuple)),
    st.builds(q.OneOf, meta_operands, st.lists(texts | numbers | st.booleans() | st.none(), max_size=4).map(tuple)),
    st.builds(q.Between, number_operands | meta_operands, numbers, numbers),
    st.builds(q.Between, text_operands | meta_operands, texts, texts),
    st.builds(q.Contains, text_operands | meta_operands, texts),
    st.builds(q.Contains, st.sampled_from([o.Answer("Animal"), o.StatusOf()]), st.sampled_from(["CAT", "e", "zz"])),
    st.builds(
        q.Matches,
        text_operands | meta_operands | st.just(o.Answer("Animal")),
        st.sampled_from(["^a", "[0-9]", "(?i)cat"]),
    ),
    st.builds(q.Missing, operands),
    st.builds(q.HasTag, st.sampled_from([*TAGS, "none"])),
    st.just(q.Tagged()),
    st.builds(q.InReceipt, st.sampled_from(OPS), st.sampled_from(OUTCOMES)),
    st.lists(st.integers(0, 9), max_size=4).map(lambda places: q.Ids(tuple(places))),
)
told_pairs = st.one_of(
    st.tuples(people_operands, st.sampled_from(["ana", "o'ben", "expert", *TASKS, "zz"])),
    st.tuples(told_operands, st.sampled_from([0, 0.1, 0.5, 0.9, 1, 2, 5, 10])),
)
told_every = st.one_of(
    people_operands,
    told_operands,
    date_operands,
    told_choices.map(lambda pair: pair[0]),
)
told = st.one_of(
    told_pairs.flatmap(lambda pair: st.builds(q.Compare, st.just(pair[0]), signs, st.just(pair[1]))),
    told_pairs.map(lambda pair: q.OneOf(pair[0], (pair[1], None))),
    told_choices.flatmap(lambda pair: st.builds(q.Compare, st.just(pair[0]), equal, st.just(pair[1]))),
    told_choices.map(lambda pair: q.OneOf(pair[0], (pair[1],))),
    st.builds(q.Contains, people_operands, st.sampled_from(["AN", "'", "batch"])),
    st.builds(q.Matches, people_operands, st.sampled_from(["^a", "(?i)BEN"])),
    st.builds(q.Missing, told_every),
    st.builds(q.Compare, date_operands, signs, dates),
    st.builds(q.Between, date_operands, dates, dates),
    st.builds(q.OneOf, date_operands, st.lists(dates | st.none(), max_size=2).map(tuple)),
    st.sampled_from([q.InTask(name) for name in TASKS] + [q.InCollection(title) for title in COLLECTIONS]),
    st.just(q.ChangedAfterReview()),
    st.sampled_from([q.Disagrees(SOURCE, name) for name in ("Animal", "Flags", "Quality")]),
)
leaves = leaves | told
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(q.Not),
        st.lists(inner, max_size=3).map(lambda parts: q.And(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: q.Or(tuple(parts))),
    ),
    max_leaves=6,
)
orders = st.builds(q.Order, operands | told_every, st.booleans())


@st.composite
def queries(draw: st.DrawFn, depth: int = 2) -> q.Query:
    """Filtered, sorted, sliced, and filtered again."""
    base = draw(queries(depth - 1)) if depth and draw(st.booleans()) else None
    where = tuple(draw(st.lists(conditions, max_size=2)))
    order = tuple(draw(st.lists(orders, max_size=2)))
    limit = draw(st.none() | st.integers(0, 6))
    return q.Query(where, order, draw(st.integers(0, 2)), limit, base)
