"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine must not decide a test; on CI the examples are the same each time, elsewhere new ones are tried.
settings.register_profile(
    "nblabel", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=bool(os.environ.get("CI"))
)
settings.load_profile("nblabel")

# A whole run may look at fewer examples, one by night at many more: NBLABEL_EXAMPLES=10.
EXAMPLES = float(os.environ.get("NBLABEL_EXAMPLES", "1"))

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED_DATA = REPOSITORY.parent / "shared/data"


def examples(count: int) -> int:
    """How many examples stand for `count` in this run."""
    return max(3, round(count * EXAMPLES))


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thumbnails of tests go to a folder of this run, never to the user's cache; child processes inherit it."""
    folder = tmp_path_factory.mktemp("cache")
    patch = pytest.MonkeyPatch()
    patch.setenv("NBLABEL_CACHE", str(folder))
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of sample files that lies beside the repository."""
    if not SHARED_DATA.is_dir():
        pytest.skip(
            f"The sample files are not there: expected {SHARED_DATA.relative_to(REPOSITORY.parent)} beside the repository."
        )
    return SHARED_DATA


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in tests/browser, and run it last: Playwright keeps an event loop running in this process."""
    in_browser = [item for item in items if "browser" in item.path.relative_to(REPOSITORY).parts]
    for item in in_browser:
        item.add_marker("browser")
    items.sort(key=lambda item: item in in_browser)
