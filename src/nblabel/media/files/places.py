"""The folder of this user where things live that can be made again."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

_NAMES = ("NBLABEL_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA", "HOME")
_found: dict[tuple[str | None, ...], Path] = {}


def cache_folder() -> Path:
    """Folder for thumbnails and samples, made when missing; `NBLABEL_CACHE` names another one."""
    # Asked for with each thumbnail of an address: no more than a look into a table.
    asked = tuple(map(os.environ.get, _NAMES))
    if asked not in _found:
        _found[asked] = _usable(_wanted())
    return _found[asked]


def _usable(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    # A home that cannot be written is usual in containers; slower after a reboot, not broken.
    return Path(tempfile.mkdtemp(prefix="nblabel-cache-"))


def _wanted() -> Path:
    if named := os.environ.get("NBLABEL_CACHE"):
        return Path(named).expanduser()
    if named := os.environ.get("XDG_CACHE_HOME"):
        return Path(named) / "nblabel"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", "~")).expanduser() / "nblabel" / "Cache"
    home = Path("~").expanduser()
    return home / "Library" / "Caches" / "nblabel" if sys.platform == "darwin" else home / ".cache" / "nblabel"
