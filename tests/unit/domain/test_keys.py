"""The keys that an ontology may not take are those that the widgets use."""

from __future__ import annotations

import re

from tests.conftest import REPOSITORY

from nblabel.domain.keys import FREE, RESERVED


def keys_of_the_page() -> set[str]:
    """Every single sign, with or without Shift, that some command of the page lists under `keys`."""
    found: set[str] = set()
    for file in (REPOSITORY / "js/src").rglob("*.ts*"):
        for keys in re.findall(r"\bkeys: \[([^\]]*)\]", file.read_text(encoding="utf-8")):
            found |= set(re.findall(r'"(?:Shift\+)?(\w)"', keys))
    return found


def test_no_ontology_can_take_a_letter_that_a_widget_command_uses() -> None:
    letters = {key.casefold() for key in keys_of_the_page() if key.isalpha()}
    assert {"u", "r", "s", "n"} <= letters, "the commands of the page are not found where they used to be"
    assert letters - RESERVED == set()


def test_the_free_letters_are_those_that_are_not_taken() -> None:
    assert set(FREE) == set("abcdefghijklmnopqrstuvwxyz") - RESERVED
