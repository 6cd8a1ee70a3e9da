"""The folder of this user where things live that can be made again."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

_found: dict[Path, Path] = {}


def cache_folder() -> Path:
    """Folder for thumbnails and samples, made when missing; `NBLABEL_CACHE` names another one."""
    folder = _wanted()
    if folder not in _found:
        _found[folder] = _usable(folder)
    return _found[folder]


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
