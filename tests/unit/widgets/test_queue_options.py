"""What the queue widget takes, and what it refuses before anything is made."""

from __future__ import annotations

import pytest

from nblabel.errors import NblabelError
from nblabel.widgets.queue import Queue


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"auto_submit": True}, "auto_submit works only together with auto_next"),
        ({"blind": "yes"}, "blind is True or False, not 'yes'"),
        ({"breaks": 1}, "breaks is True or False, not 1"),
        ({"task": "batch 4"}, "task is the number of a task"),
        ({"task": True}, "task is the number of a task"),
        ({"layout": "minimal"}, 'Queue has no option "layout"'),
    ],
)
def test_options_that_mean_nothing_are_refused_with_a_sentence(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(NblabelError, match=sentence):
        Queue.check(options)


def test_what_a_user_may_choose_is_taken() -> None:
    Queue.check({"auto_next": True, "auto_submit": True, "blind": True, "breaks": False, "task": 3, "theme": "dark"})
