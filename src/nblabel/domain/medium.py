"""What an item shows, as a value: a kind of media and its files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Medium:
    """A kind and its files in order.

    Parameters
    ----------
    kind
        The word that `item.kind` shows.
    urls
        Absolute paths or addresses, at least one.
    root
        The folder all files must lie under, links resolved; empty where the user named the files himself.
    frame
        The one frame that is meant; None for all of it.
    """

    kind: str
    urls: tuple[str, ...]
    root: str = ""
    frame: int | None = None

    @property
    def url(self) -> str:
        """The first file."""
        return self.urls[0]


@dataclass(frozen=True, slots=True)
class Look:
    """How a frame is rendered.

    Parameters
    ----------
    max_px
        Longest side; None for full size.
    window
        Level (centre) and width of the values that become black to white; medical kinds only.
    axis
        The axis a volume is sliced along.
    """

    max_px: int | None = None
    window: tuple[float, float] | None = None
    axis: int | None = None


AS_IT_IS = Look()
