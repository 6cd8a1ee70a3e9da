"""Registration files, and what of them is looked at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nblabel.project import Project


def written(folder: Path, given: dict[str, Any] | str, name: str = "files.json") -> Path:
    path = folder / name
    path.write_text(given if isinstance(given, str) else json.dumps(given), encoding="utf-8")
    return path


def titles(project: Project) -> list[str]:
    return [item.title for item in project]


def web(n: int, first: int = 0) -> list[dict[str, Any]]:
    return [{"objectUrl": f"https://example.org/{place}.jpg"} for place in range(first, first + n)]


SEED = """{
 "images": [{"objectUrl": "https://example.org/one.jpg"}],
 "videos": [{"objectUrl": "https://example.org/a.mp4"}, {"objectUrl": "https://example.org/b.mp4", "title": "walk"}],
 "image_groups": [{"title": "seq 1", "createVideo": true, "objectUrl_0": "https://example.org/s/0.jpg"}],
 "image_groups": [{"title": "seq 2", "createVideo": true, "objectUrl_0": "https://example.org/t/0.jpg"}],
 "image_groups": [{"title": "pair", "objectUrl_0": "https://example.org/p/0.jpg", "objectUrl_1": "https://example.org/p/1.jpg"}],
 "skip_duplicate_urls": true
}"""
