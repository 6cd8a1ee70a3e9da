"""Items by the batch: what is there already, and writing items of one or several files with their facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nblabel.store.file.cursor import Cursor
from nblabel.store.items.files import SEVERAL
from nblabel.store.rows.ids import among
from nblabel.store.rows.piece import together

Files = tuple[str, ...]

_FACTS = ("width", "height", "n_frames", "fps", "duration", "file_size", "mime", "detail")


@dataclass(slots=True)
class NewItems:
    """Items to write, column by column.

    `facts` holds trusted facts by the place of the item: width, height, n_frames, fps, duration, file_size, mime and
    detail (JSON); 0, "" and None for what is not known.
    """

    files: list[Files] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    metas: list[str | None] = field(default_factory=list)
    roots: list[str | None] = field(default_factory=list)
    facts: dict[int, tuple[object, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.files)

    def once(self) -> list[int]:
        """The places of the items whose files stand here for the first time."""
        first: dict[object, int] = {}
        for place, (files, kind) in enumerate(zip(self.files, self.kinds, strict=True)):
            first.setdefault((files, kind) if kind in SEVERAL else files, place)
        return list(first.values())

    def only(self, places: Sequence[int]) -> NewItems:
        """The items at these places."""
        return NewItems(
            [self.files[place] for place in places],
            [self.titles[place] for place in places],
            [self.kinds[place] for place in places],
            [self.metas[place] for place in places],
            [self.roots[place] for place in places],
            {new: self.facts[old] for new, old in enumerate(places) if old in self.facts},
        )


def known_files(cur: Cursor, project_id: int, new: NewItems) -> np.ndarray:
    """For each the item of the project that has exactly its files in this order, 0 where there is none.

    Of items of several files the kind must be the same as well: a group is no sequence.
    """
    ids = np.zeros(len(new), dtype=np.int64)
    candidates = _candidates(cur, project_id, new.files)
    several = _files_of(cur, {ident for _, ident, _, kind in candidates if kind in SEVERAL})
    for place, ident, uri, kind in candidates:
        is_same = new.kinds[place] == kind or (kind not in SEVERAL and new.kinds[place] not in SEVERAL)
        if not ids[place] and is_same and several.get(ident, (uri,)) == new.files[place]:
            ids[place] = ident
    return ids


def _candidates(cur: Cursor, project_id: int, files: Sequence[Files]) -> list[tuple[int, int, str, str]]:
    """Items with the same first file: (place among `files`, item, its uri, its kind)."""
    given = {
        "place": np.arange(len(files)),
        "uri": np.array([urls[0] for urls in files], dtype=object),
        "n": np.array([len(urls) for urls in files]),
    }
    sql = """
        SELECT place, item_id, uri, kind FROM given_files JOIN item USING (uri)
        LEFT JOIN (SELECT item_id, count(*) AS n_files FROM item_file GROUP BY item_id) USING (item_id)
        WHERE project_id = ? AND op_to IS NULL AND coalesce(n_files, 1) = n ORDER BY item_id
    """
    rows: list[tuple[int, int, str, str]] = cur.register("given_files", given).execute(sql, [project_id]).rows()
    return rows


def _files_of(cur: Cursor, items: set[int]) -> dict[int, Files]:
    found: dict[int, list[str]] = defaultdict(list)
    if items:
        piece = together(
            "SELECT i.item_id, i.url FROM item_file i WHERE {} ORDER BY i.item_id, i.place", among(sorted(items))
        )
        for ident, url in cur.execute(piece.sql, piece.values).rows():
            found[ident].append(url)
    return {ident: tuple(urls) for ident, urls in found.items()}


def write_items(
    cur: Cursor, project_id: int, op_id: int, first_id: int, new: NewItems, *, dataset: str, folder: str
) -> None:
    """Write the items with ids from `first_id` on, their files where there are several, and their trusted facts."""
    ids = np.arange(first_id, first_id + len(new), dtype=np.int64)
    rows = {
        "item_id": ids,
        "uri": np.array([urls[0] for urls in new.files], dtype=object),
        "title": np.array(new.titles, dtype=object),
        "kind": np.array(new.kinds, dtype=object),
        "root": np.array(new.roots, dtype=object),
        "meta": np.array(new.metas, dtype=object),
    }
    cur.register("registering", rows).execute(
        "INSERT INTO item(project_id, item_id, uri, title, kind, dataset, folder, root, meta, op_from) "
        "SELECT ?::INTEGER, item_id, uri, title, kind, nullif(?, ''), nullif(?, ''), nullif(root, ''), meta::JSON, ?::BIGINT "
        "FROM registering ORDER BY item_id",
        [project_id, dataset, folder, op_id],
    )
    write_files(cur, {int(ids[place]): new.files[place] for place, kind in enumerate(new.kinds) if kind in SEVERAL})
    _write_facts(cur, ids, new)


def write_files(cur: Cursor, files: Mapping[int, Files]) -> None:
    """Write the files, in order, of items that may have several: by the item's id."""
    if not files:
        return
    counts = [len(urls) for urls in files.values()]
    rows = {
        "item_id": np.repeat(np.array(list(files), dtype=np.int64), counts),
        "place": np.concatenate([np.arange(count, dtype=np.int32) for count in counts]),
        "url": np.array([url for urls in files.values() for url in urls], dtype=object),
    }
    cur.register("registering_files", rows).execute(
        "INSERT INTO item_file(item_id, place, url) SELECT item_id, place, url FROM registering_files"
    )


def _write_facts(cur: Cursor, ids: np.ndarray, new: NewItems) -> None:
    if not new.facts:
        return
    places = list(new.facts)
    rows: dict[str, np.ndarray] = {"item_id": ids[places]}
    for name, values in zip(_FACTS, zip(*new.facts.values(), strict=True), strict=True):
        rows[name] = np.array(values, dtype=object if name in ("mime", "detail") else None)
    cur.register("registering_facts", rows).execute(
        "INSERT INTO media(item_id, width, height, orientation, n_frames, fps, duration, file_size, mime, detail, trusted) "
        "SELECT item_id, nullif(width, 0), nullif(height, 0), 1, nullif(n_frames, 0), nullif(fps, 0), nullif(duration, 0), "
        "nullif(file_size, 0), nullif(mime, ''), detail::JSON, true FROM registering_facts"
    )
