"""Keys of the widgets that an ontology may not take."""

from __future__ import annotations

from nblabel.errors import OntologyError

# Every bare letter that a widget command uses somewhere (ui.md, shared keys and the tables of each widget).
RESERVED = frozenset("abcdefghijklmnopqrstuvxyz")
FREE = "w"


def check_key(key: object, name: str, *, digits: bool = False) -> None:
    """Refuse a key that is not one sign, or that a widget command already uses."""
    if key is None:
        return
    if not isinstance(key, str) or len(key) != 1 or not key.isalnum() or not key.isascii():
        raise OntologyError(f'The key of "{name}" must be one digit or letter, not {key!r:.80}.')
    if key.isdigit() and digits:
        return
    if key.isdigit() or key.casefold() in RESERVED:
        what = "digits belong to the options" if key.isdigit() else "a widget command uses it"
        raise OntologyError(f'The key "{key}" of "{name}" is not free: {what}. Free letters: {", ".join(FREE)}.')
