"""Counts by answer, status or tag, for the panel beside a grid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from nblabel.domain.ontology import Ontology
from nblabel.domain.operands import Column, Operand
from nblabel.domain.query import Expr, Query, is_framed
from nblabel.domain.workflow import STATUSES
from nblabel.errors import QueryError, did_you_mean
from nblabel.store.counting import bits as facet_bits
from nblabel.store.counting.counts import MISSING, Counter, Tally
from nblabel.store.counting.frames import FrameCounter, counter
from nblabel.store.file.cursor import Cursor
from nblabel.store.query.compile import members
from nblabel.store.query.conditions import condition
from nblabel.store.query.masks import Masks, is_held
from nblabel.store.query.operands import values_of
from nblabel.store.reading.label_table import has_frames
from nblabel.store.rows import held
from nblabel.store.rows.held import Bits
from nblabel.store.rows.marked import Marked, mark, marked
from nblabel.store.rows.piece import Piece
from nblabel.store.rows.scope import Scope

Bucket = tuple[str, int, int]
# What a facet that is none of the plain ones counts: the values of an operand, or for each bucket those for whom a condition holds.
Counted = Operand | Sequence[tuple[str, Expr]]
_PLAIN = ("status", "tag", "kind", "dataset")


def facets(
    cur: Cursor,
    scope: Scope,
    wanted: Sequence[tuple[str, Query]],
    base: Query | None = None,
    meant: Mapping[str, Counted] | None = None,
) -> dict[str, list[Bucket]]:
    """Buckets `(value, count, total)` of each facet.

    Parameters
    ----------
    wanted
        Names `"status"`, `"tag"`, `"kind"`, `"dataset"` or `"q:<question id>"`, each with the query that `count` is
        under; equal queries are run once.
    base
        What `total` counts among; all items of the project by default.
    meant
        Further facets by their names.

    Returns
    -------
    dict
        Options and statuses stand in their order, those without items too; the value of an option is its id. Numbers
        stand by size, other values by how often they occur; at most 50. Items without a value are counted under `""`,
        always last. Of queries of frames, frames are counted.
    """
    others = meant or {}
    for name, _ in wanted:
        if name not in others:
            _check(scope.ontology, name)
    if any(is_framed(query) for _, query in wanted):
        return _of_frames(cur, scope, wanted, base, others)
    if scope.held is not None and all(is_held(query, scope) for query in (base or Query(), *(q for _, q in wanted))):
        return _in_memory(Masks.of(cur, scope), wanted, base or Query(), others)
    among = _Among(cur, scope)
    whole = among.of(base if base is not None else Query())
    by_group: dict[int, tuple[Marked, list[str]]] = {}
    for name, query in wanted:
        under = among.of(query)
        by_group.setdefault(id(under), (under, []))[1].append(name)
    frames = has_frames(cur, scope)
    found: dict[str, list[Bucket]] = {}
    for under, names in by_group.values():
        found |= _counted(Counter(cur, scope, under, whole, frames), names, others)
    return {name: found[name] for name, _ in wanted}


def _in_memory(
    masks: Masks, wanted: Sequence[tuple[str, Query]], base: Query, others: Mapping[str, Counted]
) -> dict[str, list[Bucket]]:
    """From sets of items, as far as those can be held."""
    whole, sets = masks.query(base), {}
    for _, query in wanted:
        if query not in sets:
            sets[query] = masks.query(query)
    found, left = {}, []
    for name, query in wanted:
        of = _spread(masks, name, others.get(name))
        if of is None:
            left.append((name, query))
        elif isinstance(of, facet_bits.Spread):
            found[name] = facet_bits.counted(masks, of, sets[query], whole)
        else:
            found[name] = [
                (value, held.count(bits & sets[query]), held.count(bits & whole)) for value, bits in of.items()
            ]
    for name, query in left:
        counter = Counter(
            masks.cur, masks.scope, marked(sets[query]), marked(whole), has_frames(masks.cur, masks.scope)
        )
        found |= _counted(counter, [name], others)
    return {name: found[name] for name, _ in wanted}


def _spread(masks: Masks, name: str, meant: Counted | None) -> facet_bits.Spread | dict[str, Bits] | None:
    if isinstance(meant, Sequence):
        return facet_bits.holding(masks, meant)
    if meant is None and name == "tag":
        return facet_bits.tags(masks)
    operand = facet_bits.operand_of(name) if meant is None else meant
    return None if operand is None else facet_bits.spread(masks, operand)


def label(ontology: Ontology, name: str, value: str) -> str | None:
    """How a bucket is called; None for the items without a value."""
    if value == MISSING:
        return None
    if name.startswith("q:"):
        for option in ontology.place(int(name[2:])).question.choices:
            if str(option.id) == value:
                return option.name
    return value


def _of_frames(
    cur: Cursor,
    scope: Scope,
    wanted: Sequence[tuple[str, Query]],
    base: Query | None,
    others: Mapping[str, Counted],
) -> dict[str, list[Bucket]]:
    """The same of frames; without a base `total` counts what `count` does."""
    by_query: list[tuple[Query, list[str]]] = []
    for name, query in wanted:
        names = next((names for known, names in by_query if known == query), None)
        if names is None:
            by_query.append((query, [name]))
        else:
            names.append(name)
    found: dict[str, list[Bucket]] = {}
    for query, names in by_query:
        found |= _counted(counter(cur, scope, query, query if base is None else base), names, others)
    return {name: found[name] for name, _ in wanted}


class _Among:
    """The items of queries, found once for those that say the same."""

    def __init__(self, cur: Cursor, scope: Scope) -> None:
        self._cur, self._scope = cur, scope
        self._known: list[tuple[Piece, Marked]] = []

    def of(self, query: Query) -> Marked:
        """Which items the query has."""
        piece = members(query, self._scope)
        for known, own in self._known:
            if known == piece:
                return own
        everything = piece == members(Query(), self._scope)
        self._known.append((piece, mark(self._cur, self._scope, None if everything else piece)))
        return self._known[-1][1]


def _check(ontology: Ontology, name: str) -> None:
    if name in _PLAIN:
        return
    if not (name.startswith("q:") and name[2:].isdigit()):
        raise QueryError(
            f'No facet "{name}". There are: {", ".join(_PLAIN)}, q:<question id>.{did_you_mean(name, _PLAIN)}'
        )
    ontology.place(int(name[2:]))


def _counted(counter: Counter, wanted: Iterable[str], others: Mapping[str, Counted]) -> dict[str, list[Bucket]]:
    names = [name for name in wanted if name not in others]
    return _plain(counter, names) | {name: _other(counter, others[name]) for name in wanted if name in others}


def _other(counter: Counter, meant: Counted) -> list[Bucket]:
    by_frame = isinstance(counter, FrameCounter)
    scope = replace(counter.scope, by_frame=by_frame)
    if isinstance(meant, Sequence):
        items = replace(scope, by_frame=False)
        return counter.holding([(name, condition(expr, items)) for name, expr in meant])
    return counter.operand(values_of(meant, scope))


def _plain(counter: Counter, names: Sequence[str]) -> dict[str, list[Bucket]]:
    ontology = counter.scope.ontology
    asked = {name: ontology.place(int(name[2:])).question for name in names if name.startswith("q:")}
    choices = [question for question in asked.values() if question.choices]
    options = counter.options([question.ident for question in choices]) if choices else {}
    answered = counter.answered(choices, options)
    found: dict[str, list[Bucket]] = {}
    for name, question in asked.items():
        if question.choices:
            tallies = {str(option.id): options.get(option.ident, Tally()) for option in question.choices}
            found[name] = counter.with_rest(tallies, answered.get(question.ident, Tally()))
        else:
            found[name] = counter.values(question)
    for name in names:
        if name == "status":
            found[name] = counter.statuses(STATUSES)
        elif name == "tag":
            found[name] = counter.tags()
        elif name in ("kind", "dataset"):
            found[name] = counter.operand(values_of(Column(name), counter.scope))
    return found
