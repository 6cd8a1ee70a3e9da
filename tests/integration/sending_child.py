"""Keeps all items as a collection and sends it to annotate, again and again: says the operations after each returned."""

from __future__ import annotations

import random
import sys
from uuid import uuid4

import nblabel as nb


def main(path: str) -> None:
    with nb.open(path, annotator="ada") as project:
        while True:
            # Moved and never answered the same twice, so that every item changes.
            project.items.set_status("review")
            name = f"batch {uuid4()}"
            kept = project.items.save(name)
            say("kept", kept.title)
            sent = kept.send_to_annotate(
                classify=("Quality", random.uniform(0, 5)),
                override=True,
                reopen=True,
                task=name,
                assignees=["ana", "ben"],
            )
            say("sent", str(sent.op_id))


def say(kind: str, text: str) -> None:
    sys.stdout.write(f"{kind}\t{text}\n")
    sys.stdout.flush()
