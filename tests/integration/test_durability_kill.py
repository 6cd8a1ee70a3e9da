"""A labelling process is killed at random moments (issue: Reliability)."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from tests.integration.durability import acknowledged, check_file
from tests.integration.nursery import Nursery

KILLS = 60  # half of them of labels that are answered from the journal


@pytest.mark.slow
def test_sixty_kills_lose_no_acknowledged_label(tmp_path: Path, nursery: Nursery) -> None:
    path = tmp_path / "pets.duckdb"
    moments = random.Random(20261122)
    expected: dict[str, int] = {}
    unanswered = 0
    for place in range(KILLS):
        child = nursery.child("labelling_child", str(path), "ada", 100_000, place % 2 == 0)
        # Between two acknowledgements, and sometimes while the file is still being opened.
        lines = child.hear(moments.randrange(12))
        time.sleep(moments.uniform(0, 0.012))
        expected |= acknowledged([*lines, *child.kill()])
        found = check_file(path, expected)
        unanswered += len(found) - len(expected)
        expected = found
    assert len(expected) > KILLS
    assert unanswered <= KILLS


@pytest.mark.slow
def test_a_kill_while_the_file_is_made_leaves_no_half_file(tmp_path: Path, nursery: Nursery) -> None:
    moments = random.Random(7)
    for attempt in range(12):
        path = tmp_path / f"pets-{attempt}.duckdb"
        child = nursery.child("labelling_child", str(path), "ada", 1)
        _wait_for_first_file(tmp_path, path.name)
        time.sleep(moments.uniform(0, 0.1))
        check_file(path, acknowledged(child.kill()))
        assert not list(tmp_path.glob("*.part"))


def _wait_for_first_file(folder: Path, name: str) -> None:
    deadline = time.monotonic() + 30
    while not list(folder.glob(f"{name}*")):
        assert time.monotonic() < deadline
        time.sleep(0.001)
