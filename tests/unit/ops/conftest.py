from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.property.pets import make

from nblabel.ops import Session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A project of six items, nothing answered."""
    made = make(tmp_path / "pets.duckdb")
    yield made
    made.db.close()
