"""One open answer a question on each frame: what breaks it is found, and what only looks like it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.property.pets import ONTOLOGY, make

from nblabel.store.checking.verify import verify

ROOT = ONTOLOGY.root("Animal")
CAT, DOG, _ = (option.ident for option in ROOT.choices)
FLAGS = ONTOLOGY.root("Flags")
BLURRY, DARK, _ = (option.ident for option in FLAGS.choices)
Row = tuple[int, int | None, int | None, int, int]  # label, first and last frame, question, option


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([(1, 0, 4, ROOT.ident, CAT), (1, 5, 9, ROOT.ident, DOG), (2, 10, 10, ROOT.ident, CAT)], []),
        ([(1, 0, 4, FLAGS.ident, BLURRY), (1, 0, 4, FLAGS.ident, DARK)], []),
        ([(1, 0, 4, ROOT.ident, CAT), (2, 4, 9, ROOT.ident, DOG)], ["Two labels answer one question on one frame"]),
        ([(1, 0, 4, ROOT.ident, CAT), (1, 3, 3, ROOT.ident, DOG)], ["Two labels answer one question on one frame"]),
        ([(1, None, None, ROOT.ident, CAT), (2, 7, 7, ROOT.ident, CAT)], ["Two labels answer"]),
        (
            [(1, 0, 9, ROOT.ident, CAT), (2, 2, 3, ROOT.ident, CAT), (3, 5, 5, ROOT.ident, CAT)],
            ["Two labels answer one question on one frame"],
        ),
        ([(1, 0, 4, ROOT.ident, CAT), (1, 0, 4, ROOT.ident, CAT)], ["stands twice on a frame", "has two"]),
        ([(1, 0, 4, ROOT.ident, CAT), (1, 0, 4, ROOT.ident, DOG)], ["has two"]),
    ],
)
def test_answers_that_meet_on_a_frame_are_found(tmp_path: Path, rows: list[Row], says: list[str]) -> None:
    session = make(tmp_path / "pets.duckdb", 2, kind="video")
    with session.db.write() as cur:
        for label, first, last, question, option in rows:
            cur.execute(
                "INSERT INTO label VALUES (1, ?, ?, 1, ?, ?, ?, ?, ?, NULL, NULL, 1, 'human', 2, NULL, 2, NULL)",
                [label, label, first, last, question, question, option],
            )
    with session.db.read() as cur:
        found = verify(cur)
    assert len(found) == len(says)
    for sentence, part in zip(found, says, strict=True):
        assert part in sentence
