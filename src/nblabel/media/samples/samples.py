"""A thousand real picture tiles to try things on, cut from photographs that come with scikit-image and matplotlib."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from nblabel.errors import SourceError
from nblabel.media.files.places import cache_folder

if TYPE_CHECKING:
    from PIL.Image import Image

# Raise it when other tiles are cut, so that the folder is made anew.
VERSION = 1
TILES_PER_CLASS = 72
_SCIKIT_IMAGE = ("skimage", "data")
_MATPLOTLIB = ("matplotlib", "mpl-data/sample_data")


@dataclass(frozen=True, slots=True)
class Photo:
    """One photograph, and the part of it that each tile must show most of, so that the name of its class is true."""

    cls: str
    file: str
    subject: tuple[int, int, int, int]
    smallest: int
    home: tuple[str, str] = _SCIKIT_IMAGE


PHOTOS = (
    Photo("astronaut", "astronaut.png", (150, 0, 350, 270), 190),
    Photo("brick", "brick.png", (0, 0, 512, 512), 150),
    Photo("cat", "chelsea.png", (110, 60, 330, 240), 200),
    Photo("coffee", "coffee.png", (180, 40, 440, 320), 230),
    Photo("coins", "coins.png", (20, 20, 364, 283), 130),
    Photo("galaxies", "hubble_deep_field.jpg", (0, 0, 1000, 872), 170),
    Photo("grass", "grass.png", (0, 0, 512, 512), 150),
    Photo("gravel", "gravel.png", (0, 0, 512, 512), 150),
    Photo("motorcycle", "motorcycle_left.png", (150, 90, 600, 430), 250),
    Photo("motorcycle", "motorcycle_right.png", (120, 90, 560, 430), 250),
    Photo("officer", "grace_hopper.jpg", (150, 0, 360, 280), 220, _MATPLOTLIB),
    Photo("photographer", "camera.png", (120, 50, 360, 260), 230),
    Photo("retina", "retina.jpg", (150, 150, 1260, 1260), 300),
    Photo("rocket", "rocket.jpg", (295, 110, 345, 370), 180),
    Photo("tissue", "ihc.png", (0, 0, 512, 512), 150),
)


def samples(folder: Path | None = None) -> Path:
    """Folder with about a thousand real picture tiles, one sub-folder a class; nothing is downloaded.

    It is made once, in a few seconds, in the cache folder of the user.

    Parameters
    ----------
    folder
        Where to keep it; the cache folder by default.

    Examples
    --------
    >>> sorted(entry.name for entry in samples().iterdir())[:3]  # doctest: +SKIP
    ['astronaut', 'brick', 'cat']
    """
    return _made(folder or cache_folder(), f"samples-{VERSION}", _fill)


def media_samples(folder: Path | None = None) -> Path:
    """Folder with one small file of every kind of media that the installed extras can write.

    Examples
    --------
    >>> sorted(entry.name for entry in media_samples().iterdir())[:2]  # doctest: +SKIP
    ['clip.mp4', 'head.nii.gz']
    """
    from nblabel.media.samples.media import write_media

    extras = "".join(module[0] for module in ("av", "nibabel", "pydicom") if find_spec(module))
    return _made(folder or cache_folder(), f"media-{VERSION}{extras}", write_media)


def _made(parent: Path, name: str, fill: Callable[[Path], None]) -> Path:
    """The folder `name`, made once, complete or not at all."""
    target = parent / name
    if target.is_dir():
        return target
    parent.mkdir(parents=True, exist_ok=True)
    half_done = Path(tempfile.mkdtemp(prefix=f"{target.name}-", dir=parent))
    try:
        fill(half_done)
        # mkdtemp makes it for its owner only; a shared cache should be readable like any other folder.
        half_done.chmod(0o755)
        half_done.rename(target)
    except OSError:
        if not target.is_dir():  # otherwise another process was faster, and its tiles are the same
            raise
    finally:
        shutil.rmtree(half_done, ignore_errors=True)
    return target


def _fill(folder: Path) -> None:
    classes = sorted({photo.cls for photo in PHOTOS})
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda cls: _write_class(folder / cls, cls), classes))


def _write_class(folder: Path, cls: str) -> None:
    folder.mkdir()
    photos = [photo for photo in PHOTOS if photo.cls == cls]
    each = TILES_PER_CLASS // len(photos)
    number = 0
    for photo in photos:
        for tile in _tiles(photo, each):
            number += 1
            tile.save(folder / f"{cls}_{number:04d}.jpg", "JPEG", quality=88)


def _tiles(photo: Photo, count: int) -> Iterator[Image]:
    """Windows of varied place, size and shape that show the subject, the same ones on every machine."""
    picture = photograph(photo.file, photo.home)
    chance = random.Random(photo.file)
    for _ in range(count):
        box = _window(photo, picture.size, chance)
        scale = chance.choice((208, 224, 240, 256)) / max(box[2] - box[0], box[3] - box[1])
        size = round((box[2] - box[0]) * scale), round((box[3] - box[1]) * scale)
        yield picture.resize(size, box=box)


def _window(photo: Photo, size: tuple[int, int], chance: random.Random) -> tuple[int, int, int, int]:
    """A window that holds the centre of the subject and, where the subject is small, most of it."""
    width, height = size
    left, top, right, bottom = photo.subject
    shape = chance.choice((1.0, 1.0, 0.8, 1.25))
    side = chance.uniform(photo.smallest, min(width, height, 2.2 * photo.smallest))
    w, h = round(min(width, side * shape**0.5)), round(min(height, side / shape**0.5))
    x = _position(chance, left, right, w, width)
    y = _position(chance, top, bottom, h, height)
    return x, y, x + w, y + h


def _position(chance: random.Random, low: int, high: int, length: int, end: int) -> int:
    """Where a window of this length starts: inside a larger subject, around a smaller one."""
    first, last = (low, high - length) if length <= high - low else (high - length, low)
    return min(max(0, chance.randint(first, max(first, last))), end - length)


def photograph(file: str, home: tuple[str, str] = _SCIKIT_IMAGE) -> Image:
    """A photograph that comes with a package, by its file name."""
    import PIL.Image

    package, inside = home
    spec = find_spec(package)
    path = Path(spec.origin or "").parent / inside / file if spec else Path(file)
    if not path.is_file():
        raise SourceError(f'The sample photograph "{file}" of {package} is not installed; reinstall {package}.')
    with PIL.Image.open(path) as image:
        return image.convert("RGB")
