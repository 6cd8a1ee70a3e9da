"""Classifies all items again and again, for the test that kills it: says each operation after its commit returned."""

from __future__ import annotations

import itertools
import random
import sys

from tests.property.pets import ONTOLOGY

from nblabel.domain.answers import answer
from nblabel.domain.commands import Classify
from nblabel.domain.query import Query
from nblabel.domain.workflow import Status
from nblabel.ops import Session, run
from nblabel.store.file.database import Database

STATUSES: tuple[Status, ...] = ("review", "annotate")


def main(path: str) -> None:
    with Database.open(path, timeout_s=60) as database:
        session = Session(database, 1, "ada")
        for status in itertools.cycle(STATUSES):
            # Never the same twice, so that every item changes.
            said = answer(ONTOLOGY, "Quality", random.uniform(0, 5))
            change = run(session, Classify(target=Query(), answer=said, override=True, set_status=status))
            sys.stdout.write(f"{change.op_id}\n")
            sys.stdout.flush()
