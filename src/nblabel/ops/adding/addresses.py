"""Addresses among what `add` is given: which are opened, what of them may be stored, and how their items are called."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from nblabel.errors import MediaProblem
from nblabel.media.files.signatures import remember_signed
from nblabel.media.files.sources import is_address, source_of

__all__ = ["is_given_address", "local", "refusal", "remember_signed", "title", "without_query"]


def is_given_address(given: Any) -> bool:
    """Whether what was given is an address, of whatever scheme."""
    return isinstance(given, str) and is_address(given)


def local(url: str) -> str:
    """The path that a `file:` address means; itself for what is none that can be read."""
    try:
        return source_of(url).text
    except MediaProblem:
        return url


def refusal(url: str) -> str:
    """Why an address is not opened; empty where it is."""
    try:
        source_of(url)
    except MediaProblem as problem:
        return str(problem)
    return ""


def title(url: str) -> str:
    """The last part of its path, as a person writes it (S4.27)."""
    return unquote(without_query(url).rpartition("/")[2])


def without_query(url: str) -> str:
    """Scheme, host and path."""
    return url.partition("#")[0].partition("?")[0]
