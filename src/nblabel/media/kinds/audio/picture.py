"""A minute of sound as a picture: the waveform above, the spectrogram below, a time axis under both."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

WIDTH, HEIGHT = 1200, 480
# Left, top, right, bottom of what has a time: a page that draws a line at the time played needs it.
PLOT = (56, 12, 1188, 444)
_WAVE_HEIGHT = 150
_GAP = 12
_WINDOW = 1024
_BLOCK = 256
_RANGE_DB = 80.0
_PAPER = (255, 255, 255)
_INK = (82, 82, 91)
_FAINT = (228, 228, 231)
_WAVE = (37, 99, 235)
# Dark to light with even steps of lightness, as matplotlib's "magma".
_COLOURS = ((0, 0, 4), (59, 15, 112), (140, 41, 129), (222, 73, 104), (254, 159, 109), (252, 253, 191))
_STEPS_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 60)


def picture_of(values: np.ndarray, rate: int, start_s: float, seconds: float) -> Image:
    """The picture of `seconds` from `start_s` on; where the sound ends before, the rest stays empty."""
    import PIL.Image
    import PIL.ImageDraw

    picture = PIL.Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = PIL.ImageDraw.Draw(picture)
    left, top, right, bottom = PLOT
    columns = max(1, round((right - left) * min(1.0, len(values) / max(1.0, seconds * rate))))
    _draw_wave(draw, values, columns)
    floor = top + _WAVE_HEIGHT + _GAP
    picture.paste(_spectrogram(values, columns, bottom - floor), (left, floor))
    _draw_axes(draw, rate, start_s, seconds)
    return picture


def _draw_wave(draw: Any, values: np.ndarray, columns: int) -> None:
    import numpy as np

    left, top, right, _ = PLOT
    middle, half = top + _WAVE_HEIGHT / 2, _WAVE_HEIGHT / 2
    draw.rectangle((left, top, right, top + _WAVE_HEIGHT), outline=_FAINT)
    draw.line((left, middle, right, middle), fill=_FAINT)
    if not len(values):
        return
    starts = np.linspace(0, len(values), columns, endpoint=False).astype(np.int64)
    lows, highs = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
    for column, (low, high) in enumerate(zip(lows.clip(-1, 1).tolist(), highs.clip(-1, 1).tolist(), strict=True)):
        draw.line((left + column, middle - half * high, left + column, middle - half * low), fill=_WAVE)


def _spectrogram(values: np.ndarray, columns: int, height: int) -> Image:
    """Loudness of each frequency, from 80 dB under the loudest."""
    import numpy as np
    import PIL.Image

    padded = np.zeros(max(_WINDOW, len(values)), np.float32)
    padded[: len(values)] = values
    shape = np.hanning(_WINDOW).astype(np.float32)
    starts = np.linspace(0, len(padded) - _WINDOW, columns).astype(np.int64)
    power = np.empty((columns, _WINDOW // 2 + 1), np.float32)
    for first in range(0, columns, _BLOCK):
        windows = padded[starts[first : first + _BLOCK, None] + np.arange(_WINDOW)] * shape
        power[first : first + _BLOCK] = np.abs(np.fft.rfft(windows, axis=1)) ** 2
    loud = 10.0 * np.log10(np.maximum(power, 1e-12))
    part = ((loud - loud.max() + _RANGE_DB) / _RANGE_DB).clip(0.0, 1.0)
    grey = (part.T[::-1] * 255).astype(np.uint8)
    flat = PIL.Image.fromarray(np.ascontiguousarray(grey)).resize((columns, height), PIL.Image.Resampling.BOX)
    flat.putpalette(_palette())
    return flat.convert("RGB")


@cache
def _palette() -> list[int]:
    import numpy as np

    stops = np.linspace(0, 255, len(_COLOURS))
    channels = [np.interp(np.arange(256), stops, [colour[i] for colour in _COLOURS]) for i in range(3)]
    return np.stack(channels, axis=1).round().astype(int).reshape(-1).tolist()


def _draw_axes(draw: Any, rate: int, start_s: float, seconds: float) -> None:
    left, top, right, bottom = PLOT
    floor = top + _WAVE_HEIGHT + _GAP
    font = _font(13)
    draw.rectangle((left, floor, right, bottom), outline=_FAINT)
    step = next((step for step in _STEPS_S if seconds / step <= 12), _STEPS_S[-1])
    for number in range(int(seconds / step) + 1):
        x = left + (right - left) * number * step / seconds
        draw.line((x, bottom, x, bottom + 5), fill=_INK)
        draw.text((x, bottom + 8), clock(start_s + number * step, step), _INK, font, anchor="ma")
    highest = rate / 2000
    each = next((each for each in (0.5, 1, 2, 5, 10, 20, 50, 100, 200) if highest / each <= 6), 500)
    for number in range(int(highest / each) + 1):
        y = bottom - (bottom - floor) * number * each / highest
        draw.line((left - 5, y, left, y), fill=_INK)
        draw.text((left - 8, y), f"{number * each:g}", _INK, font, anchor="rm")
    draw.text((left - 8, floor - 1), "kHz", _INK, font, anchor="rs")


def clock(second: float, step: float = 1.0) -> str:
    """A time as it stands on an axis.

    Examples
    --------
    >>> clock(75), clock(3675), clock(0.25, 0.05)
    ('1:15', '1:01:15', '0:00.25')
    """
    digits = 0 if step >= 1 else 1 if step >= 0.1 else 2 if step >= 0.01 else 3
    second = round(second, digits)
    minutes, rest = divmod(second, 60)
    hours, minutes = divmod(int(minutes), 60)
    width = 2 + (digits + 1 if digits else 0)
    tail = f"{rest:0{width}.{digits}f}"
    return f"{hours}:{minutes:02d}:{tail}" if hours else f"{minutes}:{tail}"


@cache
def _font(px: int) -> Any:
    import PIL.ImageFont

    return PIL.ImageFont.load_default(px)
