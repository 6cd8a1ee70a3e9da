"""Runs random commands in a loop for the tests of the write side: says each operation after its commit returned."""

from __future__ import annotations

import random
import sys
from uuid import uuid4

from tests.property.pets import TREES, only

from nblabel.domain.commands import Classify, Command, Redo, SetStatus, Tag, Undo
from nblabel.domain.query import Query
from nblabel.errors import OperationError
from nblabel.ops import Session, run
from nblabel.store.file.database import Database


def draw(rng: random.Random, items: int) -> Command:
    """A click, a bulk change, or one of them taken back."""
    client_id = str(uuid4())
    target = Query() if rng.random() < 0.2 else only(rng.randint(1, items))
    choices: list[Command] = [
        Classify(target=target, answer=rng.choice(TREES), override=rng.random() < 0.7, client_id=client_id),
        Tag(target=target, tag="night", remove=rng.random() < 0.5, client_id=client_id),
        SetStatus(target=target, status=rng.choice(["annotate", "review"]), client_id=client_id),
        Undo(client_id=client_id),
        Redo(client_id=client_id),
    ]
    return rng.choices(choices, weights=[6, 1, 1, 2, 1])[0]


def main(path: str, name: str, count: int, items: int) -> None:
    rng = random.Random(name)
    with Database.open(path, timeout_s=60) as database:
        session = Session(database, 1, name)
        for _ in range(count):
            command = draw(rng, items)
            try:
                change = run(session, command)
            except OperationError:
                continue  # nothing to undo just now
            if change.op_id:
                sys.stdout.write(f"{command.client_id} {change.op_id}\n")
                sys.stdout.flush()
