"""Where views find their widgets: `nblabel.widgets` registers each under its name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from nblabel.errors import NblabelError

if TYPE_CHECKING:
    from nblabel.view import View


class Screen(Protocol):
    """A widget class: made for a view, and able to say beforehand whether it takes some options."""

    def __call__(self, view: View, **options: Any) -> Any:
        """The widget."""

    def check(self, options: Mapping[str, Any]) -> None:
        """Raise for options that it does not take."""


SCREENS: dict[str, Screen] = {}


S = TypeVar("S", bound=Screen)


def register(name: str) -> Callable[[S], S]:
    """Make a widget class available to views under this name."""

    def keep(screen: S) -> S:
        SCREENS[name] = screen
        return screen

    return keep


def show(name: str, view: View, options: Mapping[str, Any]) -> Any:
    """The widget of that name on the view."""
    return _screen(name)(view, **options)


def is_notebook() -> bool:
    """Whether a kernel runs here, so that a page may show a widget."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and getattr(ipython.get_ipython(), "kernel", None) is not None


def check_options(name: str, options: Mapping[str, Any]) -> None:
    """Refuse options that the widget of that name does not take, before anything is done for it."""
    _screen(name).check(options)


def _screen(name: str) -> Screen:
    if name not in SCREENS:
        # By name, so that the imports go one way: widgets know views, views only this registry.
        import_module("nblabel.widgets")
    if name not in SCREENS:
        raise NblabelError(f'No widget "{name}". There are: {", ".join(sorted(SCREENS))}.')
    return SCREENS[name]
