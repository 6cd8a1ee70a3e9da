"""Presses number keys until it is killed: says operation, item and option of each label after its answer came."""

from __future__ import annotations

import itertools
import sys

from tests.bench.request import Kernel

import nblabel as nb


def main(path: str, seed: int) -> None:
    """Label one item after another in the file at `path`."""
    project = nb.open(path, annotator="ada")
    kernel = Kernel(project.items)
    question = project.ontology["Weather"]
    options = [option.ident for option in question.choices]
    for place in itertools.count(seed):
        item, option = 1 + place % len(project), options[seed % len(options)]
        done = kernel.classify([item], question.ident, option)
        if done["op"]:  # 0: another process gave this very answer before
            sys.stdout.write(f"{done['op']} {item} {option}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
