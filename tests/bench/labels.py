"""Labels that are durable when they are answered: one at a time as a number key sends it (message in, answer out, with its
fsync), and half of 100,000 items through the API. The rounds of one label alternate between the files."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from tests.bench import table
from tests.bench.figures import Figure, milliseconds, p50, p95, typical_ms
from tests.bench.request import Kernel
from tests.bench.world import build

import nblabel as nb

SMALL, HALF, LARGE = 1_000, 100_000, 1_000_000
LABELS_A_ROUND, ROUNDS = 50, 6


def run(large: int = LARGE, half: int = HALF) -> list[Figure]:
    """One label in a small and a large file; then half of a middle one."""
    with tempfile.TemporaryDirectory(prefix="nblabel-bench-") as name:
        return [*_one_label(Path(name), large), *_half(Path(name), half)]


def _one_label(folder: Path, large: int) -> list[Figure]:
    synced = _fsyncs(folder / "synced")
    with _project(folder / "small.duckdb", SMALL) as small, _project(folder / "large.duckdb", large) as big:
        rows = len(big.sql("SELECT 1 FROM labels"))
        pages, bare = [Page(small, SMALL), Page(big, large)], list[float]()
        for _ in range(ROUNDS):
            for page in pages:
                page.label(LABELS_A_ROUND)
            bare += _bare_inserts(folder / "bare.duckdb")
    in_small, in_large = (page.times for page in pages)
    frames = {n: typical_ms(_cell_written(table.of_items(n), folder / "frame.parquet")) for n in (SMALL, large)}
    rewritten = "pandas: set one cell, rewrite its parquet"
    many = f"{rows:,} label rows"
    return [
        Figure(f"one label, {SMALL:,} items, p50", p50(in_small), "ms", rewritten, frames[SMALL], "< 6 ms"),
        Figure(f"one label, {SMALL:,} items, p95", p95(in_small), "ms", "fsync of 4 kB, p95", p95(synced), "< 20 ms"),
        Figure(f"one label, {many}, p50", p50(in_large), "ms", rewritten, frames[large], "< 6 ms"),
        Figure(f"one label, {many}, p95", p95(in_large), "ms", "fsync of 4 kB, p95", p95(synced), "< 20 ms"),
        Figure(f"one label, {many}, p50", p50(in_large), "ms", f"at {SMALL:,} items", p50(in_small), "<= 2 x"),
        Figure(f"one label, {many}, p50", p50(in_large), "ms", "one bare INSERT into DuckDB, committed", p50(bare)),
        Figure("that INSERT, p50", p50(bare), "ms", "fsync of 4 kB, p50", p50(synced)),
    ]


def _half(folder: Path, items: int) -> list[Figure]:
    with _project(folder / "half.duckdb", items) as project:
        half = project.items[: items // 2]
        ours = [_classified_and_undone(half, option) for option in "bcde"]
    frame = table.of_items(items)
    peer = typical_ms(lambda: table.bulk(frame, "Animal", "b", items // 2, folder / "frame.parquet"))
    bulk, undo = (p50(times) for times in zip(*ours, strict=True))
    said = "pandas: the same, and its parquet rewritten"
    return [
        Figure(f"classify half of {items:,} items, with its receipt", bulk, "ms", said, peer, "< 150 ms"),
        Figure("undo of that", undo, "ms", "pandas: former column put back, parquet rewritten", peer, "< 150 ms"),
    ]


def _classified_and_undone(view: nb.View, option: str) -> tuple[float, float]:
    receipts: list[nb.Receipt] = []
    classify = milliseconds(lambda: receipts.append(view.classify("Animal", option, override=True)))
    return classify, milliseconds(receipts[0].undo)


class Page:
    """Labels one item after another, each with another answer than it has."""

    def __init__(self, project: nb.Project, items: int) -> None:
        self.times: list[float] = []
        self._kernel, self._items = Kernel(project.items), items
        question = project.ontology["Weather"]
        self._question, self._options = question.ident, [option.ident for option in question.choices]
        self._count = 0

    def label(self, times: int) -> None:
        """So many labels, spread over the file; an answer that stands already writes nothing and is not counted."""
        end = len(self.times) + times
        while len(self.times) < end:
            self._count += 1
            item = 1 + (self._count * 7919) % self._items
            option = self._options[self._count % len(self._options)]
            # Nobody presses a key on a tile that the page does not show.
            self._kernel.ask("rows_by_id", gen=self._kernel.gen, ids=[item])
            start = time.perf_counter()
            done = self._kernel.classify([item], self._question, option)
            if done["op"]:
                self.times.append(1000 * (time.perf_counter() - start))


@contextmanager
def _project(path: Path, items: int) -> Iterator[nb.Project]:
    build(path, items).db.close()
    with nb.open(path, annotator="ada") as project:
        Page(project, items).label(3)
        yield project


def _fsyncs(path: Path) -> list[float]:
    with path.open("wb") as file:

        def synced() -> None:
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())

        return [milliseconds(synced) for _ in range(200)]


def _bare_inserts(path: Path) -> list[float]:
    """A row of a label's columns in a table of its own, one transaction each: what DuckDB itself needs."""
    row = [1, 1, 1, 1, None, None, 2, 2, 3, None, None, 1.0, 1, 4, None, 4, None]
    with duckdb.connect(str(path)) as connection:
        columns = ", ".join(f"c{place} BIGINT" for place in range(len(row)))
        connection.execute(f"CREATE TABLE IF NOT EXISTS label ({columns})")
        statement = f"INSERT INTO label VALUES ({', '.join('?' * len(row))})"
        return [milliseconds(lambda: connection.execute(statement, row)) for _ in range(LABELS_A_ROUND)]


def _cell_written(frame: table.Frame, path: Path):  # type: ignore[no-untyped-def]
    def write() -> None:
        frame.loc[len(frame) // 2, "Weather"] = "b"
        table.save(frame, path)

    return write
