"""One picture at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nblabel import screens
from nblabel.errors import NblabelError
from nblabel.widgets.base import Panel

LAYOUTS = ("full", "minimal")


@screens.register("labeler")
class Labeler(Panel):
    """One large picture and its questions; starts at the first unlabelled item.

    Parameters
    ----------
    view
        The items, in the order they are walked through.
    auto_next
        Go to the next item as soon as the last question is answered; where there is one single-choice question, that is
        each key. With several, ``question`` narrows it to one.
    auto_complete
        Also set the item to Complete when moving on; only with `auto_next`.
    layout
        `"full"`, or `"minimal"`: the picture and the options only.
    question
        The only classification to ask; all of the ontology by default.
    height, theme
        As of the grid.

    Examples
    --------
    >>> view.label(auto_next=True)
    """

    bundle = "labeler"
    defaults = {"auto_next": True, "auto_complete": False, "layout": "full", "question": None, "resume": True}

    @classmethod
    def check(cls, options: Mapping[str, Any]) -> None:
        """Raise for an option that this widget does not take, or that has no such value."""
        super().check(options)
        options = {**cls.defaults, **options}
        if options["auto_complete"] and not options["auto_next"]:
            raise NblabelError("auto_complete works only together with auto_next: set auto_next=True, or leave it out.")
        if options["layout"] not in LAYOUTS:
            raise NblabelError(f'No layout "{options["layout"]}". There are: {", ".join(LAYOUTS)}.')
        for name in ("auto_next", "auto_complete", "resume"):
            if not isinstance(options[name], bool):
                raise NblabelError(f"{name} is True or False, not {options[name]!r:.80}.")
