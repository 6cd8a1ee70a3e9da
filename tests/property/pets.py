"""A small project for tests: items 1 to n, three classifications, written without the code under test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nblabel.domain.answers import AnswerTree, answer
from nblabel.domain.ontology import Ontology
from nblabel.domain.query import Ids, Query
from nblabel.domain.questions.base import Option
from nblabel.domain.questions.checklist import Checklist
from nblabel.domain.questions.number import Number
from nblabel.domain.questions.radio import Radio
from nblabel.domain.questions.text import Text
from nblabel.domain.workflow import Role
from nblabel.ops import Session
from nblabel.store.file.database import Database

ONTOLOGY = Ontology(
    Radio("Animal", ["cat", Option("dog", Radio("Breed", ["beagle", "pug"]), Text("Name")), "neither"]),
    Checklist("Flags", ["blurry", "dark", "cut"]),
    Number("Quality", min=0, max=5),
)
TREES: tuple[AnswerTree, ...] = tuple(
    answer(ONTOLOGY, name, value)
    for name, value in (
        ("Animal", "cat"),
        ("Animal", "dog"),
        ("Animal", {"Animal": "dog", "Breed": "pug"}),
        ("Animal", {"Animal": "dog", "Breed": "beagle", "Name": "O'Neil \U0001f415"}),
        ("Flags", ["blurry"]),
        ("Flags", ["dark", "cut"]),
        ("Quality", 2.5),
        ("Quality", 4),
    )
)


def make(
    path: Path, items: int = 6, *, role: Role = "admin", kind: str = "image", workflow: str = "workflow"
) -> Session:
    """A file with project 1: operation 1 gave its ontology, operation 2 its items."""
    db = Database.open(path)
    with db.write() as cur:
        cur.execute("INSERT INTO project VALUES (1, 'default', 'workflow', '', '', now())")
        cur.execute("INSERT INTO ontology VALUES (1, ?, 1, NULL)", [json.dumps(ONTOLOGY.to_dict())])
        cur.execute(
            "INSERT INTO item SELECT 1, 1 + range, '/p/' || range, 'frame-' || (1 + range), ?, '', '', '', NULL, 2, NULL FROM range(?)",
            [kind, items],
        )
        cur.execute(
            "INSERT INTO media SELECT item_id, 64, 64, 1, 10, NULL, NULL, 1, 1, '', NULL, NULL, false FROM item"
        )
        cur.execute(
            "INSERT INTO op SELECT op_id, 1, 'setup', 'ada', 'admin', now(), 'setup-' || op_id, '{\"text\":\"Set up\"}', "
            "'{\"applied\":0}', NULL FROM (VALUES (1), (2)) v(op_id)"
        )
    return Session(db, 1, "ada", role, workflow)


def only(*ids: int) -> Query:
    """A target of just these items."""
    return Query(where=(Ids(ids),))


CONTENT = {
    "label": "item_id, label_id, group_id, frame_from, frame_to, root, question, option, number, text, confidence, source, "
    "created_op, edited_op",
    "status": "item_id, status, reason",
    "tag": "item_id, tag",
    "item": "item_id, uri, title",
    "ontology": "data",
}


def raw(session: Session, as_of: int | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """Every open row of every table, sorted: now or as of an operation."""
    condition = "op_to IS NULL" if as_of is None else f"op_from <= {as_of} AND (op_to IS NULL OR op_to > {as_of})"
    with session.db.read() as cur:
        return {
            name: sorted(cur.execute(f"SELECT {columns} FROM {name} WHERE {condition}").rows(), key=repr)
            for name, columns in CONTENT.items()
        }
