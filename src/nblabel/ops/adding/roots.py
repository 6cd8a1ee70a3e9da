"""The folder that files of a registration must lie under, and what speaks against one of them; opens none."""

# Hundreds of thousands of paths: a Path object for each would double the time.
# ruff: noqa: PTH100, PTH111, PTH112, PTH116, PTH117, PTH118

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from typing import Any

from nblabel.errors import MediaProblem, SourceError, in_line
from nblabel.media.files.signatures import remember_signed
from nblabel.media.files.sources import source_of

_MOST_FOLDERS = 100_000
# A host (or bucket) that was looked at once need not be looked at for each of its files.
_HOST = re.compile(r"(?:https?|s3|gs)://[A-Za-z0-9.\-:]+/")


@dataclass(slots=True)
class Root:
    """Where relative paths start, and what no path may leave.

    Parameters
    ----------
    base
        The folder relative paths are resolved against.
    limit
        The folder all files must lie under, links resolved; empty where the user named the files himself.
    is_elsewhere
        The registration came from another machine, which names no files of this one.
    """

    base: str
    limit: str = ""
    is_elsewhere: bool = False
    _real: dict[str, str] = field(default_factory=dict, repr=False)
    _hosts: set[str] = field(default_factory=set, repr=False)

    @classmethod
    def of(cls, given: Any, default: str | None) -> Root:
        """The root that the user named, else `default`: the folder of the file, empty for a dict, None for another machine."""
        if given is None and default is None:
            return cls("", is_elsewhere=True)
        if given is None:
            return cls(os.path.abspath(default or os.curdir), os.path.realpath(default) if default else "")
        if not isinstance(given, (str, os.PathLike)) or not os.fspath(given):
            raise SourceError(f"root is a folder, not {given!r:.80}.")
        folder = os.path.abspath(os.path.expanduser(os.fspath(given)))
        if not os.path.isdir(folder):
            raise SourceError(f'root is a folder, and there is none at "{in_line(folder, 200)}"; check the path.')
        return cls(folder, os.path.realpath(folder))

    def located(self, url: str) -> tuple[str, bool]:
        """The address as it may be stored, or the absolute path, and whether it is of this machine.

        Raises
        ------
        MediaProblem
            With the reason, where it cannot be registered.
        """
        host = _HOST.match(url)
        if host and host[0] in self._hosts and url.isprintable() and "::" not in url:
            return remember_signed(url), False
        source = source_of(url)
        if not source.is_local:
            if host:
                self._hosts.add(host[0])
            return remember_signed(url), False
        if self.is_elsewhere:
            raise MediaProblem(
                "A registration from an address names addresses; give root= if its files lie on this machine."
            )
        if source.text is not url:  # a file: address
            self._check(source.text)
            return url, True
        path = url if url.startswith("/") or os.path.isabs(url) else self._joined(url)
        self._check(path)
        return path, True

    def _joined(self, path: str) -> str:
        joined = os.path.join(self.base, path)
        return joined if "/./" not in joined and "//" not in joined else os.path.normpath(joined)

    def _check(self, path: str) -> None:
        if ".." in path and ".." in path.replace(os.sep, "/").split("/"):
            raise MediaProblem('The path holds "..", which a registration may not: name the file from the root on.')
        folder, _, name = path.rpartition(os.sep)
        try:
            if self.limit:
                self._check_inside(folder or os.sep, folder or os.sep)
            found = os.lstat(path)
            if stat.S_ISLNK(found.st_mode):
                found = self._behind(path)
        except FileNotFoundError:
            raise MediaProblem("There is no such file; check the path, or give the root it starts from.") from None
        except (OSError, ValueError) as problem:
            why = getattr(problem, "strerror", None) or str(problem)
            raise MediaProblem(f"The file cannot be looked at ({in_line(why)}); check the path.") from None
        if stat.S_ISDIR(found.st_mode):
            raise MediaProblem(
                f'"{in_line(name)}" is a folder, and each entry names a file: use project.add for folders.'
            )
        if not stat.S_ISREG(found.st_mode):
            raise MediaProblem("This is a device or pipe, not a file.")

    def _behind(self, path: str) -> os.stat_result:
        """What a link points to, which must be inside as well."""
        found = os.stat(path)
        if self.limit:
            real = os.path.realpath(path)
            self._check_inside(real, path)
        return found

    def _check_inside(self, path: str, shown: str) -> None:
        real = self._real.get(path)
        if real is None:
            if len(self._real) >= _MOST_FOLDERS:
                self._real.clear()
            real = self._real[path] = os.path.realpath(path)
        if real != self.limit and not real.startswith(self.limit.rstrip(os.sep) + os.sep):
            through = "leads, through a link, out of" if _is_below(shown, self.base) else "lies outside of"
            raise MediaProblem(
                f'The file {through} "{in_line(self.limit, 200)}", the root of this registration. '
                "Move it there, or give root= a folder that holds it."
            )


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
