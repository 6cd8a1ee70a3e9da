"""Registering a JSON file of images by their addresses, each with title, metadata and size; no server is asked. The peer reads
the file with `json.load` and puts addresses, titles and metadata into DuckDB with one INSERT, without checks, ids or history."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path

import duckdb
import pandas as pd
from tests.bench.figures import Figure, seconds
from tests.bench.peak import Peak

import nblabel as nb

ITEMS = 500_000
FILES = 20_000


def run(items: int = ITEMS, files: int = FILES) -> list[Figure]:
    """A file is registered, once more with the flag, undone; then a CSV of it, and files of this machine."""
    with tempfile.TemporaryDirectory(prefix="nblabel-bench-") as name:
        folder = Path(name)
        path = _json(folder, items)
        return [*_registered(folder, path, items), *_csv(folder, items), *_local(folder, files)]


def _json(folder: Path, items: int) -> Path:
    path = folder / "files.json"
    with path.open("w") as file:
        file.write('{"images": [\n')
        for n in range(items):
            file.write(json.dumps(_entry(n)) + (",\n" if n < items - 1 else "\n"))
        file.write("]}")
    return path


def _entry(n: int) -> dict[str, object]:
    return {
        "objectUrl": f"https://storage.example.com/bucket/pictures/{n // 1000:04d}/IMG_{n:06d}.jpg",
        "title": f"IMG_{n}.jpg",
        "clientMetadata": {"site": "ABCDEFGH"[n % 8], "score": n % 1000},
        "imageMetadata": {"mimeType": "image/jpeg", "fileSize": 12_345 + n, "width": 640, "height": 480},
    }


def _registered(folder: Path, path: Path, items: int) -> list[Figure]:
    with nb.open(folder / "files.duckdb") as project, Peak() as peak:
        ours = seconds(lambda: project.register(path))
        assert len(project) == items
        again = seconds(lambda: project.register(path, skip_duplicate_urls=True))
        undone = seconds(project.undo)
        assert len(project) == 0
    with Peak() as plain_peak:
        plain = seconds(lambda: _inserted(folder / "plain.duckdb", path))
    size = path.stat().st_size / 1e6
    return [
        Figure(f"a JSON file of {items:,} images, {size:.0f} MB", ours, "s", "json.load and INSERT", plain, "< 60 s"),
        Figure("most memory while doing so", peak.mb, "MB", "json.load and INSERT", plain_peak.mb, "< 1000 MB"),
        Figure("the same again: all URLs known", again, "s", "json.load and INSERT", plain),
        Figure("undo", undone, "s", "json.load and INSERT", plain),
    ]


def _inserted(target: Path, path: Path) -> None:
    with path.open() as file:
        entries = json.load(file)["images"]
    frame = pd.DataFrame(
        {
            "uri": [entry["objectUrl"] for entry in entries],
            "title": [entry["title"] for entry in entries],
            "meta": [json.dumps(entry["clientMetadata"]) for entry in entries],
        }
    )
    with duckdb.connect(str(target)) as connection:
        connection.register("given", frame)
        connection.execute("CREATE TABLE item AS SELECT * FROM given")


def _csv(folder: Path, items: int) -> list[Figure]:
    path = folder / "files.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            ["kind", "objectUrl", "title", "clientMetadata.site", "imageMetadata.width", "imageMetadata.height"]
        )
        rows.writerows(["images", _entry(n)["objectUrl"], f"IMG_{n}.jpg", "A", 640, 480] for n in range(items))
    with nb.open(folder / "csv.duckdb") as project:
        ours = seconds(lambda: project.register(path))
    plain = seconds(lambda: pd.read_csv(path))
    return [Figure(f"a CSV file of {items:,} images", ours, "s", "pandas.read_csv alone", plain, "< 60 s")]


def _local(folder: Path, files: int) -> list[Figure]:
    media = folder / "media"
    for n in range(files):
        place = media / f"part_{n // 1000}"
        if not n % 1000:
            place.mkdir(parents=True)
        (place / f"IMG_{n}.jpg").touch()
    names = [f"part_{n // 1000}/IMG_{n}.jpg" for n in range(files)]
    path = media / "files.json"
    path.write_text(json.dumps({"images": [{"objectUrl": name} for name in names]}))
    with nb.open(folder / "local.duckdb") as project:
        ours = seconds(lambda: project.register(path))
    plain = seconds(lambda: [(media / name).resolve(strict=True) for name in names])
    name = f"{files:,} files of this machine, held to their root"
    return [Figure(name, ours, "s", "Path.resolve of each", plain)]
