"""The half of a project that registers media: from files and tables of others, in groups and sequences, with trusted facts."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from nblabel.receipt import Receipt

if TYPE_CHECKING:
    from nblabel.ops.headers import HeaderReader
    from nblabel.ops.session import Session
    from nblabel.reading import Reading


class Registering:
    """Something that media can be registered in."""

    _reading: Reading
    _session: Session
    _headers: HeaderReader

    def register(
        self,
        source: Any,
        *,
        skip_duplicate_urls: bool = False,
        on_error: Literal["collect", "abort"] = "collect",
        root: Any = None,
        dataset: str = "",
        folder: str = "",
        trust_metadata: bool = True,
        allow_hosts: Iterable[str] = (),
    ) -> Receipt:
        """Register what a registration file names; nothing is copied, and no file it names is opened.

        Parameters
        ----------
        source
            The path or address of a JSON or CSV file, a dict with the same lists, or a DataFrame with the words of
            the lists as columns. The lists are videos, audio, pdfs, text, images, image_groups, dicom_series and nifti.
        skip_duplicate_urls
            Leave out an entry whose URLs, all of them in order, an item has already. A file may ask for it too.
        on_error
            `"collect"`: register the rest and list what failed; `"abort"`: one failure and nothing is registered.
        root
            The folder relative paths start from and no file may lie outside of, links followed. By default the folder of
            the file; files named in a dict or a table may lie anywhere.
        dataset, folder
            Names these items can be filtered by.
        trust_metadata
            Take sizes, times and pages as the file gives them, without opening media: `verify_media` compares them.
        allow_hosts
            Hosts that may be asked although they are of this machine or its network.

        Returns
        -------
        Receipt
            `applied` were registered, `skipped` were there already, `failed` are listed in `problems` with their place.

        Examples
        --------
        >>> project.register("files.json", skip_duplicate_urls=True)
        >>> project.register({"videos": [{"objectUrl": "https://example.com/walk.mp4", "title": "walk"}]})
        """
        from nblabel.ops.register import register

        change, warned = register(
            self._reading.for_writing(),
            source,
            skip_duplicate_urls=skip_duplicate_urls,
            on_error=on_error,
            root=root,
            dataset=dataset,
            folder=folder,
            trust_metadata=trust_metadata,
            allow_hosts=allow_hosts,
        )
        for sentence in warned:
            warnings.warn(sentence, UserWarning, stacklevel=2)
        self._headers.start()
        return Receipt(self._reading, change)
