"""Where views find their widgets: `nblabel.widgets` registers each under its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from nblabel.errors import NblabelError

if TYPE_CHECKING:
    from nblabel.view import View

Screen = Callable[..., Any]
SCREENS: dict[str, Screen] = {}


def register(name: str) -> Callable[[Screen], Screen]:
    """Make a widget class available to views under this name."""

    def keep(screen: Screen) -> Screen:
        SCREENS[name] = screen
        return screen

    return keep


def show(name: str, view: View, options: Mapping[str, Any]) -> Any:
    """The widget of that name on the view."""
    if name not in SCREENS:
        # By name, so that the imports go one way: widgets know views, views only this registry.
        import_module("nblabel.widgets")
    if name not in SCREENS:
        raise NblabelError(f'No widget "{name}". There are: {", ".join(sorted(SCREENS))}.')
    return SCREENS[name](view, **options)
