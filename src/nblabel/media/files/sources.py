"""Where bytes come from: which paths and addresses are opened at all, and what tells that they changed."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from nblabel.errors import MediaProblem
from nblabel.media.files import policy
from nblabel.media.files.arrays import is_picture, save_array
from nblabel.media.files.signatures import remember_signed, shown, signed, without_signature

if TYPE_CHECKING:
    from nblabel.domain.medium import Medium

__all__ = [
    "Source",
    "fingerprint",
    "is_address",
    "is_picture",
    "local_path",
    "remember_signed",
    "save_array",
    "shown",
    "signed",
    "source_of",
    "without_signature",
]

MOST_CHARACTERS = 16 * 1024
# Two letters at least: C:\photos is a path.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]+):")
_REMOTE = {"http", "https", "s3", "gs"}
_ARN = re.compile(r"arn:aws[a-z\-]*:s3:", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]/]*\]")


@dataclass(frozen=True, slots=True)
class Source:
    """One place that bytes may come from: a `path`, or an address of one of the schemes that are opened."""

    scheme: str
    text: str

    @property
    def is_local(self) -> bool:
        """Whether this is a path."""
        return self.scheme == "file"


def source_of(url: str | os.PathLike[str]) -> Source:
    """What a path or address means; the scheme is read here and nowhere else, so that no library guesses one.

    Raises
    ------
    MediaProblem
        For every scheme but `file:`, `https:`, `http:`, `s3:` and `gs:`, and for chains such as `zip::https:`.

    Examples
    --------
    >>> source_of("file:///data/a%20b.jpg").text
    '/data/a b.jpg'
    >>> source_of("s3://bucket/a.jpg").scheme
    's3'
    """
    text = os.fspath(url)
    found = _SCHEME.match(text)
    if found is None:
        return Source("file", text)
    scheme = found[1].lower()
    if scheme == "arn" and _ARN.match(text):
        return Source("s3", text)
    # Libraries read `a::b` as "b, opened through a": `simplecache::file:///etc/passwd`, `zip://x::https://...`.
    if "::" in _BRACKETS.sub("", text):
        raise MediaProblem('Chained addresses ("::") are not opened; give the address of the file itself.')
    if scheme == "file":
        return Source("file", _path_in(text))
    if scheme not in _REMOTE:
        raise MediaProblem(
            f'Addresses beginning with "{scheme[:20]}:" are not opened; give a path, or an https:, s3: or gs: address.'
        )
    _check_address(text, scheme)
    return Source(scheme, text)


def is_address(url: str) -> bool:
    """Whether this is no path, so that looking at it may ask a server."""
    found = _SCHEME.match(url)
    return found is not None and found[1].lower() != "file"


def local_path(path: str, root: str = "") -> str:
    """The path to open; under a root with all links followed, so that none leads out of it.

    Raises
    ------
    MediaProblem
        When the file does not lie under the root.
    """
    if not root:
        return path
    inside = os.path.realpath(root)
    real = os.path.realpath(os.path.join(inside, path))  # noqa: PTH118
    if real != inside and not real.startswith(inside.rstrip(os.sep) + os.sep):
        raise MediaProblem(
            f'The file lies outside the folder "{os.path.basename(inside) or inside}" '  # noqa: PTH119
            "that was given as root (links and .. followed); move it there, or give a wider root."
        )
    return real


def fingerprint(what: Medium | str | os.PathLike[str]) -> bytes:
    """16 bytes that change when a file does; raises OSError when a local one is gone.

    A path counts with its size and time; an address without its signature, and with what its server said when it last
    changed. No server is asked.
    """
    if isinstance(what, (str, os.PathLike)):
        return _of_one(os.fspath(what), "")
    if len(what.urls) == 1:
        return _of_one(what.urls[0], what.root)
    digest = blake2b(f"{len(what.urls)} ".encode(), digest_size=16)
    for url in what.urls:
        digest.update(_of_one(url, what.root))
    return digest.digest()


def address_key(url: str) -> bytes:
    """16 bytes that stand for an address, whatever signs it."""
    # What was fetched because its host was allowed must not be shown where it is not.
    salt = b"allowed\0" if policy.allowed() and _is_allowed(url) else b""
    return blake2b(salt + without_signature(url).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _is_allowed(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        return parts.scheme in {"http", "https"} and policy.is_allowed(policy.plain_host(parts.hostname or ""), port)
    except (ValueError, MediaProblem):
        return False


def _of_one(url: str, root: str) -> bytes:
    if is_address(url):
        from nblabel.media.files.remote.learned import learned

        key = address_key(url)
        return blake2b(key + learned().token(key), digest_size=16).digest()
    path = _path_of(url) if url[:5].lower() == "file:" else url
    found = os.stat(path)  # noqa: PTH116
    about = f"{found.st_size}\0{found.st_mtime_ns}\0".encode() + os.fsencode(path)
    # What may be shown under no root must not be shown, from the cache, under one that it lies outside of.
    return blake2b(about + (b"\0" + os.fsencode(root) if root else b""), digest_size=16).digest()


def _path_of(url: str) -> str:
    try:
        return source_of(url).text
    except MediaProblem as problem:
        raise ValueError(str(problem)) from problem


def _path_in(text: str) -> str:
    """The path of a `file:` address."""
    rest = text[5:]
    if rest.startswith("//"):
        host, slash, path = rest[2:].partition("/")
        if host.lower() not in ("", "localhost"):
            raise MediaProblem(f'"{shown(text)[:200]}" names a file of another machine; give a path on this one.')
        rest = slash + path
    if not rest.startswith("/"):
        raise MediaProblem("A file: address holds a whole path, as in file:///data/a.jpg; give one.")
    path = unquote(rest)
    return path[1:] if os.name == "nt" and re.match(r"/[A-Za-z]:", path) else path


def _check_address(text: str, scheme: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise MediaProblem(f"The address has {len(text):,} characters and at most {MOST_CHARACTERS:,} are opened.")
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in text):
        raise MediaProblem("The address holds a line break or another control character; take it out.")
    try:
        parts = urlsplit(text)
        named = bool(parts.netloc) and "\\" not in parts.netloc and text[len(scheme) : len(scheme) + 3] == "://"
        if scheme in {"http", "https"}:
            named = named and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        named = False
    if not named:
        what = "host" if scheme in {"http", "https"} else "bucket"
        raise MediaProblem(f"The address names no valid {what}; write it as in {scheme}://{what}/folder/a.jpg.")
