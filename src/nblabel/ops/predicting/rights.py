"""Whose the sources of predictions are (S0.11)."""

from __future__ import annotations

from nblabel.ops.people import refuse_all_but_admins
from nblabel.ops.session import Session


def refuse_sources(session: Session) -> None:
    """Raise for whoever may not add predictions or delete them, or take either back: all but admins.

    Others work from them, as they do from items and questions, and those of a source replace its earlier ones; to accept or
    reject them on an item goes by that item's status and assignee.
    """
    refuse_all_but_admins(session, "add or delete predictions")
