"""What there is to do, and the way into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nblabel import screens
from nblabel.errors import NblabelError
from nblabel.widgets.base import Panel

_SWITCHES = ("auto_next", "auto_submit", "blind", "breaks")


@screens.register("queue")
class Queue(Panel):
    """Tasks to annotate and to review; each opens one by one in the same place.

    Parameters
    ----------
    view
        All items of the project.
    task
        The id of the only task to show; 0 for all of them.
    auto_next
        Go to the next item as soon as the last question is answered.
    auto_submit
        Also submit the item when moving on; only with `auto_next`.
    blind
        Leave out who labelled: neither shown nor told to the page, not in the history and not by a filter.
    breaks
        Remind of a break after 50 minutes of work; whoever turns it off in the page is not reminded again.
    question
        The only classification to ask; all of the ontology by default.
    height, theme
        As of the grid.

    Examples
    --------
    >>> project.queue(blind=True)
    """

    bundle = "queue"
    defaults = {
        "task": 0,
        "auto_next": False,
        "auto_submit": False,
        "blind": False,
        "breaks": True,
        "question": None,
    }

    @classmethod
    def check(cls, options: Mapping[str, Any]) -> None:
        """Raise for an option that this widget does not take, or that has no such value."""
        super().check(options)
        options = {**cls.defaults, **options}
        for name in _SWITCHES:
            if not isinstance(options[name], bool):
                raise NblabelError(f"{name} is True or False, not {options[name]!r:.80}.")
        if options["auto_submit"] and not options["auto_next"]:
            raise NblabelError("auto_submit works only together with auto_next: set auto_next=True, or leave it out.")
        if isinstance(options["task"], bool) or not isinstance(options["task"], int) or options["task"] < 0:
            raise NblabelError(
                f"task is the number of a task, which task.queue() gives by itself, not {options['task']!r:.80}."
            )
