"""A label file of any size, made with SQL in seconds: what benchmarks and large tests work on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nblabel.domain.ontology import Ontology
from nblabel.domain.questions.base import Option
from nblabel.domain.questions.radio import Radio
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.database import Database

PROJECT_ID = 1
NAMES = ("Animal", "Weather", "Light", "Place", "Season")


@dataclass(frozen=True, slots=True)
class World:
    """What was made."""

    db: Database
    ontology: Ontology
    items: int
    label_rows: int


def ontology() -> Ontology:
    """Five classifications of five options; the option "a" of Animal carries the nested question Breed."""
    nested = Option("a", Radio("Breed", ["x", "y"]))
    options: list[Option | str] = ["b", "c", "d", "e"]
    return Ontology(Radio(NAMES[0], [nested, *options]), *(Radio(name, ["a", *options]) for name in NAMES[1:]))


def build(path: Path, items: int, *, answered: float = 0.9, pictures: Sequence[str] = ()) -> World:
    """A file of `items` items, each of five questions answered on the share `answered` of them (none at 0).

    `pictures` are files that the items stand for, again and again; without them their paths lead nowhere.
    A tenth of the items is in review, a twentieth complete, a tenth tagged; sizes and three metadata keys are there.
    """
    db = Database.open(path)
    made = ontology()
    with db.write() as cur:
        _project(cur, made)
        cur.execute(_ITEMS, [items, list(pictures)])
        cur.execute(_MEDIA)
        cur.execute(_STATUSES)
        cur.execute(_TAGS)
        for place, question in enumerate(made.questions):
            options = [option.ident for option in question.choices]
            cur.execute(_LABELS, [place * items, place, question.ident, options, answered])
        rows = int(cur.execute("SELECT count(*) FROM label").value())
    return World(db, made, items, rows)


def _project(cur: Cursor, made: Ontology) -> None:
    cur.execute("INSERT INTO project VALUES (1, 'default', 'workflow', 'World', '', now())")
    cur.execute("INSERT INTO ontology VALUES (1, ?, 1, NULL)", [json.dumps(made.to_dict())])
    cur.execute(
        "INSERT INTO op SELECT 1 + range, 1, if(range = 0, 'ontology', if(range = 1, 'add', 'classify')), 'ada', 'admin', "
        "now(), 'world-' || range, '{\"text\":\"Made the world\"}', '{\"applied\":1}', NULL FROM range(7)"
    )


_ITEMS = """
INSERT INTO item
SELECT 1, 1 + range, coalesce(pictures[1 + range % greatest(len(pictures), 1)], '/pictures/' || (range // 1000) || '/IMG_' ||
    range || '.jpg'), 'IMG_' || range || '.jpg', 'image', '', '', '',
    '{"site":"' || chr(65 + (hash(range, 1) % 8)::INTEGER) || '","score":' || (hash(range, 2) % 1000) || ',"camera":"cam'
    || (hash(range, 3) % 20) || '"}', 2, NULL
FROM range(?), (SELECT ?::VARCHAR[] AS pictures)
"""
_MEDIA = """
INSERT INTO media
SELECT item_id, 320 + (hash(item_id, 4) % 3000)::INTEGER, 240 + (hash(item_id, 5) % 3000)::INTEGER, 1, 1, NULL, NULL,
    20000 + (hash(item_id, 6) % 100000)::BIGINT, 0, 'image/jpeg', NULL, NULL, false
FROM item
"""
_STATUSES = """
INSERT INTO status
SELECT 1, item_id, if(hash(item_id, 7) % 20 < 2, 'review', 'complete'), '', 2, NULL FROM item WHERE hash(item_id, 7) % 20 < 3
"""
_TAGS = """
INSERT INTO tag SELECT 1, item_id, 'night', 2, NULL FROM item WHERE hash(item_id, 8) % 10 = 0
"""
_LABELS = """
INSERT INTO label
SELECT 1, id, id, item_id, NULL, NULL, question, question, options[1 + (hash(item_id, 20 + place) % 5)::INTEGER],
    NULL, NULL, 1.0, 'human', 3 + place, NULL, 3 + place, NULL
FROM (SELECT item_id, ?::BIGINT + item_id AS id, ?::INTEGER AS place, ?::INTEGER AS question, ?::INTEGER[] AS options FROM item)
WHERE (hash(item_id, 10 + place) % 1000) < ?::DOUBLE * 1000
"""
