"""Queries as JSON, for what is kept: live collections, saved views, pickled views.

Each value is an object whose `is` names its class below; everything is checked as it is read, since a file may come from anywhere.
A question, option or class of objects is kept as its name with its id, and found by the id where the ontology is the same one;
version 1 had names alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from math import isfinite
from typing import Any, Literal, get_args, get_origin, get_type_hints

from nblabel.domain import frame_choice, operands, query
from nblabel.domain.described import LAST_ID
from nblabel.domain.frame_choice import FrameChoice
from nblabel.domain.naming import Named, keyed, of_today
from nblabel.domain.ontology import Ontology
from nblabel.domain.operands import Operand
from nblabel.domain.query import Expr, Ids, Order, Query, Scalar
from nblabel.domain.texts import is_storable
from nblabel.errors import QueryError

VERSION = 2
_READ = (1, VERSION)
MOST_DEPTH = 40
MOST_PARTS = 10_000
MOST_IDS = 5_000_000
_LARGEST = 2**63

_EXPRS: dict[str, type[Expr]] = {
    "all": query.And,
    "any": query.Or,
    "not": query.Not,
    "compare": query.Compare,
    "one_of": query.OneOf,
    "between": query.Between,
    "contains": query.Contains,
    "matches": query.Matches,
    "missing": query.Missing,
    "tag": query.HasTag,
    "tagged": query.Tagged,
    "receipt": query.InReceipt,
    "ids": query.Ids,
    "collection": query.InCollection,
    "in_task": query.InTask,
    "changed_after_review": query.ChangedAfterReview,
    "disagrees": query.Disagrees,
}
_OPERANDS: dict[str, type] = {
    "column": operands.Column,
    "meta": operands.Meta,
    "answer": operands.Answer,
    "status": operands.StatusOf,
    "given": operands.Given,
    "predicted": operands.Predicted,
    "objects": operands.Objects,
    "attribute": operands.Attribute,
    "added_at": operands.AddedAt,
    "assignee": operands.Assignee,
    "task": operands.TaskOf,
    "task_status": operands.TaskStatusOf,
    "metric": operands.Metric,
    "like": operands.Likeness,
    "diversity": operands.Diversity,
}
_FRAMES: dict[str, type] = {"every": frame_choice.Every, "at": frame_choice.At, "keyframes": frame_choice.KeyFrames}
_NAMES = {kind: name for table in (_EXPRS, _OPERANDS, _FRAMES) for name, kind in table.items()}


def to_json(asked: Query, ontology: Ontology | None = None) -> dict[str, Any]:
    """The query as plain JSON values; with an ontology what it names is found again after a rename.

    Examples
    --------
    >>> from nblabel import F
    >>> to_json(Query().filtered(F.tags.has("night")))
    {'version': 2, 'where': [{'is': 'tag', 'tag': 'night'}]}
    """
    made = {"version": VERSION, **_level(asked if ontology is None else keyed(asked, ontology))}
    return {**made, "ontology": ontology.lineage} if ontology is not None and ontology.lineage else made


def from_json(data: object, ontology: Ontology | None = None) -> Query:
    """The query that `to_json` wrote, by the names of today where it was written of the same ontology.

    Raises
    ------
    QueryError
        Where it is anything else: another version, an unknown word, a value of the wrong kind, or endlessly nested.
    """
    plain = _object(data, "A query")
    version, lineage = plain.pop("version", None), plain.pop("ontology", "")
    if isinstance(version, int) and version > VERSION:
        raise QueryError(
            f"The query is of version {version}, written by a newer nblabel: this one reads up to {VERSION}."
        )
    if version not in _READ or isinstance(version, bool):
        raise QueryError(f'A query in JSON has "version": {VERSION}, not {version!r:.40}.')
    if not isinstance(lineage, str):
        raise QueryError(f'The "ontology" of a query is a text, not {lineage!r:.40}.')
    is_own = ontology is not None and bool(lineage) and lineage == ontology.lineage
    found = _Reader(with_ids=is_own).level(plain, 0)
    return of_today(found, ontology) if is_own and ontology is not None else found


def to_text(asked: Query, ontology: Ontology) -> str:
    """The query as it is kept in a file."""
    return json.dumps(to_json(asked, ontology), ensure_ascii=False, separators=(",", ":"))


def from_text(text: str, ontology: Ontology) -> Query:
    """The query that `to_text` wrote, by the names of today."""
    return from_json(json.loads(text), ontology)


def is_by_names(text: str) -> bool:
    """Whether a kept query was written before ids were kept beside names."""
    return bool(json.loads(text).get("version") == 1)


def _level(level: Query) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if level.where:
        found["where"] = [_plain(expr) for expr in level.where]
    if level.order:
        found["order"] = [{"by": _plain(key.operand), "descending": key.descending} for key in level.order]
    if level.offset:
        found["offset"] = level.offset
    if level.limit is not None:
        found["limit"] = level.limit
    if level.frames is not None:
        found["frames"] = _plain(level.frames)
    if level.base is not None:
        found["base"] = _level(level.base)
    return found


def _plain(value: Any) -> Any:
    name = _NAMES.get(type(value))
    if isinstance(value, Named):
        return {"name": str(value), "id": value.ident}
    if name is None:
        return [_plain(part) for part in value] if isinstance(value, tuple) else value
    if isinstance(value, Ids | frame_choice.KeyFrames):
        return {"is": name, "runs": _runs(value.ids)}
    return {"is": name, **{field.name: _plain(getattr(value, field.name)) for field in fields(value)}}


def _runs(ids: Sequence[int]) -> list[list[int]]:
    """First and last of every gapless run: a million ids that stand together are one."""
    import numpy as np

    known = np.unique(np.asarray(ids, dtype=np.int64))
    if not len(known):
        return []
    breaks = np.flatnonzero(np.diff(known) > 1)
    firsts, lasts = known[np.r_[0, breaks + 1]], known[np.r_[breaks, len(known) - 1]]
    return [[int(first), int(last)] for first, last in zip(firsts, lasts, strict=True)]


class _Reader:
    """Reads one query, counting its parts; without ids what is named by both is called by its name."""

    def __init__(self, *, with_ids: bool) -> None:
        self._parts = 0
        self._with_ids = with_ids

    def level(self, data: object, depth: int) -> Query:
        plain = _object(data, "A query")
        _only(plain, ("where", "order", "offset", "limit", "frames", "base"), "a query")
        self._count(depth)
        limit, offset = plain.get("limit"), plain.get("offset", 0)
        for number in (offset, 0 if limit is None else limit):
            if type(number) is not int or not 0 <= number < _LARGEST:
                raise QueryError(f"The offset and the limit of a query are whole numbers from 0, not {number!r:.40}.")
        chosen = plain.get("frames")
        made = Query(
            where=tuple(self.expr(part, depth + 1) for part in _list(plain.get("where", []), "where")),
            order=tuple(self._order(part, depth + 1) for part in _list(plain.get("order", []), "order")),
            offset=offset,
            limit=limit,
            base=None if plain.get("base") is None else self.level(plain["base"], depth + 1),
            frames=None if chosen is None else self._frames(chosen, depth + 1),
        )
        if made.frames is not None and made.base is not None and query.is_framed(made.base):
            raise QueryError("The query asks for frames of frames: only items have frames.")
        return made

    def expr(self, data: object, depth: int) -> Expr:
        kind, plain = self._kind(data, _EXPRS, "condition", depth)
        made: Expr = Ids(_ids(plain)) if kind is Ids else kind(**self._values(kind, plain, depth))
        return made

    def operand(self, data: object, depth: int) -> Operand:
        kind, plain = self._kind(data, _OPERANDS, "thing to compare or sort by", depth)
        made: Operand = kind(**self._values(kind, plain, depth))
        return made

    def _order(self, data: object, depth: int) -> Order:
        plain = _object(data, "A sort key")
        _only(plain, ("by", "descending"), "a sort key")
        descending = plain.get("descending", False)
        if not isinstance(descending, bool):
            raise QueryError(f"descending is true or false, not {descending!r:.40}.")
        return Order(self.operand(plain.get("by"), depth + 1), descending)

    def _frames(self, data: object, depth: int) -> FrameChoice:
        kind, plain = self._kind(data, _FRAMES, "choice of frames", depth)
        if kind is frame_choice.KeyFrames:
            return frame_choice.KeyFrames(_ids(plain))
        if kind is frame_choice.Every:
            _only(plain, ("step",), "every")
            return frame_choice.every(plain.get("step"))
        _only(plain, ("frames",), "at")
        return frame_choice.at(_list(plain.get("frames"), "frames"))

    def _kind(self, data: object, table: Mapping[str, type], called: str, depth: int) -> tuple[type, dict[str, Any]]:
        self._count(depth)
        plain = _object(data, f"A {called}")
        name = plain.pop("is", None)
        if not isinstance(name, str) or name not in table:
            raise QueryError(f"No {called} {name!r:.60} is known. There are: {', '.join(table)}.")
        return table[name], plain

    def _values(self, kind: type, plain: dict[str, Any], depth: int) -> dict[str, Any]:
        hints = _hints(kind)
        _only(plain, tuple(hints), _NAMES[kind])
        missing = [field.name for field in fields(kind) if field.name not in plain and not _has_default(field)]
        if missing:
            raise QueryError(f'A condition "{_NAMES[kind]}" needs "{missing[0]}".')
        return {name: self._value(value, hints[name], f"{_NAMES[kind]}.{name}", depth) for name, value in plain.items()}

    def _value(self, value: Any, hint: Any, where: str, depth: int) -> Any:
        if hint is Expr:
            return self.expr(value, depth + 1)
        if hint == Operand:
            return self.operand(value, depth + 1)
        if get_origin(hint) is tuple:
            return tuple(self._value(part, get_args(hint)[0], where, depth) for part in _list(value, where))
        if isinstance(value, dict) and str in get_args(hint):
            return self._named(value, where)
        if get_origin(hint) is Literal:
            fits = isinstance(value, str) and value in get_args(hint)
        else:
            fits = type(value) in get_args(hint) if get_args(hint) else type(value) is hint
        if not fits or not _is_sound(value):
            raise QueryError(f"A query cannot hold {value!r:.60} as {where}.")
        return value

    def _named(self, data: dict[str, Any], where: str) -> str:
        _only(data, ("name", "id"), where)
        name, ident = data.get("name"), data.get("id")
        if not isinstance(name, str) or not _is_sound(name) or type(ident) is not int or not 0 < ident <= LAST_ID:
            raise QueryError(f"A query names {where} by a name and an id, not by {data!r:.60}.")
        return Named(name, ident) if self._with_ids else name

    def _count(self, depth: int) -> None:
        self._parts += 1
        if depth > MOST_DEPTH:
            raise QueryError(f"The query is nested more than {MOST_DEPTH} deep: nobody would write that.")
        if self._parts > MOST_PARTS:
            raise QueryError(f"The query has more than {MOST_PARTS:,} parts: name items by their ids instead.")


@cache
def _hints(kind: type) -> dict[str, Any]:
    own = {field.name for field in fields(kind)}
    return {name: hint for name, hint in get_type_hints(kind).items() if name in own}


def _has_default(field: Any) -> bool:
    from dataclasses import MISSING

    return field.default is not MISSING or field.default_factory is not MISSING


def _is_sound(value: Scalar) -> bool:
    if isinstance(value, str):
        return is_storable(value.replace("\x00", ""))
    return not isinstance(value, float) or isfinite(value)


def _ids(plain: dict[str, Any]) -> Sequence[int]:
    _only(plain, ("runs",), "ids")
    runs = [_ends(run) for run in _list(plain.get("runs"), "runs")]
    if sum(last - first + 1 for first, last in runs) > MOST_IDS:
        raise QueryError(f"A query names at most {MOST_IDS:,} ids.")
    if len(runs) == 1:
        return range(runs[0][0], runs[0][1] + 1)
    return tuple(ident for first, last in runs for ident in range(first, last + 1))


def _ends(run: object) -> tuple[int, int]:
    if isinstance(run, list) and len(run) == 2 and all(type(end) is int for end in run):
        first, last = run
        if 0 <= first <= last < _LARGEST:
            return first, last
    raise QueryError(f"Ids are runs [first, last] of whole numbers from 0, not {run!r:.60}.")


def _object(data: object, called: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise QueryError(f"{called} in JSON is an object, not {data!r:.60}.")
    return dict(data)


def _list(data: object, called: str) -> list[Any]:
    if not isinstance(data, list):
        raise QueryError(f'"{called}" of a query is a list, not {data!r:.60}.')
    return data


def _only(plain: Mapping[str, Any], known: tuple[str, ...], called: str) -> None:
    unknown = next((key for key in plain if key not in known), None)
    if unknown is not None:
        raise QueryError(f'There is no "{unknown!s:.60}" in {called}. There are: {", ".join(known) or "nothing"}.')
