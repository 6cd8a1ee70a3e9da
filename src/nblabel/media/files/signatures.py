"""The part of an address that opens doors: cut off before anything is stored, logged or shown, and kept in memory only."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from hashlib import blake2b
from urllib.parse import unquote_plus, urlsplit

# Short names count only beside all of the marks in front of them: `se` or `ex` alone may mean anything.
_MARKED: tuple[tuple[set[str], set[str]], ...] = (
    (
        {"signature"},
        {"expires", "policy", "key-pair-id", "hash-algorithm", "accesskeyid"},
    ),  # CloudFront, AWS v2, GCS v2
    ({"sig", "sv"}, {"sv", "ss", "srt", "sp", "se", "st", "spr", "sr", "si", "sip", "scid", "sdd", "ses"}),  # Azure
    ({"sig", "sv"}, {"saoid", "suoid", "skoid", "sktid", "skt", "ske", "sks", "skv"}),
    ({"ex", "is", "hm"}, {"ex", "is", "hm"}),  # Discord
    ({"oh", "oe"}, {"oh", "oe"}),  # Meta
)
# AWS v4, GCS v4, Alibaba, Huawei, Tencent, Volcano.
_PREFIXES = (
    "x-amz-",
    "x-goog-",
    "x-oss-",
    "x-obs-",
    "x-cos-",
    "x-tos-",
    "q-sign-",
    "q-key-",
    "q-header-",
    "q-url-param-",
)
# Only names that cannot say which file is meant: what is cut off must not make two files one.
_SECRETS = {
    *("sig", "signature", "key-pair-id", "awsaccesskeyid", "googleaccessid", "ossaccesskeyid", "q-ak", "q-signature"),
    *("authorization", "auth_key", "auth_token", "token", "access_token", "id_token", "refresh_token", "private_token"),
    *(
        "security-token",
        "sas_token",
        "jwt",
        "api_key",
        "apikey",
        "api-key",
        "subscription-key",
        "secret",
        "client_secret",
    ),
    *("password", "passwd", "pwd", "hdnea", "hdnts", "hdntl", "__token__", "__gda__"),
}
_MASK = "..."
_lock = threading.Lock()
# By a digest of the stored form: the parameters that were cut off its end, else the whole address. A million signed
# addresses share all of their words but one.
_signed: dict[bytes, tuple[str, ...] | str] = {}
_words: dict[str, str] = {}
_OF_ONE = ("signature", "sig", "policy")


def without_signature(url: str) -> str:
    """The address without the parameters that sign it and without a user's name and password; the rest to the byte.

    Examples
    --------
    >>> without_signature("https://b.s3.amazonaws.com/a.jpg?w=9&X-Amz-Signature=00ff&X-Amz-Expires=60")
    'https://b.s3.amazonaws.com/a.jpg?w=9'
    """
    return _split(url)[0]


def remember_signed(url: str) -> str:
    """The form of an address that may be stored; what was cut off is remembered until this process ends.

    Examples
    --------
    >>> remember_signed("https://host.example/a.jpg?token=opensesame")
    'https://host.example/a.jpg'
    >>> signed("https://host.example/a.jpg")
    'https://host.example/a.jpg?token=opensesame'
    """
    stored, removed = _split(url)
    if stored != url:
        is_end = _joined(stored, removed) == url
        with _lock:
            _signed[_digest(stored)] = tuple(map(_word, removed)) if is_end else url
    return stored


def signed(url: str) -> str:
    """The address as it was given to `remember_signed` last in this process; itself where it never was."""
    kept = _signed.get(_digest(url)) if _signed else None
    if kept is None:
        return url
    return kept if isinstance(kept, str) else _joined(url, kept)


def signed_among(urls: tuple[str, ...]) -> dict[str, str]:
    """Of these addresses the signed forms, for a process of our own that opens them."""
    return {url: full for url in urls if (full := signed(url)) != url} if _signed else {}


def shown(url: str) -> str:
    """An address as it may stand in a sentence: without any query, user or fragment.

    Examples
    --------
    >>> shown("https://ada:pw@host.example/a.jpg?sig=1#x")
    'https://host.example/a.jpg'
    """
    scheme, mark, rest = url.partition("://")
    if not mark:
        return url.partition("?")[0]
    authority, path = _split_authority(rest)
    bare = path.partition("#")[0].partition("?")[0]
    return f"{scheme}://{authority.rpartition('@')[2]}{bare}"


def masked(text: str) -> str:
    """A text of somebody else's (a library's error) with the query of every address in it struck out."""
    return " ".join(_masked_word(word) for word in text.split())


def _masked_word(word: str) -> str:
    if "://" not in word and "?" not in word:
        return word
    bare = shown(word)
    return bare if bare == word else f"{bare}{_MASK}"


def _split(url: str) -> tuple[str, list[str]]:
    """The form that may be stored, and the parameters that were cut off."""
    if "?" not in url and "@" not in url:
        return url, []
    scheme, mark, rest = url.partition("://")
    if not mark:
        return url, []
    authority, path = _split_authority(rest)
    path, hash_mark, fragment = path.partition("#")
    path, query_mark, query = path.partition("?")
    kept, removed = _parted(query)
    if removed:
        query_mark, query = ("?", "&".join(kept)) if kept else ("", "")
    return f"{scheme}://{authority.rpartition('@')[2]}{path}{query_mark}{query}{hash_mark}{fragment}", removed


def _joined(stored: str, removed: Iterable[str]) -> str:
    base, mark, fragment = stored.partition("#")
    return f"{base}{'&' if '?' in base else '?'}{'&'.join(removed)}{mark}{fragment}"


def _word(parameter: str) -> str:
    """One text for all addresses that hold it."""
    if parameter.partition("=")[0].lower().endswith(_OF_ONE):
        return parameter
    return _words.setdefault(parameter, parameter)


def _digest(stored: str) -> bytes:
    return blake2b(stored.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _split_authority(rest: str) -> tuple[str, str]:
    end = min((place for sign in "/?#" if (place := rest.find(sign)) >= 0), default=len(rest))
    return rest[:end], rest[end:]


def _parted(query: str) -> tuple[list[str], list[str]]:
    """Parameters that say what is meant, and those that say who may have it."""
    parts = query.split("&") if query else []
    names = [unquote_plus(part.partition("=")[0]).lower() for part in parts]
    secret = {name for name in names if name in _SECRETS or name.startswith(_PREFIXES)}
    for marks, others in _MARKED:
        if marks <= set(names):
            secret |= others
    kept = [part for part, name in zip(parts, names, strict=True) if name not in secret]
    return kept, [part for part, name in zip(parts, names, strict=True) if name in secret]


def host_of(url: str) -> str:
    """The host of an address, for a sentence; empty where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
