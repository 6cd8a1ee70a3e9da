"""Measures and embeds a project again and again, for the test that kills it: says each commit after it returned."""

from __future__ import annotations

import sys

import nblabel as nb
from nblabel.ops.measuring import embed, measure


def main(path: str) -> None:
    measure.SAVED_AFTER = 64

    def told(count: int) -> None:
        sys.stdout.write(f"{count}\n")
        sys.stdout.flush()

    with nb.open(path) as project:
        while True:
            measure.measure(project._session, progress=told)
            embed.embed(project._session, progress=told)
            measure.measure(project._session, progress=told, again=True)
            embed.embed(project._session, progress=told, again=True)
