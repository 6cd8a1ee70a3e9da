"""The parts of the benchmark: a module each, whose docstring says what it is about and whose `run()` measures."""

from __future__ import annotations

import importlib
import traceback
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.bench import stolen
from tests.bench.results import Outcome

PARTS = (
    "package", "intake", "registration", "labels", "store", "curation", "likeness", "thumbnails", "video", "deep", "grid",
    "explorer", "kinds", "footprint",
    "durability",
)  # fmt: skip


def outcome_of(name: str) -> Outcome:
    """What a part came to, measured in a process of its own: none finds the memory or the caches of another."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(measure, name).result()


def measure(name: str) -> Outcome:
    """The figures of one part, or why there are none."""
    try:
        part = importlib.import_module(f"tests.bench.{name}")
        start = stolen.now()
        return Outcome(" ".join((part.__doc__ or "").split()), part.run(), stolen=stolen.share(start))
    except Exception as problem:
        traceback.print_exc()
        said = str(problem).splitlines()
        return Outcome("", error=f"{type(problem).__name__}: {said[0] if said else ''}")
