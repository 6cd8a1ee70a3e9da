"""A web server of this machine, a cache of its own for each test, and nothing allowed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.media.files.remote.server import Site, running

from nblabel.media.files import policy
from nblabel.media.files.remote import door, kept, line, web


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test starts as a new user of a new machine."""
    monkeypatch.setenv("NBLABEL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(policy, "_allowed", frozenset())
    monkeypatch.setattr(kept, "recent", kept.Recent())
    web.hang_up()
    for memory in (door._failed, web._down, line._resolved):
        memory.clear()


@pytest.fixture(scope="session")
def running_site() -> Iterator[Site]:
    with running() as site:
        yield site


@pytest.fixture
def site(running_site: Site) -> Site:
    """The server, which the user allowed."""
    running_site.handlers.clear()
    running_site.log.clear()
    policy.allow_hosts(["127.0.0.1"])
    return running_site


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> policy.RemoteLimits:
    """Limits that a test can wait for."""
    from dataclasses import replace

    limits = replace(policy.REMOTE, connect_s=0.5, read_s=0.3, total_s=0.8)
    monkeypatch.setattr(policy, "REMOTE", limits)
    return limits
