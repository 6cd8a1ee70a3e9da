"""What a user pays before the first call: import time, size of the wheel, packages that come along."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure, seconds

REPOSITORY = Path(__file__).resolve().parents[2]
CORE = {"anywidget", "duckdb", "filelock", "numpy", "pandas", "pillow", "msgspec", "tqdm", "scikit-image", "matplotlib"}
ROUNDS = 7


def run() -> list[Figure]:
    """Each import in a fresh process, the start of Python taken off; medians of alternating rounds."""
    modules = ("sys", "nblabel", "numpy", "pandas")
    rounds = [[_imported(module) for module in modules] for _ in range(ROUNDS)]
    bare, *times = (median(column) for column in zip(*rounds, strict=True))
    nblabel, numpy, pandas = (time - bare for time in times)
    return [
        Figure("import nblabel", nblabel, "s", "import numpy", numpy, "< 0.3 s"),
        Figure("import nblabel", nblabel, "s", "import pandas", pandas),
        Figure("wheel", _wheel_bytes() / 2**20, "MB", target="< 1.5 MB"),
        Figure("packages required beyond the agreed ten", len(_required() - CORE), "packages", target="<= 0 packages"),
        Figure("packages required", len(_required()), "packages"),
    ]


def _imported(module: str) -> float:
    return seconds(lambda: subprocess.run([sys.executable, "-c", f"import {module}"], check=True))


def _wheel_bytes() -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder]
        subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
        (wheel,) = Path(folder).glob("*.whl")
        return wheel.stat().st_size


def _required() -> set[str]:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {required.split(">")[0].strip().lower() for required in project["dependencies"]}
