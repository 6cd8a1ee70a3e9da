"""The JavaScript of the widgets: a small boot with every widget, its body once a page."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from nblabel.errors import NblabelError

STATIC = Path(__file__).parent.parent / "static"
BOOT = STATIC / "boot.js"


@cache
def files_of(name: str) -> tuple[tuple[str, bytes], ...]:
    """The files of a widget's body with their names, those that others import first.

    The names hold a hash of the content, so a page knows which ones it has already.
    """
    try:
        manifest: dict[str, list[str]] = json.loads((STATIC / "bodies.json").read_text(encoding="utf-8"))
        return tuple((file, (STATIC / "bodies" / file).read_bytes()) for file in manifest[name])
    except (OSError, KeyError, ValueError) as problem:
        raise NblabelError(
            f'The JavaScript of the widget "{name}" is not there ({problem}): '
            "install nblabel from a wheel, or run `make js` in a clone."
        ) from problem
