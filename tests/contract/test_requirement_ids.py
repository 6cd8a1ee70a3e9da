"""Every requirement that is promised is named by at least one test, in Python or in TypeScript."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

# In a Python name: test_s0_5_s0_6_...; in a TypeScript title: "S0.5, S0.6: ...".
PYTHON = re.compile(r"def test((?:_[sd]\d+(?:_\d+)?)+)_")
TYPESCRIPT = re.compile(r"""\b(?:it|test)(?:\.each\([^)]*\))?\(\s*["'`]((?:[SD]\d+(?:\.\d+)?(?:, )?)+):""")

PROMISED = [
    *(f"S0.{number}" for number in range(1, 29)),
    *(
        "S1.4",
        "S1.5",
        "S1.6",
        "S1.7",
        "S1.8",
        "S1.9",
        "S1.10",
        "S1.11",
        "S1.12",
        "S1.13",
        "S1.14",
        "S1.15",
        "S1.16",
        "S1.21",
        "S1.23",
    ),
    *("S2.2", "S2.4", "S2.5", "S2.6", "S2.7", "S2.10", "S2.11", "S2.13", "S2.15", "S2.16", "S2.19", "S2.20"),
    *("S3.8", "S3.10", "S3.11"),
    *(f"S4.{number}" for number in range(17, 41)),
    *("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D12"),
]


def named() -> set[str]:
    """The ids in the names of all tests."""
    ids: set[str] = set()
    for path in (REPOSITORY / "tests").rglob("test_*.py"):
        for group in PYTHON.findall(path.read_text()):
            ids |= {f"S{a}.{b}" for a, b in re.findall(r"s(\d+)_(\d+)", group)}
            ids |= {f"D{a}" for a in re.findall(r"d(\d+)", group)}
    for path in (REPOSITORY / "js/tests").rglob("*.test.ts"):
        for group in TYPESCRIPT.findall(path.read_text()):
            ids |= set(group.split(", "))
    return ids


@pytest.mark.parametrize("ident", PROMISED)
def test_a_promised_requirement_is_named_by_a_test(ident: str) -> None:
    assert ident in named()
