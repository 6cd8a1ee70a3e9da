"""The lists a registration file may hold, what an entry of each may say, and the limits."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_ITEMS = 500_000
MOST_URLS = 1_000_000
URL_BYTES = 16 * 1024
TITLE_CHARACTERS = 300
# A sequence is a video of at most 21:50 minutes at 25 frames a second.
MOST_FRAMES = 32_767
MANY_FRAMES = 15_000

SKIP_DUPLICATES = "skip_duplicate_urls"


@dataclass(frozen=True, slots=True)
class Key:
    """One list of a registration file.

    Parameters
    ----------
    kind
        The word that `item.kind` will show.
    block
        The name of its metadata block; empty where it has none.
    has_several
        An entry names numbered files, objectUrl_0 to objectUrl_n, instead of one.
    words
        What an entry may say.
    """

    name: str
    kind: str
    block: str = ""
    has_several: bool = False
    needs_title: bool = False

    words: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        flags = ("createVideo",) if self.kind == "group" else ()
        blocks = (self.block,) if self.block else ()
        first = "objectUrl_0" if self.has_several else "objectUrl"
        object.__setattr__(self, "words", (first, "title", "clientMetadata", *blocks, *flags))


KEYS = {
    key.name: key
    for key in (
        Key("videos", "video", "videoMetadata"),
        Key("audio", "audio", "audioMetadata"),
        Key("pdfs", "pdf", "pdfMetadata"),
        Key("text", "text", "textMetadata"),
        Key("images", "image", "imageMetadata"),
        Key("image_groups", "group", has_several=True),
        Key("dicom_series", "dicom", has_several=True, needs_title=True),
        Key("nifti", "nifti"),
    )
}
# In a table a row says its kind in either word; a sequence is a group with createVideo.
KEY_OF_WORD = {
    **KEYS,
    **{key.kind: key for key in KEYS.values()},
    "sequence": KEYS["image_groups"],
}
