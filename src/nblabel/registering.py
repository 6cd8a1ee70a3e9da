"""The half of a project that registers media: from files and tables of others, in groups and sequences, with trusted facts."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from nblabel import ops
from nblabel.domain.commands import Describe
from nblabel.receipt import Receipt
from nblabel.store.items.datasets import listed

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.domain.changes import Change
    from nblabel.ops.adding.headers import HeaderReader
    from nblabel.ops.session import Session
    from nblabel.reading import Reading
    from nblabel.view import View

# Warnings point to the line of the user's that called `register` or `add_sequence`.
_CALLER = 3


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
        from nblabel.ops.adding.register import register

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
        return self._registered(change, warned)

    def add_group(self, paths: Any, *, title: str = "", dataset: str = "", folder: str = "") -> Receipt:
        """Register pictures as one item with a frame each; they keep their sizes.

        Parameters
        ----------
        paths
            A folder or a glob (in natural order), or a list of paths or addresses (in its order).
        title
            The name of the folder, or of the first file, where it is not given.
        dataset, folder
            Names the item can be filtered by.

        Examples
        --------
        >>> project.add_group(["front.jpg", "side.jpg", "back.jpg"], title="car 17")
        """
        return self._registered(*self._grouped("group", paths, title, dataset, folder))

    def add_sequence(self, paths: Any, *, title: str = "", dataset: str = "", folder: str = "") -> Receipt:
        """Register pictures as one item that is shown as a video: each at the size of the first.

        Parameters
        ----------
        paths
            A folder or a glob (in natural order), or a list of paths or addresses (in its order).
        title
            The name of the folder, or of the first file, where it is not given.
        dataset, folder
            Names the item can be filtered by.

        Examples
        --------
        >>> project.add_sequence("timelapse/", title="growth")
        """
        return self._registered(*self._grouped("sequence", paths, title, dataset, folder))

    @property
    def datasets(self) -> pd.DataFrame:
        """The datasets: name, title, description, and how many items each has; `F.dataset == name` filters by one.

        Examples
        --------
        >>> project.datasets
        """
        return self._reading.read(lambda cur, scope: listed(cur, scope, "dataset"))

    @property
    def folders(self) -> pd.DataFrame:
        """The folders: name, title, description, and how many items each has; `F.folder == name` filters by one.

        Examples
        --------
        >>> project.folders
        """
        return self._reading.read(lambda cur, scope: listed(cur, scope, "folder"))

    def dataset(self, name: str, *, title: str | None = None, description: str | None = None) -> Receipt:
        """Say what a dataset is called and about; what is not given stays as it was.

        Examples
        --------
        >>> project.dataset("night", title="Night drives", description="Recorded between 22 and 4 o'clock")
        """
        return self._described("dataset", name, title, description)

    def folder(self, name: str, *, title: str | None = None, description: str | None = None) -> Receipt:
        """Say what a folder is called and about; what is not given stays as it was.

        Examples
        --------
        >>> project.folder("2026/march", description="The rainy weeks")
        """
        return self._described("folder", name, title, description)

    def _described(
        self, sort: Literal["dataset", "folder"], name: str, title: str | None, description: str | None
    ) -> Receipt:
        command = Describe(sort=sort, name=name, title=title, description=description)
        return Receipt(self._reading, ops.run(self._reading.for_writing(), command))

    def _grouped(
        self, kind: Literal["group", "sequence"], paths: Any, title: str, dataset: str, folder: str
    ) -> tuple[Change, list[str]]:
        from nblabel.ops.adding.groups import add_group

        session = self._reading.for_writing()
        return add_group(session, paths, kind, title=title, dataset=dataset, folder=folder)

    def _registered(self, change: Change, warned: list[str]) -> Receipt:
        for sentence in warned:
            warnings.warn(sentence, UserWarning, stacklevel=_CALLER)
        self._headers.start()
        return Receipt(self._reading, change)

    def verify_media(self, view: View | None = None) -> pd.DataFrame:
        """Compare the metadata that came with a registration with the files; nothing is changed.

        Parameters
        ----------
        view
            Only these items; all by default.

        Returns
        -------
        DataFrame
            A row for each difference: item_id, title, field, given, found. Of a file that cannot be read the field is
            "problem".

        Examples
        --------
        >>> project.verify_media(project.filter(F.kind == "video"))
        """
        from nblabel.ops.adding.verify_media import verify_media

        return verify_media(self._session, None if view is None else view._query)
