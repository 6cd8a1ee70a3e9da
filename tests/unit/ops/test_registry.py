from __future__ import annotations

import pytest

from nblabel.domain import commands
from nblabel.domain.commands import Command, Tag
from nblabel.ops.registry import HANDLERS, handles


def test_every_command_has_one_handler_that_says_what_it_does() -> None:
    every = {value for value in vars(commands).values() if isinstance(value, type) and issubclass(value, Command)}
    bases = {base for command in every for base in command.__bases__}
    assert every - bases <= set(HANDLERS)
    assert all(handler.__doc__ for handler in HANDLERS.values())


def test_a_second_handler_for_a_command_is_refused() -> None:
    with pytest.raises(ValueError, match="Tag has a handler already: tag"):
        handles(Tag)(lambda work, command: None)  # type: ignore[arg-type,return-value]
