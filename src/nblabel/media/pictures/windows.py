"""Level and width: which values of a medical picture become black to white."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

_SAMPLE = 1_000_000


class Window(NamedTuple):
    """A level (centre) and a width, with a name to choose it by, and how values run between its ends."""

    name: str
    level: float
    width: float
    function: str = "LINEAR"

    def as_detail(self) -> dict[str, object]:
        """As a header keeps it."""
        return {"name": self.name, "level": self.level, "width": self.width}


# In Hounsfield units, as radiologists use them.
CT_PRESETS = (
    Window("Abdomen", 40.0, 400.0),
    Window("Lung", -600.0, 1500.0),
    Window("Bone", 400.0, 1800.0),
    Window("Brain", 40.0, 80.0),
)


def windowed(values: np.ndarray, window: Window) -> np.ndarray:
    """The values as 8-bit grey.

    Parameters
    ----------
    values
        What was measured, after the modality's own scale.
    window
        Which values become black to white; its function is one of DICOM's: LINEAR, LINEAR_EXACT or SIGMOID.

    Examples
    --------
    >>> import numpy as np
    >>> windowed(np.array([[-1000, 40, 1000]]), Window("", 40, 400)).tolist()
    [[0, 128, 255]]
    """
    import numpy as np

    shown = np.array(values, dtype=np.float32)
    level, width = window.level, window.width
    if window.function == "SIGMOID":
        with np.errstate(over="ignore"):
            shown = 255.0 / (1.0 + np.exp(-4.0 * (shown - level) / max(width, 1e-6)))
    else:
        # DICOM PS3.3 C.11.2.1.2: the plain function counts whole values, from the middle of the first to that of the last.
        if window.function == "LINEAR" and width > 1.0:
            level, width = level - 0.5, width - 1.0
        shown -= level - width / 2
        shown *= 255.0 / max(width, 1e-6)
    np.nan_to_num(shown, copy=False, nan=0.0, posinf=255.0, neginf=0.0)
    np.rint(shown, out=shown)
    return shown.clip(0, 255).astype(np.uint8)


def percentile_window(values: np.ndarray, name: str = "Percentiles 1 to 99") -> Window:
    """The window from the 1st to the 99th of a hundred parts of the values; all of them where those are one."""
    import numpy as np

    sample = values.reshape(-1, order="A")
    sample = np.asarray(sample[:: max(1, sample.size // _SAMPLE)], dtype=np.float64)
    sample = sample[np.isfinite(sample)]
    if not sample.size:
        return Window(name, 0.5, 1.0, "LINEAR_EXACT")
    low, high = np.percentile(sample, (1, 99))
    if high <= low:
        low, high = sample.min(), sample.max()
    if high <= low:
        low, high = low - 0.5, low + 0.5
    return Window(name, float(low + high) / 2, float(high - low), "LINEAR_EXACT")


def grey_picture(values: np.ndarray) -> Image:
    """An 8-bit array as a picture."""
    import numpy as np
    import PIL.Image

    return PIL.Image.fromarray(np.ascontiguousarray(values))


def fitted(picture: Image, max_px: int | None) -> Image:
    """The picture, at most so long; never enlarged."""
    if max_px is not None:
        picture.thumbnail((max_px, max_px))
    return picture
