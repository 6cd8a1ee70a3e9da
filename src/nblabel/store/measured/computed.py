"""Metrics that are never stored, since headers, labels or ids tell them: each as rows of item_id and value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nblabel.errors import QueryError
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope


def is_computed(name: str) -> bool:
    """Whether this metric is told by what is there anyway."""
    return name in _ROWS or name.partition(":")[0] == "random"


def rows_of(name: str, scope: Scope) -> Piece:
    """`SELECT item_id, value ...` of a computed metric."""
    if name.partition(":")[0] == "random":
        return _random(name, scope)
    return _ROWS[name](scope)


def _aspect_ratio(_: Scope) -> Piece:
    return Piece("SELECT item_id, width / height AS value FROM media WHERE height > 0")


def _pixels(_: Scope) -> Piece:
    return Piece("SELECT item_id, width::DOUBLE * height AS value FROM media WHERE height > 0")


def _random(name: str, scope: Scope) -> Piece:
    """The same for the same item and seed, on every machine."""
    _, _, seed = name.partition(":")
    if seed and not seed.isdigit():
        raise QueryError(f'"{name:.40}" is no metric: a seed is a whole number, as in F.metric("random:7").')
    number = Piece("md5_number_lower(item_id::VARCHAR || ?) / 18446744073709551616", (f":{int(seed or 0)}",))
    return together("SELECT item_id, {} AS value FROM item WHERE {}", number, scope.rows())


def _labels(scope: Scope) -> Piece:
    counted = scope.rows().put("SELECT item_id, count(DISTINCT group_id) AS n FROM label WHERE {} GROUP BY item_id")
    return _or_none(counted, scope)


def _objects(scope: Scope) -> Piece:
    return _or_none(scope.rows().put("SELECT item_id, count(*) AS n FROM object WHERE {} GROUP BY item_id"), scope)


def _object_area(scope: Scope) -> Piece:
    return _or_none(scope.rows().put("SELECT item_id, sum(area) AS n FROM object WHERE {} GROUP BY item_id"), scope)


def _or_none(counted: Piece, scope: Scope) -> Piece:
    """Items of which nothing was counted have 0."""
    return together(
        "SELECT item_id, coalesce(n, 0)::DOUBLE AS value FROM (SELECT item_id FROM item WHERE {}) LEFT JOIN ({}) "
        "USING (item_id)",
        scope.rows(),
        counted,
    )


def _rarity(scope: Scope) -> Piece:
    """1 less the share that an option has of the items answered; of several options the rarest."""
    # Also where few items are looked at, all count.
    return (
        replace(scope, within=())
        .rows()
        .put(
            "WITH given AS (SELECT DISTINCT item_id, question, option FROM label WHERE option IS NOT NULL AND {}), "
            "found AS (SELECT question, option, count(*) AS n FROM given GROUP BY ALL), "
            "answered AS (SELECT question, count(DISTINCT item_id) AS total FROM given GROUP BY question) "
            "SELECT item_id, max(1 - n / total) AS value FROM given JOIN found USING (question, option) "
            "JOIN answered USING (question) GROUP BY item_id"
        )
    )


_ROWS: dict[str, Callable[[Scope], Piece]] = {
    "aspect_ratio": _aspect_ratio,
    "pixels": _pixels,
    "labels": _labels,
    "objects": _objects,
    "object_area": _object_area,
    "rarity": _rarity,
}
