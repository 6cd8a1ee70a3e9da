"""JupyterLab and Chromium for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from scripts import chromium

if TYPE_CHECKING:
    from tests.browser.lab import Lab


@pytest.fixture(scope="session")
def one_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """The one server and browser of the whole run."""
    browser = chromium.find()
    if browser is None:
        pytest.skip(chromium.ADVICE)
    from tests.browser.lab import Lab

    lab = Lab(tmp_path_factory.mktemp("lab"), browser)
    yield lab
    lab.close()


@pytest.fixture
def lab(one_lab: Lab) -> Iterator[Lab]:
    """JupyterLab in Chromium; a widget that threw in a notebook of this test fails it."""
    yield one_lab
    problems = one_lab.close_notebooks()
    assert not problems, "\n".join(["A widget went wrong in the page:", *problems])
